"""The budget of a year: how the year goes beside it, filling it in, and deciding."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.coop.models import Activity
from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.budgets import (
    ActivityForm,
    BeginBudgetForm,
    DecideBudgetForm,
    form_of,
    name_of,
)
from buurtcoop.funding.models import Budget
from buurtcoop.funding.operations import BeginFrom
from buurtcoop.funding.queries import Against
from buurtcoop.funding.rules.budgets import Figures, together
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.queries import accounts
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, number_argument, page, permission, viewer

bp = Blueprint("budgets", __name__, url_prefix="/begroting")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of figures: its name, who pays, its own page, and the lines of what was paid."""

    name: str
    figures: Figures
    lines: str
    url: str = ""
    by: str = ""


@bp.route("")
@permission("money.read")
def this_year() -> ResponseReturnValue:
    """The budget of this year."""
    return redirect(f"/geld/begroting/{clock.today().year}")


@bp.route("/<int:year>")
@permission("money.read")
def show(year: int) -> ResponseReturnValue:
    """A year beside its budget: per activity and per source, with what stands out."""
    years = _years(year)
    versions = queries.versions_of_budget(year)
    budget = _chosen(versions)
    found = queries.against_budget(year, budget)
    rows = _per_activity(found, _asked_version())
    return page(
        "funding/budget.html",
        total=found.total,
        budget=budget,
        versions=versions,
        activities=rows,
        sources=_per_source(found),
        over=[row.name for row in rows if budget and row.figures.over],
        year=year,
        years=years,
        begin_form=BeginBudgetForm.fresh(begin_from=BeginFrom.ACTUAL.value),
        press=PressForm.fresh(),
        to_fill=activities() if budget and not budget.decided_on else [],
        may_change=viewer().may("budget.change"),
        may_decide=viewer().may("budget.decide"),
    )


@bp.route("/<int:year>/begin", methods=["POST"])
@permission("budget.change")
def begin(year: int) -> ResponseReturnValue:
    """Begin the first version with what was chosen, or the next with the one before."""
    _years(year)
    first = not queries.versions_of_budget(year)
    form = BeginBudgetForm.sent() if first else PressForm.sent()
    if form.accepted():
        with attempt():
            chosen = BeginFrom(form.begin_from.data) if first else BeginFrom.NOTHING
            operations.begin_budget(year, chosen, by=viewer())
            flash(_("De begroting is begonnen. Vul nu elke activiteit in."), "good")
    return redirect(f"/geld/begroting/{year}", code=303)


@bp.route("/<int:year>/activiteit/<int:activity_id>")
@permission("money.read")
def show_activity(year: int, activity_id: int) -> ResponseReturnValue:
    """One activity beside its budget: each kind of cost of each source, with its lines."""
    _years(year)
    activity = _activity(activity_id)
    budget = _chosen(queries.versions_of_budget(year))
    found = queries.against_budget(year, budget)
    return page(
        "funding/budget_activity.html",
        activity=activity,
        budget=budget,
        rows=_per_cell(found, activity),
        total=together(found.of_activity(activity.id).values()),
        year=year,
        version=_asked_version(),
        may_fill=budget is not None and budget.decided_on is None and viewer().may("budget.change"),
    )


@bp.route("/<int:year>/activiteit/<int:activity_id>/invullen", methods=["GET", "POST"])
@permission("budget.change")
def fill_in(year: int, activity_id: int) -> ResponseReturnValue:
    """Fill in what an activity may cost."""
    budget, activity = _open(year), _activity(activity_id)
    lines = queries.planned_lines(budget, activity.id)
    form = form_of(lines).sent(**{name_of(line): line.amount for line in lines})
    form = form.among(accounts(AccountKind.EXPENSE), queries.sources_to_book())
    here = f"/geld/begroting/{year}/activiteit/{activity.id}/invullen"
    if form.accepted():
        with attempt():
            _save(budget, activity, form)
            flash(_("Opgeslagen."), "good")
            return redirect(here, code=303)
    names = [each.id for each in activities()]
    later = names[names.index(activity.id) + 1 :]
    return page(
        "funding/budget_fill.html",
        form=form,
        fields=[form[name] for name in form.places],
        activity=activity,
        year=year,
        total=sum((line.amount for line in lines), NOTHING),
        onward=f"/geld/begroting/{year}/activiteit/{later[0]}/invullen" if later else "",
    )


