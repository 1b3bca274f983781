"""Money between funds: lent and paid back, or given for good; never more than there is."""

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.checks import broken
from buurtcoop.ledger.rules import FundShort, KeyUsed, NoAmount, OwesLess, SameFund
from tests.ledger.conftest import TODAY, Books
from tests.ledger.test_at_the_same_time import at_once

ACTS = {"lend": operations.lend, "repay": operations.repay, "give": operations.give}


def move(act: str, books: Books, cents: int, *, back: bool = False, key: str = "") -> int:
    """Lend, repay or give from the kitchen to the city, or the way back; the entry."""
    way = (books.city, books.kitchen) if back else (books.kitchen, books.city)
    done = ACTS[act](
        *way,
        Money(cents),
        day=TODAY,
        memo="tussen potjes",
        key=key or f"{act}:{cents}:{back}",
        by=books.truus,
    )
    return done.id


def standing(code: str) -> dict[int, Money]:
    """{fund: what stands on this account}."""
    accounts = queries.accounts_by_code({code})
    return {
        balance.fund_id: balance.amount
        for balance in queries.balances()
        if balance.account_id == accounts[code].id
    }


def test_a_loan_moves_the_money_and_remembers_who_owes_it(books: Books, opened: Instance) -> None:
    books.income(10_000)

    move("lend", books, 4_000)

    assert queries.loans() == {books.kitchen: Money(4_000), books.city: Money(-4_000)}
    assert queries.cash_of(books.kitchen) == Money(6_000)
    assert queries.cash_of(books.city) == Money(4_000)
    assert broken() == []


def test_what_is_paid_back_is_owed_no_more(books: Books, opened: Instance) -> None:
    books.income(10_000)
    move("lend", books, 4_000)

    move("repay", books, 1_500, back=True)
    with pytest.raises(OwesLess, match=r"25,00"):
        move("repay", books, 2_501, back=True)
    move("repay", books, 2_500, back=True)

    assert queries.loans() == {}
    assert queries.cash_of(books.kitchen) == Money(10_000)


def test_what_is_given_is_no_loan(books: Books, opened: Instance) -> None:
    books.income(10_000)

    move("give", books, 4_000)

    assert queries.loans() == {}
    assert standing("0590") == {books.kitchen: Money(4_000), books.city: Money(-4_000)}
    assert sum(standing("0590").values(), NOTHING) == NOTHING


@pytest.mark.parametrize("act", ["lend", "give"])
def test_no_more_leaves_a_fund_than_is_in_it(books: Books, opened: Instance, act: str) -> None:
    books.income(10_000)

    with pytest.raises(FundShort, match=r"100,00"):
        move(act, books, 10_001)


def test_a_fund_needs_another_fund_and_an_amount(books: Books, opened: Instance) -> None:
    with pytest.raises(NoAmount):
        move("lend", books, 0)
    with pytest.raises(SameFund):
        operations.give(
            books.city, books.city, Money(1), day=TODAY, memo="x", key="x", by=books.truus
        )


def test_the_same_loan_twice_is_once_and_another_amount_is_refused(
    books: Books, opened: Instance
) -> None:
    books.income(10_000)

    first = move("lend", books, 8_000, key="loan")

    assert move("lend", books, 8_000, key="loan") == first
    with pytest.raises(KeyUsed):
        move("lend", books, 1_000, key="loan")


def test_eight_that_lend_at_once_lend_no_more_than_there_is(
    instance: Instance, books: Books
) -> None:
    with instance.writing():
        books.income(10_000)
    keys = iter(range(8))

    errors = at_once(8, instance, lambda: move("lend", books, 3_000, key=f"loan {next(keys)}"))

    assert [type(error) for error in errors] == [FundShort] * 5
    with instance.reading():
        assert queries.cash_of(books.kitchen) == Money(1_000)
        assert broken() == []
