"""Which entry a movement belongs to, or how it would be booked: on plain values, best first.

Nothing is booked here. A suggestion that is `at_once` is booked by the import itself and told;
every other waits for a press. Charges of members will join this list.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from buurtcoop.bank.coming import SHORTEST_REFERENCE, Coming, Payment, named_in, pieces_of
from buurtcoop.bank.models import BankLine, How
from buurtcoop.bank.rules import Movement
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.people.rules import plain

DAYS_APART = timedelta(days=5)
ON_ITS_WAY, BANK_COSTS = "1190", "4300"
# What banks write where nobody gave a reference.
NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "ONBEKEND"})
COST_WORDS = re.compile(r"\b(?:bankkosten|kosten|pakketkosten|tarief|fees?|bijdrage zakelijk)\b")


class Why(StrEnum):
    """Why something is suggested."""

    RETURNED = "returned"
    IN_BOOK = "in_book"
    TRANCHE = "tranche"
    REFERENCE = "reference"
    RULE = "rule"
    BEFORE = "before"
    OWN_ACCOUNT = "own_account"
    BANK_COSTS = "bank_costs"


FOUND_BY = {
    Why.IN_BOOK: How.IN_BOOK,
    Why.REFERENCE: How.REFERENCE,
    Why.RULE: How.RULE,
    Why.BEFORE: How.IBAN_AND_AMOUNT,
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a movement: source, income or cost account, activity; cents with its sign.

    What a suggestion does not know is None, and a person fills it in. `tranche_id` is the part
    of an agreement that it pays; most pay none.
    """

    source_id: int | None
    account: str
    activity_id: int | None
    amount: Money
    tranche_id: int | None = None

    @property
    def complete(self) -> bool:
        """Whether it can be booked; between accounts of ours there is no activity."""
        told = self.activity_id is not None or self.account == ON_ITS_WAY
        return self.source_id is not None and told


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What matching reads of a movement, in a file or in the database; `amount` is what is open."""

    day: date
    amount: Money
    counterparty: str = ""
    counterparty_iban: str = ""
    words: str = ""
    reference: str = ""
    return_reason: str = ""

    @classmethod
    def of(cls, told: BankLine | Movement, amount: Money) -> "Seen":
        """What a file or the database told of a movement, of which so many cents are open."""
        return cls(
            day=told.day,
            amount=amount,
            counterparty=told.counterparty,
            counterparty_iban=told.counterparty_iban,
            words=told.words,
            reference=told.reference,
            return_reason=told.return_reason,
        )

    @property
    def incoming(self) -> bool:
        """Whether the money came to us."""
        return self.amount > NOTHING


@dataclass(frozen=True, kw_only=True)
class Unmatched:
    """An entry on this account of which `amount` has no movement yet."""

    entry_id: int
    day: date
    amount: Money
    memo: str


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to book: source, account and activity, and how the book tells it."""

    source_id: int | None
    account: str
    activity_id: int | None
    memo: str = ""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A movement that was booked whole, and into what."""

    counterparty_iban: str
    amount: Money
    reference: str
    memo: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known when movements of one account are looked at.

    `tranches` are parts of agreements that still come, `promises` ways by the reference of a
    letter, `learnt` by counterparty and direction, `coming` by the amount that left another
    account of ours.
    """

    unmatched: Sequence[Unmatched] = ()
    tranches: Sequence[Coming] = ()
    promises: Mapping[str, Way] = field(default_factory=dict)
    learnt: Mapping[tuple[str, bool], Way] = field(default_factory=dict)
    earlier: Sequence[Earlier] = ()
    own: frozenset[str] = frozenset()
    coming: Mapping[Money, Way] = field(default_factory=dict)
    on_its_way: Way | None = None
    bank_costs: Way | None = None


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """An entry that is there, or the parts to book."""

    why: Why
    entry_id: int | None = None
    parts: tuple[Part, ...] = ()
    memo: str = ""
    at_once: bool = False

    @property
    def how(self) -> How:
        """How a match that follows from it was found."""
        return FOUND_BY.get(self.why, How.HAND)

    @property
    def complete(self) -> bool:
        """Whether one press can book it."""
        return self.entry_id is not None or all(part.complete for part in self.parts)


def suggest(seen: Seen, known: Known, *, used: frozenset[int] = frozenset()) -> Suggestion | None:
    """The best suggestion, or none; `used` are entries that another movement just took."""
    return next(_suggestions(seen, known, used), None)


def _suggestions(seen: Seen, known: Known, used: frozenset[int]) -> Iterator[Suggestion]:
    yield from _in_book(seen, known.unmatched, used)
    if seen.return_reason:
        yield from _returned(seen, known.earlier)
        return
    yield from _tranches(seen, known.tranches)
    yield from _by_reference(seen, known.promises)
    learnt = known.learnt.get((seen.counterparty_iban, seen.incoming))
    if seen.counterparty_iban and learnt is not None:
        yield _as(Why.RULE, seen, learnt, at_once=True)
    yield from _as_before(seen, known.earlier)
    way = known.coming.get(seen.amount) or known.on_its_way
    if seen.counterparty_iban in known.own and way:
        yield _as(Why.OWN_ACCOUNT, seen, way)
    if known.bank_costs and _looks_like_costs(seen):
        yield _as(Why.BANK_COSTS, seen, known.bank_costs)


