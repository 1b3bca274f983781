"""Plain SQL over the login of the program, and short ways to write what an intruder tries."""

from datetime import UTC, date, datetime

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from buurtcoop.core import clock
from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger.models import LedgerAccount, Period
from buurtcoop.ledger.operations import close_period
from tests.ledger.conftest import Books

FEBRUARY = datetime(2027, 2, 3, 9, tzinfo=UTC)
AT = "'2027-01-12 07:30:00.000000'"
ENTRY = "INSERT INTO entry (id, day, period_id, memo, key, made_at, posted_at, reverses_id) VALUES "
LINE = "INSERT INTO line (id, entry_id, account_id, fund_id, activity_id, amount) VALUES "
POSTING = "INSERT INTO posting (id, entry_id, year, number, hash) VALUES "
HASH = f"'{'a' * 64}'"


class Intruder:
    """Plain SQL over the program's own login, and the numbers of the rows it is after."""

    def __init__(self, instance: Instance, books: Books) -> None:
        self.instance = instance
        self.sqlite = is_sqlite(instance.settings.database)
        with instance.writing():
            income = books.income(50_000)
            cost = books.cost(12_345)
            self.income, self.cost, self.fund = income.id, cost.id, books.kitchen
            self.other_fund, self.activity = books.city, books.meals
            self.line = income.lines[0].id
            self.period = income.period_id
            accounts = db().execute(select(LedgerAccount.code, LedgerAccount.id))
            self.accounts: dict[str, int] = {row.code: row.id for row in accounts}
            self.next_period = (
                db().scalars(select(Period.id).where(Period.starts_on == date(2027, 2, 1))).one()
            )

    def try_(self, *statements: str) -> bool:
        """Whether all of it is let through and stays; what is refused leaves nothing."""
        try:
            with self.instance.writing():
                for statement in statements:
                    db().execute(text(statement))
        except DBAPIError:
            return False
        return True

    def close_january(self, books: Books) -> None:
        """Close the month the entries are in, in February."""
        with self.instance.writing(), clock.stopped(FEBRUARY):
            close_period(self.period, books.truus)

    def draft(self, number: int, *lines: tuple[str, int, int | None, int], key: str = "") -> str:
        """A draft of January with these lines (account code, fund, activity, cents)."""
        rows = ", ".join(
            f"({number * 10 + place}, {number}, {self.accounts[code]}, {fund}, "
            f"{activity or 'NULL'}, {cents})"
            for place, (code, fund, activity, cents) in enumerate(lines)
        )
        begun = self.begun(number, key=key)
        return f"{begun}; {LINE} {rows}" if lines else begun

    def begun(self, number: int, *, key: str = "", day: str = "2027-01-12") -> str:
        """An entry without lines."""
        period = self.period if day < "2027-02" else self.next_period
        name = key or f"k{number}"
        return f"{ENTRY} ({number}, '{day}', {period}, 'm', '{name}', {AT}, NULL, NULL)"

    def fair(self, number: int) -> list[str]:
        """A draft with nothing wrong."""
        lines = (("1100", self.fund, None, 700), ("8210", self.fund, self.activity, -700))
        return self.draft(number, *lines).split("; ")

    def post(self, number: int, *, place: int = 3, year: int = 2027, as_: int = 3) -> list[str]:
        """Number and post it."""
        return [
            f"{POSTING} ({place}, {number}, {year}, {as_}, {HASH})",
            f"UPDATE entry SET posted_at = {AT} WHERE id = {number}",
        ]
