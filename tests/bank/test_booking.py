"""Movements are booked in part or whole, never more, and what was booked can be taken back."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buurtcoop.bank.matching import Suggestion, suggest
from buurtcoop.bank.models import BankMatch, How, MatchRule
from buurtcoop.bank.operations import (
    accept,
    add_account,
    book_line,
    booking,
    forget_rule,
    match_entry,
    match_new,
    unmatch,
)
from buurtcoop.bank.queries import known_for, matches_of, open_count, open_line, open_lines
from buurtcoop.bank.refusals import (
    EntryElsewhere,
    KindWrong,
    MoreThanOpen,
    NothingOpen,
    PartsMissing,
)
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.operations import receive
from buurtcoop.ledger.models import Entry
from buurtcoop.ledger.operations import book, reverse
from buurtcoop.ledger.queries import reversal_of, trial_balance
from buurtcoop.ledger.rules import NewLine
from tests.bank.conftest import GIVER, LAST, SAVINGS, Desk, lines, moved


def on(code: str) -> int:
    """Cents on this account."""
    return next((each.amount.cents for each in trial_balance() if each.code == code), 0)


def offered(line_id: int) -> Suggestion | None:
    found = open_line(line_id)
    return suggest(found.seen, known_for(found.line.bank_account, [found.seen]))


def test_a_movement_is_booked_over_two_sources_and_leaves_a_rest(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(moved(-10_000))
    parts = [desk.part(-6000), desk.part(-3000, "4100", source=desk.city)]

    match = book_line(1, parts, desk.truus, memo="Eten en huur")

    assert (match.amount, match.entry.day) == (Money(-9000), LAST)
    assert open_line(1).amount == Money(-1000)
    assert (on("1100"), on("4400"), on("4100")) == (-9000, 6000, 3000)
    assert db().scalars(select(MatchRule)).all() == []


def test_never_more_is_booked_than_there_is(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-10_000))
    desk.booked(1, -9000)

    with pytest.raises(MoreThanOpen, match="10,00"):
        desk.booked(1, -1001)
    with pytest.raises(MoreThanOpen):
        desk.booked(1, 500, code="8230")
    desk.booked(1, -1000)
    with pytest.raises(NothingOpen):
        desk.booked(1, -1)


def test_a_movement_is_not_booked_against_the_bank_or_between_sources(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(moved(-10_000))

    for code in ("1100", "1110", "1290", "0590", "0510"):
        with pytest.raises(KindWrong):
            desk.booked(1, -10_000, code=code)


def test_parts_say_what_they_are_for(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-10_000))
    whole = desk.part(-10_000)

    for lacking in ("source_id", "activity_id"):
        with pytest.raises(PartsMissing):
            book_line(1, [type(whole)(**{**vars(whole), lacking: None})], desk.truus)
    with pytest.raises(PartsMissing):
        book_line(1, [], desk.truus)


def test_what_was_learnt_books_the_next_one_at_once_until_it_is_forgotten(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(moved(-1000, day=date(2027, 1, 5)), last=date(2027, 1, 5))
    desk.booked(1, -1000, learn=True)

    done = desk.brought(moved(-2500, day=date(2027, 1, 8)), first=date(2027, 1, 6))

    assert done.at_once == 1
    match = matches_of(2)[0]
    assert (match.how, match.entry.memo, on("4400")) == (How.RULE, "Eten", 3500)
    forget_rule(1, desk.truus)
    later = desk.brought(
        moved(-70, day=date(2027, 1, 13)), first=date(2027, 1, 13), last=date(2027, 1, 13)
    )
    assert (later.at_once, open_count()) == (0, 1)


def test_what_was_taken_back_is_not_booked_by_itself_again(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-1000), moved(-2000))
    desk.booked(1, -1000, learn=True)
    assert match_new(desk.truus) == 1

    unmatch(matches_of(2)[0].id, desk.truus)

    assert match_new(desk.truus) == 0
    assert [each.amount for each in open_lines()] == [Money(-2000)]


def test_a_day_without_an_open_month_waits_for_a_person(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-1000))
    desk.booked(1, -1000, learn=True)

    done = desk.brought(
        moved(-2000, day=date(2028, 1, 2)), first=date(2028, 1, 1), last=date(2028, 1, 3)
    )

    assert (done.new, done.at_once) == (1, 0)


def test_an_entry_that_is_in_the_book_is_found_and_stays_when_it_is_taken_back(
    desk: Desk, opened: Instance
) -> None:
    entry = received(desk, 5000)

    done = desk.brought(moved(5000, iban=GIVER, words="Voorschot 2, Waterveen"))

    assert (done.at_once, open_count(), on("1100")) == (1, 0, 5000)
    unmatch(matches_of(1)[0].id, desk.truus)
    assert reversal_of(entry.id) is None
    assert open_count() == 1


def test_taking_back_undoes_the_entry_that_was_made_for_it(desk: Desk, opened: Instance) -> None:
    desk.brought(moved(-1000))
    match = desk.booked(1, -1000)

    unmatch(match.id, desk.truus)

    assert on("4400") == 0
    assert open_line(1).amount == Money(-1000)
    with pytest.raises(LookupError):
        unmatch(match.id, desk.truus)
    desk.booked(1, -1000)
    assert open_line(1).amount == NOTHING


def test_a_movement_is_open_again_when_its_entry_is_undone_in_the_book(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(moved(-1000))
    match = desk.booked(1, -1000)

    reverse(match.entry_id, day=LAST, memo="Verkeerd", by=desk.truus)

    assert open_line(1).amount == Money(-1000)
    assert db().get_one(BankMatch, match.id).ended_at is None


def test_an_entry_takes_no_more_movements_than_it_booked(desk: Desk, opened: Instance) -> None:
    entry = received(desk, 5000)
    desk.brought(moved(4000, words=""), moved(3000, words=""), moved(-10))

    match_entry(1, entry.id, desk.truus)
    second = match_entry(2, entry.id, desk.truus)

    assert (second.amount, open_line(2).amount) == (Money(1000), Money(2000))
    for line_id in (2, 3):
        with pytest.raises(EntryElsewhere):
            match_entry(line_id, entry.id, desk.truus)


def test_an_entry_that_is_not_on_this_account_or_was_undone_is_refused(
    desk: Desk, opened: Instance
) -> None:
    entry = received(desk, 5000)
    undone = reverse(entry.id, day=LAST, memo="dubbel", by=desk.truus)
    desk.brought(moved(5000, words=""))

    for number in (entry.id, undone.id, 999):
        with pytest.raises(EntryElsewhere):
            match_entry(1, number, desk.truus)


def test_money_between_two_accounts_of_ours_goes_by_its_way(desk: Desk, opened: Instance) -> None:
    received(desk, 9000)
    add_account(SAVINGS, "Sparen", "1110", desk.truus)
    desk.brought(moved(-4000, iban=SAVINGS))
    desk.brought(moved(4000, iban="NL91ABNA0417164300"), iban=SAVINGS)

    for line in lines():
        found = offered(line.id)
        assert found is not None
        accept(line.id, found, desk.truus, learn=True)

    assert (on("1100"), on("1110"), on("1190")) == (5000, 4000, 0)
    assert db().scalars(select(MatchRule)).all() == []


def test_an_entry_between_two_accounts_takes_one_movement_on_each(
    desk: Desk, opened: Instance
) -> None:
    add_account(SAVINGS, "Sparen", "1110", desk.truus)
    kitchen = db().get_one(FundingSource, desk.kitchen).fund_id
    both = [
        NewLine(account=code, fund_id=kitchen, amount=Money(cents))
        for code, cents in (("1100", -4000), ("1110", 4000))
    ]
    entry = book(LAST, "Sparen", both, key="sparen", by=desk.truus)
    desk.brought(moved(-4000), moved(-4000))
    desk.brought(moved(4000), iban=SAVINGS)

    match_entry(1, entry.id, desk.truus)
    match_entry(3, entry.id, desk.truus)

    with pytest.raises(EntryElsewhere):
        match_entry(2, entry.id, desk.truus)
    with pytest.raises(IntegrityError, match="never more than it booked"):
        booking._match(2, entry.id, Money(-4000), how=How.HAND, by=desk.truus)


def test_a_payment_that_came_back_undoes_what_it_was_booked_as(
    desk: Desk, opened: Instance
) -> None:
    desk.brought(moved(-1000, day=date(2027, 1, 5)), last=date(2027, 1, 5))
    desk.booked(1, -1000, learn=True)
    desk.brought(moved(1000, return_reason="AC01"), first=date(2027, 1, 6))

    found = offered(2)
    assert found is not None
    accept(2, found, desk.truus, learn=True)

    assert (on("1100"), on("4400"), open_count()) == (0, 0, 0)
    assert len(db().scalars(select(MatchRule)).all()) == 1


def received(desk: Desk, cents: int) -> Entry:
    return receive(
        desk.city,
        day=LAST,
        amount=Money(cents),
        memo="Voorschot 2",
        activity_id=desk.meals,
        key=f"in-{cents}",
        by=desk.truus,
    )
