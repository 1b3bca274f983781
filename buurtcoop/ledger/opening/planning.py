"""From rows of a file to lines of one entry: what maps, what is asked, what does not add up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.ledger.models import AccountKind, Fund, LedgerAccount
from buurtcoop.ledger.opening.rows import Row
from buurtcoop.ledger.reports.parts import EQUITY_OF, RESULT_ACCOUNT
from buurtcoop.ledger.rules import GIVEN, LENT, RESULT, NewLine

# The answer that an account was income or expense: its year is over.
EARNED = "resultaat"
# What only our own operations book on.
OURS_ALONE = frozenset({LENT, GIVEN, RESULT_ACCOUNT})
# A shorter word of a name is in many names: te, van, nog.
LONG_WORD = 4


class OpeningUneven(Refusal):
    """The file does not add up."""

    sentence = N_("Links staat %(debit)s en rechts %(credit)s. Die 2 moeten gelijk zijn.")


class FundUneven(Refusal):
    """What the file says of one fund does not add up."""

    sentence = N_("Bij %(fund)s staat links %(debit)s en rechts %(credit)s. Dat moet gelijk zijn.")


class OpeningEmpty(Refusal):
    """No account has anything on it."""

    sentence = N_("In dit bestand staat nergens een bedrag.")


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What only a human knows: accounts by code, funds by name, amounts by place in the file.

    An empty name of a fund stands for the rows that name none.
    """

    accounts: Mapping[str, str]
    funds: Sequence[str]
    amounts: Mapping[int, Row]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the human said: our account code (or EARNED), the fund, the amount.

    What belongs `to_reserve` has no fund yet: the reserve is made when the book begins.
    """

    accounts: Mapping[str, str] = field(default_factory=dict)
    funds: Mapping[str, int] = field(default_factory=dict)
    to_reserve: frozenset[str] = frozenset()
    amounts: Mapping[int, Money] = field(default_factory=dict)


def mapped(row: Row, chart: Sequence[LedgerAccount]) -> str:
    """Our account of a row, EARNED, or empty when a human must say.

    By its code (also when a workbook dropped the noughts in front), else by its RGS code when
    one account of ours has it. A code that here is a balance and there a result says nothing,
    nor one of what we have or owe that is named otherwise: to many 1600 is Crediteuren.
    """
    by_code = {account.code: account for account in chart}
    found = by_code.get(row.code) or by_code.get(row.code.zfill(4))
    if found and found.code == RESULT_ACCOUNT:
        return EARNED
    if found and found.code not in OURS_ALONE and not _at_odds(row, found):
        if found.kind in RESULT:
            return EARNED
        if found.kind is AccountKind.EQUITY or _alike(row, found):
            return found.code
    if row.result:
        return EARNED
    alike = [
        each.code for each in chart if row.rgs and each.rgs == row.rgs and not _at_odds(row, each)
    ]
    return alike[0] if len(alike) == 1 and alike[0] not in OURS_ALONE else ""


def _at_odds(row: Row, account: LedgerAccount) -> bool:
    return row.result and account.kind not in RESULT


def _alike(row: Row, account: LedgerAccount) -> bool:
    """Whether the row is named after the account, or not named, or has its RGS code."""
    said, ours = row.name.casefold(), account.name.casefold()
    words = [word for word in ours.split() if len(word) >= LONG_WORD] or [ours]
    return not said or said in ours or row.rgs == account.rgs != "" or any(w in said for w in words)


def questions(
    rows: Sequence[Row], chart: Sequence[LedgerAccount], funds: Sequence[Fund]
) -> Questions:
    """What to ask before these rows can be booked."""
    counts = [row for row in rows if row.amount or row.unclear]
    known = {fund.name for fund in funds}
    unnamed = [row for row in counts if not row.fund]
    asks_unnamed = unnamed and not all(_pools(row, rows, chart) for row in unnamed)
    names = {row.fund for row in counts if row.fund and row.fund not in known}
    return Questions(
        accounts={row.code: row.name for row in counts if not mapped(row, chart)},
        funds=[*([""] if asks_unnamed else []), *sorted(names)],
        amounts={number: row for number, row in enumerate(rows) if row.unclear},
    )


def sides(rows: Iterable[Row]) -> tuple[Money, Money]:
    """Debit and credit of what is clear, both positive."""
    amounts = [row.amount for row in rows]
    return (
        sum((amount for amount in amounts if amount > NOTHING), NOTHING),
        -sum((amount for amount in amounts if amount < NOTHING), NOTHING),
    )


def refuse_uneven(rows: Sequence[Row]) -> None:
    """Raises OpeningEmpty, OpeningUneven; with an unclear amount nobody can say yet."""
    if not any(row.amount or row.unclear for row in rows):
        raise OpeningEmpty
    debit, credit = sides(rows)
    if debit != credit and not any(row.unclear for row in rows):
        raise OpeningUneven(debit=debit, credit=credit)


def lines_of(
    rows: Sequence[Row],
    answers: Answers,
    chart: Sequence[LedgerAccount],
    funds: Sequence[Fund],
) -> list[NewLine]:
    """The lines to book, even in every fund.

    Equity without a fund, in a file that names funds, is what the funds together have: each
    gets its own part on the account of its kind. LookupError when an answer is missing. Raises
    OpeningUneven, FundUneven, OpeningEmpty.
    """
    clear = [
        Row(code=row.code, name=row.name, fund=row.fund, amount=_whole(row, number, answers))
        for number, row in enumerate(rows)
    ]
    refuse_uneven(clear)
    equity = {fund.id: EQUITY_OF[fund.kind] for fund in funds}
    by_name = {fund.name: fund.id for fund in funds} | dict(answers.funds)
    sums: dict[tuple[int, str], Money] = defaultdict(lambda: NOTHING)
    shared = False
    for row, plain in zip(rows, clear, strict=True):
        if not plain.amount:
            continue
        if not row.fund and _pools(row, rows, chart):
            shared = True
            continue
        fund_id = by_name[row.fund]
        account = mapped(row, chart) or answers.accounts[row.code]
        sums[fund_id, equity[fund_id] if account == EARNED else account] += plain.amount
    _even_out(sums, equity, {fund.id: fund.name for fund in funds}, shared=shared)
    lines = [
        NewLine(account=account, fund_id=fund_id, amount=amount)
        for (fund_id, account), amount in sorted(sums.items())
        if amount
    ]
    if not lines:
        raise OpeningEmpty
    return lines


def _pools(row: Row, rows: Sequence[Row], chart: Sequence[LedgerAccount]) -> bool:
    """Whether a row without fund is what all funds of the file together have."""
    if not any(each.fund for each in rows):
        return False
    account = mapped(row, chart)
    kinds = {each.code: each.kind for each in chart}
    return account == EARNED or kinds.get(account) is AccountKind.EQUITY


def _whole(row: Row, number: int, answers: Answers) -> Money:
    return row.amount + answers.amounts[number] * row.side if row.unclear else row.amount


def _even_out(
    sums: dict[tuple[int, str], Money],
    equity: Mapping[int, str],
    names: Mapping[int, str],
    *,
    shared: bool,
) -> None:
    """Give each fund its part of the shared equity. Raises FundUneven where there is none."""
    for fund_id in {fund_id for fund_id, _account in sums}:
        amounts = [amount for (owner, _account), amount in sums.items() if owner == fund_id]
        gap = sum(amounts, NOTHING)
        if not gap:
            continue
        if not shared:
            debit = sum((amount for amount in amounts if amount > NOTHING), NOTHING)
            raise FundUneven(fund=names[fund_id], debit=debit, credit=debit - gap)
        sums[fund_id, equity[fund_id]] -= gap
