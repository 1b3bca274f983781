"""Becoming a member, for anybody."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access.caller import network_of
from buurtcoop.access.operations import allow
from buurtcoop.access.rules import TooManyAttempts
from buurtcoop.coop.queries import this_coop
from buurtcoop.core.words import NAMES
from buurtcoop.members import operations
from buurtcoop.members.forms import CHANNELS, GIVES, RECEIVES, JoinForm
from buurtcoop.members.rules import SIGN_UPS, SIGN_UPS_PER
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    language,
    page,
    permission,
    sentence_of,
    viewer,
)

bp = Blueprint("joining", __name__)

BACK = "terug"
PHONE, MAIL = "bellen", "mail"


@bp.route("/lid-worden", methods=["GET", "POST"])
@permission("public")
def join() -> ResponseReturnValue:
    """Three short sheets and a last look; what is typed stays with the browser until the end."""
    form = JoinForm.sent(sides=[GIVES, RECEIVES], language=language())
    if not form.is_submitted():
        return _sheet(form, 1)
    here, wish = form.came_from, request.form.get("naar", "")
    if wish == BACK:
        return _sheet(form, max(1, here - 1))
    wrong = form.first_wrong(here)
    if wrong is not None:
        return _sheet(form, wrong)
    earlier = {str(sheet): sheet for sheet in range(1, here + 1)}
    if wish in earlier:
        return _sheet(form, earlier[wish])
    if here < JoinForm.last_look:
        return _sheet(form, here + 1)
    return _send(form)


def _send(form: JoinForm) -> ResponseReturnValue:
    if form.accepted():
        try:
            allow(f"sign-up:{network_of(request.remote_addr)}", SIGN_UPS, SIGN_UPS_PER)
        except TooManyAttempts as refusal:
            flash(sentence_of(refusal), "bad")
            return _sheet(form, JoinForm.last_look, status=429)
        with attempt():
            application = operations.apply(**_facts(form), by=viewer())
            via = PHONE if form.phone.data else MAIL
            before = application.answer_by.isoformat()
            return redirect(url_for(".joined", dag=before, via=via), code=303)
    return _sheet(form, JoinForm.last_look)


def _facts(form: JoinForm) -> dict[str, Any]:
    gives, receives = form.both_sides()
    return {
        **form.who(),
        "email": form.email.data or None,
        "birth_date": form.birth_date.data,
        "gives": gives,
        "receives": receives,
    }


@bp.route("/lid-worden/bedankt")
@permission("public")
def joined() -> ResponseReturnValue:
    """The receipt: who calls, and before which day."""
    try:
        before = date.fromisoformat(request.args.get("dag", ""))
    except ValueError:
        gone()
    return page("members/joined.html", before=before, by_phone=request.args.get("via") == PHONE)


def _sheet(form: JoinForm, step: int, status: int = 200) -> ResponseReturnValue:
    form.step.data = str(step)
    return page(
        "members/join.html",
        status=status,
        form=form,
        step=step,
        last_look=JoinForm.last_look,
        notice_weeks=this_coop().notice_weeks,
        said=_said(form) if step == JoinForm.last_look else {},
    )


def _said(form: JoinForm) -> dict[str, Any]:
    """What was filled in, as the last look shows it."""
    channel = form.channel.data
    return {
        "name": " ".join(
            part for part in (form.call_name.data, form.prefix.data, form.surname.data) if part
        ),
        "born": form.birth_date.data,
        "home": " ".join(
            str(part)
            for part in (form.street.data, form.house_number.data, form.addition.data)
            if part
        ),
        "postcode": form.postcode.data,
        "email": form.email.data,
        "phone": form.phone.data,
        "channel": next((_(word) for kind, word in CHANNELS.items() if kind == channel), ""),
        "language": NAMES.get(form.language.data, ""),
        "sides": form.both_sides(),
    }
