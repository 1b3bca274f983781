"""A month closes when book and bank agree; what stands in the way is said."""

from collections.abc import Iterator
from datetime import date, time

import pytest
from sqlalchemy import select

from buurtcoop.bank import checks
from buurtcoop.bank.attention import attention
from buurtcoop.bank.models import BankAccount
from buurtcoop.bank.operations import close_month, match_entry, unmatch
from buurtcoop.bank.queries import closed_months, may_close, next_to_close, open_count
from buurtcoop.bank.refusals import MonthNotReady
from buurtcoop.bank.rules import FileFormat
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.operations import receive
from buurtcoop.ledger.models import Entry, Period
from buurtcoop.ledger.queries import receipts, reversal_of
from tests.bank.conftest import FIRST, Desk, moved
from tests.ledger.standing import stand_ready

JANUARY, FEBRUARY = date(2027, 1, 31), date(2027, 2, 28)


@pytest.fixture(autouse=True)
def march() -> Iterator[None]:
    """It is the fourth of March."""
    with clock.stopped(clock.at(date(2027, 3, 4), time(9))):
        yield


def obstacles(*, stops: bool = True) -> list[str]:
    """What stands in the way of the next month, or what is good to know."""
    period = next_to_close()
    assert period is not None
    found = may_close(period, clock.today())
    return [each.text.message.rpartition(": ")[2] for each in found if each.stops is stops]


def received(desk: Desk, cents: int, day: date) -> Entry:
    return receive(
        desk.kitchen,
        day=day,
        amount=Money(cents),
        memo="Gift",
        activity_id=desk.meals,
        key=f"{day}",
        by=desk.truus,
    )


def test_a_month_waits_for_its_movements_and_then_closes(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-500), last=JANUARY)
    assert len(obstacles()) == 1
    with pytest.raises(MonthNotReady):
        close_month(1, desk.truus)

    desk.booked(1, -500)
    closing = close_month(1, desk.truus)

    assert [(one.period.ends_on, one.entries) for one in closed_months()] == [(JANUARY, 1)]
    assert (closing.place, len(closing.hash)) == (1, 64)


def test_a_receipt_that_stands_ready_with_its_cost_is_not_loose(
    desk: Desk, opened: Instance
) -> None:
    source = db().get_one(FundingSource, desk.kitchen)
    stand_ready(source, desk.meals, desk.truus)

    assert len(receipts(loose=True)) == 1
    warned = may_close(db().get_one(Period, 1), clock.today())
    assert [each.text.values["number"] for each in warned if each.path == "/geld/bonnen"] == [1]


def test_a_month_waits_for_the_bank_up_to_its_last_day(desk: Desk, opened: Instance) -> None:
    assert obstacles() == ["lees de bank in tot en met %(day)s."]
    desk.brought(moved(-500), last=date(2027, 1, 30))
    desk.booked(1, -500)

    assert obstacles() == ["lees de bank in tot en met %(day)s."]


def test_a_table_of_movements_need_not_reach_the_last_day(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-500), kind=FileFormat.RABOBANK)
    desk.booked(1, -500)

    assert obstacles() == []
    assert obstacles(stops=False) == ["lees de bank in tot en met %(day)s."]


def test_an_entry_the_bank_does_not_know_stands_in_the_way(desk: Desk, opened: Instance) -> None:
    entry = received(desk, 900, date(2027, 1, 30))
    desk.brought(moved(-500), last=JANUARY)
    desk.booked(1, -500)
    assert obstacles() == ["het boek klopt nog niet met de bank."]

    desk.brought(
        moved(900, day=date(2027, 2, 1)), opening=-500, first=date(2027, 2, 1), last=FEBRUARY
    )
    match_entry(2, entry.id, desk.truus)

    assert obstacles() == []


def test_days_without_a_file_stand_in_the_way(desk: Desk, opened: Instance) -> None:
    desk.brought(last=date(2027, 1, 10))
    desk.brought(opening=700, first=date(2027, 1, 20), last=JANUARY)

    assert obstacles() == ["het boek klopt nog niet met de bank."]


def test_months_before_the_first_file_and_a_coop_without_a_bank_close_with_a_warning(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(first=date(2027, 2, 1), last=FEBRUARY)
    assert (obstacles(), len(obstacles(stops=False))) == ([], 2)


def test_a_coop_without_a_bank_account_closes_with_a_warning(desk: Desk, opened: Instance) -> None:
    db().delete(db().scalars(select(BankAccount)).one())
    db().flush()

    assert (obstacles(), len(obstacles(stops=False))) == ([], 2)
    close_month(1, desk.truus)
    assert db().get_one(Period, 1).state == "closed"


def test_what_belongs_to_a_closed_month_is_booked_on_the_first_open_day(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(moved(-500), last=JANUARY)
    match = desk.booked(1, -500)
    close_month(1, desk.truus)

    unmatch(match.id, desk.truus)
    again = desk.booked(1, -500)

    undone = reversal_of(match.entry_id)
    assert undone is not None
    assert {undone.day, again.entry.day} == {date(2027, 2, 1)}
    assert (open_count(), checks.broken()) == (0, [])


def test_who_closes_an_empty_book_reads_how_to_begin_it(desk: Desk, opened: Instance) -> None:
    assert "Er staat nog niets in het boek." in obstacles(stops=False)[0]
    received(desk, 500, FIRST)
    assert "boek." not in " ".join(obstacles(stops=False))


def test_the_treasurer_is_told_what_waits_too_long(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-500, day=FIRST), last=JANUARY)

    found = {item.kind: item for item in attention(clock.now())}

    assert set(found) == {"bank.open_long", "bank.not_closed"}
    assert found["bank.open_long"].title.message.startswith("1 bedrag ")
    assert found["bank.open_long"].line.values == {"day": FIRST}
    desk.booked(1, -500)
    close_month(1, desk.truus)
    assert attention(clock.now()) == []
