"""A month is told once, in the night of the 5th, and stays as it was told."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding.models import FundingAgreement
from buurtcoop.insight.checks import broken
from buurtcoop.insight.models import FigureRelease
from buurtcoop.insight.queries import released
from buurtcoop.insight.rules import fingerprint, months_to_tell
from tests.funding.aiming import was_held
from tests.insight.conftest import Funded, told_on

YEAR = date(2027, 1, 1), date(2027, 12, 31)
JANUARY, FEBRUARY, MARCH = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)


@pytest.mark.parametrize(
    ("today", "told", "months"),
    [
        (date(2027, 2, 4), [], []),
        (date(2027, 2, 5), [], [JANUARY]),
        (date(2027, 4, 9), [JANUARY], [FEBRUARY, MARCH]),
        (date(2027, 4, 9), [FEBRUARY], [MARCH]),
        (date(2027, 2, 5), [JANUARY], []),
    ],
)
def test_a_month_is_due_from_the_5th_of_the_next(
    today: date, told: list[date], months: list[date]
) -> None:
    assert months_to_tell(*YEAR, told, today) == months


def test_half_a_year_after_its_last_day_nothing_is_told_any_more() -> None:
    assert months_to_tell(*YEAR, [date(2028, 5, 1)], date(2029, 1, 9)) == [date(2028, 6, 1)]


def test_a_night_tells_every_agreement_once(opened: Instance, funded: Funded) -> None:
    assert told_on(date(2027, 2, 4)) == 0
    assert told_on(date(2027, 2, 5)) == 2
    assert told_on(date(2027, 2, 6)) == 0
    assert broken() == []


def test_money_is_that_of_the_end_of_the_month(opened: Instance, funded: Funded) -> None:
    told_on(date(2027, 2, 5))

    (release,) = released(funded.agreement)
    figures = release.figures
    assert (figures.awarded, figures.received) == (Money(3_200_000), Money(0))
    assert (figures.spent, figures.left) == (Money(12_345), Money(3_187_655))
    assert release.as_of == date(2027, 1, 31)


def test_small_numbers_are_told_together_or_not(opened: Instance, funded: Funded) -> None:
    """Ten ate and three walked, of which two did both; one cook is too few to tell of."""
    told_on(date(2027, 2, 5))

    people = released(funded.agreement)[0].figures.people
    assert [(row.names, row.people, row.amount) for row in people.helped.rows] == [
        (("Eettafel", "Wandelen"), 10, 10)
    ]
    assert (people.helped.total, people.people, people.seats) == (10, 10, 10)
    assert people.given.rows == ()
    assert (people.minutes, people.helpers) == (0, 0)
    assert [(goal.number, goal.done) for goal in people.goals] == [(1, 2), (2, 10)]


def test_a_missed_month_is_caught_up_and_what_was_told_stays(
    opened: Instance, funded: Funded
) -> None:
    told_on(date(2027, 2, 5))
    first = db().scalars(select(FigureRelease.content).order_by(FigureRelease.id)).first()
    was_held(
        funded.table,
        date(2027, 2, 9),
        helped=None,
        came=dict.fromkeys(funded.guests[4:], 2),
    )
    late = dict.fromkeys(funded.guests[11:], 1)
    was_held(funded.walking, date(2027, 1, 20), helped=None, came=late)

    assert told_on(date(2027, 4, 20)) == 4

    told = released(funded.agreement)
    assert [each.month for each in told] == [JANUARY, FEBRUARY, MARCH]
    again = db().scalars(select(FigureRelease.content).order_by(FigureRelease.id)).first()
    assert again == first
    assert [each.figures.people.people for each in told] == [10, 10, 10]
    assert [each.figures.people.seats for each in told] == [10, 30, 30]


def test_an_agreement_that_ends_inside_a_month_tells_of_its_own_days(
    opened: Instance, funded: Funded
) -> None:
    agreement = db().get_one(FundingAgreement, funded.agreement)
    agreement.ends_on = date(2027, 1, 7)
    db().flush()
    told_on(date(2027, 2, 5))

    (row,) = released(funded.agreement)[0].figures.people.helped.rows
    assert (row.names, row.amount) == (("Eettafel",), 10)


def test_the_check_finds_what_is_no_longer_what_was_released(
    opened: Instance, funded: Funded
) -> None:
    told_on(date(2027, 2, 5))
    content = db().scalars(select(FigureRelease.content)).first()
    assert content is not None
    figures = json.loads(content)
    figures["people"]["people"] = 3
    small = json.dumps(figures)
    agreement_id = funded.standing.agreed(funded.sources.kitchen, 100)
    for month, text in ((FEBRUARY, content), (JANUARY, small)):
        db().add(
            FigureRelease(
                agreement_id=agreement_id,
                month=month,
                content=text,
                hash="0" * 64 if month == FEBRUARY else fingerprint(small),
                made_at=clock.now(),
            )
        )
        db().flush()

    assert [sentence.split(" ", 2)[2] for sentence in broken()] == [
        "is not what was released.",
        "tells of fewer than five people.",
        "was made before that of an earlier month.",
    ]
