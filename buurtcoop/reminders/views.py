"""Messages for whoever brings them by hand, and for who asks what became of one."""

from datetime import date, timedelta

import structlog
from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_, NAMES
from buurtcoop.messaging import operations, queries
from buurtcoop.messaging.attention import how_to_reach
from buurtcoop.messaging.models import Delivery, DeliveryState, Way
from buurtcoop.messaging.rendering import Paper
from buurtcoop.people.models import Channel, Person
from buurtcoop.reminders.letters import paper_of
from buurtcoop.reminders.timetable import TIMETABLE
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("reminders", __name__)
log = structlog.get_logger()

PURPOSE = N_("om u een bericht te brengen")
SHOWN = 50
TOO_LATE_SHOWN = timedelta(days=2)
STATES: dict[str, str] = {
    DeliveryState.READY: N_("staat klaar"),
    DeliveryState.CLAIMED: N_("we maken de mail"),
    DeliveryState.SENDING: N_("de mail gaat weg"),
    DeliveryState.RETRY: N_("we proberen het later opnieuw"),
    DeliveryState.DOUBT: N_("niet zeker of de mail wegging"),
    DeliveryState.SENT: N_("verstuurd"),
    DeliveryState.DEAD: N_("niet gelukt"),
    DeliveryState.EXPIRED: N_("te laat"),
    DeliveryState.SUPPRESSED: N_("niet verstuurd"),
}
BY_HAND = N_("gezegd of gebracht")
CHANNELS: dict[str, str] = {
    Channel.MAIL: N_("Mail"),
    Channel.TEXT: N_("Sms"),
    Channel.PHONE: N_("Bellen"),
    Channel.PAPER: N_("Brief"),
}
HOW_YOU_HEAR: dict[str, str] = {
    Channel.MAIL: N_("U krijgt onze berichten per mail."),
    Channel.TEXT: N_("U krijgt onze berichten per sms."),
    Channel.PHONE: N_("We bellen u als er iets is."),
    Channel.PAPER: N_("U krijgt onze berichten per brief."),
}
UNDECIDED = (DeliveryState.DOUBT, DeliveryState.DEAD)
NOT_YET = (DeliveryState.READY, DeliveryState.RETRY)


@bp.app_template_filter("delivery_state")
def said_state(delivery: Delivery) -> str:
    """Where a delivery stands, in words."""
    if delivery.way is Way.DESK and delivery.state is DeliveryState.SENT:
        return _(BY_HAND)
    return _(STATES[delivery.state])


@bp.route("/berichten")
@permission("today.read")
def overview() -> ResponseReturnValue:
    """What waits, what came too late, and how yesterday and today went."""
    now, today = clock.now(), clock.today()
    return page(
        "reminders/overview.html",
        waiting=queries.waiting_for_mail()[:SHOWN],
        undecided=queries.in_trouble()[:SHOWN],
        too_late=queries.expired_since(now - TOO_LATE_SHOWN)[:SHOWN],
        at_desk=queries.waiting_at_desk()[:SHOWN],
        days=[(day, _counted(day)) for day in (today, today - timedelta(days=1))],
    )


@bp.route("/berichten/voor/<int:person_id>")
@permission("today.read")
def to_person(person_id: int) -> ResponseReturnValue:
    """What one of us has to say to this person, and what was said before."""
    person = db().get(Person, person_id) or gone()
    waiting = queries.waiting_at_desk(person_id)
    reading(viewer(), PURPOSE, [person_id])
    return page(
        "reminders/person.html",
        whom=person,
        today=clock.today(),
        how=_(how_to_reach(person), name=person.call_name),
        channel=_(CHANNELS[person.channel]),
        speaks=NAMES.get(person.language, person.language),
        letters=[(delivery, _paper(delivery)) for delivery in waiting],
        before=queries.messages_of(person_id, SHOWN),
    )


@bp.route("/berichten/<int:message_id>/verloop")
@permission("today.read")
def history(message_id: int) -> ResponseReturnValue:
    """Why did this member get no mail? All that happened to one message."""
    delivery = or_gone(queries.last_way_of, message_id)
    waits = delivery.state in (*NOT_YET, *UNDECIDED)
    may_say = waits and not delivery.message.mail_only
    reading(viewer(), PURPOSE, [delivery.message.recipient_id])
    return page(
        "reminders/history.html",
        delivery=delivery,
        message=delivery.message,
        paper=_paper(delivery) if may_say else None,
        steps=[
            (step, _(STATES[step.state]), _(step.detail) if step.detail else "")
            for step in queries.history_of(message_id)
        ],
        may_send_again=delivery.state in UNDECIDED and delivery.message.expires_at > clock.now(),
        may_say=may_say,
    )


@bp.route("/berichten/<int:message_id>/gezegd", methods=["POST"])
@permission("today.mark")
def by_hand(message_id: int) -> ResponseReturnValue:
    """I called, or brought the letter."""
    delivery = _last_way(message_id)
    person_id = delivery.message.recipient_id
    with attempt():
        operations.done_by_hand(delivery.id, viewer())
        flash(_("Dank u wel. Dit is genoteerd."), "good")
    if queries.waiting_at_desk(person_id):
        return redirect(url_for(".to_person", person_id=person_id), code=303)
    return redirect("/vandaag", code=303)


@bp.route("/berichten/<int:message_id>/opnieuw", methods=["POST"])
@permission("today.mark")
def again(message_id: int) -> ResponseReturnValue:
    """Mail it once more."""
    delivery = _last_way(message_id)
    with attempt():
        operations.send_again(delivery.id, viewer())
        flash(_("De mail gaat zo nog een keer weg."), "good")
    return redirect(url_for(".history", message_id=message_id), code=303)


@bp.route("/mijn/meldingen")
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """How I am reached, and what was said to me."""
    person = db().get_one(Person, viewer().id)
    return page(
        "reminders/mine.html",
        how=_(HOW_YOU_HEAR[person.channel]),
        said=queries.messages_of(person.id, SHOWN),
    )


def _last_way(message_id: int) -> Delivery:
    return or_gone(queries.last_way_of, message_id)


def _paper(delivery: Delivery) -> Paper | None:
    """The text to read out; None when it can't be made, which is told and logged."""
    try:
        return paper_of(delivery.message, TIMETABLE.rule(delivery.message.rule))
    except Exception:
        log.exception("a message can't be shown", delivery=delivery.id)
        return None


def _counted(day: date) -> list[tuple[str, int]]:
    """How the messages of a day stand: (state in words, how many)."""
    return [(_(STATES[state]), count) for state, count in queries.account(day).items()]
