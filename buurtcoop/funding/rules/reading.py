"""The terms of an agreement as plain sentences, for who has to keep them."""

from collections.abc import Callable, Iterator

from buurtcoop.core.attention import Text
from buurtcoop.core.money import WHOLE, Money
from buurtcoop.core.words import N_
from buurtcoop.funding.rules.terms import TermsDraft
from buurtcoop.funding.settlement import Mode, OwnRule
from buurtcoop.funding.settlement.steps import percent

OWN_RULES = {
    OwnRule.REDUCE: N_("Legt u minder bij? Dan gaat wat mist van hun bedrag af."),
    OwnRule.PROPORTIONAL: N_("Legt u de helft bij? Dan krijgt u ook de helft."),
    OwnRule.NONE: N_("Legt u minder bij? Dan verandert hun bedrag niet."),
}


def sentences_of(terms: TermsDraft, amount: Money) -> list[Text]:
    """What these terms say of an agreement of so many cents, one sentence for each."""
    return [sentence for tell in _TELLS for sentence in tell(terms, amount)]


def _beginning(terms: TermsDraft, amount: Money) -> Iterator[Text]:
    if terms.mode is Mode.COST_SHARE:
        message = N_("Zij betalen %(percent)s procent van de kosten, tot %(amount)s.")
        yield Text(message, {"percent": percent(terms.share_points), "amount": amount})
    if terms.mode is Mode.LUMP:
        yield Text(N_("Zij geven een vast bedrag: %(amount)s."), {"amount": amount})
    if terms.mode is Mode.DEFICIT:
        yield Text(N_("Zij vullen aan wat u tekortkomt, tot %(amount)s."), {"amount": amount})
    if terms.mode is Mode.MATCH:
        yield Text(N_("Bij elke gift leggen zij evenveel, tot %(amount)s."), {"amount": amount})
    if terms.per_household is not None:
        message = N_("Van elk huishouden telt hoogstens %(most)s mee.")
        yield Text(message, {"most": terms.per_household})
    yield from _units(terms, amount)


def _units(terms: TermsDraft, amount: Money) -> Iterator[Text]:
    asked = terms.performance
    if asked is None:
        return
    figures = {"amount": amount, "agreed": asked.agreed, "unit": terms.unit_words}
    yield Text(N_("Zij geven %(amount)s voor %(agreed)s %(unit)s."), figures)
    if asked.full_from_points < WHOLE:
        message = N_("Is %(percent)s procent gedaan? Dan krijgt u alles. Anders een deel.")
        yield Text(message, {"percent": percent(asked.full_from_points)})
    else:
        yield Text(N_("Doet u minder? Dan krijgt u een deel."))
    if terms.unit_goal_number is None:
        yield Text(N_("Er is nog geen doel dat dit telt. Daarom telt er nog niets."))


def _costs(terms: TermsDraft, _amount: Money) -> Iterator[Text]:
    if terms.mode in (Mode.COST_SHARE, Mode.DEFICIT):
        yes, no = N_("De btw telt mee als kosten."), N_("De btw telt niet mee.")
        yield Text(yes if terms.vat_counts else no)
    if terms.programme_counts:
        yield Text(N_("Kosten op de andere afspraken voor dit werk tellen hier ook mee."))


def _own(terms: TermsDraft, _amount: Money) -> Iterator[Text]:
    part = terms.own_part
    if part is None or not part.points:
        return
    message = N_("U legt zelf %(percent)s procent van de kosten bij.")
    yield Text(message, {"percent": percent(part.points)})
    yield Text(OWN_RULES[part.rule])
    if part.others_count:
        yield Text(N_("Geld van anderen telt daarbij als eigen geld."))
    if part.hours_count:
        yield Text(N_("Uren van helpers tellen daarbij als eigen geld."))


def _hours(terms: TermsDraft, _amount: Money) -> Iterator[Text]:
    hours = terms.in_kind
    if hours is None:
        return
    yield Text(N_("Een uur van een helper telt voor %(rate)s."), {"rate": hours.rate})
    if hours.most_points < WHOLE:
        message = N_("Uren zijn hoogstens %(percent)s procent van alles samen.")
        yield Text(message, {"percent": percent(hours.most_points)})


def _left_over(terms: TermsDraft, _amount: Money) -> Iterator[Text]:
    if terms.mode is Mode.DEFICIT:
        return
    if terms.no_profit:
        yield Text(N_("U mag niets overhouden. Wat over is, gaat terug."))
    elif terms.reserve_points is None:
        yield Text(N_("Wat u overhoudt, mag u houden."))
    else:
        message = N_("Wat over is, mag in een reserve: tot %(percent)s procent van hun bedrag.")
        yield Text(message, {"percent": percent(terms.reserve_points)})
        if terms.reserve_begins is not None:
            message = N_("In die reserve zit aan het begin %(amount)s.")
            yield Text(message, {"amount": terms.reserve_begins})


def _public(terms: TermsDraft, _amount: Money) -> Iterator[Text]:
    if terms.public_money:
        yield Text(N_("Dit is geld van de overheid."))
    if terms.public_most_points is not None:
        message = N_("Alle overheden samen betalen hoogstens %(percent)s procent.")
        yield Text(message, {"percent": percent(terms.public_most_points)})


def _thresholds(terms: TermsDraft, _amount: Money) -> Iterator[Text]:
    if terms.at_once_up_to is not None:
        message = N_("Tot %(amount)s vragen ze geen verslag.")
        yield Text(message, {"amount": terms.at_once_up_to})
    if terms.auditor_from is not None:
        message = N_("Vanaf %(amount)s kijkt een accountant mee.")
        yield Text(message, {"amount": terms.auditor_from})
    if terms.decision_weeks == 1:
        yield Text(N_("Na uw afrekening beslissen zij binnen 1 week."))
    elif terms.decision_weeks:
        message = N_("Na uw afrekening beslissen zij binnen %(weeks)s weken.")
        yield Text(message, {"weeks": terms.decision_weeks})


_TELLS: tuple[Callable[[TermsDraft, Money], Iterator[Text]], ...] = (
    _beginning,
    _costs,
    _own,
    _hours,
    _left_over,
    _public,
    _thresholds,
)
