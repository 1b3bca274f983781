"""Who waits for an answer, the talk, and the decision; for coordinator, secretary and board."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access.queries import account_of
from buurtcoop.audit.operations import reading, reveal
from buurtcoop.core import clock
from buurtcoop.core.words import N_, NAMES
from buurtcoop.members import operations, queries
from buurtcoop.members.forms import CHANNELS, PressForm, TalkForm
from buurtcoop.members.models import Application, ApplicationState
from buurtcoop.members.rules import age_on
from buurtcoop.people.queries import known_already
from buurtcoop.web.pages import _, attempt, or_gone, page, permission, viewer

bp = Blueprint("applications", __name__, url_prefix="/leden/aanmeldingen")

LIST = N_("om te zien wie lid wil worden")
ONE = N_("om uw aanmelding te bespreken")
COMPARED = N_("om te zien of een nieuwe aanmelding van u is")


@bp.route("")
@permission("applications.read")
def all_open() -> ResponseReturnValue:
    """Who applied, the oldest first."""
    found = queries.applications_open()
    reading(viewer(), LIST, (application.person_id for application in found))
    return page(
        "members/applications.html",
        applications=found,
        talked=queries.talked_about([application.id for application in found]),
        today=clock.today(),
    )


@bp.route("/<int:application_id>")
@permission("applications.read")
def show(application_id: int) -> ResponseReturnValue:
    """One applicant: how to reach, what we know already, the talks, the decision."""
    return _show(_found(application_id), TalkForm.sent(held_on=clock.today()))


@bp.route("/<int:application_id>/gesprek", methods=["POST"])
@permission("applications.decide")
def note_talk(application_id: int) -> ResponseReturnValue:
    """Write down a talk."""
    application, form = _found(application_id), TalkForm.sent()
    if form.accepted():
        with attempt():
            operations.note_talk(application_id, form.held_on.data, form.note.data or "", viewer())
            flash(_("Het gesprek staat erbij."), "good")
            return redirect(url_for(".show", application_id=application_id), code=303)
    return _show(application, form)


@bp.route("/<int:application_id>/toelaten", methods=["POST"])
@permission("applications.decide")
def admit(application_id: int) -> ResponseReturnValue:
    """This person is a member from now on."""
    application, form = _found(application_id), PressForm.sent()
    if form.accepted():
        with attempt():
            membership = operations.admit(application_id, viewer())
            name = application.person.call_name
            flash(
                _(
                    "%(name)s is nu lid, met nummer %(number)s. Het welkom is onderweg.",
                    name=name,
                    number=membership.number,
                ),
                "good",
            )
            if account_of(membership.person_id) is None:
                flash(_("%(name)s heeft geen eigen mailadres en logt dus niet in.", name=name))
            return redirect(
                url_for("members.register.show", person_id=membership.person_id), code=303
            )
    return redirect(url_for(".show", application_id=application_id), code=303)


@bp.route("/<int:application_id>/nee")
@permission("applications.decide")
def ask_refusal(application_id: int) -> ResponseReturnValue:
    """What happens when the answer is no."""
    application = _found(application_id)
    if application.state is not ApplicationState.NEW:
        return redirect(url_for(".show", application_id=application_id), code=303)
    reading(viewer(), ONE, [application.person_id])
    return page(
        "members/refuse.html",
        application=application,
        talked=bool(queries.talks_about(application_id)),
        press=PressForm.sent(),
    )


@bp.route("/<int:application_id>/nee", methods=["POST"])
@permission("applications.decide")
def refuse(application_id: int) -> ResponseReturnValue:
    """This person does not become a member; somebody told it in person."""
    _found(application_id)
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            application = operations.refuse(application_id, viewer())
            flash(
                _(
                    "U hebt nee gezegd tegen %(name)s. Na 28 dagen wissen we de gegevens.",
                    name=application.person.call_name,
                ),
                "good",
            )
            return redirect(url_for(".all_open"), code=303)
    return redirect(url_for(".show", application_id=application_id), code=303)


def _found(application_id: int) -> Application:
    return or_gone(queries.application_for, viewer(), application_id)


def _show(application: Application, form: TalkForm) -> ResponseReturnValue:
    """How to reach somebody is shown until the decision; after it to who reaches all members."""
    person, waits = application.person, application.state is ApplicationState.NEW
    talks = queries.talks_about(application.id)
    known = known_already(person) if waits else []
    reading(viewer(), ONE, [person.id])
    reading(viewer(), COMPARED, (other.id for other in known))
    return page(
        "members/application.html",
        application=application,
        who=person,
        waits=waits,
        reachable=waits or viewer().may("members.reach"),
        age=age_on(person.birth_date, clock.today()) if person.birth_date else None,
        channel=_(CHANNELS[person.channel]),
        spoken=NAMES.get(person.language, person.language),
        known=[(other, _same(other, application)) for other in known],
        numbers=queries.numbers_of([other.id for other in known]),
        talks=talks,
        notes=reveal(viewer(), ONE, talks, "note"),
        names=queries.names_of(
            [*(talk.by_id for talk in talks), *_decider(application)],
        ),
        form=form,
        press=PressForm.fresh(),
        today=clock.today(),
    )


def _decider(application: Application) -> list[int]:
    return [application.decided_by_id] if application.decided_by_id else []


def _same(other: object, application: Application) -> list[str]:
    """What a person has in common with this applicant, in words."""
    words = {
        "household_id": N_("zelfde adres"),
        "email": N_("zelfde mailadres"),
        "phone": N_("zelfde telefoonnummer"),
    }
    mine = application.person
    return [
        _(word)
        for column, word in words.items()
        if getattr(mine, column) and getattr(mine, column) == getattr(other, column)
    ]
