"""The egalisation reserve: what may stay of a surplus for later years, and what goes back."""

from buurtcoop.core.money import NOTHING, Money, portion
from buurtcoop.core.words import N_
from buurtcoop.funding.settlement.counting import Counted
from buurtcoop.funding.settlement.facts import Facts
from buurtcoop.funding.settlement.steps import Stage, Step, percent, step
from buurtcoop.funding.settlement.terms import Terms


def reserve_steps(terms: Terms, facts: Facts, counted: Counted, before: Money) -> list[Step]:
    """Surplus, what of it goes into the reserve, and the grant without the rest.

    A deficit comes out of the reserve, as far as it goes.
    """
    if terms.reserve_points is None:
        return []
    surplus = _surplus(counted, before)
    into = _into_reserve(terms.reserve_points, facts.reserve, surplus.result, before)
    back = max(NOTHING, surplus.result - into.result)
    line = N_("%(before)s − %(back)s = %(result)s")
    return [surplus, into, step(Stage.KEPT, line, before - back, before=before, back=back)]


def _surplus(counted: Counted, before: Money) -> Step:
    """What all money is above the cash costs; never more than the grant so far."""
    over = before + counted.own + counted.others - counted.cash
    return step(
        Stage.SURPLUS,
        N_("%(before)s + %(own)s + %(others)s − %(cash)s = %(over)s"),
        min(before, over),
        before=before,
        own=counted.own,
        others=counted.others,
        cash=counted.cash,
        over=over,
    )


def _into_reserve(points: int, reserve: Money, surplus: Money, before: Money) -> Step:
    """Of a surplus no more than there is room for; of a deficit no more than there is."""
    room = portion(before, points) - reserve
    return step(
        Stage.RESERVE,
        N_("%(percent)s procent × %(before)s − %(reserve)s = %(room)s"),
        max(-reserve, min(surplus, max(NOTHING, room))),
        percent=percent(points),
        before=before,
        reserve=reserve,
        room=room,
    )