@bp.route("/<int:year>/besluit", methods=["GET", "POST"])
@permission("budget.decide")
def decide(year: int) -> ResponseReturnValue:
    """Write down who decided; then nothing changes any more."""
    budget = _open(year)
    form = DecideBudgetForm.sent(decided_on=clock.today())
    if form.accepted():
        with attempt():
            operations.decide_budget(
                budget.id,
                decided_on=form.decided_on.data,
                decided_by=form.decided_by.data,
                by=viewer(),
            )
            flash(_("Deze begroting staat vast."), "good")
            return redirect(f"/geld/begroting/{year}", code=303)
    total = sum((line.amount for line in budget.lines), NOTHING)
    return page("funding/budget_decide.html", form=form, budget=budget, year=year, total=total)


@bp.route("/<int:year>/weg", methods=["POST"])
@permission("budget.change")
def drop(year: int) -> ResponseReturnValue:
    """Throw away the version nobody decided on."""
    if PressForm.sent().accepted():
        with attempt():
            operations.drop_budget(_open(year).id, by=viewer())
            flash(_("Deze versie is weg."), "good")
    return redirect(f"/geld/begroting/{year}", code=303)


def _save(budget: Budget, activity: Activity, form: ActivityForm) -> None:
    for (account_id, source_id), amount in form.amounts().items():
        operations.set_line(budget.id, activity.id, account_id, source_id, amount, by=viewer())


def _per_activity(found: Against, version: str) -> list[Row]:
    """Each activity by name; its name opens its page, what was paid its lines in the book."""
    here, book = f"/geld/begroting/{found.year}/activiteit", f"&soort=uit&jaar={found.year}"
    rows = [
        Row(
            name=found.activities[number].name,
            url=f"{here}/{number}{version}",
            lines=f"/geld/boek?activiteit={number}{book}",
            figures=one,
        )
        for number, one in found.by("activity_id").items()
        if number is not None
    ]
    return sorted(rows, key=lambda row: row.name)


def _per_source(found: Against) -> list[Row]:
    """Each source, the largest plan first; our own funds together are one."""
    rows = []
    for number, one in found.by("source_id").items():
        source = None if number is None else found.sources[number]
        rows.append(
            Row(
                name=source.name if source else _("Andere potjes"),
                url=f"/geld/bronnen/{source.slug}?jaar={found.year}" if source else "",
                lines=f"/geld/boek?bron={source.fund_id}&soort=uit&jaar={found.year}"
                if source
                else "",
                figures=one,
            )
        )
    return sorted(rows, key=lambda row: (-row.figures.budget.cents, row.name))


def _per_cell(found: Against, activity: Activity) -> list[Row]:
    """Each kind of cost of an activity with who pays it; what was paid opens its lines."""
    rows = []
    for cell, one in found.of_activity(activity.id).items():
        source = None if cell.source_id is None else found.sources[cell.source_id]
        narrowed = f"&bron={source.fund_id}" if source else ""
        rows.append(
            Row(
                name=found.accounts[cell.account_id].name,
                by=source.name if source else _("Andere potjes"),
                lines=f"/geld/boek?activiteit={activity.id}&rekening={cell.account_id}{narrowed}"
                f"&soort=uit&jaar={found.year}",
                figures=one,
            )
        )
    return sorted(rows, key=lambda row: (row.name, row.by))


def _years(year: int) -> list[int]:
    """The years to choose from, newest first: the next one too; 404 for another."""
    next_year = clock.today().year + 1
    years = sorted({next_year, *queries.years(), *queries.years_of_budgets()}, reverse=True)
    return years if year in years else gone()


def _chosen(versions: list[Budget]) -> Budget | None:
    """The version that was asked for, else the newest; 404 for one that is not there."""
    asked = number_argument("versie")
    if asked is None:
        return versions[0] if versions else None
    return next((each for each in versions if each.version == asked), None) or gone()


def _open(year: int) -> Budget:
    """The version that is being made; 404 without one."""
    versions = queries.versions_of_budget(year)
    return versions[0] if versions and versions[0].decided_on is None else gone()


def _activity(activity_id: int) -> Activity:
    found = next((each for each in activities() if each.id == activity_id), None)
    return found or gone()


def _asked_version() -> str:
    asked = number_argument("versie")
    return "" if asked is None else f"?versie={asked}"
