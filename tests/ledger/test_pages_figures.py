"""The reports on screen and as a list: every figure opens its lines, and a file is fetched."""

import re
from datetime import date
from html import unescape

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.models import FundKind
from buurtcoop.ledger.rules import GIVEN, LENT, RESULT, NewLine
from buurtcoop.messaging.models import LongWork
from buurtcoop.reminders.long_work import work_off
from tests.cast import Cast
from tests.counting import statements
from tests.ledger.conftest import Books
from tests.visitor import Page, Visitor

REPORTS = ("saldi", "balans", "baten-en-lasten")
LARGEST = 40 * 1024
BETWEEN = LENT, GIVEN
FIGURE = re.compile(r'<a href="(/geld/boek\?[^"]*)">(−\xa0)?(€[^<]*)</a>')
MEANINGLESS = ("bron=999", "deel=k5", "deel=heel", "jaar=0", "jaar=1", "jaar=99999", "bron=een")


@pytest.fixture
def booked(instance: Instance, books: Books) -> Books:
    """Income and cost in two years."""
    with instance.writing():
        operations.open_year(2026)
        books.income(100_000, key="=cmd|' /C calc'!A0", day=date(2026, 5, 4))
        books.income(12_500)
        books.cost(6_250)
    return books


@pytest.fixture
def treasurer(visitor: Visitor, cast: Cast, booked: Books) -> Visitor:
    """Truus, with books to report on."""
    return visitor.signed_in_as(cast.truus)


def behind(visitor: Visitor, page: Page) -> list[tuple[str, str]]:
    """Each figure of a page with the total of the list that it opens."""
    found = []
    for url, minus, amount in FIGURE.findall(page.html):
        lines = visitor.get(unescape(url))
        total = re.search(r"samen (?:eraf: |erbij: )?([−+]? ?€ [\d.,]+)", lines.words)
        assert total, lines.words
        found.append((f"{minus[:1]}{unescape(amount)}", total[1]))
    return found


def digits(text: str) -> str:
    return re.sub(r"[^\d,]", "", text)


@pytest.mark.parametrize("report", REPORTS)
def test_every_figure_opens_lines_that_add_up_to_it(treasurer: Visitor, report: str) -> None:
    page = treasurer.get(f"/geld/cijfers/{report}?jaar=2027")

    figures = behind(treasurer, page)
    assert len(figures) >= 3
    assert [digits(said) for said, _lines in figures] == [digits(lines) for _, lines in figures]
    assert "Stand van het boek: 2027-0002, controlegetal " in page.words


def test_the_balance_sheet_says_that_it_is_even(treasurer: Visitor) -> None:
    page = treasurer.get("/geld/cijfers/balans?jaar=2027&deel=m1")

    assert "De balans klopt. Aan beide kanten staat € 1.062,50" in page.words
    assert "Op 31 januari 2027" in page.words


def test_what_there_was_before_the_first_year_is_behind_its_beginning(
    instance: Instance, treasurer: Visitor, booked: Books
) -> None:
    with instance.writing():
        lines = [
            NewLine(account=code, fund_id=booked.kitchen, amount=Money(cents))
            for code, cents in (("1100", 7_500), ("0530", -7_500))
        ]
        entry = operations.book(
            date(2026, 1, 1), "Beginbalans 2026", lines, key="opening:2026", by=booked.truus
        )

    page = treasurer.get("/geld/cijfers/saldi?jaar=2026")
    figures = behind(treasurer, page)
    assert "wat er nu in het boek staat" not in page.words
    assert f"/geld/boek/{entry.id}" in page.links
    assert "€ 75,00" in [said.replace("\N{NO-BREAK SPACE}", " ") for said, _lines in figures]
    assert [digits(said) for said, _lines in figures] == [digits(lines) for _, lines in figures]
    assert f"/geld/boek/{entry.id}" not in treasurer.get("/geld/cijfers/saldi?jaar=2027").links


def test_a_report_is_narrowed_to_a_fund_and_an_activity(treasurer: Visitor, booked: Books) -> None:
    path = "/geld/cijfers/baten-en-lasten?jaar=2027"
    page = treasurer.get(f"{path}&bron={booked.kitchen}&activiteit={booked.meals}")

    assert "Heel 2027 · Fonds Buurtkeuken · Samen eten · wat er nu in het boek staat" in page.words
    assert "€ 125,00" in page.words
    assert "€ 125,00" not in treasurer.get(f"{path}&bron={booked.city}").words


