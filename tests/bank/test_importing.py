"""A file of the bank comes in whole and once, or not at all."""

from datetime import date

import pytest
from sqlalchemy import func, select

from buurtcoop.bank.models import BankLine, Statement
from buurtcoop.bank.operations import add_account, import_file, import_statements, look, look_at
from buurtcoop.bank.queries import reconciliation
from buurtcoop.bank.refusals import AccountKnown, DaysDiffer, DaysToCome, IbanWrong, PlaceWrong
from buurtcoop.bank.rules import BankFileOther, FileFormat
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from tests.bank.conftest import FIRST, GIVER, LAST, OURS, SAVINGS, Desk, lines, moved, told


def counted() -> tuple[int, int]:
    """Statements and movements."""
    found = [db().scalar(select(func.count(model.id))) for model in (Statement, BankLine)]
    return found[0] or 0, found[1] or 0


def test_the_same_file_twice_is_once(desk: Desk, opened: Instance) -> None:
    first = desk.brought(moved(-1200), moved(5000, iban=GIVER))
    second = desk.brought(moved(-1200), moved(5000, iban=GIVER))

    assert (first.new, first.known, first.statements) == (2, 0, 1)
    assert (second.new, second.known, second.statements) == (0, 2, 0)
    assert counted() == (1, 2)


def test_two_equal_payments_on_a_day_are_two(desk: Desk, opened: Instance) -> None:
    done = desk.brought(moved(-1200), moved(-1200))
    again = desk.brought(moved(-1200), moved(-1200), moved(-1200), last=date(2027, 1, 13))

    assert done.new == 2
    assert (again.new, again.known) == (1, 2)


def test_a_longer_file_brings_only_what_is_new(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-1200, day=date(2027, 1, 5)), last=date(2027, 1, 5))
    later = desk.brought(moved(-1200, day=date(2027, 1, 5)), moved(-800))

    assert (later.new, later.known) == (1, 1)


def test_files_may_come_in_any_order(desk: Desk, opened: Instance) -> None:
    later = told(moved(-700), opening=8800, first=date(2027, 1, 6))
    early = told(moved(-1200, day=FIRST), opening=10_000, last=date(2027, 1, 5))

    for statement in (later, early):
        import_statements([statement], "bank.xml", desk.truus)

    found = reconciliation(desk.account, LAST)
    assert found is not None
    assert (found.bank, found.lacking) == (Money(8100), Money(0))


def test_a_movement_on_a_day_that_was_told_whole_is_refused(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-1200))

    with pytest.raises(DaysDiffer, match="vanaf 2027-01-13"):
        desk.brought(moved(-1200), moved(-900, day=date(2027, 1, 3)))


def test_the_same_days_in_another_format_are_refused(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-1200, name="AB1"))

    with pytest.raises(DaysDiffer):
        desk.brought(moved(-1200), kind=FileFormat.ING, opening=None)


def test_a_file_with_an_account_that_is_not_ours_changes_nothing(
    desk: Desk, instance: Instance
) -> None:
    both = [told(moved(-1200)), told(moved(-700), iban=SAVINGS)]

    with pytest.raises(BankFileOther, match=SAVINGS), instance.writing():
        import_statements(both, "bank.xml", desk.truus)

    with instance.reading():
        assert counted() == (0, 0)


def test_looking_says_what_is_new_and_what_does_not_join(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(5000, day=FIRST), opening=10_000, last=date(2027, 1, 10))
    months = [
        told(moved(-1, day=date(2027, 3, 2)), first=date(2027, 3, 1), last=date(2027, 3, 9)),
        told(moved(-700), opening=15_000, first=date(2027, 1, 11)),
    ]

    january, march = look_at(months).statements

    assert (january.gap, len(january.fresh)) == (None, 1)
    assert (march.since, march.gap) == (LAST, Money(-14_300))
    assert counted() == (1, 1)


def test_an_account_of_ours_is_a_right_number_on_a_place_of_its_own(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(moved(-1200))
    with pytest.raises(IbanWrong):
        add_account("NL91ABNA0417164301", "Sparen", "1110", desk.truus)
    with pytest.raises(PlaceWrong):
        add_account(SAVINGS, "Sparen", "1000", desk.truus)
    with pytest.raises(AccountKnown):
        add_account(SAVINGS, "Sparen", "1100", desk.truus)
    with pytest.raises(AccountKnown):
        add_account(OURS, "Sparen", "1110", desk.truus)

    assert add_account("nl20 ingb 0001 2345 67", "Sparen", "1110", desk.truus).iban == SAVINGS


def test_what_the_bank_says_of_a_movement_is_kept(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-1200, words="Kratten", reference="F-12", batch="B1"), first=FIRST)

    line = lines()[0]
    assert (line.words, line.reference, line.batch) == ("Kratten", "F-12", "B1")
    assert line.amount == Money(-1200)


def test_a_bank_tells_of_no_day_that_is_still_to_come(desk: Desk, opened: Instance) -> None:
    """Such a file would say that the bank was read up to there, and every later one is refused."""
    head = f"Date,Amount,Account,Counterparty,Name,Description\n{{}},-1.00,{OURS},,Jan,Soep\n"
    for day in ("2027-01-18", "2099-12-31"):
        data = head.format(day).encode()
        with pytest.raises(DaysToCome):
            look(data)
        with pytest.raises(DaysToCome):
            import_file(data, "bunq.csv", desk.truus)

    assert import_file(head.format("2027-01-17").encode(), "bunq.csv", desk.truus).new == 1


def test_the_name_of_a_file_is_kept_as_text(desk: Desk, opened: Instance) -> None:
    import_statements([told(moved(-1200))], "../ja\0nu\udcffari\u202e.xml", desk.truus)

    assert db().scalars(select(Statement.name)).one() == "../ja nu ari .xml"
