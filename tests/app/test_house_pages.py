"""Is all well, which language, and what we do with data."""

import json
from datetime import timedelta

import pytest

from buurtcoop.app import health
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.reminders.models import Heartbeat
from buurtcoop.reminders.rounds import go_round
from tests.cast import Cast
from tests.visitor import Visitor


@pytest.fixture
def beating(instance: Instance) -> Instance:
    """A coop whose clockwork went round just now."""
    go_round(instance)
    with instance.writing():
        db().get_one(Heartbeat, 1).trouble = ""
    return instance


def asked_as_a_program(visitor: Visitor) -> tuple[int, dict[str, object]]:
    answer = visitor.client.get("/gezondheid", headers={"Accept": "application/json"})
    told: dict[str, object] = json.loads(answer.get_data(as_text=True))
    return answer.status_code, told


def test_all_is_well_after_a_round(beating: Instance, visitor: Visitor) -> None:
    assert visitor.get("/gezondheid").status == 200
    assert asked_as_a_program(visitor) == (200, {"well": True})


def test_a_clockwork_that_stands_still_is_no_health(beating: Instance, visitor: Visitor) -> None:
    with beating.writing():
        db().get_one(Heartbeat, 1).beat_at = clock.now() - timedelta(minutes=6)

    page = visitor.get("/gezondheid")

    assert (page.status, "Er werkt iets niet" in page.words) == (503, True)
    assert asked_as_a_program(visitor) == (503, {"well": False})


def test_before_the_first_round_it_is_not_well(instance: Instance, visitor: Visitor) -> None:
    assert visitor.get("/gezondheid").status == 503


def test_what_exactly_is_for_staff(beating: Instance, visitor: Visitor, cast: Cast) -> None:
    assert "procent is vrij" not in visitor.signed_in_as(cast.anna).get("/gezondheid").words
    assert "procent is vrij" in visitor.signed_in_as(cast.coor).get("/gezondheid").words
    assert "found" in asked_as_a_program(visitor)[1]


def test_a_disk_that_is_nearly_full_is_no_health(
    beating: Instance, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_PERCENT", 101)

    assert visitor.get("/gezondheid").status == 503


def test_staff_read_on_every_page_that_reminders_stand_still(
    beating: Instance, visitor: Visitor, cast: Cast
) -> None:
    with beating.writing():
        db().get_one(Heartbeat, 1).beat_at = clock.now() - timedelta(minutes=6)

    assert "De herinneringen staan stil" in visitor.signed_in_as(cast.coor).get("/privacy").words
    assert "staan stil" not in visitor.another().get("/privacy").words


def test_another_language_stays_until_another_is_chosen(visitor: Visitor) -> None:
    first = visitor.get("/privacy")

    visitor.send(first, "/taal/en")
    english = visitor.get("/lid-worden")

    assert '<html lang="en"' in english.html
    visitor.send(english, "/taal/nl")
    assert '<html lang="nl"' in visitor.get("/lid-worden").html


def test_a_language_we_do_not_have_is_not_there(visitor: Visitor) -> None:
    token = visitor.get("/privacy").forms[-1].values["csrf_token"]

    assert visitor.post("/taal/tlh", {"csrf_token": token}).status == 404


def test_a_language_is_not_chosen_for_somebody_else(visitor: Visitor) -> None:
    """Without the token of a page of ours the cookie stays as it was."""
    assert visitor.post("/taal/en", {}).status == 400
    assert '<html lang="nl"' in visitor.get("/privacy").html


def test_privacy_says_why_who_and_how_long(visitor: Visitor) -> None:
    page = visitor.get("/privacy")

    assert page.h1 == "Privacy"
    for heading in ("Waarom vragen we dit?", "Wie ziet dit?", "Hoe lang bewaren we het?"):
        assert heading in page.words
