"""What about the bank and the book needs the treasurer; it stands on top of `/geld/bank`."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select

from buurtcoop.access.rules import RoleName
from buurtcoop.bank.models import BankLine
from buurtcoop.bank.queries import booked_of_line, next_to_close
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_

OPEN_LONG, NOT_CLOSED = "bank.open_long", "bank.not_closed"
OPEN_FOR, CLOSED_WITHIN = timedelta(days=7), timedelta(days=20)
TITLE_OF_ONE = N_("1 bedrag van de bank staat al meer dan een week open")
TITLE_OF_MORE = N_("%(number)s bedragen van de bank staan al meer dan een week open")
LINE_OF_ONE = N_("Het is van %(day)s. Zet het in het boek.")
LINE_OF_MORE = N_("Het oudste is van %(day)s. Zet ze in het boek.")


def attention(now: datetime) -> list[Item]:
    """Movements that are open for more than a week, and a month that should have been closed."""
    return [*_open_long(now), *_not_closed(now)]


def _open_long(now: datetime) -> Iterator[Item]:
    today = clock.local(now).date()
    query = select(func.count(BankLine.id), func.min(BankLine.day))
    number, oldest = (
        db()
        .execute(query.where(BankLine.day < today - OPEN_FOR, BankLine.amount != booked_of_line()))
        .one()
    )
    if not number:
        return
    yield Item(
        kind=OPEN_LONG,
        subject_id=0,
        title=Text(TITLE_OF_ONE) if number == 1 else Text(TITLE_OF_MORE, {"number": number}),
        line=Text(LINE_OF_ONE if number == 1 else LINE_OF_MORE, {"day": oldest}),
        path="/geld/bank",
        button=N_("Bekijk ze"),
        since=clock.start_of(oldest + OPEN_FOR),
        due=oldest + 2 * OPEN_FOR,
        owner_role=RoleName.TREASURER,
    )


def _not_closed(now: datetime) -> Iterator[Item]:
    period = next_to_close()
    if period is None or clock.local(now).date() <= period.ends_on + CLOSED_WITHIN:
        return
    yield Item(
        kind=NOT_CLOSED,
        subject_id=period.id,
        title=Text(N_("De maand tot en met %(day)s is nog open"), {"day": period.ends_on}),
        line=Text(N_("Sluit de maand af. Dan verandert er niets meer aan.")),
        path="/geld/afsluiten",
        button=N_("Maand afsluiten"),
        since=clock.start_of(period.ends_on + CLOSED_WITHIN),
        due=period.ends_on + CLOSED_WITHIN,
        owner_role=RoleName.TREASURER,
    )
