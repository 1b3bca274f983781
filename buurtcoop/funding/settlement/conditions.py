"""What lowers a grant after its beginning, in the order of the steps.

Each condition looks at the grant so far, and gives None where the terms do not ask for it.
"""

from collections.abc import Callable

from buurtcoop.core.money import NOTHING, WHOLE, Money, portion
from buurtcoop.core.words import N_
from buurtcoop.funding.settlement.basis import left_open
from buurtcoop.funding.settlement.counting import Counted
from buurtcoop.funding.settlement.facts import Facts
from buurtcoop.funding.settlement.steps import Stage, Step, percent, step
from buurtcoop.funding.settlement.terms import Mode, OwnPart, OwnRule, Terms

Condition = Callable[[Terms, Facts, Counted, Money], Step | None]


def own_money(part: OwnPart | None, counted: Counted) -> tuple[Money, Money]:
    """The own money that is asked for, and what stands for it, in cents."""
    if part is None:
        return NOTHING, counted.own
    others = counted.others if part.others_count else NOTHING
    hours = counted.in_kind if part.hours_count else NOTHING
    return portion(counted.cash, part.points), counted.own + others + hours


def _maximum(terms: Terms, _facts: Facts, _counted: Counted, before: Money) -> Step | None:
    if terms.mode in (Mode.LUMP, Mode.PERFORMANCE):
        return None
    return step(
        Stage.MAXIMUM,
        N_("Het laagste van %(before)s en %(maximum)s: %(result)s"),
        min(before, terms.maximum),
        before=before,
        maximum=terms.maximum,
    )


def _own_part(terms: Terms, _facts: Facts, counted: Counted, before: Money) -> Step | None:
    part = terms.own_part
    if part is None:
        return None
    required, own = own_money(part, counted)
    message, result = N_("%(percent)s procent × %(cash)s = %(required)s. Er is %(own)s."), before
    if own < required and part.rule is OwnRule.REDUCE:
        message = N_("%(before)s − (%(required)s − %(own)s) = %(left)s")
        result = max(NOTHING, before - (required - own))
    if own < required and part.rule is OwnRule.PROPORTIONAL:
        message = N_("%(before)s × %(own)s ÷ %(required)s = %(result)s")
        result = portion(before, own.cents, required.cents)
    return step(
        Stage.OWN_PART,
        message,
        result,
        percent=percent(part.points),
        cash=counted.cash,
        required=required,
        own=own,
        before=before,
        left=before - (required - own),
    )


def _no_profit(terms: Terms, _facts: Facts, counted: Counted, before: Money) -> Step | None:
    if not terms.no_profit:
        return None
    return left_open(Stage.NO_PROFIT, counted, most=before)


def _public_most(terms: Terms, facts: Facts, counted: Counted, before: Money) -> Step | None:
    points = terms.public_most_points
    if points is None:
        return None
    room = portion(counted.total, points) - facts.other_public
    return step(
        Stage.PUBLIC_MOST,
        N_("%(percent)s procent × %(total)s − %(public)s = %(room)s"),
        max(NOTHING, min(before, room)),
        percent=percent(points),
        total=counted.total,
        public=facts.other_public,
        room=room,
    )


def _performance(terms: Terms, facts: Facts, _counted: Counted, before: Money) -> Step | None:
    asked = terms.performance
    if asked is None:
        return None
    if facts.done * WHOLE >= asked.agreed * asked.full_from_points:
        message, result = N_("%(done)s van %(agreed)s is genoeg voor alles: %(result)s"), before
    else:
        message = N_("%(before)s × %(done)s ÷ %(agreed)s = %(result)s")
        result = portion(before, facts.done, asked.agreed)
    figures = {"before": before, "done": facts.done, "agreed": asked.agreed}
    return step(Stage.PERFORMANCE, message, result, **figures)


CONDITIONS: tuple[Condition, ...] = (_maximum, _own_part, _no_profit, _public_most, _performance)
