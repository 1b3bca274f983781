"""Agreements with terms and costs to put on them, for tests of what stands where."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding import operations
from buurtcoop.funding.models import Certainty, FundingSource, SourceKind
from buurtcoop.funding.rules import TermsDraft
from buurtcoop.funding.settlement import InKind, Mode
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line
from buurtcoop.ledger.operations import reverse
from tests.cast import Cast
from tests.funding.conftest import TODAY, Sources

SHARE = TermsDraft(mode=Mode.COST_SHARE, share_points=6_000)
LUMP = TermsDraft(mode=Mode.LUMP)
RATE = InKind(rate=Money(2_000), most_points=3_000)
MATCH = TermsDraft(mode=Mode.MATCH, no_profit=False)


@dataclass(frozen=True)
class Standing:
    """Short ways to agree and to claim, on top of the sources."""

    sources: Sources
    members: int

    def agreed(self, source_id: int, cents: int, terms: TermsDraft = SHARE, **more: Any) -> int:
        """An agreement for 2027 under these terms."""
        agreement_id = self.sources.promised(source_id, cents)
        draft = replace(terms, **more)
        operations.set_terms(agreement_id, draft, reason="", by=self.sources.truus)
        return agreement_id

    def ready_to_hand_in(self, source_id: int, line_id: int, cents: int) -> int:
        """An agreement of these first days, with one claim on it."""
        agreement_id = operations.promise(
            source_id,
            starts_on=date(2027, 1, 1),
            ends_on=TODAY,
            amount=Money(100_000),
            certainty=Certainty.AWARDED,
            reference="kort",
            by=self.sources.truus,
        ).id
        operations.set_terms(agreement_id, SHARE, reason="", by=self.sources.truus)
        self.claim(line_id, agreement_id, cents)
        return agreement_id

    def settled(self, source_id: int, line_id: int, cents: int) -> int:
        """The same, handed in today."""
        truus = self.sources.truus
        agreement_id = self.ready_to_hand_in(source_id, line_id, cents)
        settlement = operations.begin_settlement(agreement_id, by=truus)
        operations.tell_story(settlement.id, "We hebben gekookt voor de buurt.", truus)
        operations.hand_in(settlement.id, TODAY, truus)
        return agreement_id

    def cost(self, source_id: int, cents: int, *, key: str = "out", **more: Any) -> int:
        """The line of a cost that this source's money paid."""
        entry = self.sources.spent(source_id, cents, key=key, **more)
        return line_of(entry)

    def claim(self, line_id: int, agreement_id: int, cents: int) -> int:
        """A claim of so many cents."""
        return operations.claim(line_id, agreement_id, Money(cents), by=self.sources.truus).id

    def undo(self, line_id: int, day: date = TODAY) -> Entry:
        """Undo the entry of a line."""
        entry_id = db().get_one(Line, line_id).entry_id
        return reverse(entry_id, day=day, memo="dubbel", by=self.sources.truus)


def a_standing(sources: Sources, name: str = "Contributie") -> Standing:
    """The sources, and the fees of members as free money."""
    made = operations.add_source(name, SourceKind.MEMBERSHIP_FEE, by=sources.truus)
    return Standing(sources, made.id)


def line_of(entry: Entry, code: str = "") -> int:
    """The line of an entry on this account, else its line of cost or income."""
    wanted = select(Line.id).join(Line.account).where(Line.entry_id == entry.id)
    if code:
        return db().scalars(wanted.where(LedgerAccount.code == code)).one()
    return db().scalars(wanted.where(Line.activity_id.is_not(None))).one()


def an_hour(
    cast: Cast, sources: Sources, number: int = 1, day: date = TODAY, **more: Any
) -> TimeEntry:
    """An hour of Anna for the meals."""
    made = TimeEntry(
        person_id=cast.anna.id,
        activity_id=sources.meals,
        kind=HourKind.HELPING,
        on_day=day,
        words="Koken",
        counts=True,
        cause_kind="test",
        cause_id=number,
        made_at=clock.now(),
        **{"minutes": 60, "round": 1, **more},
    )
    db().add(made)
    db().flush()
    return made


def something_stands(agreement_id: int, source_id: int, by: Viewer) -> None:
    """A part of the source's first cost stands on its agreement; an order was paid in part."""
    source = db().get_one(FundingSource, source_id)
    line = (
        db()
        .scalars(
            select(Line)
            .join(Line.account)
            .where(Line.fund_id == source.fund_id, LedgerAccount.kind == AccountKind.EXPENSE)
            .order_by(Line.id)
        )
        .first()
    )
    assert line is not None
    operations.claim(line.id, agreement_id, Money(10_000), by=by)
    ordered = operations.order(
        source_id,
        activity_id=line.activity_id or 0,
        account_id=line.account_id,
        amount=Money(50_000),
        words="6 pannen bij de groothandel",
        ordered_on=clock.today(),
        expected_on=clock.today(),
        by=by,
    )
    operations.pay_order(ordered.id, line.id, Money(20_000), by)
