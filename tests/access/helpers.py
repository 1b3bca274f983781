"""What the tests of signing in share."""

import re
from datetime import datetime, timedelta

from pyotp import TOTP
from sqlalchemy import select

from buurtcoop.access.guard import COOKIE
from buurtcoop.access.messages import link_for
from buurtcoop.access.models import Account, Session, SignInRequest
from buurtcoop.access.operations import begin_session, set_password
from buurtcoop.access.operations.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    secret_being_set_up,
)
from buurtcoop.access.queries import account_of, roles_of, viewer_in
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from tests.visitor import Page, Visitor

PASSWORD = "zeven groene fietsbellen"
HERE = "192.0.2.7"
STEP = timedelta(seconds=30)


def in_a_session(person: Person, *, proven: bool = True) -> Viewer:
    """This person with a session of its own, just begun. Needs a writing transaction."""
    account = account_of(person.id)
    assert account is not None
    begin_session(account, device="test", proven=proven)
    session = (
        db()
        .scalars(
            select(Session).where(Session.account_id == account.id).order_by(Session.id.desc())
        )
        .first()
    )
    assert session is not None
    return viewer_in(session, roles_of(person.id, clock.today()))


def with_password(instance: Instance, person: Person) -> None:
    """Give this person PASSWORD."""
    with instance.writing():
        set_password(PASSWORD, in_a_session(person))


def with_code(instance: Instance, person: Person) -> tuple[TOTP, list[str]]:
    """Give this person a second factor. Returns the app with the codes, and recovery codes.

    The code of this moment is used up: take one of `later`.
    """
    with instance.writing():
        by = in_a_session(person)
        begin_second_factor(by)
        app = TOTP(secret_being_set_up(by))
        codes = confirm_second_factor(code_at(app, clock.now()), by, network=HERE)
    return app, codes


def code_at(app: TOTP, moment: datetime) -> str:
    """What the app shows at this moment."""
    return app.at(moment)


def link_to(instance: Instance, person: Person, onward: str = "") -> str:
    """The path of a mailed link for this person, asked for now."""
    with instance.writing():
        account = account_of(person.id)
        assert account is not None
        asked = SignInRequest(account_id=account.id, onward=onward, made_at=clock.now())
        db().add(asked)
        db().flush()
        return link_for(asked, person.id)


def token_of(visitor: Visitor) -> str | None:
    """The token in this browser's cookie."""
    with visitor.client.session_transaction() as cookie:
        return cookie.get(COOKIE)


def sessions(instance: Instance, person: Person) -> list[Session]:
    """All sessions this person ever had, in order."""
    with instance.reading():
        return list(
            db().scalars(
                select(Session)
                .join(Account, Session.account_id == Account.id)
                .where(Account.person_id == person.id)
                .order_by(Session.id)
            )
        )


def without_tokens(page: Page) -> str:
    """The page without what is new on every page: form tokens and tickets."""
    return re.sub(r'value="[^"]{20,}"', "", page.html)
