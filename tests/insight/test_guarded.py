"""What the database itself refuses of ways in and releases, and that each guard is what does."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ProgrammingError

from buurtcoop.core.instance import Instance, db
from buurtcoop.insight import operations
from buurtcoop.insight.checks import broken
from buurtcoop.insight.models import FunderAccess
from tests.breaching import lift, refused, still_refused
from tests.insight.conftest import END, Funded, told_on
from tests.setup import as_owner

AT = "'2027-01-12 07:30:00.000000'"
# Way in 1 is a link, 2 an account, 3 a link that was taken back; release 1 is of January.
AGAIN = "INSERT INTO figure_release SELECT {id}, agreement_id, month, '{{}}', hash, made_at"
BREACHES = [
    (guard, "funder_access", f"UPDATE funder_access SET {change}")
    for guard, change in (
        ("access_ends_for_good", "revoked_at = NULL WHERE id = 3"),
        ("access_ends_for_good", "used_at = '2027-01-13 07:30:00.000000' WHERE id = 3"),
        ("access_ends_for_good", "source_id = 1 WHERE id = 1"),
        ("access_ends_for_good", "id = 9 WHERE id = 1"),
        ("access_ends_for_good", "fingerprint = 'mine' WHERE id = 1"),
        ("access_ends_for_good", "code_hash = 'mine' WHERE id = 1"),
        ("access_ends_for_good", "person_id = 1 WHERE id = 2"),
    )
] + [
    ("figure_release_stays", "figure_release", "UPDATE figure_release SET content = '{}'"),
    ("figure_release_remains", "figure_release", "DELETE FROM figure_release"),
]
REPLACED = [
    f"INSERT OR REPLACE{AGAIN.format(id=number).removeprefix('INSERT')} FROM figure_release"
    " WHERE id = 1"
    for number in (1, 99)
]
WAY = "source_id, name, fingerprint, code_hash, tries, ends_on, made_at"
OPENED_AGAIN = (
    f"INSERT OR REPLACE INTO funder_access (id, {WAY}) SELECT id, {WAY} FROM funder_access"
    " WHERE id = 3"
)
CHECKS = [
    "UPDATE funder_access SET tries = -1 WHERE id = 1",
    "UPDATE funder_access SET name = '' WHERE id = 1",
    "INSERT INTO funder_access (source_id, name, fingerprint, tries, ends_on, made_at)"
    f" VALUES (1, 'x', 'y', 0, '2027-12-31', {AT})",
    "INSERT INTO funder_access (source_id, name, tries, ends_on, made_at)"
    f" VALUES (1, 'x', 0, '2027-12-31', {AT})",
    "INSERT INTO funder_access (source_id, name, person_id, tries, ends_on, made_at)"
    f" SELECT source_id, 'x', person_id, 0, '2027-12-31', {AT} FROM funder_access WHERE id = 2",
    "INSERT INTO figure_release (agreement_id, month, content, hash, made_at)"
    f" SELECT agreement_id, '2027-02-01', content, 'short', {AT} FROM figure_release WHERE id = 1",
]


@pytest.fixture
def laid(instance: Instance, funded: Funded) -> Iterator[Engine]:
    """The rows that the breaches start from, as the owner of the database sees them."""
    with instance.writing():
        funded.link()
        operations.give_account(
            funded.sources.city, "Samira Haddad", "sam@example.org", END, funded.by
        )
        funded.link()
        operations.revoke(3, funded.by)
        told_on(END.replace(month=2, day=5))
        assert db().get_one(FunderAccess, 3).revoked_at is not None
    with as_owner(instance) as engine:
        yield engine


def test_the_database_refuses_what_opens_a_way_in_or_changes_what_was_told(laid: Engine) -> None:
    statements = [each for _guard, _table, each in BREACHES] + CHECKS
    if laid.dialect.name == "sqlite":
        statements += [*REPLACED, OPENED_AGAIN]
    with laid.connect() as connection:
        passed = [each for each in statements if not refused(connection, each)]
        connection.rollback()

    assert passed == []


@pytest.mark.guard
def test_without_its_guard_each_breach_passes(laid: Engine) -> None:
    assert still_refused(laid, BREACHES) == []


@pytest.mark.guard
@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_without_its_guard_a_shell_replaces_what_was_told(laid: Engine) -> None:
    with laid.connect() as connection:
        connection.execute(text("DROP TRIGGER release_is_not_replaced"))
        connection.execute(text("DROP TRIGGER figure_release_remains"))
        connection.execute(text("DROP TRIGGER access_is_not_replaced"))
        tried = [*REPLACED, OPENED_AGAIN]
        passed = [each for each in tried if not refused(connection, each)]
        connection.rollback()

    assert passed == tried


def test_the_check_says_which_guard_is_gone(laid: Engine, instance: Instance) -> None:
    with laid.begin() as connection:
        lift(connection, "figure_release_stays", "figure_release")

    with instance.reading():
        assert broken() == ["The guard figure_release_stays is not in force."]


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_the_app_login_cannot_change_what_was_told(instance: Instance) -> None:
    engine = create_engine(instance.settings.database)
    for statement in (
        "TRUNCATE figure_release",
        "UPDATE figure_release SET content = ''",
        "DELETE FROM figure_release",
        "DROP TRIGGER figure_release_stays ON figure_release",
    ):
        with (
            engine.connect() as connection,
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        ):
            connection.execute(text(statement))
    engine.dispose()
