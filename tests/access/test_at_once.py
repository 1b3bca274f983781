"""Many at the same moment: each guard is in the database and not in one process."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from pyotp import TOTP
from sqlalchemy import select

from buurtcoop.access.models import Role, Session, Throttle
from buurtcoop.access.operations import (
    allow,
    begin_session,
    end_role,
    grant,
    prove,
    sign_in_by_link,
)
from buurtcoop.access.operations import roles as roles_operations
from buurtcoop.access.operations.accounts import WRONG_PER
from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import CodeWrong, LastBoardMember, RoleName, TooManyAttempts
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.rules import LinkUsed
from tests.access.helpers import HERE, STEP, code_at, in_a_session, link_to, sessions, with_code
from tests.cast import Cast

MANY = 20


def all_at_once(instance: Instance, acts: list[Callable[[], object]]) -> list[type[Refusal] | None]:
    """Do these in a transaction each, released together. Returns what refused each of them."""
    ready = Barrier(len(acts))

    def one(act: Callable[[], object]) -> type[Refusal] | None:
        ready.wait(timeout=30)
        own = Instance(instance.settings)
        try:
            with own.writing():
                act()
        except Refusal as refusal:
            return type(refusal)
        finally:
            own.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_a_link_pressed_twenty_times_begins_one_session(instance: Instance, cast: Cast) -> None:
    token = link_to(instance, cast.anna).rsplit("/", 1)[1]

    def press() -> None:
        account, _onward = sign_in_by_link(token)
        begin_session(account, device="", proven=False)

    refused = all_at_once(instance, [press] * MANY)

    assert refused.count(None) == 1
    assert refused.count(LinkUsed) == MANY - 1
    assert len(sessions(instance, cast.anna)) == 1


def test_one_code_proves_one_session(instance: Instance, cast: Cast) -> None:
    app, _codes = with_code(instance, cast.bo)
    with instance.writing():
        viewers = [in_a_session(cast.bo, proven=False) for _number in range(8)]

    with clock.stopped(clock.now() + STEP):
        refused = all_at_once(instance, [_give(app, viewer) for viewer in viewers])

    assert refused.count(None) == 1
    with instance.reading():
        proven = select(Session).where(
            Session.id.in_([viewer.session_id for viewer in viewers]),
            Session.proven_at.is_not(None),
        )
        assert len(db().scalars(proven).all()) == 1


def test_one_recovery_code_proves_one_session(instance: Instance, cast: Cast) -> None:
    _app, codes = with_code(instance, cast.bo)
    with instance.writing():
        viewers = [in_a_session(cast.bo, proven=False) for _number in range(5)]

    refused = all_at_once(
        instance,
        [partial(prove, codes[0], viewer, network=HERE) for viewer in viewers],
    )

    assert refused.count(None) == 1
    assert refused.count(CodeWrong) == 4


def test_of_twenty_tries_at_once_five_count(instance: Instance, cast: Cast) -> None:
    def attempt() -> None:
        allow("password:anna@example.org:192.0.2.7", 5, WRONG_PER)

    refused = all_at_once(instance, [attempt] * MANY)

    assert refused.count(None) == 5
    assert refused.count(TooManyAttempts) == MANY - 5
    with instance.reading():
        assert len(db().scalars(select(Throttle)).all()) == 1


def two_who_end_each_other(instance: Instance, cast: Cast) -> list[type[Refusal] | None]:
    with instance.writing():
        grant(cast.anna.id, RoleName.BOARD, on=clock.today(), by=None)
        anna, bo = in_a_session(cast.anna), in_a_session(cast.bo)
        board = {
            role.person_id: role.id
            for role in db().scalars(select(Role).where(Role.name == RoleName.BOARD))
        }
    return all_at_once(
        instance,
        [lambda: end_role(board[cast.bo.id], anna), lambda: end_role(board[cast.anna.id], bo)],
    )


def board_now(instance: Instance) -> int:
    with instance.reading():
        return len(people_in_roles((RoleName.BOARD,)))


def test_two_board_members_who_end_each_other_leave_one(instance: Instance, cast: Cast) -> None:
    refused = two_who_end_each_other(instance, cast)

    assert sorted(refused, key=str) == sorted([None, LastBoardMember], key=str)
    assert board_now(instance) == 1


@pytest.mark.guard
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_without_the_lock_they_end_each_other(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above notices: both see the other still there. SQLite has one writer at a time."""
    looked = Barrier(2)

    def unlocked(name: RoleName, today: object) -> list[Role]:
        found = list(db().scalars(select(Role).where(Role.name == name, Role.ends_on.is_(None))))
        looked.wait(timeout=30)
        return found

    monkeypatch.setattr(roles_operations, "_locked_holders", unlocked)
    refused = two_who_end_each_other(instance, cast)

    assert refused == [None, None]
    assert board_now(instance) == 0


def test_giving_a_role_twice_at_once_gives_it_once(instance: Instance, cast: Cast) -> None:
    def give() -> None:
        grant(cast.anna.id, RoleName.TREASURER, on=clock.today(), by=None)

    refused = all_at_once(instance, [give] * 10)

    assert refused == [None] * 10
    with instance.reading():
        rows = db().scalars(select(Role).where(Role.name == RoleName.TREASURER)).all()
        assert sorted(role.person_id for role in rows) == [cast.anna.id, cast.truus.id]


def _give(app: TOTP, viewer: Viewer) -> Callable[[], object]:
    code = code_at(app, clock.now())
    return partial(prove, code, viewer, network=f"192.0.2.{viewer.session_id}")
