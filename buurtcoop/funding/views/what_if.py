"""What if: a source gives less, the coordinator works less, a cost goes up; what stops when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.ahead import ChangeForm, ScenarioForm
from buurtcoop.funding.models import Change, FundingSource, Scenario, ScenarioChange, SourceKind
from buurtcoop.funding.rules.ahead import Ahead, WhatIf, ends, lasts, stops, with_changes
from buurtcoop.funding.rules.budgets import MONTHS
from buurtcoop.funding.settlement import MonthEnd
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.queries import accounts
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("what_if", __name__, url_prefix="/vooruit/wat-als")
A_FIFTH_LESS = -2_000
EIGHT_HOURS = 8 * 60
# Said when it becomes less (True) or more.
GIVES = {
    True: N_("%(name)s geeft %(percent)s minder."),
    False: N_("%(name)s geeft %(percent)s meer."),
}
COSTS = {
    True: N_("%(name)s wordt %(percent)s lager."),
    False: N_("%(name)s wordt %(percent)s hoger."),
}


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A what-if that begins with one press: its name, where it goes, what it changes."""

    name: str
    url: str
    what: WhatIf

    @property
    def changes(self) -> tuple[int | None, int | None, int | None]:
        """The source, the points and the minutes that its row will tell."""
        return self.what.source_id, self.what.points or None, self.what.minutes_a_week


@dataclass(frozen=True, kw_only=True)
class Compared:
    """An activity with the month in which it stops: as it is, and with the what-if.

    `leans`: from when on it needs free money with the what-if.
    """

    activity: str
    now: date | None
    then: date | None
    leans: date | None

    @property
    def sooner(self) -> bool:
        """Whether it stops sooner with the what-if than without."""
        return self.then is not None and (self.now is None or self.then < self.now)


def beginnings(sources: Sequence[FundingSource], minutes: int | None) -> list[Beginning]:
    """What-ifs with the real sources and hours: the municipality gives a fifth less, the
    coordinator works eight hours less."""
    month = clock.today().month
    found = [
        Beginning(
            name=f"{source.name} \N{MINUS SIGN}{_percent(A_FIFTH_LESS)}",
            url=f"/geld/vooruit/wat-als/bron/{source.id}",
            what=WhatIf(from_month=month, points=A_FIFTH_LESS, source_id=source.id),
        )
        for source in sources
        if source.kind is SourceKind.MUNICIPAL_COFINANCING
    ]
    if minutes is not None and minutes > EIGHT_HOURS:
        fewer = minutes - EIGHT_HOURS
        found.append(
            Beginning(
                name=_(
                    "Coördinator %(fewer)s in plaats van %(hours)s uur",
                    fewer=fewer // 60,
                    hours=minutes // 60,
                ),
                url="/geld/vooruit/wat-als/uren",
                what=WhatIf(from_month=month, minutes_a_week=fewer),
            )
        )
    return found


@bp.route("/bron/<int:source_id>", methods=["POST"])
@permission("budget.change")
def source_gives_less(source_id: int) -> ResponseReturnValue:
    """Begin with a source that gives a fifth less: one press."""
    return _begun(f"/geld/vooruit/wat-als/bron/{source_id}")


@bp.route("/uren", methods=["POST"])
@permission("budget.change")
def fewer_hours() -> ResponseReturnValue:
    """Begin with a coordinator who works eight hours less: one press."""
    return _begun("/geld/vooruit/wat-als/uren")


@bp.route("/nieuw", methods=["GET", "POST"])
@permission("budget.change")
def add() -> ResponseReturnValue:
    """A what-if of one's own."""
    form = ScenarioForm.sent(kind=Change.SOURCE.value, from_month=str(clock.today().month))
    form = form.among(accounts(AccountKind.EXPENSE), queries.sources_to_book())
    if form.accepted():
        with attempt():
            made = operations.make_scenario(
                clock.today().year, form.name.data, form.what(), by=viewer()
            )
            return redirect(f"/geld/vooruit/wat-als/{made.id}", code=303)
    return page("funding/what_if_new.html", form=form, scenario=None)


