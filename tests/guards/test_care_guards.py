"""The guards of children by name, each taken away in turn: then somebody notices."""

import pytest

from buurtcoop.agreements.operations import end_agreement
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts import operations, rules
from buurtcoop.shifts.models import BookedChild
from buurtcoop.shifts.operations import children, promising
from tests.care.family import a_child, an_afternoon, brings, says_yes
from tests.cast import Cast, seen_by
from tests.guards.test_house_guards import as_owner, without
from tests.shifts import test_booked_children as booked

pytestmark = pytest.mark.guard


def test_without_the_index_two_guardians_bring_a_child_twice(
    instance: Instance, cast: Cast
) -> None:
    as_owner(instance, "DROP INDEX one_live_child")
    outcome = booked.both_ask(instance, cast, 0)
    assert (len(outcome.won), outcome.errors) == (2, [])


def test_without_the_trigger_a_child_comes_with_a_yes_that_ended(
    instance: Instance, cast: Cast
) -> None:
    """The operation looks too; this is about who slips in behind it."""
    with instance.writing():
        afternoon, mees, anna = an_afternoon(cast), a_child(cast.anna), seen_by(cast.anna)
        [yes] = says_yes(cast.anna, mees)
        number = brings(afternoon, cast.anna, mees)
        operations.cancel(number, anna)
        end_agreement(yes.id, anna)
    row = {
        "booking_id": number,
        "shift_id": afternoon.shift_id,
        "child_id": mees.id,
        "consent_id": yes.id,
        "ended_at": None,
    }
    with pytest.raises(Exception, match="running consent"), instance.writing():
        insert_once(db(), BookedChild, **row)
    without(instance, "child_with_consent", BookedChild.__tablename__)
    with instance.writing():
        assert insert_once(db(), BookedChild, **row) is not None


def test_without_ending_them_children_of_a_cancelled_booking_still_come(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promising, "end_with", lambda bookings: None)
    with pytest.raises(AssertionError):
        booked.test_what_ends_a_booking_ends_that_its_children_come(an_afternoon(cast), cast)


def test_without_asking_for_the_age_a_small_child_comes(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "refuse_age", lambda child, shift: None)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        booked.test_the_age_on_the_day_itself_counts(an_afternoon(cast), cast)


def test_without_asking_for_the_yes_the_trigger_still_refuses(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the operation forgets to ask ends in an error, and nobody comes."""
    afternoon, mees = an_afternoon(cast), a_child(cast.anna)
    [yes] = says_yes(cast.anna, mees)
    end_agreement(yes.id, seen_by(cast.anna))
    monkeypatch.setattr(children, "consents", lambda service, ids: dict.fromkeys(ids, yes.id))
    with pytest.raises(Exception, match="running consent"), db().begin_nested():
        brings(afternoon, cast.anna, mees)
    with pytest.raises(rules.ChildrenNotNamed):
        brings(afternoon, cast.anna)
