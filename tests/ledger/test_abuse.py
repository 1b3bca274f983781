"""Whoever has the login of the program and plain SQL: what they try, and what the books say.

On PostgreSQL that login has few rights and no trigger to lift; on SQLite it owns the file, so
there a lifted guard is found by `buurtcoop check`.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger.operations import reverse
from tests.ledger.conftest import Books
from tests.ledger.intruder import AT, HASH, LINE, POSTING, Intruder


@pytest.fixture
def intruder(instance: Instance, books: Books) -> Iterator[Intruder]:
    """Two posted entries stand there; afterwards the books are as they were."""
    yield Intruder(instance, books)
    with instance.reading():
        assert list(broken()) == []


def test_abuse_00_an_honest_entry_is_let_through(intruder: Intruder) -> None:
    """What follows is refused for what it does, not for how it is written."""
    with intruder.instance.writing():
        for statement in intruder.fair(90):
            db().execute(text(statement))
        for statement in intruder.post(90):
            db().execute(text(statement))
        db().rollback()


def test_abuse_01_the_amount_of_a_posted_line_is_changed(intruder: Intruder) -> None:
    assert not intruder.try_(f"UPDATE line SET amount = 1 WHERE id = {intruder.line}")


def test_abuse_02_a_posted_line_is_moved_to_another_fund(intruder: Intruder) -> None:
    to = intruder.other_fund
    assert not intruder.try_(f"UPDATE line SET fund_id = {to} WHERE id = {intruder.line}")


def test_abuse_03_a_posted_line_is_deleted(intruder: Intruder) -> None:
    assert not intruder.try_(f"DELETE FROM line WHERE id = {intruder.line}")


def test_abuse_04_a_line_is_added_to_a_posted_entry(intruder: Intruder) -> None:
    account = intruder.accounts["1100"]
    row = f"(900, {intruder.income}, {account}, {intruder.fund}, NULL, 100)"
    assert not intruder.try_(LINE + row)


def test_abuse_05_a_posted_entry_is_deleted_with_its_lines(intruder: Intruder) -> None:
    assert not intruder.try_(
        f"DELETE FROM line WHERE entry_id = {intruder.cost}",
        f"DELETE FROM posting WHERE entry_id = {intruder.cost}",
        f"DELETE FROM entry WHERE id = {intruder.cost}",
    )
    assert not intruder.try_(f"DELETE FROM entry WHERE id = {intruder.cost}")


def test_abuse_06_a_posted_entry_says_something_else(intruder: Intruder) -> None:
    other = "memo = 'x'", "day = '2027-01-13'", "key = 'x'", "made_by_id = 1", "posted_at = NULL"
    for what in other:
        assert not intruder.try_(f"UPDATE entry SET {what} WHERE id = {intruder.income}"), what


def test_abuse_07_a_posted_entry_is_replaced(intruder: Intruder) -> None:
    fresh = intruder.begun(intruder.income, key="in")
    assert not intruder.try_(fresh.replace("INSERT", "INSERT OR REPLACE"))
    assert not intruder.try_(f"{fresh} ON CONFLICT (id) DO UPDATE SET memo = 'x'")


def test_abuse_08_a_posted_line_is_replaced(intruder: Intruder) -> None:
    account = intruder.accounts["1100"]
    row = f"({intruder.line}, {intruder.income}, {account}, {intruder.fund}, NULL, 1)"
    assert not intruder.try_((LINE + row).replace("INSERT", "INSERT OR REPLACE"))
    assert not intruder.try_(f"{LINE} {row} ON CONFLICT (id) DO UPDATE SET amount = 1")


def test_abuse_09_the_books_are_emptied(intruder: Intruder) -> None:
    for table in ("line", "entry", "posting", "period_total", "receipt"):
        assert not intruder.try_(f"TRUNCATE {table} CASCADE"), table
    for table in ("line", "entry", "posting"):
        assert not intruder.try_(f"DELETE FROM {table}"), table


def test_abuse_10_a_guard_is_taken_away(intruder: Intruder) -> None:
    """PostgreSQL refuses it; on SQLite the check names what is gone."""
    if not intruder.sqlite:
        assert not intruder.try_("ALTER TABLE line DISABLE TRIGGER ALL")
        assert not intruder.try_("SET session_replication_role = replica")
        assert not intruder.try_("DROP TRIGGER line_stays ON line")
        return
    with intruder.instance.writing():
        db().execute(text("DROP TRIGGER entry_only_posts"))
        db().execute(text(f"UPDATE entry SET memo = 'x' WHERE id = {intruder.income}"))
        said = " ".join(broken())
        db().rollback()

    assert "entry_only_posts" in said
    assert "chain" in said


def test_abuse_11_an_entry_is_born_posted(intruder: Intruder) -> None:
    begun = intruder.begun(90).replace(f"{AT}, NULL", f"{AT}, {AT}")
    assert not intruder.try_(begun)


def test_abuse_12_an_entry_of_nothing_or_one_line_is_posted(intruder: Intruder) -> None:
    assert not intruder.try_(intruder.begun(90), *intruder.post(90))
    one = intruder.draft(90, ("1100", intruder.fund, None, 700)).split("; ")
    assert not intruder.try_(*one, *intruder.post(90))


def test_abuse_13_an_entry_out_of_balance_is_posted(intruder: Intruder) -> None:
    lines = (
        ("1100", intruder.fund, None, 700),
        ("8210", intruder.fund, intruder.activity, -699),
    )
    assert not intruder.try_(*intruder.draft(90, *lines).split("; "), *intruder.post(90))


def test_abuse_14_an_entry_takes_from_one_fund_and_gives_to_another(intruder: Intruder) -> None:
    lines = (("1100", intruder.fund, None, -700), ("1100", intruder.other_fund, None, 700))
    assert not intruder.try_(*intruder.draft(90, *lines).split("; "), *intruder.post(90))


@pytest.mark.parametrize("account", ["1290", "0590"])
def test_abuse_15_a_fund_owes_money_that_no_fund_lent(intruder: Intruder, account: str) -> None:
    lines = ((account, intruder.fund, None, 700), ("1100", intruder.fund, None, -700))
    assert not intruder.try_(*intruder.draft(90, *lines).split("; "), *intruder.post(90))


def test_abuse_16_income_says_no_activity(intruder: Intruder) -> None:
    lines = (("1100", intruder.fund, None, 700), ("8210", intruder.fund, None, -700))
    assert not intruder.try_(*intruder.draft(90, *lines).split("; "))


def test_abuse_17_an_entry_is_posted_without_a_number(intruder: Intruder) -> None:
    _numbered, posted = intruder.post(90)
    assert not intruder.try_(*intruder.fair(90), posted)


def test_abuse_18_a_number_is_left_out_or_given_twice(intruder: Intruder) -> None:
    wrong = (4, 2027, 3), (3, 2027, 4), (3, 2027, 2), (2, 2027, 3), (3, 2026, 1), (0, 2027, 3)
    for place, year, number in wrong:
        numbered = intruder.post(90, place=place, year=year, as_=number)
        assert not intruder.try_(*intruder.fair(90), *numbered), (place, year, number)


def test_abuse_19_the_hash_of_a_posting_is_changed(intruder: Intruder) -> None:
    assert not intruder.try_(f"UPDATE posting SET hash = {HASH} WHERE id = 1")
    assert not intruder.try_(
        f"{POSTING} (1, {intruder.income}, 2027, 1, {HASH})".replace("INSERT", "INSERT OR REPLACE")
    )


def test_abuse_20_the_newest_posting_is_taken_back(intruder: Intruder) -> None:
    assert not intruder.try_("DELETE FROM posting WHERE id = 2")


def test_abuse_21_a_posted_entry_is_numbered_again(intruder: Intruder) -> None:
    assert not intruder.try_(f"{POSTING} (3, {intruder.income}, 2027, 3, {HASH})")


def test_abuse_22_an_entry_lies_outside_its_period(intruder: Intruder) -> None:
    wrong = intruder.begun(90).replace("2027-01-12", "2027-02-12", 1)
    assert not intruder.try_(wrong)


def test_abuse_23_something_is_booked_in_a_closed_month(intruder: Intruder, books: Books) -> None:
    intruder.close_january(books)
    assert not intruder.try_(*intruder.fair(90), *intruder.post(90))


def test_abuse_24_a_closed_month_is_opened_again(intruder: Intruder, books: Books) -> None:
    intruder.close_january(books)
    assert not intruder.try_(f"UPDATE period SET state = 'open' WHERE id = {intruder.period}")


def test_abuse_25_a_month_is_closed_without_its_totals(intruder: Intruder) -> None:
    assert not intruder.try_(f"UPDATE period SET state = 'closed' WHERE id = {intruder.period}")


def test_abuse_26_a_month_is_closed_before_the_month_before_it(intruder: Intruder) -> None:
    closing = "INSERT INTO period_closing (id, period_id, place, hash, closed_at) VALUES "
    assert not intruder.try_(
        f"{closing} (90, {intruder.next_period}, 0, '', {AT})",
        f"UPDATE period SET state = 'closed' WHERE id = {intruder.next_period}",
    )


def test_abuse_27_the_total_of_a_closed_month_is_changed_or_added(
    intruder: Intruder, books: Books
) -> None:
    intruder.close_january(books)
    account = intruder.accounts["1000"]
    total = "INSERT INTO period_total (id, period_id, account_id, fund_id, amount, lines) VALUES "
    assert not intruder.try_("UPDATE period_total SET amount = amount + 1")
    assert not intruder.try_("DELETE FROM period_total")
    assert not intruder.try_(
        f"{total} (900, {intruder.period}, {account}, {intruder.fund}, 100, 1)"
    )


def test_abuse_28_a_period_with_entries_moves_or_overlaps(intruder: Intruder) -> None:
    assert not intruder.try_(
        f"UPDATE period SET ends_on = '2027-01-11' WHERE id = {intruder.period}"
    )
    period = "INSERT INTO period (id, starts_on, ends_on, state) VALUES "
    assert not intruder.try_(f"{period} (900, '2027-01-20', '2027-03-20', 'open')")


def test_abuse_29_an_entry_is_undone_twice_or_by_halves(intruder: Intruder, books: Books) -> None:
    with intruder.instance.writing():
        reverse(intruder.cost, day=clock.today(), memo="dubbel", by=books.truus)
    undoing = intruder.begun(90).replace("NULL, NULL)", f"NULL, {intruder.cost})")
    assert not intruder.try_(undoing)
    half = intruder.begun(91).replace("NULL, NULL)", f"NULL, {intruder.income})")
    lines = intruder.fair(91)[1]
    assert not intruder.try_(half, lines, *intruder.post(91, place=4, as_=4))


def test_abuse_30_a_key_books_twice(intruder: Intruder) -> None:
    assert not intruder.try_(intruder.begun(90, key="in"))


def test_abuse_31_an_account_with_lines_changes_sides(intruder: Intruder) -> None:
    account = intruder.accounts["1100"]
    assert not intruder.try_(f"UPDATE ledger_account SET kind = 'expense' WHERE id = {account}")


def test_abuse_38_a_draft_is_left_behind_and_the_month_closes(
    intruder: Intruder, books: Books
) -> None:
    intruder.close_january(books)
    closing = "INSERT INTO period_closing (id, period_id, place, hash, closed_at) VALUES "
    assert not intruder.try_(
        intruder.begun(90, day="2027-02-12"),
        f"{closing} (90, {intruder.next_period}, 2, {HASH}, {AT})",
        f"UPDATE period SET state = 'closed' WHERE id = {intruder.next_period}",
    )
