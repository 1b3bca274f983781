"""The same login, after what the bank said and what waits for a second person."""

from collections.abc import Iterator
from datetime import date

import pytest

from buurtcoop.bank.models import BankAccount, BankLine, BankMatch, How, Statement
from buurtcoop.bank.rules import FileFormat
from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.ledger.models import Why
from buurtcoop.ledger.operations import prepare
from buurtcoop.ledger.rules import NewLine
from tests.cast import Cast
from tests.ledger.conftest import Books
from tests.ledger.intruder import AT, Intruder


@pytest.fixture
def intruder(instance: Instance, books: Books) -> Iterator[Intruder]:
    """Two posted entries stand there; afterwards the books are as they were."""
    yield Intruder(instance, books)
    with instance.reading():
        assert list(broken()) == []


@pytest.fixture
def movement(intruder: Intruder, books: Books) -> int:
    """A movement of 500.00 on the bank, booked by the income entry. Its number."""
    with intruder.instance.writing():
        account = BankAccount(
            iban="NL13TEST0123456789", name="Bank", account_id=intruder.accounts["1100"]
        )
        db().add(account)
        db().flush()
        statement = Statement(
            bank_account_id=account.id,
            fingerprint="one",
            format=FileFormat.CAMT,
            name="januari.xml",
            first_day=date(2027, 1, 1),
            last_day=date(2027, 1, 31),
            opening=Money(0),
            closing=Money(50_000),
            made_by_id=None,
            made_at=clock.now(),
        )
        db().add(statement)
        db().flush()
        line = BankLine(
            bank_account_id=account.id,
            statement_id=statement.id,
            identity="ref#0",
            day=date(2027, 1, 12),
            amount=Money(50_000),
            counterparty="Fonds",
            counterparty_iban="",
            words="",
            reference="",
            batch="",
            return_reason="",
        )
        db().add(line)
        db().flush()
        db().add(
            BankMatch(
                line_id=line.id,
                entry_id=intruder.income,
                amount=Money(50_000),
                how=How.HAND,
                made_by_id=books.truus.person_id,
                made_at=clock.now(),
            )
        )
        return line.id


MATCH = "INSERT INTO bank_match (id, line_id, entry_id, amount, how, made_at) VALUES "


def test_abuse_32_what_the_bank_said_is_changed_or_erased(
    intruder: Intruder, movement: int
) -> None:
    assert not intruder.try_(f"UPDATE bank_line SET amount = 1 WHERE id = {movement}")
    assert not intruder.try_(f"DELETE FROM bank_line WHERE id = {movement}")
    assert not intruder.try_("UPDATE statement SET closing = 1")
    assert not intruder.try_("TRUNCATE bank_line CASCADE")


def test_abuse_33_the_same_movement_comes_in_twice(intruder: Intruder, movement: int) -> None:
    columns = (
        "bank_account_id, statement_id, identity, day, amount, counterparty, "
        "counterparty_iban, words, reference, batch, return_reason"
    )
    assert not intruder.try_(
        f"INSERT INTO bank_line (id, {columns}) SELECT 900, {columns} FROM bank_line"
    )


def test_abuse_34_a_movement_pays_more_than_it_is(intruder: Intruder, movement: int) -> None:
    more = intruder.fair(90)
    row = f"(900, {movement}, 90, 1, 'hand', {AT})"
    assert not intruder.try_(*more, *intruder.post(90), MATCH + row)


def test_abuse_35_a_match_points_at_an_entry_of_the_other_direction(
    intruder: Intruder, movement: int
) -> None:
    ended = f"UPDATE bank_match SET ended_at = {AT}"
    row = f"(900, {movement}, {intruder.cost}, 100, 'hand', {AT})"
    assert not intruder.try_(ended, MATCH + row)


def test_abuse_36_a_match_is_changed_or_comes_back_to_life(
    intruder: Intruder, movement: int
) -> None:
    assert not intruder.try_("UPDATE bank_match SET amount = 1")
    assert not intruder.try_("DELETE FROM bank_match")
    assert not intruder.try_(
        f"UPDATE bank_match SET ended_at = {AT}", "UPDATE bank_match SET ended_at = NULL"
    )


def test_abuse_37_who_prepared_a_cost_decides_on_it_alone(
    intruder: Intruder, books: Books, cast: Cast
) -> None:
    lines = [
        NewLine(
            account="4400", fund_id=books.kitchen, amount=Money(90_000), activity_id=books.meals
        ),
        NewLine(account="1100", fund_id=books.kitchen, amount=Money(-90_000)),
    ]
    with intruder.instance.writing():
        prepared = prepare(
            clock.today(), "oven", lines, key="oven", why=Why.SECOND_PERSON, by=books.truus
        )
    decided = f"entry_id = {intruder.cost}, decided_by_id = {cast.truus.id}"
    assert not intruder.try_(f"UPDATE prepared_entry SET {decided} WHERE id = {prepared.id}")
    assert not intruder.try_(
        f"UPDATE prepared_entry SET entry_id = {intruder.cost} WHERE id = {prepared.id}"
    )
    assert not intruder.try_("UPDATE prepared_line SET amount = 1 WHERE amount > 0")
