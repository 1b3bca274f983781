"""Hours of helpers and gifts of households on an agreement, and what could still be put there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select, type_coerce
from sqlalchemy.orm import aliased, joinedload

from buurtcoop.coop.models import Activity
from buurtcoop.core.database import Cents
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import FundingAgreement, FundingSource, MatchGift, MatchHour
from buurtcoop.funding.queries.claims import entry_stands
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line


@dataclass(frozen=True, kw_only=True)
class MonthOfHours:
    """Hours of helpers for one activity in one month, in minutes; `entries` are their numbers.

    `on` stands on this agreement, `free` on none; what stands on another agreement is neither.
    """

    month: date
    activity_id: int
    activity: str
    on: int
    free: int
    entries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Paying:
    """A line of income that may pay a gift, with what of it pays none yet."""

    line_id: int
    day: date
    memo: str
    left: Money


def hours_left(time_entry_ids: Collection[int]) -> dict[int, int]:
    """{time entry: minutes that stand on no agreement}, of those that were not taken back."""
    rows = db().execute(
        select(TimeEntry.id, TimeEntry.minutes - _minutes_on())
        .where(
            TimeEntry.id.in_(time_entry_ids),
            _helping(),
            TimeEntry.minutes - _minutes_on() > 0,
        )
        .order_by(TimeEntry.id)
    )
    return dict(rows.all())


def hours_by_month(agreement: FundingAgreement, activities: Collection[int]) -> list[MonthOfHours]:
    """The hours of helpers in the period, per activity and month; of all activities when none."""
    here = _minutes_on(agreement.id)
    rows = db().execute(
        select(
            TimeEntry.id,
            TimeEntry.on_day,
            Activity.id,
            Activity.name,
            here,
            TimeEntry.minutes - _minutes_on(),
        )
        .join(TimeEntry.activity)
        .where(
            TimeEntry.on_day.between(agreement.starts_on, agreement.ends_on),
            _helping(),
            *([TimeEntry.activity_id.in_(activities)] if activities else []),
        )
        .order_by(TimeEntry.on_day, TimeEntry.id)
    )
    found: dict[tuple[date, str, int], list[tuple[int, int, int]]] = {}
    for entry_id, day, activity_id, activity, on, free in rows:
        key = (day.replace(day=1), activity, activity_id)
        found.setdefault(key, []).append((entry_id, on, free))
    return [
        MonthOfHours(
            month=month,
            activity_id=activity_id,
            activity=activity,
            on=sum(on for _entry, on, _free in each),
            free=sum(free for _entry, _on, free in each),
            entries=tuple(entry_id for entry_id, _on, _free in each),
        )
        for (month, activity, activity_id), each in sorted(found.items())
    ]


def minutes_on(agreement_id: int) -> int:
    """All minutes on an agreement that count: not taken off, and the hours not taken back."""
    return (
        db().scalar(
            select(func.coalesce(func.sum(MatchHour.minutes), 0))
            .join(MatchHour.time_entry)
            .where(
                MatchHour.agreement_id == agreement_id,
                MatchHour.withdrawn_at.is_(None),
                _helping(),
            )
        )
        or 0
    )


def gifts_on(agreement_id: int) -> list[MatchGift]:
    """Gifts on an agreement by household, with the line that paid them."""
    return list(
        db().scalars(
            select(MatchGift)
            .where(MatchGift.agreement_id == agreement_id)
            .order_by(MatchGift.household, MatchGift.promised_on, MatchGift.id)
            .options(joinedload(MatchGift.line).joinedload(Line.entry))
        )
    )


def gifts_undone(agreement_id: int) -> set[int]:
    """Gifts of which the money was undone in the books: they count no more."""
    undoing = aliased(Entry)
    return set(
        db().scalars(
            select(MatchGift.id)
            .join(MatchGift.line)
            .join(undoing, undoing.reverses_id == Line.entry_id)
            .where(MatchGift.agreement_id == agreement_id)
        )
    )


def gift_of(agreement_id: int, gift_id: int) -> MatchGift:
    """A gift on this agreement. Raises LookupError."""
    found = db().get(MatchGift, gift_id)
    if found is None or found.agreement_id != agreement_id:
        raise LookupError(gift_id)
    return found


def income_left(line_id: int) -> Money | None:
    """What of a line of income pays no gift yet; None for any other line."""
    found = db().execute(_income().where(Line.id == line_id)).first()
    return found.left if found else None


def paying_lines(agreement: FundingAgreement, most: int = 50) -> list[Paying]:
    """Income since the period began that may pay a gift, newest first: not the source's own."""
    own = select(FundingSource.fund_id).where(FundingSource.id == agreement.source_id)
    rows = db().execute(
        _income()
        .where(
            Entry.day >= agreement.starts_on,
            Line.fund_id != own.scalar_subquery(),
            -Line.amount > _gifts_of_line(),
        )
        .order_by(Entry.day.desc(), Line.id.desc())
        .limit(most)
    )
    return [Paying(line_id=row.id, day=row.day, memo=row.memo, left=row.left) for row in rows]


def _income() -> Select[int, date, str, Money]:
    return (
        select(
            Line.id,
            Entry.day,
            Entry.memo,
            type_coerce(-Line.amount - _gifts_of_line(), Cents()).label("left"),
        )
        .join(Line.entry)
        .join(Line.account)
        .where(LedgerAccount.kind == AccountKind.INCOME, Line.amount < NOTHING, entry_stands())
    )


def _gifts_of_line() -> ColumnElement[Money]:
    return (
        select(func.coalesce(func.sum(MatchGift.amount), 0))
        .where(MatchGift.line_id == Line.id)
        .correlate(Line)
        .scalar_subquery()
    )


def _helping() -> ColumnElement[bool]:
    """Time of a helper that was not taken back."""
    undoing = aliased(TimeEntry)
    return (
        (TimeEntry.kind == HourKind.HELPING)
        & (TimeEntry.minutes > 0)
        & ~exists().where(undoing.reverses_id == TimeEntry.id)
    )


def _minutes_on(agreement_id: int | None = None) -> ColumnElement[int]:
    """Of an entry in an outer statement: minutes on this agreement, or on all of them."""
    summed = select(func.coalesce(func.sum(MatchHour.minutes), 0)).where(
        MatchHour.time_entry_id == TimeEntry.id, MatchHour.withdrawn_at.is_(None)
    )
    if agreement_id is not None:
        summed = summed.where(MatchHour.agreement_id == agreement_id)
    return summed.correlate(TimeEntry).scalar_subquery()
