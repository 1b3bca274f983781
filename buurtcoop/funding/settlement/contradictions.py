"""Terms that clash: each is a Refusal whose sentence names the two, and says what to do."""

from collections.abc import Callable, Iterator
from typing import ClassVar

from buurtcoop.core.money import WHOLE
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.funding.settlement.steps import percent
from buurtcoop.funding.settlement.terms import Mode, OwnRule, Terms


class Contradiction(Refusal):
    """Two terms can't both hold; `between` names them as fields of `Terms`."""

    between: ClassVar[tuple[str, str]] = ("", "")


class DaysClash(Contradiction):
    """The last day lies before the first."""

    between = ("first_day", "last_day")
    sentence = N_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?")


class ShareMissing(Contradiction):
    """A share of the costs, and the share is nothing."""

    between = ("mode", "share_points")
    sentence = N_("Zij betalen een deel van de kosten, maar dat deel is 0 procent.")


class ShareUnused(Contradiction):
    """A share, and a mode that takes none."""

    between = ("mode", "share_points")
    sentence = N_(
        "Een deel van %(share)s procent past niet bij deze soort afspraak. Kies 1 van de 2."
    )


class ShareAndOwnPart(Contradiction):
    """The share and the own part are more than all costs together."""

    between = ("share_points", "own_part")
    sentence = N_(
        "Zij betalen %(share)s procent en u legt zelf %(own)s procent. "
        "Samen is dat meer dan alle kosten."
    )


class ShareAbovePublic(Contradiction):
    """The share alone is more than public money may be."""

    between = ("share_points", "public_most_points")
    sentence = N_(
        "Zij betalen %(share)s procent. Van alle overheden samen mag het %(public)s procent zijn."
    )


class RuleWithoutOwnPart(Contradiction):
    """Something happens when own money is short, and none is asked for."""

    between = ("own_part.rule", "own_part.points")
    sentence = N_("Te weinig eigen geld heeft gevolgen, maar het eigen deel is 0 procent.")


class OwnHoursWithoutRate(Contradiction):
    """Hours stand for own money, and nothing says what an hour is worth."""

    between = ("own_part.hours_count", "in_kind")
    sentence = N_("Uren tellen als eigen geld, maar er staat niet wat een uur waard is.")


class HoursWorthNothing(Contradiction):
    """Hours count, and an hour is worth nothing, or nothing of them may count."""

    between = ("in_kind.rate", "in_kind.most_points")
    sentence = N_("Uren tellen mee, maar met dit tarief en dit hoogste deel zijn ze niets waard.")


class HoursUnused(Contradiction):
    """Hours count as costs, and the mode looks at no costs in hours."""

    between = ("mode", "in_kind")
    sentence = N_("Bij deze soort afspraak tellen uren niet mee als kosten. Kies 1 van de 2.")


class PerformanceMissing(Contradiction):
    """An amount for a number of units, and no number."""

    between = ("mode", "performance")
    sentence = N_("Zij betalen voor wat u doet, maar er staat niet hoeveel u doet.")


class HouseholdLimitUnused(Contradiction):
    """A limit for each household, and a mode without gifts."""

    between = ("mode", "per_household")
    sentence = N_(
        "Een hoogste bedrag per huishouden hoort bij een afspraak over giften. Kies 1 van de 2."
    )


class HouseholdAboveMaximum(Contradiction):
    """One household may count for more than the whole."""

    between = ("per_household", "maximum")
    sentence = N_("Per huishouden telt %(most)s, maar meer dan %(maximum)s is er niet.")


class ReserveWithoutSurplus(Contradiction):
    """Surplus may stay in a reserve, and there may be none."""

    between = ("no_profit", "reserve_points")
    sentence = N_("Wat over is, mag in een reserve. Maar er mag niets over zijn. Kies 1 van de 2.")


