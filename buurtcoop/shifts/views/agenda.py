"""My agenda, the address for my own calendar, and what a calendar reads there."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import here
from buurtcoop.shifts import ics, operations, queries
from buurtcoop.web.forms import PressForm
from buurtcoop.web.listing import key_argument, said_key
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

bp = Blueprint("agenda", __name__)

# How much of the past a calendar gets, so that what was called off is taken out of it.
LOOKING_BACK = timedelta(days=31)


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


@bp.route("/agenda/<token>.ics")
@permission("public")
def read(token: str) -> ResponseReturnValue:
    """What a calendar program reads; who has the address needs no more."""
    try:
        person_id = queries.person_of_feed(token)
    except LookupError:
        gone()
    promises = queries.calendar_of(person_id, clock.now() - LOOKING_BACK)
    coop = this_coop()
    content = ics.calendar_file(
        promises,
        name=_("Agenda van %(coop_name)s", coop_name=f"{coop.kind_name} {coop.short_name}"),
        host=urlsplit(here().settings.base_url).hostname or "localhost",
    )
    return Response(content, content_type=f"{ics.KIND}; charset=utf-8")
