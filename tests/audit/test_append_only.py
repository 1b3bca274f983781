"""What was written down stays written down, on both databases and for every login."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from buurtcoop.audit.operations import reading, record
from buurtcoop.coop.queries import this_coop
from buurtcoop.core.instance import Instance, db
from tests.cast import Cast, seen_by

APPEND_ONLY = ["audit_entry", "read_entry", "read_person", "delivery_step"]
CHANGES = [
    "UPDATE audit_entry SET verb = 'other'",
    "UPDATE read_entry SET purpose = 'other'",
    "UPDATE read_person SET person_id = 99",
    "UPDATE audit_detail SET detail = 'other'",
    "DELETE FROM audit_entry",
    "DELETE FROM read_person",
    "DELETE FROM read_entry",
]
REPLACE = """
    INSERT OR REPLACE INTO audit_entry
        (id, at, acting_as, verb, subject_kind, subject_id, detail_hash)
    SELECT id, at, acting_as, 'other', subject_kind, subject_id, detail_hash FROM audit_entry
"""


@pytest.fixture(autouse=True)
def written(instance: Instance, cast: Cast) -> None:
    """One act with words, and one reading."""
    with instance.writing():
        board = seen_by(cast.bo)
        record(board, "changed", this_coop(), "the telephone number")
        reading(board, "to call back", [cast.anna.id])


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_what_was_written(instance: Instance, change: str) -> None:
    with pytest.raises(DBAPIError), instance.writing():
        db().execute(text(change))


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_of_the_tables_is_refused_as_well(instance: Instance, change: str) -> None:
    """Without the trigger the owner's rights would do."""
    owner = create_engine(instance.settings.owner_database)

    with pytest.raises(IntegrityError), owner.begin() as connection:
        connection.execute(text(change))

    owner.dispose()


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_replacing_is_changing(instance: Instance) -> None:
    with pytest.raises(IntegrityError, match="only added"), instance.writing():
        db().execute(text(REPLACE))


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_emptying_a_table_is_changing(instance: Instance, table: str) -> None:
    owner = create_engine(instance.settings.owner_database)

    with pytest.raises(IntegrityError, match="only added"), owner.begin() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))

    owner.dispose()


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_serving_login_can_not_take_the_guard_away(instance: Instance, table: str) -> None:
    for attempt in (
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"DROP TRIGGER {table}_stays ON {table}",
        f"DROP FUNCTION {table}_stays() CASCADE",
        f"ALTER TABLE {table} OWNER TO current_user",
        f"TRUNCATE {table} CASCADE",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE mine (id integer)",
    ):
        with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):  # noqa: SIM117 - the error comes from the transaction
            with instance.writing():
                db().execute(text(attempt))


def test_the_words_of_an_entry_may_be_erased(instance: Instance) -> None:
    with instance.writing():
        db().execute(text("DELETE FROM audit_detail"))

    with instance.reading():
        assert db().scalar(text("SELECT count(*) FROM audit_entry")) == 1
        assert db().scalar(text("SELECT detail_hash <> '' FROM audit_entry"))
