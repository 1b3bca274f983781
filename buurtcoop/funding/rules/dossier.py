"""What a settlement shows beside its arithmetic: proof, plan, goals, promises, the book.

Frozen with the figures when it is handed in, so that the papers can be made again as they were.
"""

from dataclasses import dataclass
from datetime import date

from buurtcoop.core.money import NOTHING, Money

FIVE = 5


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A cost that was claimed, in cents, and the paper behind it.

    `stands_on` names the source on whose agreement it was claimed, when that is another of the
    programme; `why_none` says why there is no receipt, and is empty when there is one.
    """

    entry: str
    day: date
    words: str
    account: str
    activity: str
    category: str
    amount: Money
    vat: Money
    receipts: tuple[str, ...]
    why_none: str
    stands_on: str


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A kind of cost: cents planned (None where nothing was) and cents claimed."""

    name: str
    planned: Money | None
    spent: Money


@dataclass(frozen=True, kw_only=True)
class GoalTold:
    """A goal with its story; `by_hand` when people counted, else `counted` says from what.

    `in_fives`: it counts people, and `done` is rounded down to fives. `few`: there are under
    five, so their number is told nowhere; then `done` is nothing.
    """

    number: int
    words: str
    target: int
    unit: str
    done: int
    few: bool
    by_hand: bool
    counted: str
    chosen_by: str
    tells_not: str
    ended_on: date | None
    ended_why: str
    in_fives: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether it is there; None when the answer would tell more of the number than `done`."""
        least = FIVE if self.in_fives else 1
        return None if self.done < self.target < self.done + least else self.done >= self.target


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What one side promised: by which day, and when and by what it was kept."""

    ours: bool
    words: str
    due_on: date | None
    kept_on: date | None
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """All of it, as it was on the day of settlement.

    `council`: the money is of a municipality, so its council reads the letter.
    `plan_words` says against what the costs are held; `minutes` is all help that was given to
    these activities in the period, nothing when under five people gave it (`few_helpers`);
    `place`, `entry` and `chain` are the head of the book.
    """

    coop: str
    address: str
    contact: str
    source: str
    council: bool
    reference: str
    starts_on: date
    ends_on: date
    asked: Money | None
    agreed: Money
    not_promised: str
    unit_words: str
    minutes: int
    plan_words: str
    plan: tuple[Planned, ...]
    evidence: tuple[Evidence, ...]
    goals: tuple[GoalTold, ...]
    promises: tuple[Promised, ...]
    place: int
    entry: str
    chain: str
    few_helpers: bool = False

    @property
    def claimed(self) -> Money:
        """All costs in the list of evidence, in cents."""
        return sum((each.amount for each in self.evidence), NOTHING)
