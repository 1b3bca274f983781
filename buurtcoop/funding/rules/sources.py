"""Sources on plain values: their account and fund, shares, leverage, and why one is refused."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from buurtcoop.core.money import NOTHING, Money, portion, split
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.ledger.rules import HIGHEST, LOWEST

# Above this share one funder holds the cooperative in a grip (requirement K17).
DEPENDENT_PERCENT = 50
INCOME_ACCOUNTS = {
    "own_contribution": "8010",
    "membership_fee": "8000",
    "grant": "8210",
    "company_donation": "8220",
    "housing_corporation_donation": "8210",
    "municipal_cofinancing": "8200",
    "other": "8230",
}
# Who gives with conditions: the money may only go where it was given for.
WITH_CONDITIONS = frozenset({"grant", "housing_corporation_donation", "municipal_cofinancing"})
MEMBERS = frozenset({"own_contribution", "membership_fee"})
TAKEN_SLUGS = frozenset({"nieuw"})


class SourceExists(Refusal):
    """Another source or fund has this name."""

    sentence = N_("Deze bron is er al: %(name)s. Kies een andere naam.")


class PromiseExists(Refusal):
    """The same letter for the same days is there."""

    sentence = N_("Deze toezegging staat er al. Is het een andere? Schrijf een ander kenmerk op.")


class DaysInReverse(Refusal):
    """The last day lies before the first."""

    sentence = N_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?")


class SpansYears(Refusal):
    """A promise for days in two years; figures are told per year."""

    sentence = N_("Een toezegging hoort bij 1 jaar. Zet elk jaar apart in de lijst.")


class InKindIsNoMoney(Refusal):
    """A source in kind gives no money to book."""

    sentence = N_("Wat iemand in natura geeft, is geen geld. Het komt niet in het boek.")


class PartsDiffer(Refusal):
    """The parts of an amount are not the whole."""

    sentence = N_("Het hele bedrag is %(whole)s. De delen samen zijn %(parts)s.")


class AmountOutside(Refusal):
    """An amount of nothing, below nothing, or far too much."""

    sentence = N_("Kies een bedrag van %(min)s tot en met %(max)s.")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of an amount that came in or went out: whose money, for what, how much."""

    source_id: int
    activity_id: int
    amount: Money


def refuse_parts(whole: Money, parts: Sequence[Part]) -> None:
    """Raises PartsDiffer, with both sums."""
    together = sum((part.amount for part in parts), NOTHING)
    if together != whole:
        raise PartsDiffer(whole=whole, parts=together)


def refuse_amount(amount: Money, *, lowest: Money = LOWEST) -> None:
    """Raises AmountOutside."""
    if not lowest <= amount <= HIGHEST:
        raise AmountOutside(min=lowest, max=HIGHEST)


def refuse_days(starts_on: date, ends_on: date) -> None:
    """Raises DaysInReverse, SpansYears."""
    if ends_on < starts_on:
        raise DaysInReverse
    if ends_on.year != starts_on.year:
        raise SpansYears


def slug_of(name: str, taken: Collection[str]) -> str:
    """The place of a source in an address: plain letters, and a number when it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "bron"
    tried, number = slug, 2
    while tried in taken or tried in TAKEN_SLUGS:
        tried, number = f"{slug}-{number}", number + 1
    return tried


def shares(amounts: list[Money]) -> list[int]:
    """Each amount as tenths of a percent of the whole; they add up to 1,000 exactly."""
    if not any(amounts):
        return [0] * len(amounts)
    return [part.cents for part in split(Money(1_000), [amount.cents for amount in amounts])]


def beside_each_euro(total: Money, public: Money) -> Money | None:
    """How much stands beside each municipal euro, half up to the cent (requirement K10).

    None without municipal money.
    """
    if public <= NOTHING:
        return None
    return portion(Money(100), (total - public).cents, public.cents)


def part_of_year(day: date, year: int) -> float:
    """How far a year is on this day, from 0 to 1; -1 when the day lies in another year."""
    if day.year != year:
        return -1
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    return (day - first).days / (after - first).days
