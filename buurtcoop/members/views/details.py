"""One's own details, another mail address, and who looked."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access import guard
from buurtcoop.access.rules import ROLE_NAMES
from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.members import operations, queries
from buurtcoop.members.forms import DetailsForm, EmailForm, PressForm
from buurtcoop.members.messages import CONFIRM_EMAIL_PURPOSE
from buurtcoop.members.models import EmailChange
from buurtcoop.messaging.models import ActionLink
from buurtcoop.messaging.queries import find_link
from buurtcoop.messaging.rules import LinkExpired, LinkUnknown, LinkUsed
from buurtcoop.people.queries import person_with_home
from buurtcoop.web.pages import (
    _,
    attempt,
    number_argument,
    page,
    permission,
    sentence_of,
    viewer,
)

bp = Blueprint("details", __name__, url_prefix="/mijn")


@bp.route("/gegevens", methods=["GET", "POST"])
@permission("signed_in")
def details() -> ResponseReturnValue:
    """What we know of me, and may be changed by me."""
    person = person_with_home(viewer().id)
    membership = queries.membership_of(person.id, clock.today())
    form = DetailsForm.about(person, membership, signs_in=True)
    if form.accepted():
        with attempt():
            operations.change_details(person.id, viewer(), **form.facts())
            if membership is not None:
                operations.set_sides(person.id, *form.both_sides(), viewer())
                operations.set_limit(person.id, form.most_a_month.data, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(url_for(".details"), code=303)
    return page("members/details.html", form=form, me=person, membership=membership)


@bp.route("/gegevens/mailadres", methods=["GET", "POST"])
@permission("signed_in")
@guard.fresh_to_open
def email() -> ResponseReturnValue:
    """Another mail address: it counts once the link sent there is used."""
    form = EmailForm.sent()
    person = person_with_home(viewer().id)
    if form.accepted():
        with attempt():
            operations.ask_email(person.id, form.email.data, viewer())
            flash(
                _("Er is een mail onderweg naar uw nieuwe adres. De link erin werkt 24 uur."),
                "good",
            )
            return redirect(url_for(".details"), code=303)
    return page("members/email.html", form=form, me=person)


@bp.route("/mailadres/<token>")
@permission("public")
def show_email_link(token: str) -> ResponseReturnValue:
    """What the link does; nothing happens yet."""
    try:
        link, change = _wish(token)
    except LinkUnknown as refusal:
        return _no_use(refusal, 404)
    if link.used_at is not None:
        return _no_use(LinkUsed(answer=_(link.answer)), 200)
    if link.expires_at <= clock.now():
        return _no_use(LinkExpired(when=link.expires_at), 200)
    return page("members/confirm_email.html", change=change, press=PressForm.sent(), done=False)


@bp.route("/mailadres/<token>", methods=["POST"])
@permission("public")
def confirm_email(token: str) -> ResponseReturnValue:
    """From now on this is the address; everybody signs in again with it."""
    try:
        link = _wish(token)[0]
    except LinkUnknown as refusal:
        return _no_use(refusal, 404)
    if PressForm.sent().accepted():
        with attempt():
            operations.confirm_email(link)
            return redirect(url_for(".email_confirmed"), code=303)
    return redirect(url_for(".show_email_link", token=token), code=303)


@bp.route("/mailadres")
@permission("public")
def email_confirmed() -> ResponseReturnValue:
    """The receipt of a new address."""
    return page("members/confirm_email.html", change=None, press=None, done=True)


@bp.route("/wie-keek")
@permission("signed_in")
def who_looked() -> ResponseReturnValue:
    """Who opened my details, when, in which role and why; fifty a page."""
    before = number_argument("voor")
    found = queries.who_looked(viewer().id, before=before)
    return page("members/who_looked.html", found=found, role_names=ROLE_NAMES, first=not before)


def _wish(token: str) -> tuple[ActionLink, EmailChange]:
    link = find_link(token)
    change = queries.email_change(link.subject_id)
    if link.purpose != CONFIRM_EMAIL_PURPOSE or change is None:
        raise LinkUnknown
    return link, change


def _no_use(refusal: Refusal, status: int) -> ResponseReturnValue:
    return page(
        "errors/page.html",
        status=status,
        title=_("Deze link werkt niet meer"),
        lead=sentence_of(refusal),
        actions=[(_("Mijn gegevens"), "/mijn/gegevens", "")],
    )
