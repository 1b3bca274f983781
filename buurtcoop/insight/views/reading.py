"""What a financier reads: own agreements, released figures, dates, words and stories."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from buurtcoop.afterwards.queries import stories_for_financiers
from buurtcoop.audit.operations import looked
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.funding.models import Counts, FundingAgreement, Goal
from buurtcoop.funding.queries import terms_of
from buurtcoop.insight import queries
from buurtcoop.insight.queries import Release
from buurtcoop.insight.queries.packs import papers_told
from buurtcoop.insight.rules import LEAST
from buurtcoop.insight.views.coming_in import ways_here
from buurtcoop.insight.views.drawing import goal_picture
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import gone, number_argument, page, permission, viewer

bp = Blueprint("reading", __name__, url_prefix="/financier")
STORIES = 6
COUNTED = {
    Counts.EVENINGS: N_("Geteld uit het rooster: keren die doorgingen."),
    Counts.HOURS: N_("Geteld uit de uren van helpers."),
    Counts.PEOPLE: N_("Geteld uit de lijsten: verschillende mensen die er waren."),
    Counts.MEALS: N_("Geteld uit de lijsten: plekken van gasten die er waren."),
    Counts.BY_HAND: N_("Dit telden we met de hand."),
    Counts.PEOPLE_BY_HAND: N_("Deze mensen telden we met de hand."),
}


@dataclass(frozen=True, kw_only=True)
class GoalRead:
    """A goal with its words, and how far it was at the end of each month that was told."""

    goal: Goal
    so_far: list[tuple[date, int]]
    drawing: Markup

    @property
    def done(self) -> int | None:
        """How far it was last; None when nothing was told of it yet."""
        return self.so_far[-1][1] if self.so_far else None

    @property
    def by_hand(self) -> bool:
        """Whether people wrote it down, and no room counts it."""
        return self.goal.counts.by_hand


@bp.route("")
@permission("public")
def read() -> ResponseReturnValue:
    """What did your money do? Without a way in: how to come in."""
    ways = ways_here()
    if not ways:
        return page("insight/outside.html")
    agreements = queries.agreements_told([way.source_id for way in ways])
    chosen = _chosen(agreements)
    source_id = chosen.source_id if chosen else ways[0].source_id
    way = next(each for each in ways if each.source_id == source_id)
    looked(viewer(), "insight.read", way)
    if chosen is None:
        return page("insight/nothing_yet.html", source=way.source, form=_out(way.person_id))
    told = queries.released(chosen.id)
    goals = _goals(queries.goals_set(chosen.id), told)
    terms = terms_of(chosen.id)
    return page(
        "insight/financier.html",
        agreement=chosen,
        agreements=agreements,
        names=_names(agreements),
        last=told[-1] if told else None,
        goals=[each for each in goals if each.goal.ended_on is None],
        ended=[each for each in goals if each.goal.ended_on is not None],
        counted=COUNTED,
        stories=stories_for_financiers(queries.scope_of(chosen.id), STORIES),
        dates=queries.next_dates(chosen.id),
        papers=papers_told(chosen.id),
        not_promised=terms.not_promised if terms else "",
        least=LEAST,
        today=clock.today(),
        form=_out(way.person_id),
    )


def _chosen(agreements: Sequence[FundingAgreement]) -> FundingAgreement | None:
    """The agreement that was asked for; 404 for another's.

    Else that of today, or in its first weeks the newest of which something was told.
    """
    asked, today = number_argument("afspraak"), clock.today()
    if asked is not None:
        return next((each for each in agreements if each.id == asked), None) or gone()
    told = queries.told_among([each.id for each in agreements])
    running = [each for each in agreements if each.starts_on <= today <= each.ends_on]
    with_figures = (each for each in (*running, *agreements) if each.id in told)
    return next(with_figures, next(iter((*running, *agreements)), None))


def _names(agreements: Sequence[FundingAgreement]) -> dict[int, str]:
    """What to call each of them: its year, with more of it when there are several of that year."""
    years = Counter(each.starts_on.year for each in agreements)
    several = len({each.source_id for each in agreements}) > 1
    return {
        each.id: " ".join(
            part
            for part, shown in (
                (each.source.name, several),
                (str(each.starts_on.year), True),
                (each.reference, years[each.starts_on.year] > 1),
            )
            if shown and part
        )
        for each in agreements
    }


def _goals(goals: Sequence[Goal], told: Sequence[Release]) -> list[GoalRead]:
    return [_goal(goal, told) for goal in goals]


def _goal(goal: Goal, told: Sequence[Release]) -> GoalRead:
    hours = 60 if goal.counts is Counts.HOURS else 1
    so_far = [
        (each.month, step.done // hours)
        for each in told
        if (step := each.figures.people.goal(goal.number))
    ]
    drawing = goal_picture(f"doel-{goal.id}", goal.words, goal.unit, goal.target, so_far)
    return GoalRead(goal=goal, so_far=so_far, drawing=drawing)


def _out(person_id: int | None) -> PressForm | None:
    """The button to go out again, for who came in with a link."""
    return PressForm.fresh() if person_id is None else None
