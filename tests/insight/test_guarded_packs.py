"""What the database itself refuses of packs, and that each guard is what does."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from buurtcoop.afterwards.operations import take_back
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.funding import operations as funding
from buurtcoop.insight.checks import GUARDS, broken
from buurtcoop.insight.operations.packs import make_pack, renew_packs
from tests.afterwards.told import a_story
from tests.breaching import lift, refused, undone
from tests.cast import Cast, seen_by
from tests.insight.test_packs import claimed
from tests.setup import as_owner

AT = "'2027-01-12 07:30:00.000000'"
COLUMNS = "id, settlement_id, version, report, tables, letter, hash, stories, made_at, gone_at"


def another(place: str, gone: str, content: str = "report, tables, letter") -> str:
    """A copy of pack 2 in another place."""
    return (
        f"INSERT INTO settlement_pack ({COLUMNS}) SELECT {place}, {content}, hash, stories,"
        f" made_at, {gone} FROM settlement_pack WHERE id = 2"
    )


# Pack 1 of settlement 1 is gone, pack 2 stands; settlement 2 is open.
BREACHES = [
    ("pack_of_what_was_handed_in", another("9, 2, 1", "gone_at")),
    ("pack_of_what_was_handed_in", another("9, 1, 3", AT, "NULL, NULL, NULL")),
    ("pack_only_goes", "UPDATE settlement_pack SET stories = '[7]' WHERE id = 2"),
    ("pack_only_goes", "UPDATE settlement_pack SET report = letter WHERE id = 2"),
    (
        "pack_only_goes",
        "UPDATE settlement_pack SET report = NULL, tables = NULL, letter = NULL,"
        f" hash = '{'a' * 64}', gone_at = {AT} WHERE id = 2",
    ),
    ("pack_only_goes", f"UPDATE settlement_pack SET gone_at = {AT} WHERE id = 1"),
    ("pack_remains", "DELETE FROM settlement_pack WHERE id = 1"),
]
# What a CHECK or a unique key refuses, whoever takes the triggers away.
HALF = [
    f"UPDATE settlement_pack SET report = NULL, gone_at = {AT} WHERE id = 2",
    "UPDATE settlement_pack SET hash = 'a' WHERE id = 2",
    "UPDATE settlement_pack SET version = 1 WHERE id = 2",
    "UPDATE settlement_pack SET version = 0 WHERE id = 2",
]


@pytest.fixture
def laid(instance: Instance, cast: Cast) -> Iterator[Engine]:
    """The rows that the breaches start from, as the owner of the database sees them."""
    with instance.writing():
        made, number = claimed(cast)
        story = a_story(cast.anna)
        first = make_pack(made.handed_in(number), made.by)
        take_back(story.id, seen_by(cast.anna))
        assert renew_packs(clock.now()) == 1
        begun = funding.begin_settlement(number, reason="Er klopte iets niet.", by=made.by)
        assert (first.id, begun.id) == (1, 2)
    with as_owner(instance) as engine:
        yield engine


def test_the_database_refuses_what_breaks_packs(laid: Engine) -> None:
    with undone(laid) as connection:
        passed = [one for _guard, one in BREACHES if not refused(connection, one)]

    assert passed == []


@pytest.mark.guard
def test_without_its_guard_each_breach_passes(laid: Engine) -> None:
    still_refused = []
    for guard, breach in BREACHES:
        with undone(laid) as connection:
            lift(connection, guard, "settlement_pack")
            if refused(connection, breach):
                still_refused.append((guard, breach))

    assert still_refused == []


@pytest.mark.guard
def test_without_triggers_no_pack_is_half_or_twice(laid: Engine) -> None:
    with undone(laid) as connection:
        for guard in {guard for guard, _breach in BREACHES}:
            lift(connection, guard, "settlement_pack")
        twice = another("9, 1, 9", "gone_at")
        passed = [one for one in (*HALF, twice) if not refused(connection, one)]

    assert passed == []


def test_the_check_sees_a_pack_that_was_changed(laid: Engine, instance: Instance) -> None:
    with laid.begin() as connection:
        lift(connection, "pack_only_goes", "settlement_pack")
        connection.execute(text("UPDATE settlement_pack SET letter = report WHERE id = 2"))

    with instance.reading():
        found = broken()

    assert "Pack 2 is not what was made." in found
    assert "The guard pack_only_goes is not in force." in found


def test_every_guard_of_packs_that_the_check_knows_is_proven_here() -> None:
    known = {guard for guard in GUARDS if guard.startswith("pack_")}
    assert known == {guard for guard, _breach in BREACHES}
