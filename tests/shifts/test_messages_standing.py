"""The mails about fixed places: their words, to whom, and whether they still hold."""

import pytest
from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Series
from tests.cast import Cast, seen_by
from tests.shifts.test_messages import still_true, the_mail
from tests.shifts.weekly import FIRST, a_series, holds

HELD, FREED = "shifts.fixed_held", "shifts.fixed_freed"
FIRST_WORDS = "woensdag 20 januari, 17.00 uur"


@pytest.fixture
def series(eettafel: Service, cast: Cast) -> Series:
    """The Eettafel, every Wednesday at five."""
    return a_series(eettafel, cast)


def test_who_gets_a_fixed_place_reads_all_days_once(series: Series, cast: Cast) -> None:
    holds(series, cast.bram)
    mail = the_mail(HELD)
    assert mail.subject == "Uw vaste plek bij Eettafel"
    assert mail.holds(
        "U krijgt deze mail omdat u vast meehelpt.",
        "Beste Bram,",
        "Op deze dagen rekenen we op u:",
        FIRST_WORDS,
        "woensdag 10 maart, 17.00 uur",
        "De Knotwilg",
        "Komt er een dag bij, dan staat u vanzelf op de lijst.",
        "/mijn/vast/",
    )


def test_who_is_away_on_every_day_reads_no_days(series: Series, cast: Cast) -> None:
    operations.go_away(cast.bram.id, first_on=FIRST, last_on=series.last_on, by=seen_by(cast.bram))
    holds(series, cast.bram)
    assert not the_mail(HELD).holds("Op deze dagen rekenen we op u:")


def test_a_place_given_back_is_not_said_any_more(series: Series, cast: Cast) -> None:
    place = holds(series, cast.bram).place
    assert still_true(HELD)
    operations.give_up_fixed_place(place.id, seen_by(cast.bram), release_days=True)
    assert not still_true(HELD)


def test_who_looks_after_it_reads_which_day_came_free_and_no_name(
    series: Series, cast: Cast
) -> None:
    holds(series, cast.bram)
    operations.go_away(cast.bram.id, first_on=FIRST, last_on=FIRST, by=seen_by(cast.bram))
    mail = the_mail(FREED)
    assert mail.subject == "Een plek vrij op woensdag 20 januari: Eettafel"
    assert mail.holds(
        "Beste Coor,",
        "Een vaste helper is er een keer niet. De plek staat weer open in het rooster.",
        "Eettafel",
        FIRST_WORDS,
        "Bekijk deze dag:",
    )
    assert "Bram" not in mail.text


def test_it_is_not_said_any_more_once_the_member_is_back(series: Series, cast: Cast) -> None:
    holds(series, cast.bram)
    away = operations.go_away(
        cast.bram.id, first_on=FIRST, last_on=FIRST, by=seen_by(cast.bram)
    ).away
    operations.come_back(away.id, seen_by(cast.bram))
    assert not still_true(FREED)


def test_the_days_of_a_fixed_place_are_asked_about_but_not_confirmed_one_by_one(
    series: Series, cast: Cast
) -> None:
    holds(series, cast.bram)
    assert set(db().scalars(select(Message.rule))) == {HELD}
