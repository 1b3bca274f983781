"""The pictures of the money say what the books say, to the cent, and their tables say the same."""

import re
from datetime import date
from html import unescape

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import Budget, BudgetLine, Counts, Goal, GoalCount
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.insight.queries.pictures import (
    Cell,
    Quarter,
    Spent,
    Thing,
    budget_by_source,
    goals_in,
    quarters,
    sources_in,
    spent,
)
from buurtcoop.ledger.operations import reverse
from buurtcoop.ledger.reports import income_and_expense, sums_by_fund
from tests.cast import Cast
from tests.counting import statements
from tests.funding.conftest import Sources
from tests.funding.conftest import running as running
from tests.funding.conftest import truus as truus
from tests.visitor import Page, Visitor

TO_COME = date(2027, 2, 1)


def amounts(html: str, caption: str) -> list[str]:
    """The amounts of a table, each as it reads."""
    table = html.split(f">{caption}</caption>")[1].split("</table>")[0]
    return re.findall(r"(?:−\s)?€\s[\d.]+,\d\d", unescape(re.sub(r"<[^>]+>", " ", table)))


def test_all_that_was_spent_is_what_income_and_expense_tells(
    instance: Instance, running: Sources
) -> None:
    with instance.writing():
        back = running.spent(running.kitchen, 4_999, key="wrong")
        reverse(back.id, day=back.day, memo="Fout", by=running.truus)
        running.spent(running.city, 77_001, account="4100", key="wages")
    with instance.reading():
        found = spent(2027)
        report = income_and_expense(date(2027, 1, 1), date(2027, 12, 31))

        assert found.total == report.total_expense.now
        for fund_id, sums in sums_by_fund(2027).items():
            of_fund = [cell.amount for cell in found.cells if cell.fund.id == fund_id]
            assert sum(of_fund, NOTHING) == sums.spent
        for row in report.expense:
            of_account = [cell.amount for cell in found.cells if cell.account.id == row.account.id]
            assert sum(of_account, NOTHING) == row.amount.now


def test_what_came_back_is_apart_from_what_went_out() -> None:
    fund, activity, food, wages = (Thing(number, "") for number in range(1, 5))
    found = Spent(
        cells=(
            Cell(fund=fund, activity=activity, account=food, amount=Money(500)),
            Cell(fund=fund, activity=activity, account=wages, amount=Money(-120)),
        )
    )

    assert [cell.amount for cell in found.out] == [Money(500)]
    assert (found.back, found.total) == (Money(120), Money(380))


def test_the_flow_and_its_tables_add_up_to_the_books(truus: Visitor, running: Sources) -> None:
    page = truus.get("/geld/stroom")

    total = str(Money(1_333_300 + 531_025))
    assert f"In 2027 ging er {total} uit." in unescape(page.html)
    first = amounts(page.html, "van bron naar activiteit in 2027")
    second = amounts(page.html, "van activiteit naar soort kosten in 2027")
    assert first == [str(Money(1_333_300)), str(Money(531_025)), total]
    assert second == [total, total]
    assert page.html.count('<svg class="chart') == 2
    opened = truus.get(unescape(re.findall(r'href="(/geld/boek\?bron=[^"]+)"', page.html)[0]))
    assert "€ 13.333,00" in opened.words


def test_a_year_in_which_nothing_went_out_says_so(truus: Visitor, sources: Sources) -> None:
    page = truus.get("/geld/stroom")

    assert "In 2027 ging er nog geen geld uit." in page.words
    assert '<svg class="chart' not in page.html


def test_a_year_that_nobody_knows_is_not_there(truus: Visitor, running: Sources) -> None:
    for path in ("stroom", "beeld", "beeld/hulp", "beeld/doelen"):
        assert truus.get(f"/geld/{path}?jaar=1812").status == 404


