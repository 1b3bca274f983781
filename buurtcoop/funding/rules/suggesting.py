"""Which costs to put on which agreement, so that no euro stays on the table.

Plain values. The money of a source with conditions goes to that source alone. Costs fit where
day, activity and account do. What only one agreement may take goes there; free money goes where
it brings most. A fixed amount is filled up to that amount, and a kind of cost above its limit
takes no more. Each agreement is reckoned with what is known of it now.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.rules.dividing import divide
from buurtcoop.funding.rules.taking import Kind, OpenCost, Suggestion, Taker, grant_with
from buurtcoop.funding.settlement import (
    Cost,
    settle,
    still_claimable,
)

# What a cent brings is reckoned in millionths.
FINE = 1_000_000
ROUNDS = 4
EURO = 100


@dataclass(frozen=True)
class _Group:
    """Costs that fit the same places; `own` is the source whose money it is, when it is bound."""

    places: tuple[tuple[int, Kind], ...]
    source_id: int | None
    bound: bool
    ours: bool


_Slot = tuple[int, Kind]
_Way = tuple[_Group, _Slot]
_Ways = dict[_Way, int]


def suggest(costs: Sequence[OpenCost], takers: Sequence[Taker]) -> list[Suggestion]:
    """What to put where. Never more than a line, never outside the terms.

    On these facts no agreement gets less by it than without.
    """
    groups = _grouped(costs, takers)
    there = {taker.agreement_id: taker for taker in takers}
    amounts = {group: _sum(each.amount for each in lines) for group, lines in groups.items()}
    ways = _kept(_best(amounts, there), there)
    ways = _kept(_with_the_rest(amounts, ways, there), there)
    return _by_line(groups, ways)


def _grouped(costs: Iterable[OpenCost], takers: Sequence[Taker]) -> dict[_Group, list[OpenCost]]:
    """Costs by where they fit, the oldest first; what fits nowhere is left out.

    Many costs are alike: what decides where one fits is looked at once.
    """
    groups: dict[_Group, list[OpenCost]] = defaultdict(list)
    open_on = cache(lambda day: tuple(taker.terms.covers(day) for taker in takers))
    known: dict[tuple[object, ...], _Group] = {}
    for cost in sorted(costs, key=lambda cost: (cost.day, cost.line_id)):
        place = cost.account_id, cost.activity_id, cost.source_id, cost.bound, cost.ours
        alike = open_on(cost.day), *place
        if alike not in known:
            known[alike] = _group_of(cost, takers)
        if known[alike].places and cost.amount > NOTHING:
            groups[known[alike]].append(cost)
    return groups


def _group_of(cost: OpenCost, takers: Sequence[Taker]) -> _Group:
    places = [(taker.agreement_id, taker.kind_of(cost)) for taker in takers]
    return _Group(
        places=tuple((number, kind) for number, kind in places if kind is not None),
        source_id=cost.source_id,
        bound=cost.bound,
        ours=cost.ours,
    )


def _best(amounts: dict[_Group, Money], there: dict[int, Taker]) -> _Ways:
    """The division that brings most; what turns out to bring nothing goes elsewhere next time."""
    pots = {number: _pot(taker) for number, taker in there.items()}
    slots = {
        slot: (slot[0], _slot_room(there[slot[0]], slot[1]))
        for group in amounts
        for slot in group.places
    }
    most: _Ways = {
        (group, slot): amounts[group].cents for group in amounts for slot in group.places
    }
    cents = {group: amount.cents for group, amount in amounts.items()}
    ways: _Ways = {}
    for _round in range(ROUNDS):
        ways = divide(cents, most, slots, pots)
        trimmed = _trimmed(ways, there)
        if trimmed == ways:
            break
        cut = {way: trimmed.get(way, 0) for way in ways if trimmed.get(way, 0) < ways[way]}
        most = {**most, **cut}
        ways = trimmed
    return ways


def _pot(taker: Taker) -> tuple[int, int]:
    """(cents that still bring something, what one of them brings in millionths)."""
    told = settle(taker.terms, taker.facts)
    plain = replace(taker.terms, categories=())
    cash = Cost(day=plain.first_day, amount=told.cash)
    facts = replace(taker.facts, costs=(cash,))
    extra = still_claimable(plain, facts)
    if extra.cost <= NOTHING:
        return 0, 0
    whole_euros = -(-extra.cost.cents // EURO) * EURO
    room = whole_euros if taker.fits is None else min(whole_euros, taker.fits.cents)
    gained = extra.grant - told.determined
    return room, max(0, gained.cents * FINE // extra.cost.cents)


def _slot_room(taker: Taker, kind: Kind) -> int:
    """What this kind of cost still takes under its own limit in cents."""
    for category in taker.terms.categories:
        if category.name == kind.name and category.most is not None:
            counts = settle(taker.terms, taker.facts).categories
            had = _sum(each.fitting for each in counts if each.category == kind.name)
            return max(0, (category.most - had).cents)
    return 2**62


def _trimmed(ways: _Ways, there: dict[int, Taker]) -> _Ways:
    """The same without what brings nothing, of each agreement; free money goes first."""
    kept = dict(ways)
    for number, taker in there.items():
        mine = [way for way in ways if way[1][0] == number]
        whole = _grant(taker, kept, mine)
        for way in sorted(mine, key=lambda way: (way[0].bound, _limit_in_points(taker, way[1]))):
            kept[way] = _least(taker, kept, mine, way, whole)
    return {way: cents for way, cents in kept.items() if cents}


def _least(
    taker: Taker,
    ways: _Ways,
    mine: list[_Way],
    way: _Way,
    whole: Money,
) -> int:
    """With how few cents on this way the agreement still comes to the whole.

    Less than a euro is not cut off: that is what rounding leaves.
    """

    def comes_to(cents: int) -> Money:
        return _grant(taker, {**ways, way: cents}, mine)

    least = bisect_left(range(ways[way]), whole, key=comes_to)
    return least if ways[way] - least >= EURO else ways[way]


def _limit_in_points(taker: Taker, slot: _Slot) -> int:
    """Kinds of cost with a limit in points come first: they lean on the others."""
    named = [each for each in taker.terms.categories if each.name == slot[1].name]
    return 0 if any(each.most_points is not None for each in named) else 1


def _with_the_rest(amounts: dict[_Group, Money], ways: _Ways, there: dict[int, Taker]) -> _Ways:
    """Beside it the costs that may stand nowhere else: they make up for costs that are refused.

    Up to a fixed amount and the limits of their kinds, and only where nothing gets less by it.
    """
    more = dict(ways)
    for group, amount in amounts.items():
        if not group.bound:
            continue
        left = amount.cents - sum(cents for way, cents in more.items() if way[0] == group)
        for slot in group.places:
            taker = there[slot[0]]
            room = min(left, _room_beside(taker, slot, more))
            if room > 0 and _keeps_grant(taker, more, (group, slot), room):
                more[group, slot] = more.get((group, slot), 0) + room
                left -= room
    return more


def _room_beside(taker: Taker, slot: _Slot, ways: _Ways) -> int:
    on_it = sum(cents for way, cents in ways.items() if way[1][0] == taker.agreement_id)
    of_kind = sum(cents for way, cents in ways.items() if way[1] == slot)
    fits = 2**62 if taker.fits is None else taker.fits.cents
    room = min(fits - on_it, _slot_room(taker, slot[1]) - of_kind)
    return 0 if _limit_in_points(taker, slot) == 0 else max(0, room)


def _keeps_grant(taker: Taker, ways: _Ways, way: _Way, cents: int) -> bool:
    with_it = {**ways, way: ways.get(way, 0) + cents}
    mine = [each for each in with_it if each[1][0] == taker.agreement_id]
    return _grant(taker, with_it, mine) >= _grant(
        taker, ways, [each for each in mine if each in ways]
    )


def _kept(ways: _Ways, there: dict[int, Taker]) -> _Ways:
    """The same without agreements that would get less by it."""
    kept: _Ways = {}
    for number, taker in there.items():
        mine = {way: cents for way, cents in ways.items() if way[1][0] == number}
        if _grant(taker, mine, mine) >= settle(taker.terms, taker.facts).determined:
            kept |= mine
    return kept


def _grant(taker: Taker, ways: _Ways, mine: Iterable[_Way]) -> Money:
    return grant_with(
        taker,
        [
            (
                Money(ways[way]),
                way[1][1].name,
                way[0].ours and way[0].source_id != taker.source_id,
                not way[0].ours and way[0].source_id != taker.source_id,
            )
            for way in mine
        ],
    )


def _by_line(groups: dict[_Group, list[OpenCost]], ways: _Ways) -> list[Suggestion]:
    """The cents of each group over its lines, the oldest first."""
    found = []
    for group, lines in groups.items():
        left = {line.line_id: line.amount for line in lines}
        for (_group, (number, kind)), cents in ways.items():
            if _group != group:
                continue
            wanted = Money(cents)
            for line_id, amount in left.items():
                part = min(wanted, amount)
                if part > NOTHING:
                    left[line_id] -= part
                    wanted -= part
                    found.append(
                        Suggestion(
                            line_id=line_id,
                            agreement_id=number,
                            category_id=kind.category_id,
                            amount=part,
                        )
                    )
    return sorted(found, key=lambda each: (each.agreement_id, each.line_id))


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, NOTHING)
