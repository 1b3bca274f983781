"""A full disk, a missing key, a database that is away: readable, nothing lost, no trace."""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from buurtcoop.app import create_app
from buurtcoop.audit.models import ReadEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import ApplicationTalk
from tests.cast import Cast
from tests.house.world import World, fill
from tests.visitor import Visitor

ONLY_SQLITE = pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
TALK = "/leden/aanmeldingen/1/gesprek"
FULL = "De opslag is vol. Lezen kan, opslaan even niet. De beheerder weet ervan."


@pytest.fixture
def world(instance: Instance, cast: Cast) -> World:
    return fill(instance, cast)


def let_storage_be_full(instance: Instance) -> None:
    """From now on the database file can't grow, and has no free page inside."""
    with instance.writing():
        db().connection().exec_driver_sql("CREATE TABLE filler (text TEXT) STRICT")

    @event.listens_for(instance.writers, "checkout")
    def no_room(connection: Any, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA max_page_count = 1")
        cursor.close()

    with suppress(OperationalError):
        while True:
            with instance.writing():
                db().connection().exec_driver_sql("INSERT INTO filler VALUES (hex(zeroblob(2000)))")


@ONLY_SQLITE
def test_a_full_disk_is_said_and_reading_goes_on(
    instance: Instance, world: World, cast: Cast
) -> None:
    visitor = Visitor(create_app(instance.settings, instance), instance).signed_in_as(cast.coor)
    page = visitor.get("/leden/aanmeldingen/1")
    let_storage_be_full(instance)

    # The pages in use have some room left: the first talks may still fit.
    answers = [
        visitor.send(
            page, TALK, held_on="11-01-2027", note="Lang verhaal. " * 70, ticket=str(number)
        )
        for number in range(8)
    ]

    kept = sum(answer.status == 200 for answer in answers)
    assert kept < len(answers)
    assert {answer.status for answer in answers[kept:]} == {503}
    assert FULL in answers[-1].words
    for path in ("/", "/aanbod", "/rooster", "/vandaag"):
        assert visitor.get(path).status == 200
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(ApplicationTalk)) == 1 + kept


def test_a_disk_that_is_full_when_all_is_saved_at_the_end_is_said_as_well(
    instance: Instance, world: World
) -> None:
    visitor = Visitor(create_app(instance.settings, instance), instance)
    page = visitor.get("/inloggen")

    @event.listens_for(instance.writers, "commit")
    def no_room(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    answer = visitor.send(page, email="anna@example.org")

    assert (answer.status, FULL in answer.words) == (503, True)


@ONLY_SQLITE
def test_who_is_signed_in_reads_on_with_a_full_disk(
    instance: Instance, world: World, cast: Cast
) -> None:
    visitor = Visitor(create_app(instance.settings, instance), instance).signed_in_as(cast.anna)
    let_storage_be_full(instance)

    with clock.stopped(clock.now() + timedelta(minutes=10)):
        assert visitor.get("/mijn").status == 200


def test_a_reading_that_can_not_be_logged_shows_nothing(
    instance: Instance, world: World, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No log, no page."""
    visitor = Visitor(create_app(instance.settings, instance), instance).signed_in_as(cast.coor)
    assert "over koken" in visitor.get("/leden/aanmeldingen/1").words

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    event.listen(ReadEntry, "before_insert", no_room)
    try:
        page = visitor.get("/leden/aanmeldingen/1")
    finally:
        event.remove(ReadEntry, "before_insert", no_room)

    assert page.status == 500
    assert "over koken" not in page.html


def test_a_missing_key_is_said_and_the_rest_is_readable(
    instance: Instance, world: World, cast: Cast
) -> None:
    visitor = Visitor(create_app(instance.settings, instance), instance)
    ring = instance.key_file.read_text(encoding="utf-8")
    instance.key_file.write_text("{}", encoding="utf-8")

    page = visitor.get(f"/agenda/{world.feed}.ics")

    assert page.status in (404, 503)
    assert visitor.get("/aanbod").status == 200
    instance.key_file.write_text(ring, encoding="utf-8")
    assert visitor.get(f"/agenda/{world.feed}.ics").status == 200


def test_an_error_of_ours_has_a_number_and_no_trace(instance: Instance, world: World) -> None:
    app = create_app(instance.settings, instance)

    def broken() -> str:
        raise ZeroDivisionError("the secret detail")

    app.view_functions["desks.home"] = with_mark(app.view_functions["desks.home"], broken)
    page = Visitor(app, instance).get("/")

    assert page.status == 500
    assert "We kunnen het terugvinden met nummer" in page.words
    assert "secret detail" not in page.html
    assert "Traceback" not in page.html


def with_mark(view: Any, other: Any) -> Any:
    other.__dict__.update(view.__dict__)
    return other
