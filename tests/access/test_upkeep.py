"""What goes with time, what must hold, accounts, and what the mails say."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from buurtcoop.access.checks import broken
from buurtcoop.access.jobs import clean_up
from buurtcoop.access.messages import RULES, SIGN_IN
from buurtcoop.access.models import Account, Role, Session, SignInRequest, Throttle
from buurtcoop.access.operations import (
    allow,
    ask_link,
    close_account,
    end_member_role,
    end_session,
    open_account,
)
from buurtcoop.access.queries import account_of, roles_of
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.people.models import Person
from tests.access.helpers import HERE, in_a_session
from tests.cast import SINCE, Cast


def left() -> tuple[int, int, int]:
    return (
        len(db().scalars(select(Session)).all()),
        len(db().scalars(select(SignInRequest)).all()),
        len(db().scalars(select(Throttle)).all()),
    )


def test_what_ended_thirty_days_ago_goes_and_the_rest_stays(opened: Instance, cast: Cast) -> None:
    ended = in_a_session(cast.anna)
    assert ended.session_id is not None
    end_session(ended.session_id, cast.anna.id)
    in_a_session(cast.bram)
    ask_link("anna@example.org", onward="", network=HERE)
    allow("a", 5, timedelta(minutes=15))
    assert left() == (2, 1, 3)

    assert clean_up(clock.now() + timedelta(days=30)) == 0
    assert clean_up(clock.now() + timedelta(days=30, seconds=1)) == 5

    assert left() == (1, 0, 0)
    assert clean_up(clock.now() + timedelta(days=44, seconds=1)) == 1


def test_nothing_is_broken_at_the_start(opened: Instance, cast: Cast) -> None:
    assert broken() == []


def test_what_is_broken_is_said_in_a_sentence(opened: Instance, cast: Cast) -> None:
    db().execute(update(Account).where(Account.person_id == cast.anna.id).values(email="ANNA@x.nl"))
    db().execute(
        update(Account).where(Account.person_id == cast.bo.id).values(totp_since=clock.now())
    )
    session = in_a_session(cast.bram)
    db().execute(
        update(Session)
        .where(Session.id == session.session_id)
        .values(ended_at=clock.now() - timedelta(days=1))
    )
    db().add(Role(person_id=cast.truus.id, name=RoleName.TREASURER, starts_on=SINCE, ends_on=SINCE))
    yesterday = clock.today() - timedelta(days=1)
    db().execute(
        update(Role)
        .where(Role.name.in_((RoleName.BOARD, RoleName.COORDINATOR)))
        .values(ends_on=yesterday)
    )

    said = " ".join(broken())

    assert "has an address that is not in lower case" in said
    assert "has half a second factor" in said
    assert "was used before it was made" in said
    assert "has the role treasurer twice at the same time" in said
    assert "Nobody is coordinator or sits on the board" in said


def test_an_account_is_opened_once_and_only_with_an_address(opened: Instance, cast: Cast) -> None:
    anna = db().get_one(Person, cast.anna.id)
    before = account_of(anna.id)
    anna.email = None
    db().flush()

    assert open_account(anna) is None
    anna.email = "anna@example.org"
    assert open_account(anna) is before


def test_who_shares_an_address_shares_no_account(opened: Instance, cast: Cast) -> None:
    partner = Person(
        call_name="Paul",
        prefix="",
        surname="Proef",
        email="anna@example.org",
        channel="mail",
        language="nl",
        made_at=clock.now(),
    )
    db().add(partner)
    db().flush()

    assert open_account(partner) is None


def test_who_is_forgotten_has_no_way_in_any_more(opened: Instance, cast: Cast) -> None:
    in_a_session(cast.anna)
    ask_link("anna@example.org", onward="", network=HERE)

    close_account(cast.anna.id, STRANGER)

    assert account_of(cast.anna.id) is None
    assert db().scalars(select(SignInRequest.account_id)).one() is None
    close_account(cast.anna.id, STRANGER)


def test_the_role_of_member_stops_with_the_membership(opened: Instance, cast: Cast) -> None:
    last = clock.today() + timedelta(days=28)

    end_member_role(cast.anna.id, last_day=last)

    assert roles_of(cast.anna.id, last) == ("member",)
    assert roles_of(cast.anna.id, last + timedelta(days=1)) == ()


def test_the_link_goes_by_mail_or_not_at_all() -> None:
    """Over our desk a colleague would read how to sign in as somebody else."""
    assert [rule.mail_only for rule in RULES if rule.name == SIGN_IN] == [True]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_message_says_for_people_what_it_is(rule: object) -> None:
    assert getattr(rule, "about", "")
    assert getattr(rule, "audience", "")
