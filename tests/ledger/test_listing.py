"""Paging through the book by key, and narrowing it down."""

from datetime import date, timedelta

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger import operations
from buurtcoop.ledger.listing import BookPage, Flow, Wish, book_page
from buurtcoop.ledger.queries import accounts_by_code
from buurtcoop.ledger.rules import NewLine
from tests.ledger.conftest import TODAY, Books


def test_pages_follow_each_other_without_a_gap_or_a_double(books: Books, opened: Instance) -> None:
    for number in range(7):
        books.cost(100, key=f"cost {number}", day=TODAY - timedelta(days=number // 3))

    first = book_page(Wish(), limit=3)
    second = book_page(Wish(), after=first.older, limit=3)
    third = book_page(Wish(), after=second.older, limit=3)

    keys = [key for page in (first, second, third) for key in keys_of(page)]
    assert keys == [2, 1, 0, 5, 4, 3, 6]
    assert (first.newer, third.older) == (None, None)
    assert first.count == 7


def test_the_way_back_shows_the_same_pages(books: Books, opened: Instance) -> None:
    for number in range(7):
        books.cost(100, key=f"cost {number}")
    first = book_page(Wish(), limit=3)
    second = book_page(Wish(), after=first.older, limit=3)
    third = book_page(Wish(), after=second.older, limit=3)

    back = book_page(Wish(), before=third.newer, limit=3)
    front = book_page(Wish(), before=back.newer, limit=3)

    assert (keys_of(back), keys_of(front)) == (keys_of(second), keys_of(first))
    assert front.newer is None
    assert front.older == first.older


def test_a_booking_says_what_it_did_to_our_money(books: Books, opened: Instance) -> None:
    books.income(12_500)
    books.cost(6_250)

    cost, income = book_page(Wish()).bookings

    assert (income.amount, cost.amount) == (Money(12_500), Money(-6_250))
    assert cost.accounts == ("Eten en drinken",)
    assert (cost.funds, cost.activities) == (("Fonds Buurtkeuken",), ("Samen eten",))


def test_an_undone_booking_says_so(books: Books, opened: Instance) -> None:
    entry = books.cost(6_250)
    operations.reverse(entry.id, day=TODAY, memo="dubbel", by=books.truus)

    reversal, undone = book_page(Wish()).bookings

    assert (undone.undone, undone.reverses) == (True, False)
    assert (reversal.undone, reversal.reverses) == (False, True)
    both = book_page(Wish(year=TODAY.year))
    assert (both.count, both.total) == (2, NOTHING)


def test_the_whole_book_says_how_many_entries_and_no_sum(books: Books, opened: Instance) -> None:
    books.income(12_500)
    books.cost(6_250)

    whole = book_page(Wish())

    assert (whole.count, whole.total) == (2, None)


def test_a_wish_narrows_down_to_its_lines_and_their_sum(books: Books, opened: Instance) -> None:
    books.income(12_500)
    books.cost(6_250)
    books.booked(-1_000, "4900", books.meals, key="office", day=TODAY)

    spent = book_page(Wish(fund_id=books.kitchen, flow=Flow.OUT, year=2027))
    office = accounts_by_code({"4900"})["4900"].id

    assert (spent.count, spent.total) == (2, Money(-7_250))
    assert book_page(Wish(account_id=office)).total == Money(-1_000)
    assert book_page(Wish(activity_id=books.meals, flow=Flow.IN)).total == Money(12_500)
    assert book_page(Wish(fund_id=books.city)).count == 0


def test_cash_counts_from_the_beginning_up_to_the_year(books: Books, opened: Instance) -> None:
    operations.open_year(2026)
    operations.open_year(2028)
    books.income(100, key="2026", day=date(2026, 6, 1))
    books.income(20, key="2027", day=date(2027, 6, 1))
    books.income(3, key="2028", day=date(2028, 6, 1))

    assert book_page(Wish(flow=Flow.CASH, year=2027)).total == Money(120)
    assert book_page(Wish(flow=Flow.IN, year=2027)).total == Money(20)


def test_what_others_still_have_to_pay_came_in_when_they_pay(
    books: Books, opened: Instance
) -> None:
    operations.open_year(2026)
    owed, paid = date(2026, 12, 31), date(2027, 6, 12)
    still = NewLine(account="1250", fund_id=books.city, amount=Money(320))
    income = NewLine(
        account="8200", fund_id=books.city, amount=Money(-320), activity_id=books.meals
    )
    bank = NewLine(account="1100", fund_id=books.city, amount=Money(320))
    no_longer = NewLine(account="1250", fund_id=books.city, amount=Money(-320))
    operations.book(owed, "komt nog", [still, income], key="owed", by=books.truus)
    operations.book(paid, "is binnen", [bank, no_longer], key="paid", by=books.truus)

    assert book_page(Wish(flow=Flow.IN, year=2026)).total == NOTHING
    assert book_page(Wish(flow=Flow.IN, year=2027)).total == Money(320)
    assert [row.amount for row in book_page(Wish()).bookings] == [Money(320), NOTHING]


def test_an_empty_book_has_no_pages(books: Books, opened: Instance) -> None:
    for limit in (1, 2, 50):
        page = book_page(Wish(), limit=limit)

        assert (page.bookings, page.newer, page.older, page.count) == ([], None, None, 0)
        assert page.total is None  # the whole book comes to nothing anyway: it is not summed


def keys_of(page: BookPage) -> list[int]:
    """The numbers in the memos, as they were booked."""
    return [int(booking.memo.rsplit(" ", 1)[1]) for booking in page.bookings]
