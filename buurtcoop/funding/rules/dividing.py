"""Dividing cents over places with limits, so that together they bring the most.

Each group of cents may go to some slots; a slot is a part of a pot, and slots and pots take no
more than their limit. A cent brings what its pot brings. Exact, by always adding the way that
brings most, also ways that move what was put somewhere before (the textbook flow of least cost).
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Node = tuple[str, Hashable]
START: Node = ("start", "")
END: Node = ("end", "")


@dataclass
class _Net:
    """What may still go from node to node, and what a cent on that way brings."""

    room: dict[Node, dict[Node, int]] = field(default_factory=lambda: defaultdict(dict))
    gain: dict[tuple[Node, Node], int] = field(default_factory=dict)

    def join(self, here: Node, there: Node, room: int, gain: int = 0) -> None:
        self.room[here][there] = room
        self.room[there].setdefault(here, 0)
        self.gain[here, there], self.gain[there, here] = gain, -gain

    def best_way(self) -> list[Node]:
        """The way from start to end that brings most; none when no way brings anything."""
        most: dict[Node, int] = {START: 0}
        before: dict[Node, Node] = {}
        for _round in range(len(self.room)):
            better = False
            for here, ways in self.room.items():
                if here not in most:
                    continue
                for there, room in ways.items():
                    brings = most[here] + self.gain[here, there]
                    if room > 0 and brings > most.get(there, brings - 1):
                        most[there], before[there], better = brings, here, True
            if not better:
                break
        if most.get(END, 0) <= 0:
            return []
        way = [END]
        while way[-1] != START:
            way.append(before[way[-1]])
        return way[::-1]

    def send(self, way: list[Node]) -> None:
        """Send along a way as much as fits."""
        steps = list(pairwise(way))
        cents = min(self.room[here][there] for here, there in steps)
        for here, there in steps:
            self.room[here][there] -= cents
            self.room[there][here] += cents


def divide(
    groups: Mapping[Any, int],
    ways: Mapping[tuple[Any, Any], int],
    slots: Mapping[Any, tuple[Any, int]],
    pots: Mapping[Any, tuple[int, int]],
) -> dict[tuple[Any, Any], int]:
    """Cents per (group, slot), so that all together they bring the most.

    `groups` have cents; `ways` say how many cents of a group may go to a slot; `slots` name
    their pot and their limit; `pots` have a limit and what a cent in them brings.
    """
    net = _Net()
    for group, cents in groups.items():
        net.join(START, ("group", group), cents)
    for (group, slot), cents in ways.items():
        net.join(("group", group), ("slot", slot), cents, pots[slots[slot][0]][1])
    for slot, (pot, limit) in slots.items():
        net.join(("slot", slot), ("pot", pot), limit)
    for pot, (limit, _brings) in pots.items():
        net.join(("pot", pot), END, limit)
    while way := net.best_way():
        net.send(way)
    sent = {
        (group, slot): net.room[("slot", slot)].get(("group", group), 0) for group, slot in ways
    }
    return {way: cents for way, cents in sent.items() if cents}
