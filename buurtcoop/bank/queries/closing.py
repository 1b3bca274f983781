"""Closing a month: which is next, and what stands in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from buurtcoop.bank.models import BankAccount, Statement
from buurtcoop.bank.queries.accounts import accounts, first_day_of, last_day_of
from buurtcoop.bank.queries.entries import on_account
from buurtcoop.bank.queries.lines import open_count
from buurtcoop.bank.queries.reconciling import reconciliation
from buurtcoop.bank.rules import FileFormat
from buurtcoop.core.attention import Text
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.ledger.models import (
    Entry,
    Period,
    PeriodClosing,
    PeriodState,
)
from buurtcoop.ledger.queries import chain_head, how_many_loose, how_many_wait_between

# Their last day is that of the last movement: the days after it may have had none.
ONLY_MOVEMENTS = frozenset(FileFormat) - {FileFormat.CAMT, FileFormat.MT940}


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What stands in the way of closing, and where it is solved; a warning does not stop it."""

    text: Text
    path: str
    stops: bool = True


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A month that was closed: how many entries it has, and how far the chain was."""

    closing: PeriodClosing
    period: Period
    entries: int


def next_to_close() -> Period | None:
    """The first open month."""
    return db().scalar(
        select(Period).where(Period.state == PeriodState.OPEN).order_by(Period.starts_on).limit(1)
    )


def closed_months() -> list[Closed]:
    """The months that were closed, newest first."""
    entries = (
        select(func.count(Entry.id))
        .where(Entry.period_id == PeriodClosing.period_id)
        .correlate(PeriodClosing)
        .scalar_subquery()
    )
    rows = db().execute(
        select(PeriodClosing, entries)
        .join(PeriodClosing.period)
        .options(joinedload(PeriodClosing.period))
        .order_by(Period.starts_on.desc())
    )
    return [Closed(closing=one, period=one.period, entries=number) for one, number in rows]


def may_close(period: Period, today: date) -> list[Obstacle]:
    """All that stands in the way of closing this month, and what is good to know."""
    found = list(_of_the_house(period, today))
    ours = accounts()
    if not ours:
        text = Text(N_("Er is geen bankrekening. Dan kijkt niemand of het boek klopt met de bank."))
        found.append(Obstacle(text=text, path="/geld/bank", stops=False))
    return [*found, *(each for account in ours for each in _of_account(account, period))]


def _of_the_house(period: Period, today: date) -> Iterator[Obstacle]:
    if period.ends_on >= today:
        yield Obstacle(
            text=Text(N_("De maand loopt nog tot en met %(day)s."), {"day": period.ends_on}),
            path="/geld/boek",
        )
    if chain_head() is None:
        yield Obstacle(
            text=Text(N_("Er staat nog niets in het boek. Had u al geld? Zet dat er eerst in.")),
            path="/geld/beginstand",
            stops=False,
        )
    ready = how_many_wait_between(period.starts_on, period.ends_on)
    if ready:
        yield Obstacle(
            text=Text(N_("Boekingen in deze maand die klaarstaan: %(number)s."), {"number": ready}),
            path="/geld/klaar",
        )
    loose = how_many_loose()
    if loose:
        yield Obstacle(
            text=Text(N_("Bonnen die nog bij geen boeking horen: %(number)s."), {"number": loose}),
            path="/geld/bonnen",
            stops=False,
        )


def _of_account(account: BankAccount, period: Period) -> Iterator[Obstacle]:
    named: dict[str, object] = {"account": account.name, "day": period.ends_on}
    first, last = first_day_of(account.id), last_day_of(account.id)
    if first is not None and period.ends_on < first:
        text = Text(N_("%(account)s: van deze maand is geen bankbestand ingelezen."), named)
        yield Obstacle(text=text, path="/geld/bank/inlezen", stops=False)
        return
    if last is None or last < period.ends_on:
        text = Text(N_("%(account)s: lees de bank in tot en met %(day)s."), named)
        stops = last is None or last < period.starts_on or not _only_movements(account.id, last)
        yield Obstacle(text=text, path="/geld/bank/inlezen", stops=stops)
    still = open_count(account.id, until=period.ends_on)
    if still:
        text = Text(
            N_("Bedragen van %(account)s die nog niet in het boek staan: %(number)s."),
            {**named, "number": still},
        )
        yield Obstacle(text=text, path="/geld/bank")
    elif last is not None:
        yield from _unexplained(account, period)


def _unexplained(account: BankAccount, period: Period) -> Iterator[Obstacle]:
    """Book and bank differ by something that no later movement explains."""
    found = reconciliation(account.id, period.ends_on)
    path = f"/geld/bank/{account.id}/afstemmen?dag={period.ends_on.isoformat()}"
    named: dict[str, object] = {"account": account.name}
    if found is None:
        text = Text(N_("%(account)s: de bank noemt geen saldo. Kijk zelf of het klopt."), named)
        yield Obstacle(text=text, path="/geld/bank", stops=False)
        return
    later = on_account(account, first=period.starts_on, last=period.ends_on)
    alone = any(not (each.undone or each.opens) for each in later)
    if alone or not found.sound:
        text = Text(N_("%(account)s: het boek klopt nog niet met de bank."), named)
        yield Obstacle(text=text, path=path)


def _only_movements(account_id: int, last: date) -> bool:
    """Whether the newest statement tells only of days on which something moved."""
    formats = db().scalars(
        select(Statement.format).where(
            Statement.bank_account_id == account_id, Statement.last_day == last
        )
    )
    return all(each in ONLY_MOVEMENTS for each in formats)
