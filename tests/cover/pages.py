"""Where the pages of cover are, and what their mails say."""

import re

from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.cover.messages import RULES
from buurtcoop.messaging.models import Message
from buurtcoop.reminders.letters import mail_of
from tests.shifts.rota import Evening
from tests.shifts.test_messages import Read
from tests.visitor import Page


def cover_page(evening: Evening) -> str:
    """Where somebody is found for an evening."""
    return f"/rooster/{evening.shift_id}/invaller"


def press_of(page: Page) -> str:
    """Where the button that asks goes."""
    return next(form.action for form in page.forms if "taak=" in form.action)


def swap_page(evening: Evening) -> str:
    """Where one swaps the place on an evening."""
    return f"/rooster/{evening.shift_id}/ruilen"


def mails(instance: Instance, rule: str) -> list[Read]:
    """The mails of this rule, in order."""
    known = {each.name: each for each in RULES}
    with instance.writing():
        found = db().scalars(select(Message).where(Message.rule == rule).order_by(Message.id))
        return [Read(mail_of(message, known[rule]).content) for message in found]


def links(mail: Read) -> list[str]:
    """Its links that act, in order."""
    return re.findall(r"(/a/\S+)", mail.text)


def answer_of(page: Page, what: str) -> str:
    """Where the first button goes that gives this answer."""
    return next(form.action for form in page.forms if form.action.endswith(f"/{what}"))
