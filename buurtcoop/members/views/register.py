"""The list of members and the page of one; for who works with it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access.queries import account_of
from buurtcoop.access.rules import ROLE_NAMES
from buurtcoop.audit.operations import reading, reveal
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.words import N_, NAMES
from buurtcoop.members import operations, queries
from buurtcoop.members.forms import CHANNELS, DetailsForm, LeavingForm, PressForm
from buurtcoop.members.rules import last_day
from buurtcoop.people.models import Person
from buurtcoop.web.pages import _, attempt, gone, number_argument, or_gone, page, permission, viewer

bp = Blueprint("register", __name__, url_prefix="/leden")

LIST = N_("om iemand te zoeken in de ledenlijst")
ONE = N_("om uw pagina als lid te bekijken")
REASON = N_("om te lezen waarom u opzegt")
CHANGE = N_("om te veranderen wat u ons vertelde")
LONGEST_SEARCH = 100


@bp.route("")
@permission("members.read")
def members() -> ResponseReturnValue:
    """Today's members by name, fifty a page."""
    search = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    after, before = number_argument("na"), number_argument("voor")
    found = queries.members_for(viewer(), search, after=after, before=before)
    if not found.rows and (after or before):
        gone()
    reading(viewer(), LIST, (membership.person_id for membership in found.rows))
    return page(
        "members/list.html",
        found=found,
        search=search,
        counted=queries.how_many(clock.today()),
        waiting=queries.how_many_waiting() if viewer().may("applications.read") else 0,
        reaches=viewer().may("members.reach"),
        decides=viewer().may("applications.read"),
        asks_time=viewer().may("obligations.change"),
        keeps_skills=viewer().may("skills.change"),
        channels={channel: _(word) for channel, word in CHANNELS.items()},
    )


@bp.route("/<int:person_id>")
@permission("members.read")
def show(person_id: int) -> ResponseReturnValue:
    """One member: how to reach, who lives there too, both sides, roles, since when."""
    person, today = _found(person_id), clock.today()
    memberships, mates = queries.memberships_of(person_id), queries.housemates(person)
    now = next((each for each in memberships if each.runs_on(today)), None)
    reaches = viewer().may("members.reach")
    reading(viewer(), ONE, [person_id, *(mate.id for mate in mates)])
    reasons = reveal(viewer(), REASON, [now], "leaving_reason") if now and reaches else {}
    return page(
        "members/member.html",
        who=person,
        now=now,
        memberships=memberships,
        mates=mates,
        reaches=reaches,
        changes=viewer().may("members.change"),
        hears=viewer().may("today.read"),
        frees=viewer().may("obligations.contact"),
        notes_away=viewer().may("shifts.act_for_others"),
        sees_given=viewer().may("afterwards.read"),
        sees_charges=viewer().may("payments.read"),
        sees_proof=viewer().may("skills.see_proof"),
        cares=viewer().may("care.change"),
        reason=reasons.get(now.id, "") if now else "",
        roles=[(_(ROLE_NAMES[role.name]), role) for role in queries.roles_over_time(person_id)],
        channel=_(CHANNELS[person.channel]),
        spoken=NAMES.get(person.language, person.language),
        press=PressForm.fresh(),
        today=today,
    )


@bp.route("/<int:person_id>/gebeld", methods=["POST"])
@permission("members.reach")
def note_farewell(person_id: int) -> ResponseReturnValue:
    """One of us talked with who leaves."""
    _found(person_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.note_farewell(person_id, viewer())
            flash(_("Opgeschreven: er is met dit lid gepraat."), "good")
    return redirect(url_for(".show", person_id=person_id), code=303)


@bp.route("/<int:person_id>/veranderen", methods=["GET", "POST"])
@permission("members.change")
def change(person_id: int) -> ResponseReturnValue:
    """Change what a member tells on the phone or on paper."""
    person = _found(person_id)
    membership = queries.membership_of(person_id, clock.today())
    signs_in = account_of(person_id) is not None
    form = DetailsForm.about(person, membership, signs_in=signs_in)
    if form.accepted():
        with attempt():
            operations.change_details(person_id, viewer(), **form.facts())
            if membership is not None:
                operations.set_sides(person_id, *form.both_sides(), viewer())
                operations.set_limit(person_id, form.most_a_month.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(url_for(".show", person_id=person_id), code=303)
    reading(viewer(), CHANGE, [person_id])
    return page("members/change.html", form=form, who=person, membership=membership)


@bp.route("/<int:person_id>/opzegging", methods=["GET", "POST"])
@permission("members.change")
def note_notice(person_id: int) -> ResponseReturnValue:
    """Write down the notice of a member who called or wrote."""
    person, form = _found(person_id), LeavingForm.sent()
    if form.accepted():
        with attempt():
            operations.give_notice(person_id, viewer(), form.reason.data or "")
            return redirect(url_for(".show", person_id=person_id), code=303)
    reading(viewer(), CHANGE, [person_id])
    until = last_day(clock.today(), this_coop().notice_weeks)
    return page("members/note_notice.html", form=form, who=person, until=until)


@bp.route("/<int:person_id>/opzegging/intrekken", methods=["POST"])
@permission("members.change")
def take_back(person_id: int) -> ResponseReturnValue:
    """Write down that a member stays after all."""
    _found(person_id)
    if PressForm.sent().accepted():
        with attempt():
            operations.take_back_notice(person_id, viewer())
            flash(_("De opzegging is ingetrokken."), "good")
    return redirect(url_for(".show", person_id=person_id), code=303)


def _found(person_id: int) -> Person:
    return or_gone(queries.member_for, viewer(), person_id)
