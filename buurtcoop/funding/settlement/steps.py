"""A step of a settlement: its name, its figures and one line of arithmetic."""

from dataclasses import dataclass
from enum import StrEnum

from buurtcoop.core.attention import Text
from buurtcoop.core.money import Money
from buurtcoop.core.words import N_


class Stage(StrEnum):
    """The stages in their order; a settlement has the steps that its terms ask for."""

    COSTS = "costs"
    HOURS = "hours"
    HOURS_MOST = "hours_most"
    BASIS = "basis"
    MAXIMUM = "maximum"
    OWN_PART = "own_part"
    NO_PROFIT = "no_profit"
    PUBLIC_MOST = "public_most"
    PERFORMANCE = "performance"
    SURPLUS = "surplus"
    RESERVE = "reserve"
    KEPT = "kept"
    ADVANCES = "advances"


NAMES = {
    Stage.COSTS: N_("Kosten die meetellen"),
    Stage.HOURS: N_("Uren van helpers"),
    Stage.HOURS_MOST: N_("Hoeveel uren mogen meetellen"),
    Stage.BASIS: N_("Begin van de berekening"),
    Stage.MAXIMUM: N_("Hoogste bedrag"),
    Stage.OWN_PART: N_("Eigen deel"),
    Stage.NO_PROFIT: N_("Niets overhouden"),
    Stage.PUBLIC_MOST: N_("Ruimte voor geld van de overheid"),
    Stage.PERFORMANCE: N_("Wat u deed"),
    Stage.SURPLUS: N_("Wat er over is"),
    Stage.RESERVE: N_("Naar de reserve"),
    Stage.KEPT: N_("Zonder wat er te veel over is"),
    Stage.ADVANCES: N_("Min de voorschotten"),
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a settlement.

    `sum` is the arithmetic with its figures; `result` is what the line comes to in cents. From
    BASIS to PERFORMANCE, and for KEPT, that is the grant so far. Where the arithmetic falls below
    nothing or above the grant so far, the result says what remains of it. ADVANCES is what is to
    receive, or below nothing what is to repay.
    """

    stage: Stage
    sum: Text
    result: Money

    @property
    def name(self) -> str:
        """What the step is called, as a message id."""
        return NAMES[self.stage]


def step(stage: Stage, message: str, result: Money, **figures: object) -> Step:
    """A step whose arithmetic has these figures; the line may name its result."""
    return Step(stage=stage, sum=Text(message, {**figures, "result": result}), result=result)


def percent(points: int) -> str:
    """Basis points as people write a percentage: 60, or 12,5."""
    whole, rest = divmod(points, 100)
    return f"{whole},{rest:02d}".rstrip("0") if rest else str(whole)
