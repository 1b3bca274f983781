"""Home, my page, today's list, and the answer from a mail."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access.queries import viewer_of
from buurtcoop.afterwards.queries import thanks_for
from buurtcoop.briefing.queries import rides_to_fill
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock, words
from buurtcoop.core.attention import Text
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.cover.queries import offers_of, questions_to
from buurtcoop.desks import operations, queries
from buurtcoop.desks.answers import ANSWERS, Moment, paper_to_read
from buurtcoop.desks.forms import HandOverForm, MarkForm, PutOffForm, TakeForm
from buurtcoop.desks.queries import Waiting
from buurtcoop.desks.rules import Urgency
from buurtcoop.funding.queries import left_per_source
from buurtcoop.members.queries import how_many
from buurtcoop.messaging.operations import use_link
from buurtcoop.messaging.queries import find_link
from buurtcoop.messaging.rules import LinkUnknown
from buurtcoop.people.models import Person
from buurtcoop.purchases.queries import own_rounds, own_turns
from buurtcoop.services.queries import offered
from buurtcoop.shifts.messages import occurrence_of
from buurtcoop.shifts.queries import coverage, open_shifts_for, promises_of, waiting_of
from buurtcoop.shifts.seen import Promise
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, language, ngettext, page, permission, viewer
from buurtcoop.web.token import without_token

bp = Blueprint("desks", __name__)

GROUPS = {
    Urgency.LATE: (N_("Te laat"), N_("eerst doen")),
    Urgency.TODAY: (N_("Vandaag"), ""),
    Urgency.WEEK: (N_("Deze week"), ""),
}
SHOWN_AT_HOME = 4
COVERED_DAYS = 6
SEEN = "seen"  # the version of a shift as it stood on the page of a link
THANKS_SHOWN = timedelta(days=30)
LISTED = 20


class Row(NamedTuple):
    """One item of the list as the page shows it."""

    waiting: Waiting
    title: str
    line: str
    age: str


@bp.route("/")
@permission("public")
def home() -> ResponseReturnValue:
    """What is this, and what is on soon?"""
    return page(
        "desks/home.html",
        counted=how_many(clock.today()),
        shifts=open_shifts_for(viewer(), limit=SHOWN_AT_HOME),
        services=offered(clock.today()),
    )


@bp.route("/mijn")
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """What I promised, both ways, and the doors to all that is mine."""
    person_id = viewer().id
    offers, made = offers_of(person_id, clock.now())
    me = queries.about_me(person_id, clock.now())
    bought = [each for each in own_rounds(person_id) if each.live] if me.buys else []
    return page(
        "desks/mine.html",
        promises=promises_of(person_id, clock.now())[:10],
        waiting=waiting_of(person_id),
        membership=me.membership,
        owes=me.owes,
        fills_in=me.leads or viewer().may("shifts.lead"),
        rides=rides_to_fill(person_id, clock.now()) if me.drives else [],
        thanks=thanks_for(person_id, clock.now() - THANKS_SHOWN),
        questions=questions_to(person_id, clock.now()),
        offers=offers,
        made=made,
        bought=bought,
        care=own_turns(person_id) if bought else [],
        press=PressForm.fresh(),
    )


@bp.route("/vandaag")
@permission("today.read")
def today() -> ResponseReturnValue:
    """The one worked-down list, by the page."""
    now = clock.now()
    lists = queries.lists(now)
    waiting, onward = _page_of(lists.today, request.args.get("na"))
    rows = [_row(one, now) for one in waiting]
    groups = [
        (kind, *map(_, GROUPS[kind]), list(found))
        for kind, found in groupby(rows, key=lambda row: row.waiting.urgency)
    ]
    return page(
        "desks/today.html",
        day=clock.today(),
        groups=groups,
        total=len(lists.today),
        later=[_row(one, now) for one in lists.later],
        onward=url_for(".today", na=onward) if onward else None,
        top=url_for(".today") if "na" in request.args else None,
        covered=_covered_days(),
        money=left_per_source(clock.today().year),
    )


@bp.route("/vandaag/<kind>/<int:subject_id>")
@permission("today.read")
def item(kind: str, subject_id: int) -> ResponseReturnValue:
    """One item: whose is it, and what can be done with it?"""
    return _item_page(kind, subject_id)


@bp.route("/vandaag/<kind>/<int:subject_id>/neem", methods=["POST"])
@permission("today.mark")
def take(kind: str, subject_id: int) -> ResponseReturnValue:
    """I take this."""
    form = TakeForm.sent()

    def act() -> None:
        operations.take(kind, subject_id, viewer(), seen=form.seen_mark)

    return _marked(form, kind, subject_id, act, N_("Dit staat nu op uw naam."))


@bp.route("/vandaag/<kind>/<int:subject_id>/geef", methods=["POST"])
@permission("today.mark")
def hand_over(kind: str, subject_id: int) -> ResponseReturnValue:
    """A colleague takes this."""
    form = _hand_over_form()

    def act() -> None:
        operations.hand_over(kind, subject_id, int(form.to.data), viewer(), seen=form.seen_mark)

    return _marked(form, kind, subject_id, act, N_("Dit is overgegeven aan een collega."))


@bp.route("/vandaag/<kind>/<int:subject_id>/later", methods=["POST"])
@permission("today.mark")
def put_off(kind: str, subject_id: int) -> ResponseReturnValue:
    """This can wait."""
    form = PutOffForm.sent()

    def act() -> None:
        operations.put_off(kind, subject_id, form.until.data, viewer(), seen=form.seen_mark)

    return _marked(form, kind, subject_id, act, N_("Dit komt op de gekozen dag terug op de lijst."))


@bp.route("/a/<token>")
@permission("public")
def show_link(token: str) -> ResponseReturnValue:
    """What a link from a mail would do; nothing happens yet."""
    try:
        link = find_link(token)
    except LinkUnknown as refusal:
        return _answer_page(refusal, 404)
    answer = ANSWERS.get(link.purpose)
    about = answer.about(link.subject_id) if answer else None
    if answer is None or about is None:
        return _answer_page(LinkUnknown(), 404)
    late = link.used_at is None and link.expires_at < clock.now()
    until = words.when(link.expires_at, language())
    return page(
        "desks/answer.html",
        about=about,
        answer=_(answer.says),
        done=_(answer.says) if link.used_at else "",
        too_late=_(answer.too_late, when=until) if late else "",
        first=_(answer.first) if answer.first else "",
        no=answer.no,
        paper="" if link.used_at else paper_to_read(answer, about, link.person_id),
        **_as_read(about, link.occurrence if answer.timed else ""),
    )


def _as_read(about: Moment, occurrence: str) -> dict[str, Any]:
    """What goes with the press, so that nobody says yes to a time that was not read.

    `moved` is the promise when its time changed since the mail.
    """
    if not occurrence or not isinstance(about, Promise):
        return {"sends": {}, "moved": None}
    moved = about if occurrence != occurrence_of(about.version) else None
    return {"sends": {SEEN: about.version}, "moved": moved}


@bp.route("/a/<token>", methods=["POST"])
@permission("public")
@without_token
def use(token: str) -> ResponseReturnValue:
    """Act on the one row of this link; nobody is signed in by it."""
    try:
        link = find_link(token)
    except LinkUnknown as refusal:
        return _answer_page(refusal, 404)
    answer = ANSWERS.get(link.purpose)
    if answer is None:
        return _answer_page(LinkUnknown(), 404)
    with attempt():
        use_link(link, answer.says)
        person = db().get_one(Person, link.person_id)
        read = request.form.get(SEEN, link.occurrence) if answer.timed else link.occurrence
        answer.does(link.subject_id, read, viewer_of(person))
    return redirect(url_for(".show_link", token=token), code=303)


def _answer_page(refusal: Refusal, status: int) -> ResponseReturnValue:
    return page(
        "errors/page.html",
        status=status,
        title=_("Deze link werkt niet"),
        lead=_(refusal.sentence, **refusal.values),
        actions=[(_("Start"), "/", "")],
    )


def _page_of(waiting: list[Waiting], after: str | None) -> tuple[list[Waiting], str | None]:
    """The items behind this one, and the one to go on from; from the top when it is gone."""
    keys = [one.key for one in waiting]
    begin = keys.index(after) + 1 if after in keys else 0
    shown = waiting[begin : begin + LISTED]
    return shown, shown[-1].key if len(waiting) > begin + LISTED else None


def _row(waiting: Waiting, now: datetime) -> Row:
    return Row(waiting, said(waiting.item.title), said(waiting.item.line), _age(waiting, now))


def _age(waiting: Waiting, now: datetime) -> str:
    """How long it waits, or before which day it must be done."""
    if waiting.until and waiting.until > clock.today():
        return _("komt terug op %(day)s", day=words.short_day(waiting.until, language()))
    if waiting.urgency is Urgency.WEEK:
        return _("voor %(day)s", day=words.short_day(waiting.item.due, language()))
    days = (clock.local(now).date() - clock.local(waiting.item.since).date()).days
    if days == 0:
        return _("sinds %(time)s", time=words.time(waiting.item.since, language()))
    return ngettext("wacht %(num)s dag", "wacht %(num)s dagen", days)


def said(text: Text) -> str:
    """A sentence of another room, its dates said as people say them."""
    values: dict[str, object] = {}
    for name, value in text.values.items():
        if isinstance(value, datetime):
            values[name] = words.when(value, language())
        elif isinstance(value, date):
            values[name] = words.day(value, language())
        else:
            values[name] = value
    return _(text.message, **values) if text.message else ""


def _covered_days() -> list[tuple[str, int, int]]:
    first = clock.today()
    return [
        (words.short_day(day, language()).split()[0], taken, places)
        for day, taken, places in coverage(first, COVERED_DAYS)
    ]


def _item_page(kind: str, subject_id: int, **forms: MarkForm) -> ResponseReturnValue:
    try:
        waiting = queries.waiting_item(kind, subject_id, clock.now())
    except LookupError:
        return redirect(url_for(".today"), code=303) if forms else gone()
    ready: dict[str, MarkForm] = {
        "take": TakeForm.sent(),
        "give": _hand_over_form(),
        "later": PutOffForm.sent(),
    }
    ready |= forms
    for form in ready.values():
        form.seen.data = str(waiting.mark)
    return page(
        "desks/item.html",
        row=_row(waiting, clock.now()),
        mine=waiting.owner is not None and waiting.owner.id == viewer().id,
        forms=ready,
        wrong=any(form.wrong for form in ready.values()),
        coop=this_coop(),
    )


def _hand_over_form() -> HandOverForm:
    form = HandOverForm.sent()
    form.to.choices = [
        (str(colleague.id), colleague.full_name)
        for colleague in queries.colleagues()
        if colleague.id != viewer().person_id
    ]
    return form


def _marked(
    form: MarkForm, kind: str, subject_id: int, act: Callable[[], None], done: str
) -> ResponseReturnValue:
    if form.accepted():
        with attempt():
            act()
            flash(_(done), "good")
            return redirect(url_for(".today"), code=303)
    name = request.path.rsplit("/", 1)[1]
    return _item_page(kind, subject_id, **{{"neem": "take", "geef": "give"}.get(name, name): form})