@bp.route("/<int:scenario_id>")
@permission("money.read")
def show(scenario_id: int) -> ResponseReturnValue:
    """One what-if: which activity stops when, and the free money month by month."""
    scenario, today = _scenario(scenario_id, viewer()), clock.today()
    minutes = queries.minutes_a_week(today)
    now, plan = queries.planned_ahead(today)
    then = with_changes(now, queries.changed(scenario, minutes))
    return page(
        "funding/what_if.html",
        scenario=scenario,
        changes=[_said(change, scenario.year) for change in scenario.changes],
        plan=plan,
        months_now=lasts(now),
        months_then=lasts(then),
        of=len(now.months),
        years=len(now.months) // MONTHS,
        stops=_compared(now, then),
        difference=ends(then)[-1].usable - ends(now)[-1].usable if now.costs else NOTHING,
        rows=_month_by_month(now, then),
        press=PressForm.fresh(),
        may_change=viewer().may("budget.change"),
    )


@bp.route("/<int:scenario_id>/erbij", methods=["GET", "POST"])
@permission("budget.change")
def change(scenario_id: int) -> ResponseReturnValue:
    """Change one thing more."""
    scenario = _scenario(scenario_id, viewer())
    form = ChangeForm.sent(kind=Change.SOURCE.value, from_month=str(clock.today().month))
    form = form.among(accounts(AccountKind.EXPENSE), queries.sources_to_book())
    if form.accepted():
        with attempt():
            operations.add_change(scenario.id, form.what(), by=viewer())
            return redirect(f"/geld/vooruit/wat-als/{scenario.id}", code=303)
    return page("funding/what_if_new.html", form=form, scenario=scenario)


@bp.route("/<int:scenario_id>/weg", methods=["POST"])
@permission("budget.change")
def drop(scenario_id: int) -> ResponseReturnValue:
    """Take a what-if away."""
    scenario = _scenario(scenario_id, viewer())
    if PressForm.sent().accepted():
        operations.drop_scenario(scenario.id, by=viewer())
        flash(_("Dit plan is weg."), "good")
    return redirect("/geld/vooruit", code=303)


def _begun(url: str) -> ResponseReturnValue:
    """Make the what-if that begins here; 404 when it can't."""
    today = clock.today()
    found = beginnings(queries.sources_to_book(), queries.minutes_a_week(today))
    chosen = next((each for each in found if each.url == url), None) or gone()
    if PressForm.sent().accepted():
        with attempt():
            made = operations.make_scenario(today.year, chosen.name, chosen.what, by=viewer())
            return redirect(f"/geld/vooruit/wat-als/{made.id}", code=303)
    return redirect("/geld/vooruit", code=303)


def _scenario(scenario_id: int, asks: Viewer) -> Scenario:
    return or_gone(queries.scenario_for, asks, scenario_id)


def _said(change: ScenarioChange, year: int) -> tuple[str, date]:
    """What changes, and from which month on."""
    since = date(year, change.from_month, 1)
    if change.minutes_a_week is not None:
        hours = change.minutes_a_week // 60
        return _("De coördinator werkt %(hours)s uur per week.", hours=hours), since
    percent, less = _percent(change.points or 0), (change.points or 0) < 0
    if change.source is not None:
        return _(GIVES[less], name=change.source.name, percent=percent), since
    assert change.account is not None  # the database has one of the three
    return _(COSTS[less], name=change.account.name, percent=percent), since


def _percent(points: int) -> str:
    """20 %, with a hard space; more or less is said beside it."""
    return f"{abs(points) // 100}\N{NO-BREAK SPACE}%"


def _compared(now: Ahead, then: Ahead) -> list[Compared]:
    """Each activity with the month in which it stops, those that stop first in front."""
    names = {each.id: each.name for each in activities()}
    before = {stop.activity_id: stop.month for stop in stops(now)}
    return [
        Compared(
            activity=names[stop.activity_id],
            now=before.get(stop.activity_id),
            then=stop.month,
            leans=stop.leans,
        )
        for stop in stops(then)
    ]


def _month_by_month(now: Ahead, then: Ahead) -> list[tuple[date, MonthEnd, MonthEnd, list[str]]]:
    """(month, its end as it is, its end with the what-if, what stops in it).

    Twelve months, and every later one in which something stops.
    """
    names = {each.id: each.name for each in activities()}
    stopping: dict[date | None, list[str]] = {}
    for stop in stops(then):
        stopping.setdefault(stop.month, []).append(names[stop.activity_id])
    rows = zip(now.months, ends(now), ends(then), strict=True)
    return [
        (month, as_is, with_it, stopping.get(month, []))
        for number, (month, as_is, with_it) in enumerate(rows)
        if number < MONTHS or month in stopping
    ]
