"""The goals of an agreement: how far they are, their story, and counting by hand."""

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.documents.operations import keep_if_sent
from buurtcoop.documents.queries import attachment
from buurtcoop.documents.rules import MOST_SENT
from buurtcoop.funding import operations, queries
from buurtcoop.funding.forms.duties import (
    COUNTS_NOTES,
    CountForm,
    EndGoalForm,
    GoalForm,
)
from buurtcoop.funding.models import MOST_GOALS, Counts, Goal
from buurtcoop.funding.views.agreements import agreement_at
from buurtcoop.services.models import Service
from buurtcoop.services.queries import not_offered, offered
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    or_gone,
    page,
    permission,
    picture,
    takes_files,
    viewer,
)

bp = Blueprint("goals", __name__, url_prefix="/afspraken/<int:agreement_id>/doelen")
# Where the count comes from, said beside it.
FROM = {
    Counts.EVENINGS: N_("Geteld uit het rooster: wat doorging."),
    Counts.HOURS: N_("Geteld uit de uren van wie helpt."),
    Counts.PEOPLE: N_("Geteld uit het rooster: wie kwam, ieder 1 keer."),
    Counts.MEALS: N_("Geteld uit het rooster: stoelen van wie kwam."),
    Counts.BY_HAND: N_("Dit tellen we zelf. Hieronder staat hoe we het weten."),
    Counts.PEOPLE_BY_HAND: N_("Deze mensen tellen we zelf. Hieronder staat hoe we het weten."),
}


@bp.route("")
@permission("money.read")
def show(agreement_id: int) -> ResponseReturnValue:
    """Every goal with how far it is; those that ended stand below."""
    agreement = agreement_at(agreement_id)
    found = queries.goals_of(agreement_id)
    running = [each for each in found if each.goal.ended_on is None]
    may_change = viewer().may("funding.change")
    counts = queries.counts_by_hand([each.goal.id for each in found if each.by_hand])
    return page(
        "funding/goals.html",
        agreement=agreement,
        running=running,
        ended=[each for each in found if each.goal.ended_on is not None],
        counts=counts,
        presses={
            counted.id: PressForm.fresh()
            for each in running
            for counted in counts.get(each.goal.id, [])
            if may_change and counted.withdrawn_at is None
        },
        said_from=FROM,
        full=len(running) >= MOST_GOALS,
        most=MOST_GOALS,
        today=clock.today(),
        may_change=may_change,
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@permission("funding.change")
def add(agreement_id: int) -> ResponseReturnValue:
    """A new goal, with who chose it and what it does not tell."""
    agreement = agreement_at(agreement_id)
    form = GoalForm.sent().offering(_services())
    if form.accepted():
        with attempt():
            operations.add_goal(
                agreement_id,
                words=form.words.data,
                target=form.target.data,
                unit=form.unit.data,
                counts=Counts(form.counts.data),
                chosen_by=form.chosen_by.data,
                tells_not=form.tells_not.data,
                service_id=int(form["service"].data) if form["service"].data else None,
                by=viewer(),
            )
            flash(_("Het doel staat erbij."), "good")
            return redirect(_here(agreement_id), code=303)
    notes = {each.value: _(note) for each, note in COUNTS_NOTES.items()}
    return page("funding/goal_new.html", form=form, agreement=agreement, notes=notes)


@bp.route("/<int:goal_id>/stop", methods=["GET", "POST"])
@permission("funding.change")
def end(agreement_id: int, goal_id: int) -> ResponseReturnValue:
    """Stop with a goal, and say why."""
    goal = _goal(agreement_id, goal_id)
    form = EndGoalForm.sent()
    if form.accepted():
        with attempt():
            operations.end_goal(goal_id, form.why.data, clock.today(), viewer())
            flash(_("U bent gestopt met dit doel. Het blijft hieronder staan."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/goal_end.html", form=form, goal=goal)


@bp.route("/<int:goal_id>/tel", methods=["GET", "POST"])
@permission("funding.change")
@takes_files(MOST_SENT)
def count(agreement_id: int, goal_id: int) -> ResponseReturnValue:
    """So many more, with what shows it."""
    goal = _goal(agreement_id, goal_id)
    if not goal.counts.by_hand:
        gone()
    form = CountForm.sent(on_day=clock.today())
    if form.accepted():
        with attempt():
            operations.count_by_hand(
                goal_id,
                form.number.data,
                form.on_day.data,
                form.evidence.data,
                viewer(),
                photo_id=keep_if_sent(form.photo.data, viewer()),
            )
            flash(_("Het staat erbij."), "good")
            return redirect(_here(agreement_id), code=303)
    return page("funding/goal_count.html", form=form, goal=goal)


@bp.route("/telling/<int:count_id>/terug", methods=["POST"])
@permission("funding.change")
def take_back(agreement_id: int, count_id: int) -> ResponseReturnValue:
    """This count was wrong: it stays to be read, and counts no longer."""
    _count_photo(agreement_id, count_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.take_count_back(count_id, viewer())
            flash(_("Deze telling telt niet meer mee."), "good")
    return redirect(_here(agreement_id), code=303)


@bp.route("/telling/<int:count_id>/foto")
@permission("money.read")
def photo(agreement_id: int, count_id: int) -> ResponseReturnValue:
    """The photo that shows it."""
    photo_id = _count_photo(agreement_id, count_id)
    if photo_id is None:
        gone()
    kept = attachment(photo_id)
    name = f"telling-{count_id}.jpg"
    return picture(kept.content, kept.kind, name=name, fingerprint=kept.fingerprint)


def _services() -> list[Service]:
    """All there is and was, by name: a goal may be of what stopped this year."""
    today = clock.today()
    return sorted([*offered(today), *not_offered(today)], key=lambda each: each.name)


def _here(agreement_id: int) -> str:
    return f"/geld/afspraken/{agreement_id}/doelen"


def _goal(agreement_id: int, goal_id: int) -> Goal:
    agreement_at(agreement_id)
    return or_gone(queries.goal_of, agreement_id, goal_id)


def _count_photo(agreement_id: int, count_id: int) -> int | None:
    """The photo of a count of this agreement; 404 when there is no such count."""
    agreement_at(agreement_id)
    return or_gone(queries.count_of, agreement_id, count_id).photo_id
