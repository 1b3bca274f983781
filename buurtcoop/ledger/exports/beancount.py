"""A book year as Beancount text: plain double entry that other programs read."""

from datetime import date
from typing import BinaryIO

from buurtcoop.coop.queries import this_coop
from buurtcoop.core.money import euros
from buurtcoop.ledger.exports.years import (
    BookEntry,
    Moment,
    Tell,
    as_it_stands,
    counted,
    entries,
    opening,
)
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.queries import accounts, funds

ROOTS = {
    AccountKind.ASSET: "Assets",
    AccountKind.LIABILITY: "Liabilities",
    AccountKind.EQUITY: "Equity",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
}


def write(year: int, to: BinaryIO, tell: Tell) -> None:
    """Write this year: its accounts, one opening entry, and every entry with its number."""
    moment = as_it_stands(year)
    all_of_it = counted(moment)
    names = {account.code: f"{ROOTS[account.kind]}:{account.code}" for account in accounts()}
    _put(to, [f"option {quoted('title')} {quoted(f'{this_coop().name} {year}')}"])
    _put(to, [f"option {quoted('operating_currency')} {quoted('EUR')}", ""])
    for account in accounts():
        _put(to, [f"{year}-01-01 open {names[account.code]} EUR"])
        _put(to, [f"  name: {quoted(account.name)}"])
        _put(to, [f"  rgs: {quoted(account.rgs)}"] if account.rgs else [])
    _put(to, ["", *_opening(moment, names)])
    for done, entry in enumerate(entries(moment), start=1):
        _put(to, _entry(entry, names))
        if done % 500 == 0:
            tell(done, all_of_it.entries)
    tell(all_of_it.entries, all_of_it.entries)


def quoted(text: str) -> str:
    """A text between quotes, on one line."""
    one_line = " ".join(text.split())
    return '"' + one_line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _opening(moment: Moment, names: dict[str, str]) -> list[str]:
    """What there was, as one entry; nothing when there was nothing."""
    standing = opening(moment)
    if not standing:
        return []
    called = {fund.id: fund.name for fund in funds()}
    lines = [f"{date(moment.year, 1, 1)} * {quoted(f'Beginbalans {moment.year}')}"]
    for each in standing:
        lines.append(f"  {names[each.account]}  {euros(each.amount)} EUR")
        lines.append(f"    fund: {quoted(called[each.fund_id])}")
    return [*lines, ""]


def _entry(entry: BookEntry, names: dict[str, str]) -> list[str]:
    said = {
        "number": entry.number,
        "undoes": entry.undoes,
        "receipts": ", ".join(entry.receipts),
    }
    lines = [f"{entry.day} * {quoted(entry.memo)}"]
    lines += [f"  {key}: {quoted(value)}" for key, value in said.items() if value]
    for line in entry.lines:
        lines.append(f"  {names[line.account]}  {euros(line.amount)} EUR")
        lines.append(f"    fund: {quoted(line.fund)}")
        if line.activity:
            lines.append(f"    activity: {quoted(line.activity)}")
    return [*lines, ""]


def _put(to: BinaryIO, lines: list[str]) -> None:
    to.write("".join(f"{line}\n" for line in lines).encode())