class ReserveBesideDeficit(Contradiction):
    """Only a deficit is filled, so nothing is ever left for a reserve."""

    between = ("mode", "reserve_points")
    sentence = N_("Zij vullen alleen een tekort aan. Dan blijft er niets over voor een reserve.")


class CategoryTwice(Contradiction):
    """A kind of cost has two limits."""

    between = ("categories", "categories")
    sentence = N_("Deze soort kosten staat er 2 keer: %(name)s. Kies 1 van de 2.")


class NoOtherCosts(Contradiction):
    """A kind of cost is limited to a part of the others, and there are no others."""

    between = ("categories", "categories.most_points")
    sentence = N_(
        "Van %(name)s telt een deel van de andere kosten. Maar er zijn geen andere kosten."
    )


class TranchesDiffer(Contradiction):
    """The tranches are not the whole together."""

    between = ("tranches", "maximum")
    sentence = N_("De delen zijn samen %(together)s procent. Het hele bedrag is 100 procent.")


def contradictions_in(terms: Terms) -> list[Contradiction]:
    """Every pair of terms that clash; none when the terms can hold together."""
    return [found for look in _LOOKS for found in look(terms)]


def _days(terms: Terms) -> Iterator[Contradiction]:
    if terms.last_day < terms.first_day:
        yield DaysClash()


def _share(terms: Terms) -> Iterator[Contradiction]:
    share = percent(terms.share_points)
    part = terms.own_part
    own = part.points if part and not part.hours_count else 0
    public = terms.public_most_points
    if terms.mode is not Mode.COST_SHARE:
        if terms.share_points:
            yield ShareUnused(share=share)
        return
    if not terms.share_points:
        yield ShareMissing()
    if terms.share_points + own > WHOLE:
        yield ShareAndOwnPart(share=share, own=percent(own))
    if public is not None and terms.share_points > public:
        yield ShareAbovePublic(share=share, public=percent(public))


def _own_part(terms: Terms) -> Iterator[Contradiction]:
    part = terms.own_part
    if part is None:
        return
    if part.rule is not OwnRule.NONE and not part.points:
        yield RuleWithoutOwnPart()
    if part.hours_count and terms.in_kind is None:
        yield OwnHoursWithoutRate()


def _hours(terms: Terms) -> Iterator[Contradiction]:
    if terms.in_kind is None:
        return
    if not terms.in_kind.rate or not terms.in_kind.most_points:
        yield HoursWorthNothing()
    stand_for_own = terms.own_part is not None and terms.own_part.hours_count
    if terms.mode is not Mode.COST_SHARE and not stand_for_own:
        yield HoursUnused()


def _units_and_gifts(terms: Terms) -> Iterator[Contradiction]:
    if terms.mode is Mode.PERFORMANCE and terms.performance is None:
        yield PerformanceMissing()
    if terms.per_household is None:
        return
    if terms.mode is not Mode.MATCH:
        yield HouseholdLimitUnused()
    elif terms.per_household > terms.maximum:
        yield HouseholdAboveMaximum(most=terms.per_household, maximum=terms.maximum)


def _reserve(terms: Terms) -> Iterator[Contradiction]:
    if terms.reserve_points is None:
        return
    if terms.no_profit:
        yield ReserveWithoutSurplus()
    if terms.mode is Mode.DEFICIT:
        yield ReserveBesideDeficit()


def _categories(terms: Terms) -> Iterator[Contradiction]:
    names = [each.name for each in terms.categories]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield CategoryTwice(name=name)
    if terms.categories and all(each.most_points is not None for each in terms.categories):
        yield NoOtherCosts(name=names[0])


def _tranches(terms: Terms) -> Iterator[Contradiction]:
    together = sum(each.points for each in terms.tranches)
    if terms.tranches and together != WHOLE:
        yield TranchesDiffer(together=percent(together))


_LOOKS: tuple[Callable[[Terms], Iterator[Contradiction]], ...] = (
    _days,
    _share,
    _own_part,
    _hours,
    _units_and_gifts,
    _reserve,
    _categories,
    _tranches,
)
