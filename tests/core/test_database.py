"""One behaviour on both databases."""

import sqlite3
import threading
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from buurtcoop.coop.models import Activity, Coop, RuleValue
from buurtcoop.core import database
from buurtcoop.core.database import DatabaseUnfit, insert_once, writing_engine
from buurtcoop.core.instance import Instance, db, here, may_write
from buurtcoop.core.log import masked
from buurtcoop.ledger.models import Line
from buurtcoop.people.models import Channel, Person
from tests.counting import statements

ONLY_SQLITE = pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)


def test_what_only_reads_can_not_write(instance: Instance) -> None:
    write = insert(Activity).values(code="patrol", name="Buurtpreventie")

    with pytest.raises(DBAPIError, match=r"readonly|read-only"), instance.reading():
        db().execute(write)


def test_an_error_undoes_the_whole_transaction(instance: Instance) -> None:
    def breaks() -> None:
        db().add(Activity(code="patrol", name="Buurtpreventie"))
        db().flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), instance.writing():
        breaks()

    with instance.reading():
        assert db().scalars(select(Activity.code)).all() == ["meals"]


def test_nothing_is_open_outside_a_transaction(instance: Instance) -> None:
    with instance.reading():
        assert here() is instance
        assert not may_write()
    with pytest.raises(LookupError):
        here()
    with pytest.raises(LookupError):
        db()


def test_aside_a_reading_page_something_short_may_be_written(instance: Instance) -> None:
    with instance.reading():
        before = db().scalar(select(func.count()).select_from(Activity))
        with instance.aside() as aside:
            aside.add(Activity(code="patrol", name="Buurtpreventie"))
        assert db().scalar(select(func.count()).select_from(Activity)) in (before, 2)

    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Activity)) == 2


def test_a_moment_comes_back_in_utc(opened: Instance) -> None:
    summer = datetime(2027, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    coop = db().get_one(Coop, 1)
    coop.founded_at = summer
    db().flush()
    db().expire(coop)

    assert coop.founded_at == summer
    assert coop.founded_at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(opened: Instance) -> None:
    coop = db().get_one(Coop, 1)
    coop.founded_at = datetime(2027, 7, 1, 14, 0)  # noqa: DTZ001 - that is what is refused

    with pytest.raises(StatementError, match="needs a time zone"):
        db().flush()


def test_a_word_outside_the_list_is_refused_by_the_database(opened: Instance) -> None:
    with pytest.raises(IntegrityError, match="known_channel"):
        db().execute(text("UPDATE person SET channel = 'pigeon'"))


def test_an_amount_is_whole_cents(opened: Instance) -> None:
    assert str(Line.__table__.c.amount.type.compile(db().get_bind().dialect)) in (
        "INTEGER",
        "BIGINT",
    )


def test_a_link_to_nothing_is_refused(opened: Instance) -> None:
    with pytest.raises(IntegrityError):
        db().execute(text("UPDATE person SET household_id = 999999"))


def test_once_is_once(opened: Instance) -> None:
    first = insert_once(db(), Activity, code="patrol", name="Buurtpreventie")

    assert first is not None
    assert insert_once(db(), Activity, code="patrol", name="Anders") is None


def test_two_at_once_insert_one(instance: Instance) -> None:
    answers: list[int | None] = []
    ready = threading.Barrier(8)

    def add() -> None:
        ready.wait()
        with instance.writing():
            answers.append(insert_once(db(), Activity, code="patrol", name="x"))

    threads = [threading.Thread(target=add) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 8
    assert sum(answer is not None for answer in answers) == 1


def test_the_log_of_an_error_names_no_value(opened: Instance) -> None:
    person = insert(Person).values(
        call_name="Geheim",
        prefix="",
        surname="Verborgen",
        channel=Channel.MAIL,
        language="nl",
        email="geheim@example.org",
    )

    with pytest.raises(IntegrityError) as refused:
        db().execute(person)

    assert "geheim@example.org" not in masked(str(refused.value))


@ONLY_SQLITE
def test_sqlite_is_as_strict_and_as_careful_as_it_can_be(instance: Instance) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 15_000,
    }
    with instance.writing():
        found = {name: db().execute(text(f"PRAGMA {name}")).scalar() for name in wanted}

    assert found == wanted


@ONLY_SQLITE
def test_a_strict_table_refuses_a_text_in_a_number(opened: Instance) -> None:
    with pytest.raises(IntegrityError, match="cannot store TEXT"):
        db().execute(text("UPDATE coop SET notice_weeks = 'veel'"))


@ONLY_SQLITE
def test_a_writing_transaction_waits_for_the_other_from_its_beginning(instance: Instance) -> None:
    """BEGIN IMMEDIATE: who reads and then writes is never told that the database is locked."""
    order: list[str] = []
    began = threading.Event()

    def second() -> None:
        began.wait()
        with instance.writing():
            db().execute(select(Activity)).all()
            order.append("second")
            db().add(Activity(code="b", name="b"))

    thread = threading.Thread(target=second)
    thread.start()
    with instance.writing():
        db().execute(select(Activity)).all()
        began.set()
        thread.join(timeout=0.3)
        db().add(Activity(code="a", name="a"))
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(DatabaseUnfit, match="must be a file"):
        writing_engine("sqlite://", connections=1)


def test_an_old_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))

    with pytest.raises(DatabaseUnfit, match="too old"):
        writing_engine(f"sqlite:///{tmp_path / 'coop.db'}", connections=1)


def test_a_network_share_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(database, "_kind_of_disk", lambda path: "nfs4")

    with pytest.raises(DatabaseUnfit, match="network share"):
        writing_engine(f"sqlite:///{tmp_path / 'coop.db'}", connections=1)


def test_days_in_reverse_are_refused(opened: Instance) -> None:
    db().add(
        RuleValue(
            name="fee",
            value="6000",
            valid_from=date(2027, 2, 1),
            valid_to=date(2027, 1, 1),
            source="statutes",
            checked_on=date(2027, 1, 1),
            checked_by="Truus",
        )
    )

    with pytest.raises(IntegrityError, match="in_order"):
        db().flush()


def test_statements_are_counted(instance: Instance) -> None:
    with statements(instance) as sent, instance.reading():
        db().scalars(select(Activity)).all()
        db().get(Coop, 1)

    assert len(sent) == 2
