"""How the rules of a service fit together, and the sentence for each way they do not.

Asked of a pack before it is shown, and of a service before it is kept; the checks on the table
say the same.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.services.rules.catalogue import ICONS

MODES = ("mode_provide", "mode_teach", "mode_carry", "mode_alternative")
FEWEST_MODES = 2
ADULTS_WITH_CHILDREN = 2
HIGHEST_PRICE = Money(100_000)
TWO_WEEKS_IN_HOURS = 336
MOST_REST_HOURS = 48
A_WEEK_IN_HOURS = 168
MOST_CHILDREN = 20
MOST_HELPERS, MOST_SEATS = 50, 300
HIGHEST_FLOOR = 20
MOST_BESIDES = 5
RANGES: dict[str, tuple[int, int]] = {
    "release_hours": (0, TWO_WEEKS_IN_HOURS),
    "claim_hours": (0, TWO_WEEKS_IN_HOURS),
    "rest_hours": (0, MOST_REST_HOURS),
    "hold_hours": (1, A_WEEK_IN_HOURS),
    "children_per_carer": (1, MOST_CHILDREN),
    "helpers_at_least": (0, HIGHEST_FLOOR),
    "adults_besides": (0, MOST_BESIDES),
    "give_from_age": (12, 99),
    "child_from_age": (0, 17),
    "child_to_age": (0, 17),
    "log_days": (1, 366),
    "usual_helpers": (0, MOST_HELPERS),
    "usual_minimum": (0, MOST_HELPERS),
    "usual_seats": (0, MOST_SEATS),
}
NEEDED = ("price_decided_by", "give_promise", "receive_promise", "not_promised", "instead")


class NumberOutside(Refusal):
    """A number no service has."""

    sentence = N_("Kies een getal van %(min)s tot en met %(max)s.")


class PriceOutside(Refusal):
    """An amount no seat costs."""

    sentence = N_("Kies een bedrag van %(min)s tot en met %(max)s.")


class IconUnknown(Refusal):
    """The sprite has no such drawing."""

    sentence = N_("Dit plaatje kennen we niet. Kies een plaatje dat er wel is.")


class RulesIncomplete(Refusal):
    """A service from a pack says who decided the price, what both promise, and its limits."""

    sentence = N_("Hier mist nog iets: wie de prijs koos, wat u belooft en wat niet.")


class ChildcarePrice(Refusal):
    """Wet kinderopvang: care for money is a licensed trade."""

    sentence = N_(
        "Opvang voor geld valt onder de Wet kinderopvang. Dan gelden strenge eisen. "
        "Tot dat is nagekeken, blijft dit gratis."
    )


class ChildrenAreNoDuty(Refusal):
    """Hours in return may count as pay for childcare."""

    sentence = N_("Uren met kinderen tellen niet mee voor wat een lid belooft te doen.")


class AloneWithChildren(Refusal):
    """Nobody is alone with children."""

    sentence = N_("Met kinderen zijn er altijd minstens %(num)s volwassenen.")


class ConsentOfNobody(Refusal):
    """Only a child comes with the consent of a guardian."""

    sentence = N_("Alleen bij kinderen vragen we het ja van een ouder of verzorger.")


class AgesOutOfOrder(Refusal):
    """The youngest is older than the oldest, or one of the two is not said."""

    sentence = N_("Vul allebei de leeftijden in: eerst de jongste, dan de oudste.")


class LogHasNoEnd(Refusal):
    """What is noted is erased, after days that are said."""

    sentence = N_("Schrijf op wat helpers opschrijven én na hoeveel dagen we dat wissen.")


class TooFewModes(Refusal):
    """Two ways to help, or the reason why not."""

    sentence = N_("Kies minstens 2 manieren van helpen. Of schrijf op waarom dat hier niet kan.")


class MinimumMisfits(Refusal):
    """The usual crew cannot go ahead under the floor, nor ask more than it has."""

    sentence = N_(
        "Zo gaat het niet door. Er zijn minstens %(num)s helpers nodig, en niet meer dan er "
        "plekken zijn."
    )


def misfits(said: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    """What does not fit, with the column where it shows.

    `said` holds the columns of a service by name; texts of lines are one text. A service that
    was made before packs (`pack` is empty) need not say what packs say.
    """
    yield from _of_numbers(said)
    if said["icon"] not in ICONS:
        yield "icon", IconUnknown()
    yield from _of_children(said)
    if bool(said["log_kinds"]) != (said["log_days"] is not None):
        yield "log_days", LogHasNoEnd()
    floor = max(said["helpers_at_least"] - said["adults_besides"], 0)
    least, most = said["usual_minimum"], said["usual_helpers"]
    if most and not floor <= least <= most:
        yield "usual_minimum", MinimumMisfits(num=floor)
    if said["pack"]:
        yield from _of_packs(said)


def _of_numbers(said: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    for name, (lowest, highest) in RANGES.items():
        if said[name] is not None and not lowest <= said[name] <= highest:
            yield name, NumberOutside(min=lowest, max=highest)
    nothing = Money(0)
    if not nothing <= said["price"] <= HIGHEST_PRICE:
        yield "price", PriceOutside(min=nothing, max=HIGHEST_PRICE)


def _of_children(said: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    youngest, oldest = said["child_from_age"], said["child_to_age"]
    if (youngest is None) != (oldest is None) or (oldest or 0) < (youngest or 0):
        yield "child_from_age", AgesOutOfOrder()
    if said["children_per_carer"] is None:
        if said["asks_consent"]:
            yield "asks_consent", ConsentOfNobody()
        return
    if said["price"]:
        yield "price", ChildcarePrice()
    if said["counts_for_duty"]:
        yield "counts_for_duty", ChildrenAreNoDuty()
    if said["helpers_at_least"] < ADULTS_WITH_CHILDREN:
        yield "helpers_at_least", AloneWithChildren(num=ADULTS_WITH_CHILDREN)


def _of_packs(said: Mapping[str, Any]) -> Iterator[tuple[str, Refusal]]:
    for name in NEEDED:
        if not said[name]:
            yield name, RulesIncomplete()
    if not said["one_mode_why"] and sum(bool(said[name]) for name in MODES) < FEWEST_MODES:
        yield "modes", TooFewModes()
