"""Seven years of the book of a large cooperative, by the batch, closed year by year."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Self

from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.demo.bulk_rows import Row, add, added
from buurtcoop.funding.models import FundingSource, SourceKind
from buurtcoop.funding.rules import INCOME_ACCOUNTS
from buurtcoop.ledger.chain import LinkFacts, link
from buurtcoop.ledger.models import Entry, Line, Period, Posting
from buurtcoop.ledger.operations import close_period
from buurtcoop.ledger.queries import accounts
from buurtcoop.ledger.rules import BANK

BOOK_YEARS = 7


@dataclass(frozen=True)
class Books:
    """The ids that lines need."""

    periods: dict[tuple[int, int], int]
    sources: list[tuple[int, SourceKind]]
    account_ids: dict[str, int]
    expenses: list[int]

    @classmethod
    def read(cls) -> Self:
        """What stands in this database."""
        months = db().execute(select(Period.starts_on, Period.id))
        sources = db().execute(
            select(FundingSource.fund_id, FundingSource.kind)
            .where(FundingSource.kind != SourceKind.IN_KIND)
            .order_by(FundingSource.id)
        )
        found = accounts()
        return cls(
            periods={(day.year, day.month): number for day, number in months},
            sources=[(fund_id, kind) for fund_id, kind in sources],
            account_ids={account.code: account.id for account in found},
            expenses=[account.id for account in found if account.code.startswith("4")],
        )

    def lines(self, number: int, entry_id: int, activity_id: int) -> tuple[Row, Row]:
        """Every third is an income, the others cost."""
        fund_id, kind = self.sources[number % len(self.sources)]
        amount = Money(500 + number * 7_919 % 40_000)
        bank = {"account_id": self.account_ids[BANK], "activity_id": None}
        other = {
            "account_id": self.expenses[number % len(self.expenses)],
            "activity_id": activity_id,
        }
        if number % 3 == 0:
            other["account_id"] = self.account_ids[INCOME_ACCOUNTS[kind]]
            amount = -amount * 2
        shared = {"entry_id": entry_id, "fund_id": fund_id}
        return shared | other | {"amount": amount}, shared | bank | {"amount": -amount}


class Ledger:
    """Entries spread evenly over the years up to today, numbered and chained as they come."""

    def __init__(self, activities: list[int], today: date, entries: int) -> None:
        self.activities = activities
        self.first = date(today.year - BOOK_YEARS + 1, 1, 1)
        self.today = today
        self.entries = entries
        self.place, self.hash = 0, ""
        self.numbers: Counter[int] = Counter()

    def book(self, numbers: Sequence[int]) -> None:
        """Entries of two lines: drafted, numbered and posted."""
        books = Books.read()
        rows = [self._entry(books, number) for number in numbers]
        entries = added(Entry, rows)
        pairs = [
            books.lines(number, entry_id, self.activities[number % len(self.activities)])
            for number, entry_id in zip(numbers, entries, strict=True)
        ]
        add(Line, [line for pair in pairs for line in pair])
        codes = {number: code for code, number in books.account_ids.items()}
        add(
            Posting,
            [
                self._posting(entry_id, row, pair, codes)
                for entry_id, row, pair in zip(entries, rows, pairs, strict=True)
            ],
        )
        db().execute(update(Entry).where(Entry.posted_at.is_(None)).values(posted_at=Entry.made_at))

    def close_years_before(self, by: Viewer) -> None:
        """Every month before this year, in order."""
        before = select(Period.id).where(Period.ends_on < date(self.today.year, 1, 1))
        for period_id in db().scalars(before.order_by(Period.starts_on)).all():
            close_period(period_id, by)

    def _entry(self, books: Books, number: int) -> Row:
        days = (self.today - self.first).days + 1
        day = self.first + timedelta(days=number * days // self.entries)
        return {
            "day": day,
            "period_id": books.periods[day.year, day.month],
            "memo": f"Boeking {number}",
            "posted_at": None,
            "reverses_id": None,
            "key": f"demo:bulk:{number}",
            "made_at": clock.at(day, time(12)),
            "made_by_id": None,
        }

    def _posting(
        self, entry_id: int, entry: Row, lines: tuple[Row, Row], codes: dict[int, str]
    ) -> Row:
        year = entry["day"].year
        self.place += 1
        self.numbers[year] += 1
        told = {name: entry[name] for name in ("day", "memo", "key", "reverses_id")}
        facts = LinkFacts(
            **told,
            place=self.place,
            year=year,
            number=self.numbers[year],
            made_at=entry["made_at"],
            made_by_id=entry["made_by_id"],
            lines=[
                (
                    codes[line["account_id"]],
                    line["fund_id"],
                    line["activity_id"],
                    line["amount"].cents,
                )
                for line in lines
            ],
        )
        self.hash = link(self.hash, facts)
        return {
            "id": self.place,
            "entry_id": entry_id,
            "year": year,
            "number": facts.number,
            "hash": self.hash,
        }
