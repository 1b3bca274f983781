"""My agenda, and the address for my own calendar; what is read there is in `desks`."""

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.core.instance import here
from buurtcoop.shifts import operations, queries
from buurtcoop.web.forms import PressForm
from buurtcoop.web.listing import key_argument, said_key
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("agenda", __name__)


@bp.route("/mijn/agenda")
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """What I promised, to come and past."""
    shown = request.args.get("toon", "")
    if shown not in ("", "voorbij"):
        gone()
    past = shown == "voorbij"
    found = queries.agenda_of(
        viewer().id, past=past, after=key_argument("vanaf"), before=key_argument("tot")
    )
    here_is = "/mijn/agenda?toon=voorbij&" if past else "/mijn/agenda?"
    return page(
        "shifts/agenda.html",
        past=past,
        waiting=[] if past else queries.waiting_of(viewer().id),
        promises=found.promises,
        previous=f"{here_is}tot={said_key(found.previous)}" if found.previous else "",
        next=f"{here_is}vanaf={said_key(found.next)}" if found.next else "",
        feed=queries.running_feed(viewer().id) is not None,
    )


@bp.route("/mijn/agenda/adres", methods=["GET", "POST"])
@permission("mine.change")
def address() -> ResponseReturnValue:
    """The address with which a phone shows my agenda; pressing makes one."""
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.new_feed(viewer().id, viewer())
            flash(_("Uw adres is klaar."), "good")
            return redirect("/mijn/agenda/adres", code=303)
    token = queries.feed_token(viewer().id)
    web = f"{here().settings.base_url.rstrip('/')}/agenda/{token}.ics" if token else ""
    return page("shifts/feed.html", form=form, web=web, phone=f"webcal://{web.partition('://')[2]}")


@bp.route("/mijn/agenda/adres/stop", methods=["GET", "POST"])
@permission("mine.change")
def stop() -> ResponseReturnValue:
    """Let the address stop: first what happens then, and then it does."""
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.end_feed(viewer().id, viewer())
            flash(_("Het adres werkt niet meer."), "good")
            return redirect("/mijn/agenda", code=303)
    return page("shifts/feed_stop.html", form=form)