def test_a_member_sees_no_figures_and_a_coordinator_takes_no_book_along(
    visitor: Visitor, cast: Cast, booked: Books
) -> None:
    member, coordinator = visitor.signed_in_as(cast.anna), visitor.another().signed_in_as(cast.coor)

    assert [member.get(f"/geld/cijfers/{each}").status for each in REPORTS] == [403, 403, 403]
    assert [coordinator.get(f"/geld/cijfers/{each}").status for each in REPORTS] == [200, 200, 200]
    assert coordinator.get("/geld/cijfers/regels.csv?jaar=2027").status == 403
    assert coordinator.get("/geld/cijfers/uitvoer").status == 403


def test_what_means_nothing_is_not_there(treasurer: Visitor) -> None:
    for asked in MEANINGLESS:
        assert treasurer.get(f"/geld/cijfers/saldi?{asked}").status == 404, asked


def test_lists_open_in_a_dutch_spreadsheet_and_calculate_nothing(treasurer: Visitor) -> None:
    lines = treasurer.get("/geld/cijfers/regels.csv?jaar=2026")
    sheet = treasurer.get("/geld/cijfers/balans.csv?jaar=2027")

    rows = lines.html.split("\r\n")
    assert lines.html.startswith("\ufeffNummer;Dag;Omschrijving;")
    assert len(rows) == 1 + 2 + 1
    assert rows[1].startswith("2026-0001;04-05-2026;boeking =cmd")
    assert ";1000,00;;" in rows[1]
    assert "Wat we hebben;1100;Bank;1062,50\r\n" in sheet.html
    assert "Controlegetal;" in sheet.html


def test_a_file_is_asked_made_and_fetched_by_who_asked(
    instance: Instance, treasurer: Visitor, cast: Cast
) -> None:
    page = treasurer.send(
        treasurer.get("/geld/cijfers/uitvoer"), kind="ledger.beancount", year="2027"
    )
    assert "We beginnen zo." in page.words
    assert page.headers["Refresh"] == "5"
    assert "Refresh" not in treasurer.get(f"{page.path}?stil=1").headers

    assert work_off(instance) == 1

    ready = treasurer.get(page.path)
    file = treasurer.get(f"{page.path}/bestand")
    assert "Het bestand is klaar." in ready.words
    assert "Refresh" not in ready.headers
    assert file.headers["Content-Disposition"] == 'attachment; filename="boek-2027.beancount"'
    assert "boeking out" in file.html
    board = treasurer.another().signed_in_as(cast.bo)
    assert [board.get(path).status for path in (page.path, f"{page.path}/bestand")] == [404, 404]


def test_a_file_that_was_thrown_away_says_so(instance: Instance, treasurer: Visitor) -> None:
    page = treasurer.send(treasurer.get("/geld/cijfers/uitvoer"), kind="ledger.xaf", year="2027")
    work_off(instance)
    with instance.writing():
        work = db().get_one(LongWork, int(page.path.rsplit("/", 1)[1]))
        work.content, work.file_name = None, ""

    assert "Dit bestand is er niet meer." in treasurer.get(page.path).words
    assert treasurer.get(f"{page.path}/bestand").status == 404


def test_reports_stay_small_and_cost_the_same_at_any_size(
    instance: Instance, treasurer: Visitor, booked: Books
) -> None:
    paths = [f"/geld/cijfers/{each}?jaar=2027&deel=k1" for each in REPORTS]
    few = [cost(treasurer, instance, path) for path in paths]
    with instance.writing():
        fill_every_account(booked)

    many = [cost(treasurer, instance, path) for path in paths]
    assert [sent for sent, _size in many] == [sent for sent, _size in few]
    assert [size for _sent, size in many if size > LARGEST] == []


def cost(visitor: Visitor, instance: Instance, path: str) -> tuple[int, int]:
    """How many statements a page sends, and how many bytes it is."""
    with statements(instance) as sent:
        page = visitor.get(path)
    assert page.status == 200
    return len(sent), len(page.html.encode())


def fill_every_account(books: Books) -> None:
    """Amounts on every account, before the first quarter and in it, for twelve funds."""
    codes = [account for account in queries.accounts() if account.code not in (*BETWEEN, "1100")]
    for number in range(12):
        fund = operations.make_fund(f"Potje met een lange naam {number}", FundKind.RESTRICTED)
        assert fund is not None
        for day in (date(2026, 12, 31), date(2027, 1, 12)):
            lines = [
                NewLine(
                    account=account.code,
                    fund_id=fund.id,
                    amount=Money(1_234_567),
                    activity_id=books.meals if account.kind in RESULT else None,
                )
                for account in codes
            ]
            rest = NewLine(account="1100", fund_id=fund.id, amount=Money(-1_234_567 * len(codes)))
            operations.book(day, "alles", [*lines, rest], key=f"{day}:{number}", by=books.truus)
