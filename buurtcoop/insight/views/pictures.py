"""Pages of pictures: where the money of a year went, and how promises, hours and goals stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.queries import GoalFigure, SourceFigures, budget_of, years
from buurtcoop.insight.queries import pictures as queries
from buurtcoop.insight.queries.pictures import Quarter
from buurtcoop.insight.views.drawing import cents, compared, goal_picture
from buurtcoop.insight.views.flowing import stream_of
from buurtcoop.web.pages import _, gone, number_argument, page, permission
from buurtcoop.web.pictures import Paint

bp = Blueprint("pictures", __name__, url_prefix="/geld")


@bp.route("/stroom")
@permission("money.read")
def stream() -> ResponseReturnValue:
    """Where did the money of this year come from, and where did it go?"""
    year, all_years = _year()
    spent = queries.spent(year)
    return page(
        "insight/stream.html",
        stream=stream_of(spent, year) if spent.out else None,
        spent=spent,
        year=year,
        years=all_years,
        today=clock.today(),
    )


@bp.route("/beeld")
@permission("money.read")
def seen() -> ResponseReturnValue:
    """What did each source promise, give and pay, beside the budget?"""
    year, all_years = _year()
    sources, budget = queries.sources_in(year), budget_of(year)
    planned = queries.budget_by_source(budget)
    return page(
        "insight/seen_sources.html",
        sources=sources,
        promised=_promised(sources),
        planned=planned,
        decided=budget is not None and budget.decided_on is not None,
        spent=_spent(sources, planned),
        nothing=NOTHING,
        year=year,
        years=all_years,
        today=clock.today(),
    )


@bp.route("/beeld/hulp")
@permission("money.read")
def seen_help() -> ResponseReturnValue:
    """What did an hour of help cost?"""
    year, all_years = _year()
    quarters = queries.quarters(year)
    return page(
        "insight/seen_help.html",
        quarters=quarters,
        quarter_words=quarter_words,
        an_hour=_an_hour(quarters),
        year=year,
        years=all_years,
        today=clock.today(),
    )


@bp.route("/beeld/doelen")
@permission("money.read")
def seen_goals() -> ResponseReturnValue:
    """Do our goals come nearer?"""
    year, all_years = _year()
    return page(
        "insight/seen_goals.html",
        goals=[_seen(*each) for each in queries.goals_in(year)],
        year=year,
        years=all_years,
        today=clock.today(),
    )


@dataclass(frozen=True)
class SeenGoal:
    """A goal, whose it is, and what there was in all at the end of each month that began."""

    source: str
    figure: GoalFigure
    drawing: Markup
    in_all: list[tuple[date, int]]


def _promised(sources: Sequence[SourceFigures]) -> Markup:
    return compared(
        "toegezegd",
        _("Toegezegd en ontvangen per bron"),
        [(_("toegezegd"), Paint.PLAN), (_("ontvangen"), Paint.CAME)],
        [(each.name, (each.promised, each.came_in)) for each in sources],
    )


def _spent(sources: Sequence[SourceFigures], planned: dict[int, Money]) -> Markup:
    """What each source paid beside its budget; without a budget what it paid."""
    if not planned:
        alone = [(_("besteed"), Paint.SPENT)]
        rows: list[tuple[str, tuple[Money | None, ...]]] = [
            (each.name, (each.spent,)) for each in sources
        ]
        return compared("besteed", _("Besteed per bron"), alone, rows)
    return compared(
        "besteed",
        _("Begroot en besteed per bron"),
        [(_("begroot"), Paint.PLAN), (_("besteed"), Paint.SPENT)],
        [(each.name, (planned.get(each.id, NOTHING), each.spent)) for each in sources],
    )


def _an_hour(quarters: Sequence[Quarter]) -> Markup:
    return compared(
        "uur",
        _("Kosten voor elk uur hulp, per kwartaal"),
        [(_("voor elk uur"), Paint.SPENT)],
        [(quarter_words(each), (each.an_hour,)) for each in quarters],
        cents,
    )


def _seen(source: str, figure: GoalFigure) -> SeenGoal:
    goal, today = figure.goal, clock.today()
    sums = accumulate(number for _month, number in figure.by_month)
    so_far = [
        (month, number if month <= today else None)
        for (month, _number), number in zip(figure.by_month, sums, strict=True)
    ]
    return SeenGoal(
        source=source,
        figure=figure,
        drawing=goal_picture(f"doel{goal.id}", goal.words, goal.unit, goal.target, so_far),
        in_all=[(month, number) for month, number in so_far if number is not None],
    )


def quarter_words(quarter: Quarter) -> str:
    """Kwartaal 3 van 2026; the running one says that it is not over."""
    number, year = (quarter.first.month + 2) // 3, quarter.first.year
    if quarter.last >= clock.today():
        return _("Kwartaal %(number)s van %(year)s, tot nu", number=number, year=year)
    return _("Kwartaal %(number)s van %(year)s", number=number, year=year)


def _year() -> tuple[int, list[int]]:
    """The year that was asked for, or this one, and all to choose from; 404 for another."""
    all_years = years()
    year = number_argument("jaar") or clock.today().year
    if year not in all_years:
        gone()
    return year, all_years