def _in_book(
    seen: Seen, unmatched: Sequence[Unmatched], used: frozenset[int]
) -> Iterator[Suggestion]:
    """The same amount in the book within five days; sure when there is one, and words say so."""
    found = [
        each
        for each in unmatched
        if each.amount == seen.amount
        and abs(each.day - seen.day) <= DAYS_APART
        and each.entry_id not in used
    ]
    if not found:
        return
    nearest = min(found, key=lambda each: (abs(each.day - seen.day), each.entry_id))
    sure = len(found) == 1 and _tells_of(seen, nearest.memo)
    yield Suggestion(why=Why.IN_BOOK, entry_id=nearest.entry_id, memo=nearest.memo, at_once=sure)


def _tells_of(seen: Seen, memo: str) -> bool:
    """Whether the movement names this memo, or the memo its reference."""
    told, said = plain(seen.words), plain(memo)
    return (len(said) >= SHORTEST_REFERENCE and f" {said} " in f" {told} ") or any(
        f" {reference} " in f" {said} " for reference in _references(seen)
    )


def _returned(seen: Seen, earlier: Sequence[Earlier]) -> Iterator[Suggestion]:
    """A payment that came back: the opposite of how it was booked."""
    for each in earlier:
        same = each.counterparty_iban == seen.counterparty_iban != "" or (
            plain(each.reference) in _references(seen)
        )
        if each.amount == -seen.amount and same:
            parts = tuple(replace(part, amount=-part.amount) for part in each.parts)
            yield Suggestion(why=Why.RETURNED, parts=parts, memo=each.memo)


def _tranches(seen: Seen, coming: Sequence[Coming]) -> Iterator[Suggestion]:
    """Parts of an agreement that still come, whole or not; only for what comes in."""
    if not seen.incoming:
        return
    paid = Payment(
        amount=seen.amount,
        payer=seen.counterparty,
        iban=seen.counterparty_iban,
        told=f"{seen.reference} {seen.words}",
    )
    found = pieces_of(paid, coming)
    if found:
        parts = tuple(
            Part(
                source_id=part.source_id,
                account=part.account,
                activity_id=part.activity_id,
                amount=amount,
                tranche_id=part.tranche_id,
            )
            for part, amount in found
        )
        yield Suggestion(why=Why.TRANCHE, parts=parts, memo=found[0][0].memo)


def _by_reference(seen: Seen, promises: Mapping[str, Way]) -> Iterator[Suggestion]:
    """The number of a letter stands in what was written with it; only for what comes in."""
    if not seen.incoming:
        return
    told = f"{seen.reference} {seen.words}"
    for reference, way in promises.items():
        if named_in(told, reference):
            yield _as(Why.REFERENCE, seen, way)


def _as_before(seen: Seen, earlier: Sequence[Earlier]) -> Iterator[Suggestion]:
    """The same amount of the same counterparty, booked as the last time."""
    for each in earlier:
        same = each.counterparty_iban == seen.counterparty_iban and each.counterparty_iban
        if same and each.amount == seen.amount:
            yield Suggestion(why=Why.BEFORE, parts=each.parts, memo=each.memo)


def _looks_like_costs(seen: Seen) -> bool:
    """Money that went to the bank itself: nobody on the other side, and the word for it."""
    alone = not seen.counterparty_iban and not seen.incoming
    return alone and COST_WORDS.search(seen.words.casefold()) is not None


def _as(why: Why, seen: Seen, way: Way, *, at_once: bool = False) -> Suggestion:
    part = Part(
        source_id=way.source_id,
        account=way.account,
        activity_id=way.activity_id,
        amount=seen.amount,
    )
    return Suggestion(why=why, parts=(part,), memo=way.memo, at_once=at_once)


def _references(seen: Seen) -> frozenset[str]:
    said = plain(seen.reference)
    usable = len(said) >= SHORTEST_REFERENCE and seen.reference.strip() not in NO_REFERENCE
    return frozenset({said}) if usable else frozenset()


def may_be(counterparty: str, *, call_name: str, surname: str) -> bool:
    """Whether a name as a bank writes it may be this person: the surname, and an initial."""
    said, family = plain(counterparty).split(), plain(surname).split()
    rest = [word for word in said if word not in family]
    return (
        bool(family)
        and set(family) <= set(said)
        and any(word[0] == plain(call_name)[:1] for word in rest)
    )


def total_of(parts: Iterable[Part]) -> Money:
    """What parts are together."""
    return sum((part.amount for part in parts), NOTHING)
