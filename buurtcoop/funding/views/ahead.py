"""What is to come: how long the money lasts, what if, and what the money of a year tells."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock, words
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.ahead import HoursForm, helping_form
from buurtcoop.funding.models import Helping, Scenario
from buurtcoop.funding.queries import Runway
from buurtcoop.funding.views.what_if import Beginning, beginnings
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.queries import accounts
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    language,
    ngettext,
    number_argument,
    page,
    permission,
    viewer,
)
from buurtcoop.web.pictures import Level, Told, euros, steps

bp = Blueprint("ahead", __name__, url_prefix="/vooruit")


@bp.route("")
@permission("money.read")
def ahead() -> ResponseReturnValue:
    """How long the money lasts, what if, and five figures of a year with what they mean."""
    today = clock.today()
    year, years = _year()
    minutes, promised = queries.minutes_a_week(today), queries.promised_in(year)
    return page(
        "funding/ahead.html",
        today=today,
        runway=(found := queries.runway(today)),
        picture=_picture(found),
        undated=queries.undated(today),
        scenarios=(made := queries.scenarios_of(today.year)),
        beginnings=_not_made(made, minutes),
        press=PressForm.fresh(),
        salary=queries.salary_months(year),
        dependency=queries.dependency(year, promised),
        leverage=queries.leverage(year, promised),
        helping=queries.helping_share(year),
        minutes=minutes,
        year=year,
        years=years,
        tenths=_tenths,
        may_change=viewer().may("budget.change"),
        may_decide=viewer().may("budget.decide"),
    )


@bp.route("/uren", methods=["GET", "POST"])
@permission("budget.change")
def hours() -> ResponseReturnValue:
    """Write down how long the coordinator works a week."""
    today = clock.today()
    now = queries.minutes_a_week(today)
    form = HoursForm.sent(hours=now // 60 if now else None, valid_from=today)
    if form.accepted():
        with attempt():
            operations.set_hours(
                form.hours.data * 60,
                valid_from=form.valid_from.data,
                decided=form.decided.data,
                by=viewer(),
            )
            flash(_("Opgeslagen."), "good")
            return redirect("/geld/vooruit", code=303)
    return page("funding/hours.html", form=form)


@bp.route("/helpen", methods=["GET", "POST"])
@permission("budget.decide")
def helping() -> ResponseReturnValue:
    """Write down what the members call money for helping."""
    costs, done_for = accounts(AccountKind.EXPENSE), activities()
    form = helping_form(costs, done_for).sent(**_said_before(), decided_on=clock.today())
    if form.accepted():
        with attempt():
            operations.define_helping(
                form.said("account"),
                form.said("activity"),
                minutes=(form.helping_hours.data * 60, form.all_hours.data * 60),
                decided_on=form.decided_on.data,
                decided_by=form.decided_by.data,
                by=viewer(),
            )
            flash(_("Opgeslagen. Het cijfer rekent hier nu mee."), "good")
            return redirect("/geld/vooruit#helpen", code=303)
    return page(
        "funding/helping.html",
        form=form,
        costs=[form[f"account_{each.id}"] for each in costs],
        done_for=[form[f"activity_{each.id}"] for each in done_for],
        now=queries.helping_definition(),
    )


def _not_made(made: list[Scenario], minutes: int | None) -> list[Beginning]:
    """What one press can begin with, and is not there yet."""
    there = {
        (change.source_id, change.points, change.minutes_a_week)
        for each in made
        for change in each.changes
        if len(each.changes) == 1
    }
    found = beginnings(queries.sources_to_book(), minutes)
    return [each for each in found if each.changes not in there]


def _said_before() -> dict[str, object]:
    """What the definition that counts says, as the fields of its form; else nothing helps."""
    said: dict[str, object] = {f"activity_{each.id}": Helping.NONE.value for each in activities()}
    found = queries.helping_definition()
    if found is None:
        return said
    for part in found.parts:
        of_kind = "account" if part.account_id is not None else "activity"
        said[f"{of_kind}_{part.account_id or part.activity_id}"] = part.counts.value
    return said | {
        "helping_hours": found.helping_minutes // 60,
        "all_hours": found.all_minutes // 60,
    }


def _picture(found: Runway) -> Markup:
    """The free money that is left at the end of each month."""
    told = Told(
        name="vrij-geld",
        title=_("Vrij geld aan het eind van elke maand"),
        said=ngettext(
            "Er is nog %(num)s hele maand genoeg vrij geld.",
            "Er is nog %(num)s hele maanden genoeg vrij geld.",
            found.full_months,
        ),
    )
    points = [
        (words.short_month(month, language()), end.usable.cents)
        for month, end in zip(found.months, found.ends, strict=True)
    ]
    turn = None
    if not found.lasts_all:
        month = words.month_year(found.months[found.full_months], language())
        turn = Level(found.full_months, _("op in %(month)s", month=month))
    return steps(told, points, euros, turn=turn)


def _tenths(number: int) -> str:
    """9,4"""
    return f"{number // 10},{number % 10}"


def _year() -> tuple[int, list[int]]:
    """The year that was asked for, or this one, and all to choose from; 404 for another."""
    years = queries.years()
    year = number_argument("jaar") or clock.today().year
    return (year, years) if year in years else gone()
