"""The money of the demo as things that happened: sources, promises, what came in and went out.

What members pay for seats is counted from their bookings, never from the table.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import accumulate

from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.demo.lending import lend_what_lacks, pay_back
from buurtcoop.demo.money import (
    FEE,
    FEES,
    IN_KIND,
    OPENING_RESERVE,
    OWN,
    SOURCES,
    TO_RESERVE,
    Share,
    Source,
    Spent,
    spendings,
)
from buurtcoop.demo.offer import OFFERS
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.operations import add_source, promise, receive, spend
from buurtcoop.funding.rules import INCOME_ACCOUNTS
from buurtcoop.ledger.models import FundKind
from buurtcoop.ledger.operations import book, give, make_fund, open_year
from buurtcoop.ledger.rules import BANK, OPENING_KEY, NewLine
from buurtcoop.members.models import Membership
from buurtcoop.people.operations import organisation_named
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, Shift
from buurtcoop.shifts.queries import holds_place

RESERVE, TO_RECEIVE = "0510", "1250"
OFFICE_HOUR, EVENING, LAST_HOUR = time(11, 15), time(21, 30), time(23, 30)
FEE_DAY, LATE_FEES, LATE_MONTHS = (1, 28), 12, 9
WEEK = timedelta(days=7)


def books(stage: Stage, first_year: int, now: datetime) -> Iterator[Event]:
    """All bookings up to now, beginning in the autumn before the first year."""
    at = clock.at(date(first_year - 1, 12, 8), time(14))
    yield Event(at, partial(_sources, stage))
    yield Event(at, partial(_promises, stage, first_year))
    opening = clock.at(date(first_year, 1, 1), time(12))
    yield Event(opening, partial(_opening_reserve, stage, first_year))
    for year in range(first_year, clock.local(now).year + 1):
        events = [*_year(stage, year), *_next_year(stage, year)]
        yield from (event for event in events if event.at < now)


def sources_and_promises(stage: Stage, years: list[int]) -> None:
    """The sources alone, with what they promised for these years."""
    _sources(stage)
    for year in years:
        _promises(stage, year)


def _year(stage: Stage, year: int) -> Iterator[Event]:
    for source in SOURCES:
        for share in source.shares:
            yield from _paid(stage, source, share, year)
    for spent in spendings(year):
        yield Event(clock.at(spent.day, OFFICE_HOUR), partial(_spend, stage, spent))
    for number, (day, fee) in enumerate(_fees(year), start=1):
        yield Event(clock.at(day, time(3, 30)), partial(_fee, stage, day, number, fee))
    first = date(year, 1, 1)
    for day in _settling_days(year):
        act = partial(_own_contributions, stage, first, day)
        yield Event(clock.at(day, EVENING), act)
        first = day + timedelta(days=1)
    yield Event(clock.at(date(year, 12, 31), LAST_HOUR), partial(_to_reserve, stage, year))


def _next_year(stage: Stage, year: int) -> Iterator[Event]:
    """The book of the next year opens in December, and its promises are written down."""
    yield Event(clock.at(date(year, 12, 6), time(10)), partial(open_year, year + 1))
    yield Event(clock.at(date(year, 12, 8), time(14)), partial(_promises, stage, year + 1))


def _paid(stage: Stage, source: Source, share: Share, year: int) -> Iterator[Event]:
    for month, number, amount in share.paid:
        day = date(year, month, number)
        act = partial(_receive, stage, source, day, amount, share.reference % {"year": year})
        yield Event(clock.at(day, OFFICE_HOUR), act)
    if share.late is None:
        return
    month, number, amount = share.late
    owed = clock.at(date(year, 12, 31), EVENING)
    yield Event(owed, partial(_owe, stage, source, year, amount))
    day = date(year + 1, month, number)
    yield Event(clock.at(day, OFFICE_HOUR), partial(_settle, stage, source, day, amount))


def _sources(stage: Stage) -> None:
    by = stage.treasurer()
    for source in (*SOURCES, IN_KIND):
        giver = organisation_named(source.organisation) if source.organisation else None
        added = add_source(source.name, source.kind, by=by, organisation=giver)
        stage.source_ids[source.name] = added.id
    fund = make_fund("Reserve", FundKind.FREE)
    assert fund is not None
    stage.reserve_id = fund.id


def _promises(stage: Stage, year: int) -> None:
    for source in (*SOURCES, IN_KIND):
        for share in source.shares:
            made = promise(
                stage.source_ids[source.name],
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
                amount=share.amount,
                certainty=source.certainty,
                reference=share.reference % {"year": year},
                by=stage.treasurer(),
            )
            stage.agreement_ids[source.name, share.reference, year] = made.id


def _opening_reserve(stage: Stage, year: int) -> None:
    lines = [
        NewLine(account=BANK, fund_id=stage.reserve_id, amount=OPENING_RESERVE),
        NewLine(account=RESERVE, fund_id=stage.reserve_id, amount=-OPENING_RESERVE),
    ]
    by = stage.treasurer()
    book(date(year, 1, 1), "Beginstand van de reserve", lines, key=f"{OPENING_KEY}{year}", by=by)


def _receive(stage: Stage, source: Source, day: date, amount: Money, memo: str) -> None:
    receive(
        stage.source_ids[source.name],
        day=day,
        amount=amount,
        memo=memo,
        activity_id=stage.activity_ids[source.activity],
        key=f"demo:{day}:{source.name}:{memo}",
        by=stage.treasurer(),
    )
    pay_back(stage, _fund_of(stage, source.name), day)


def _owe(stage: Stage, source: Source, year: int, amount: Money) -> None:
    """The last part belongs to this year and comes after the report."""
    fund_id = _fund_of(stage, source.name)
    lines = [
        NewLine(account=TO_RECEIVE, fund_id=fund_id, amount=amount),
        NewLine(
            account=INCOME_ACCOUNTS[source.kind],
            fund_id=fund_id,
            amount=-amount,
            activity_id=stage.activity_ids[source.activity],
        ),
    ]
    memo = f"Laatste deel {year}, komt na het verslag"
    key = f"demo:{year}:owed:{source.name}"
    book(date(year, 12, 31), memo, lines, key=key, by=stage.treasurer())


def _settle(stage: Stage, source: Source, day: date, amount: Money) -> None:
    fund_id = _fund_of(stage, source.name)
    lines = [
        NewLine(account=BANK, fund_id=fund_id, amount=amount),
        NewLine(account=TO_RECEIVE, fund_id=fund_id, amount=-amount),
    ]
    memo = f"Laatste deel {day.year - 1} is binnen"
    book(day, memo, lines, key=f"demo:{day}:settled:{source.name}", by=stage.treasurer())
    pay_back(stage, fund_id, day)


def _spend(stage: Stage, spent: Spent) -> None:
    lend_what_lacks(stage, _fund_of(stage, spent.source), spent.amount, spent.day)
    spend(
        stage.source_ids[spent.source],
        day=spent.day,
        amount=spent.amount,
        account_code=spent.account,
        activity_id=stage.activity_ids[spent.activity],
        memo=spent.memo,
        key=spent.key,
        by=stage.treasurer(),
    )


def _fees(year: int) -> Iterator[tuple[date, Money]]:
    """The day and fee of every member who pays, by member number; a few pay late."""
    fees = [fee for fee, count in FEES.items() for _ in range(count) if fee]
    for number, fee in enumerate(fees):
        late = number % (len(fees) // LATE_FEES) == 0
        month = 2 + (number // LATE_MONTHS) % LATE_MONTHS if late else FEE_DAY[0]
        yield date(year, month, FEE_DAY[1]), fee


def _fee(stage: Stage, day: date, number: int, fee: Money) -> None:
    """A fee; the books name the member by number."""
    assert db().scalar(select(Membership.id).where(Membership.number == number))
    receive(
        stage.source_ids[FEE],
        day=day,
        amount=fee,
        memo=f"Contributie {day.year}, lid {number}",
        activity_id=stage.activity_ids["vereniging"],
        key=f"demo:{day.year}:fee:{number}",
        by=stage.treasurer(),
    )


def _settling_days(year: int) -> list[date]:
    """Every Sunday, and the last day of the year."""
    first = date(year, 1, 1)
    sunday = first + timedelta(days=6 - first.weekday())
    weeks = accumulate([WEEK] * 52, lambda day, week: day + week, initial=sunday)
    last = date(year, 12, 31)
    return [*(day for day in weeks if day < last), last]


def _own_contributions(stage: Stage, first: date, last: date) -> None:
    """What members paid for the seats of these days, per service."""
    people = func.sum(Booking.people)
    rows = db().execute(
        select(Service.slug, Service.price, people)
        .join_from(Booking, Shift)
        .join(Service)
        .where(
            holds_place(Booking),
            Shift.starts_at >= clock.start_of(first),
            Shift.starts_at < clock.start_of(last + timedelta(days=1)),
        )
        .group_by(Service.slug, Service.price)
        .order_by(Service.slug)
    )
    names = {offer.slug: offer.name for offer in OFFERS}
    for slug, price, count in rows:
        if price > NOTHING:
            receive(
                stage.source_ids[OWN],
                day=last,
                amount=price * count,
                memo=f"{names[slug]}: {count} × {price}",
                activity_id=stage.activity_ids[slug],
                key=f"demo:{last}:own:{slug}",
                by=stage.treasurer(),
            )


def _to_reserve(stage: Stage, year: int) -> None:
    """What is left of free money becomes reserve."""
    for name, amount in TO_RESERVE.items():
        give(
            _fund_of(stage, name),
            stage.reserve_id,
            amount,
            day=date(year, 12, 31),
            memo=f"Naar de reserve: wat over is van {name}",
            key=f"demo:{year}:reserve:{name}",
            by=stage.treasurer(),
        )


def _fund_of(stage: Stage, source: str) -> int:
    return db().get_one(FundingSource, stage.source_ids[source]).fund_id
