"""Every version up, down and up again, with rows in it, on both databases."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Integer, MetaData, create_engine, inspect, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from buurtcoop.core.database import Model
from buurtcoop.core.migration import (
    MigrationRefused,
    all_versions,
    downgrade,
    newest_version,
    transform,
    upgrade,
    version_of,
)
from tests.core.rows import Rows, fill, read
from tests.models import load_models
from tests.postgres import Database, Server

# Guards are made by migrations only; on PostgreSQL this one shows itself as an index.
GUARDS = {"period_stands_apart"}

load_models()
VERSIONS = all_versions()
# Released versions no longer change: they go up and down in the long run.
RELEASED = "0039"
PAIRS = [
    pytest.param(before, after, marks=[pytest.mark.long] if after <= RELEASED else [])
    for before, after in zip(["base", *VERSIONS], VERSIONS, strict=False)
]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / 'coop.db'}"
            yield Database(url, url)
            return
        running: Server = request.getfixturevalue("postgres")
        fresh = running.fresh_database()
        stack.callback(running.drop, fresh.name)
        yield fresh


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    """The same database, as its owner sees it."""
    made = create_engine(database.owner_url)
    yield made
    made.dispose()


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda version: str(version))
def test_a_version_goes_up_down_and_up_with_its_rows(
    database: Database, engine: Engine, before: str, after: str
) -> None:
    upgrade(*database, before) if before != "base" else None
    rows = fill(engine)

    upgrade(*database, after)
    assert kept(read(engine), rows) == kept(rows, read(engine))
    downgrade(*database, before)
    assert read(engine) == rows
    upgrade(*database, after)

    assert version_of(database.owner_url) == after
    assert kept(read(engine), rows) == kept(rows, read(engine))


def kept(rows: Rows, others: Rows) -> Rows:
    """The rows of the tables that both have, with the columns that both have."""
    return {
        table: [
            {name: value for name, value in row.items() if name in other}
            for row, other in zip(found, others[table], strict=True)
        ]
        for table, found in rows.items()
        if table in others
    }


def test_the_migrations_make_what_the_models_say(database: Database, engine: Engine) -> None:
    upgrade(*database)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []


def test_the_migrations_make_the_same_checks_and_strict_tables(
    database: Database, engine: Engine
) -> None:
    upgrade(*database)
    migrated = shape(engine)
    with engine.begin() as connection:
        reflected = MetaData()
        reflected.reflect(connection)
        for name in guards_of(connection):
            connection.exec_driver_sql(name)
        reflected.drop_all(connection)
        Model.metadata.create_all(connection)

    assert shape(engine) == migrated


def test_all_versions_stand_in_one_row() -> None:
    assert [f"{number:04d}" for number in range(1, len(VERSIONS) + 1)] == VERSIONS
    assert newest_version() == VERSIONS[-1]


def test_a_rebuilt_table_keeps_its_children_and_its_guards(
    database: Database, engine: Engine
) -> None:
    upgrade(*database, "0002")
    with engine.begin() as connection:
        connection.execute(text(ENTRY))
        connection.execute(text("INSERT INTO audit_detail (entry_id, detail) VALUES (1, 'x')"))

    transform(*database, rebuild_audit_entry)

    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_detail")) == 1
    with engine.begin() as connection, pytest.raises(IntegrityError, match="only added"):
        connection.execute(text("DELETE FROM audit_entry"))


def test_a_migration_that_loses_rows_changes_nothing(database: Database, engine: Engine) -> None:
    upgrade(*database, "0003")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO activity (id, code, name) VALUES (1, 'a', 'A')"))

    with pytest.raises(MigrationRefused, match="0 rows in activity, where 1 were"):
        transform(*database, lambda found: run(found, "DELETE FROM activity"))

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM activity")) == 1


def test_a_migration_that_breaks_a_link_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coop.db'}"
    upgrade(url, url, "0002")
    engine = create_engine(url)
    with engine.begin() as connection:
        run(connection, ENTRY)
        run(connection, "INSERT INTO audit_detail VALUES (1, 'x')")

    with pytest.raises(MigrationRefused, match="audit_detail pointing at nothing in audit_entry"):
        transform(url, url, lambda found: run(found, "UPDATE audit_detail SET entry_id = 99"))

    assert read(engine)["audit_detail"] == [{"entry_id": "1", "detail": "x"}]
    engine.dispose()


def test_postgresql_is_not_migrated_by_the_login_that_serves(postgres: Server) -> None:
    fresh = postgres.fresh_database()

    with pytest.raises(MigrationRefused, match="needs two logins"):
        upgrade(fresh.owner_url, fresh.owner_url)

    postgres.drop(fresh.name)


def test_an_empty_database_has_no_version(tmp_path: Path) -> None:
    assert version_of(f"sqlite:///{tmp_path / 'nothing.db'}") is None
    assert not (tmp_path / "nothing.db").exists()


ENTRY = """
    INSERT INTO audit_entry (id, at, acting_as, verb, subject_kind, subject_id, detail_hash)
    VALUES (1, '2027-01-12 07:30:00', 'board', 'wrote', 'coop', 1, '')
"""


def run(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))


def rebuild_audit_entry(connection: Connection) -> None:
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("audit_entry", recreate="auto") as batch:
        batch.add_column(Column("weight", Integer()))
        batch.alter_column("verb", new_column_name="what")


def guards_of(connection: Connection) -> list[str]:
    """Statements that take every guard away, so that tables can be made anew."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(
            "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'"
        )
        return list(found.scalars())
    return []


def shape(engine: Engine) -> dict[str, Any]:
    """What an inspector tells of every table: columns, checks, keys, strictness."""
    looking = inspect(engine)
    tables = [name for name in looking.get_table_names() if name != "alembic_version"]
    shape: dict[str, Any] = {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in looking.get_columns(name)
            },
            "checks": {
                check["name"]: " ".join(str(check["sqltext"]).split())
                for check in looking.get_check_constraints(name)
            },
            "unique": sorted(
                (str(unique["name"]), *unique["column_names"])
                for unique in looking.get_unique_constraints(name)
            ),
            "links": sorted(
                (str(link["name"]), link["referred_table"], *link["constrained_columns"])
                for link in looking.get_foreign_keys(name)
            ),
            "indexes": sorted(
                (str(index["name"]), bool(index["unique"]))
                for index in looking.get_indexes(name)
                if index["name"] not in GUARDS
            ),
        }
        for name in tables
    }
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            strict = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list")
            shape["strict"] = {name: bool(flag) for name, flag in strict if name in tables}
            assert all(shape["strict"].values())
    return shape


def test_what_an_early_version_guards_is_guarded_after_all_in_one_go(tmp_path: Path) -> None:
    whole, stepwise = (f"sqlite:///{tmp_path / name}" for name in ("whole.db", "steps.db"))
    upgrade(whole, whole)
    for version in VERSIONS:
        upgrade(stepwise, stepwise, version)

    assert triggers_in(whole) == triggers_in(stepwise)
    assert "membership_number_stays" in triggers_in(whole)


def triggers_in(url: str) -> dict[str, str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        )
        guards = {str(name): str(sql) for name, sql in found}
    engine.dispose()
    return guards
