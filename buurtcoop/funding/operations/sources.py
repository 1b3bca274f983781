"""Adding sources and their promises, and booking what comes in and goes out in plain terms."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import Certainty, FundingAgreement, FundingSource, SourceKind
from buurtcoop.funding.operations.agreements import open_agreement, refuse_clash, refuse_twin
from buurtcoop.funding.rules import (
    INCOME_ACCOUNTS,
    WITH_CONDITIONS,
    InKindIsNoMoney,
    Part,
    PromiseExists,
    SourceExists,
    refuse_amount,
    refuse_days,
    refuse_parts,
    slug_of,
)
from buurtcoop.ledger.models import AccountKind, Entry, FundKind, PreparedEntry, Why
from buurtcoop.ledger.operations import attach_receipt, book, make_fund, prepare
from buurtcoop.ledger.queries import accounts_by_code, alone_up_to
from buurtcoop.ledger.rules import BANK, NewLine
from buurtcoop.people.models import Organisation


def add_source(
    name: str, kind: SourceKind, *, by: Viewer, organisation: Organisation | None = None
) -> FundingSource:
    """Add somebody that money comes from, with a fund of its own.

    Raises SourceExists when a source or fund has this name, in capitals or not.
    """
    taken = set(db().scalars(select(FundingSource.slug)))
    same = select(FundingSource.id).where(func.lower(FundingSource.name) == name.lower())
    fund_kind = FundKind.RESTRICTED if kind in WITH_CONDITIONS else FundKind.FREE
    fund = None if db().scalar(same) else make_fund(name, fund_kind)
    if fund is None:
        raise SourceExists(name=name)
    source = FundingSource(
        slug=slug_of(name, taken),
        name=name,
        kind=kind,
        organisation_id=organisation.id if organisation else None,
        fund_id=fund.id,
    )
    db().add(source)
    db().flush()
    record(by, "funding.add_source", source, name)
    return source


def promise(
    source_id: int,
    *,
    starts_on: date,
    ends_on: date,
    amount: Money,
    certainty: Certainty,
    reference: str,
    by: Viewer,
) -> FundingAgreement:
    """Write down what a source awarded, or what we expect of it, for days inside one year.

    Raises DaysInReverse, SpansYears, AmountOutside, and PromiseExists for the same letter and days.
    """
    refuse_days(starts_on, ends_on)
    refuse_amount(amount, lowest=NOTHING)
    number = insert_once(
        db(),
        FundingAgreement,
        source_id=source_id,
        starts_on=starts_on,
        ends_on=ends_on,
        amount=amount,
        certainty=certainty,
        reference=reference,
    )
    if number is None:
        raise PromiseExists
    agreement = db().get_one(FundingAgreement, number)
    record(by, "funding.promise", agreement, f"{certainty} {amount} {reference}")
    return agreement


def change_promise(
    agreement_id: int, *, amount: Money, certainty: Certainty, reference: str, by: Viewer
) -> FundingAgreement:
    """Change a promise: the letter came, or it became more or less. What it was stays in the log.

    Raises AmountOutside, PromiseExists, AgreementSettled, the first Contradiction of its terms with
    that amount, FixedBelowClaims; LookupError when there is no such one.
    """
    refuse_amount(amount, lowest=NOTHING)
    agreement = open_agreement(agreement_id)
    refuse_twin(agreement, reference)
    refuse_clash(agreement, amount)
    was = f"{agreement.certainty} {agreement.amount} {agreement.reference}"
    agreement.amount, agreement.certainty, agreement.reference = amount, certainty, reference
    db().flush()
    record(by, "funding.change_promise", agreement, f"{was} → {certainty} {amount} {reference}")
    return agreement


def receive(
    source_id: int,
    *,
    day: date,
    amount: Money,
    memo: str,
    activity_id: int,
    key: str,
    by: Viewer,
) -> Entry:
    """Book money that came in from a source, on the bank. The same key books once.

    Raises AmountOutside, InKindIsNoMoney, and what `ledger.operations.book` raises.
    """
    whole = [Part(source_id=source_id, activity_id=activity_id, amount=amount)]
    return receive_in_parts(whole, amount, day=day, memo=memo, key=key, by=by)


def receive_in_parts(
    parts: Sequence[Part], amount: Money, *, day: date, memo: str, key: str, by: Viewer
) -> Entry:
    """Book one amount that came in from several sources or for several activities.

    Raises PartsDiffer, AmountOutside, InKindIsNoMoney, and what `ledger.operations.book` raises.
    """
    refuse_parts(amount, parts)
    lines = []
    for part in parts:
        source = _source_of_money(part.source_id, part.amount)
        lines += [
            NewLine(account=BANK, fund_id=source.fund_id, amount=part.amount),
            NewLine(
                account=INCOME_ACCOUNTS[source.kind],
                fund_id=source.fund_id,
                amount=-part.amount,
                activity_id=part.activity_id,
            ),
        ]
    return book(day, memo, lines, key=key, by=by)


def spend(
    source_id: int,
    *,
    day: date,
    amount: Money,
    account_code: str,
    activity_id: int,
    memo: str,
    key: str,
    by: Viewer,
) -> Entry:
    """Book money of a source that was spent from the bank. The same key books once.

    Raises AmountOutside, InKindIsNoMoney, what `ledger.operations.book` raises, and LookupError
    for an account that is not one of cost.
    """
    whole = [Part(source_id=source_id, activity_id=activity_id, amount=amount)]
    return book(day, memo, _lines_of_cost(whole, account_code), key=key, by=by)


def decide_cost(
    parts: Sequence[Part],
    amount: Money,
    *,
    day: date,
    account_code: str,
    memo: str,
    key: str,
    by: Viewer,
    receipt_id: int | None = None,
) -> Entry | PreparedEntry:
    """Book a cost one person may decide; above that amount it waits for a second person.

    The receipt proves what is booked, now or later. Raises PartsDiffer, ReceiptTaken and what
    `spend` raises.
    """
    refuse_parts(amount, parts)
    lines = _lines_of_cost(parts, account_code)
    alone = alone_up_to(clock.today())
    if alone is not None and amount > alone:
        return prepare(
            day, memo, lines, key=key, why=Why.SECOND_PERSON, by=by, receipt_id=receipt_id
        )
    entry = book(day, memo, lines, key=key, by=by)
    if receipt_id is not None:
        attach_receipt(receipt_id, entry.id, by)
    return entry


def _lines_of_cost(parts: Sequence[Part], account_code: str) -> list[NewLine]:
    if accounts_by_code({account_code})[account_code].kind is not AccountKind.EXPENSE:
        raise LookupError(f"Account {account_code} is not for cost.")
    lines = []
    for part in parts:
        fund_id = _source_of_money(part.source_id, part.amount).fund_id
        lines += [
            NewLine(
                account=account_code,
                fund_id=fund_id,
                amount=part.amount,
                activity_id=part.activity_id,
            ),
            NewLine(account=BANK, fund_id=fund_id, amount=-part.amount),
        ]
    return lines


def _source_of_money(source_id: int, amount: Money) -> FundingSource:
    refuse_amount(amount)
    source = db().get(FundingSource, source_id)
    if source is None:
        raise LookupError(f"There is no source {source_id}.")
    if source.kind is SourceKind.IN_KIND:
        raise InKindIsNoMoney
    return source