def test_promised_received_and_spent_stand_beside_the_budget(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    with instance.reading():
        city, kitchen = sources_in(2027)
    assert (city.promised, city.came_in, city.spent) == (
        Money(3_200_000),
        Money(1_440_000),
        Money(1_333_300),
    )
    assert "Er is nog geen begroting voor 2027." in truus.get("/geld/beeld").words

    with instance.writing():
        budget = Budget(year=2027, version=1, made_at=clock.now())
        db().add(budget)
        db().flush()
        account = spent(2027).cells[0].account.id
        line = {"activity_id": running.meals, "account_id": account, "source_id": kitchen.id}
        db().add(BudgetLine(budget_id=budget.id, amount=Money(900_000), **line))
        db().flush()
        db().refresh(budget)
        assert budget_by_source(budget) == {kitchen.id: Money(900_000)}
    page = truus.get("/geld/beeld")
    assert amounts(page.html, "Begroot en besteed in 2027") == [
        str(Money(cents)) for cents in (0, 1_333_300, 900_000, 531_025)
    ]
    assert "Over deze begroting is nog geen besluit." in page.words


def test_an_hour_of_help_costs_all_costs_over_all_hours(
    truus: Visitor, running: Sources, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        for cause, minutes, kind in ((1, 600, HourKind.HELPING), (2, 600, HourKind.ADMIN)):
            db().add(_time(cast, running, cause, minutes, kind))
    with instance.reading():
        (quarter,) = quarters(2027)

    assert (quarter.spent, quarter.minutes) == (Money(1_864_325), 600)
    assert quarter.an_hour == Money(186_433)
    page = truus.get("/geld/beeld/hulp")
    assert "Kwartaal 1 van 2027, tot nu" in page.words
    assert amounts(page.html, "Kosten voor elk uur hulp") == [
        str(Money(1_864_325)),
        str(Money(186_433)),
    ]


def test_without_hours_an_hour_costs_nothing_that_can_be_told() -> None:
    quarter = Quarter(first=TO_COME, last=TO_COME, spent=Money(100), minutes=0)

    assert quarter.an_hour is None


def test_a_goal_shows_what_there_is_in_all_up_to_this_month(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    with instance.writing():
        agreement = running.promised(running.city, 100)
        goal = Goal(
            agreement_id=agreement,
            number=1,
            words="Samen eten",
            target=40,
            unit="avonden",
            counts=Counts.BY_HAND,
            chosen_by="De buurt",
            tells_not="Dit zegt niet of het gezellig was.",
            made_at=clock.now(),
        )
        db().add(goal)
        db().flush()
        counted = {"evidence": "Lijst", "made_at": clock.now()}
        db().add(GoalCount(goal_id=goal.id, on_day=date(2027, 1, 4), number=3, **counted))
        assert [(name, each.done) for name, each in goals_in(2027)] == [("Gemeente Waterveen", 3)]

    page = truus.get("/geld/beeld/doelen")
    assert "Gemeente Waterveen met de hand geteld 3 van 40 avonden" in page.words
    assert "Dit zegt niet of het gezellig was." in page.words
    assert _rows(page, "Samen eten") == ["Januari", "3"]


@pytest.mark.parametrize("path", ["stroom", "beeld", "beeld/hulp", "beeld/doelen"])
def test_a_picture_costs_the_same_statements_with_more_bookings(
    path: str, truus: Visitor, running: Sources, instance: Instance
) -> None:
    truus.get(f"/geld/{path}")
    with statements(instance) as before:
        truus.get(f"/geld/{path}")
    with instance.writing():
        for number, account in enumerate(("4100", "4200", "4300")):
            running.spent(running.kitchen, 100 + number, account=account, key=f"more{number}")
    with statements(instance) as after:
        truus.get(f"/geld/{path}")

    assert len(after) == len(before) <= 16


def _rows(page: Page, caption: str) -> list[str]:
    """The cells below the head of a table."""
    body = page.html.split(f">{caption}</caption>")[1].split("<tbody")[1].split("</tbody>")[0]
    return [unescape(cell).strip() for cell in re.findall(r"<t[hd][^>]*>([^<]+)<", body)]


def _time(cast: Cast, sources: Sources, cause: int, minutes: int, kind: HourKind) -> TimeEntry:
    return TimeEntry(
        person_id=cast.bram.id,
        activity_id=sources.meals,
        kind=kind,
        on_day=date(2027, 1, 5),
        minutes=minutes,
        words="Eettafel",
        cause_kind="test",
        cause_id=cause,
        round=1,
        made_at=clock.now(),
    )
