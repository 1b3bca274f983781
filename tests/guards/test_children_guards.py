"""The guards of seats for children, each taken away in turn: then the tests of them notice."""

import pytest
from sqlalchemy import ColumnElement, literal, true

from buurtcoop.core.instance import Instance
from buurtcoop.shifts.operations import holding, places
from tests.cast import Cast
from tests.guards.meeting import PATIENCE
from tests.shifts import test_children as children
from tests.shifts.rota import a_service

pytestmark = pytest.mark.guard


def test_without_counting_the_helpers_too_many_children_come(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_enough_carers", _always)
    # Not the question that was kept, nor is this one kept for the tests that follow.
    monkeypatch.setattr(places, "_fits", places._fits.__wrapped__)
    with pytest.raises(AssertionError):
        children.test_parents_at_one_moment_bring_no_more_than_the_helpers_can_have(instance, cast)


def test_without_the_least_number_of_helpers_one_adult_is_alone_with_a_child(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_at_least", lambda: literal(0))
    monkeypatch.setattr(places, "_fits", places._fits.__wrapped__)
    afternoon = children.play(a_service("Speelmiddag"))
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        children.test_with_fewer_helpers_than_it_takes_no_child_can_come(afternoon, cast)


# SQLite has one writer at a time: the parent can't come in between.
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_without_holding_the_lines_a_release_slips_through(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "_hold_lines", _hold_nothing)
    assert children.added_behind_the_back(instance, cast, PATIENCE) == 1


def _always(number: int) -> ColumnElement[bool]:
    return true()


def _hold_nothing(shift_ids: object) -> None:
    """Nobody waits for anybody."""
