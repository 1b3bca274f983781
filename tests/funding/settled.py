"""An agreement in the books in few words: its costs, what came in, and what it gives."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import func, select

from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import Certainty, FundingAgreement, FundingSource, SourceKind
from buurtcoop.funding.rules import TermsDraft
from buurtcoop.funding.settlement import Mode, Reckoning
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line
from buurtcoop.ledger.operations import open_year
from tests.cast import Cast, seen_by

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SETTLED = date(2027, 1, 12)


def euro(amount: str) -> Money:
    """27345.67 or -1200 as cents."""
    return Money(int(Decimal(amount) * 100))


def drafted(mode: Mode, share: int = 0, **more: Any) -> TermsDraft:
    """Terms of so many basis points of the costs, or of another mode."""
    return TermsDraft(mode=mode, share_points=share, **more)


USUAL = drafted(Mode.COST_SHARE, 6_000)


@dataclass
class Books:
    """The books of 2026 and 2027, open; `own` is what members pay in."""

    by: Viewer
    meals: int
    own: int = 0
    keys: Any = field(default_factory=count)

    def source(self, name: str, kind: SourceKind = SourceKind.GRANT) -> int:
        """A source by its name; the same name is the same source."""
        found = db().scalar(select(FundingSource.id).where(FundingSource.name == name))
        return found or operations.add_source(name, kind, by=self.by).id

    def agreement(
        self,
        source: str,
        amount: str,
        terms: TermsDraft | None = USUAL,
        *,
        advance: str = "",
        kind: SourceKind = SourceKind.GRANT,
        days: tuple[date, date] = (FIRST, LAST),
        programme: tuple[str, int] | None = None,
    ) -> int:
        """An agreement under these terms, with what came in on it."""
        made = operations.promise(
            self.source(source, kind),
            starts_on=days[0],
            ends_on=days[1],
            amount=euro(amount),
            certainty=Certainty.AWARDED,
            reference=f"brief {next(self.keys)}",
            by=self.by,
        )
        if programme:
            operations.tag_programme(made.id, programme=programme[0], rank=programme[1], by=self.by)
        if terms is not None:
            operations.set_terms(made.id, terms, reason="", by=self.by)
        if advance:
            self.advance(made.id, advance)
        return made.id

    def advance(self, agreement_id: int, amount: str, day: date = LAST) -> Entry:
        """Money that came in on an agreement, as a part of it."""
        agreement = db().get_one(FundingAgreement, agreement_id)
        entry = operations.receive(
            agreement.source_id,
            day=day,
            amount=euro(amount),
            memo="Voorschot",
            activity_id=self.meals,
            key=f"in {next(self.keys)}",
            by=self.by,
        )
        (part,) = operations.add_tranches(agreement_id, [(euro(amount), None, "")], by=self.by)
        (line,) = (each for each in entry.lines if each.account.kind is AccountKind.ASSET)
        operations.pay_tranche(part.id, line.id, euro(amount), by=self.by)
        return entry

    def cost(
        self,
        source_id: int,
        amount: str,
        agreement_id: int | None = None,
        *,
        day: date = LAST,
        account: str = "4400",
    ) -> Line:
        """A cost out of the fund of a source, standing on an agreement."""
        entry = operations.spend(
            source_id,
            day=day,
            amount=euro(amount),
            account_code=account,
            activity_id=self.meals,
            memo="Boodschappen",
            key=f"out {next(self.keys)}",
            by=self.by,
        )
        (line,) = (each for each in entry.lines if each.account.kind is AccountKind.EXPENSE)
        if agreement_id is not None:
            operations.claim(line.id, agreement_id, euro(amount), by=self.by)
        return line

    def fund(self, source_id: int) -> int:
        """The fund of a source."""
        return db().get_one(FundingSource, source_id).fund_id

    def source_of(self, agreement_id: int) -> int:
        """Who an agreement is with."""
        return db().get_one(FundingAgreement, agreement_id).source_id

    def reckoned(self, agreement_id: int) -> Reckoning:
        """What it comes to on the day of settling."""
        return queries.reckon(agreement_id, SETTLED)

    def told(self, agreement_id: int) -> tuple[Money, Money]:
        """The grant, and what is to receive (to repay is below nothing)."""
        found = self.reckoned(agreement_id)
        return found.determined, found.to_receive - found.to_repay

    def handed_in(self, agreement_id: int) -> int:
        """Settle it, with a story; the number of the settlement."""
        begun = operations.begin_settlement(agreement_id, by=self.by)
        operations.tell_story(begun.id, "We kookten elke week.", self.by)
        return operations.hand_in(begun.id, SETTLED, self.by).id

    def on(self, account: str, source_id: int) -> Money:
        """What stands on an account in the fund of a source, debit positive."""
        found = db().scalar(
            select(func.sum(Line.amount))
            .join(LedgerAccount)
            .where(LedgerAccount.code == account, Line.fund_id == self.fund(source_id))
        )
        return found or Money(0)


def books(cast: Cast) -> Books:
    """Two open years and a source of our own. Inside a transaction that writes."""
    open_year(2026)
    open_year(2027)
    meals = db().scalars(select(Activity.id).where(Activity.code == "meals")).one()
    made = Books(seen_by(cast.truus), meals)
    made.own = made.source("Eigen bijdragen", SourceKind.OWN_CONTRIBUTION)
    return made
