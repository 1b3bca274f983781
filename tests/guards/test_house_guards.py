"""Each guard of the house is taken away once, to show that its test notices."""

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection

from buurtcoop.app import create_app
from buurtcoop.audit.operations import record
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import migration
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.migration import transform
from buurtcoop.web import edge
from tests.cast import Cast, seen_by
from tests.core.test_migrations import ENTRY, rebuild_audit_entry
from tests.visitor import Visitor

pytestmark = pytest.mark.guard

ONLY_SQLITE = pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)


def without(instance: Instance, trigger: str, table: str) -> None:
    """Take a trigger away, as only the owner can."""
    owner = create_engine(instance.settings.owner_database)
    of_table = "" if owner.dialect.name == "sqlite" else f" ON {table}"
    with owner.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}{of_table}"))
    owner.dispose()


def as_owner(instance: Instance, statement: str) -> None:
    owner = create_engine(instance.settings.owner_database)
    with owner.begin() as connection:
        connection.execute(text(statement))
    owner.dispose()


def test_without_its_guard_an_audit_entry_can_be_changed(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        record(seen_by(cast.bo), "coop.change", this_coop())
    without(instance, "audit_entry_stays", "audit_entry")

    as_owner(instance, "UPDATE audit_entry SET verb = 'nothing'")

    with instance.reading():
        assert db().scalar(text("SELECT verb FROM audit_entry")) == "nothing"


def test_without_its_guard_a_coop_becomes_a_demo(instance: Instance) -> None:
    without(instance, "coop_is_what_it_was_made", "coop")

    as_owner(instance, "UPDATE coop SET demo = true")

    with instance.reading():
        assert this_coop().demo


@ONLY_SQLITE
def test_without_recursive_triggers_a_row_is_replaced(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        record(seen_by(cast.bo), "coop.change", this_coop())

    as_owner(  # a plain connection: the pragma of ours is not on
        instance,
        "INSERT OR REPLACE INTO audit_entry "
        "(id, at, acting_as, verb, subject_kind, subject_id, detail_hash) "
        "SELECT id, at, acting_as, 'nothing', subject_kind, subject_id, '' FROM audit_entry",
    )

    with instance.reading():
        assert db().scalar(text("SELECT verb FROM audit_entry")) == "nothing"


@ONLY_SQLITE
def test_with_foreign_keys_on_a_rebuilt_table_is_refused_or_loses_its_children(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_owner(instance, ENTRY)
    as_owner(instance, "INSERT INTO audit_detail (entry_id, detail) VALUES (1, 'x')")
    plain = migration._owner_engine

    def with_foreign_keys(url: str) -> object:
        engine = plain(url)
        event.listen(engine, "connect", lambda found, _: found.execute("PRAGMA foreign_keys=ON"))
        return engine

    monkeypatch.setattr(migration, "_owner_engine", with_foreign_keys)
    url = instance.settings.database

    with pytest.raises(Exception, match=r"FOREIGN KEY|rows in audit_detail"):
        transform(url, url, rebuild_audit_entry)


@ONLY_SQLITE
def test_without_putting_back_a_rebuilt_table_has_no_guard(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forget(_connection: Connection) -> None:
        """Leave them off."""

    monkeypatch.setattr(migration, "_put_guards_back", forget)
    url = instance.settings.database

    transform(url, url, rebuild_audit_entry)

    with instance.reading():
        assert not db().scalar(
            text("SELECT count(*) FROM sqlite_master WHERE name = 'audit_entry_stays'")
        )


def test_without_the_token_a_button_of_somebody_else_works(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "trusted", lambda: True)
    visitor = Visitor(create_app(instance.settings, instance), instance)

    assert visitor.post("/taal/en", {}, follow=False).status == 303
