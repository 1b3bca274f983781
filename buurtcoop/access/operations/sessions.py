"""Beginning, renewing and ending sessions."""

import secrets

from sqlalchemy import update

from buurtcoop.access.models import Account, Session
from buurtcoop.access.queries import fingerprint, is_fresh, roles_of
from buurtcoop.access.rules import FreshSignInNeeded
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer


def begin_session(account: Account, *, device: str, proven: bool) -> str:
    """Sign this account in. Returns the token for the cookie; only its fingerprint is kept."""
    token = _new_token()
    now = clock.now()
    db().add(
        Session(
            account_id=account.id,
            fingerprint=fingerprint(token),
            made_at=now,
            seen_at=now,
            fresh_at=now,
            proven_at=now if proven else None,
            ended_at=None,
            device=device,
            acting_as="",
        )
    )
    db().flush()
    return token


def refresh_session(session_id: int, *, proven: bool = False) -> str:
    """This person showed again who it is. Returns a new token: the old one opens nothing more."""
    token = _new_token()
    session = db().get_one(Session, session_id)
    session.fingerprint = fingerprint(token)
    session.fresh_at = clock.now()
    if proven:
        session.proven_at = clock.now()
    db().flush()
    return token


def end_session(session_id: int, person_id: int) -> None:
    """End one session of this person. Raises LookupError when there is none with this number."""
    session = db().get(Session, session_id)
    if session is None or session.account.person_id != person_id:
        raise LookupError(session_id)
    session.ended_at = session.ended_at or clock.now()
    db().flush()


def end_sessions(account_id: int, *, but: int | None = None) -> None:
    """End every session of this account, except this one."""
    running = [Session.account_id == account_id, Session.ended_at.is_(None)]
    if but is not None:
        running.append(Session.id != but)
    db().execute(update(Session).where(*running).values(ended_at=clock.now()))


def act_as(role: str, by: Viewer) -> None:
    """Show the pages for this role from now on. Raises LookupError for a role one has not."""
    if by.session_id is None or role not in roles_of(by.id, clock.today()):
        raise LookupError(role)
    db().get_one(Session, by.session_id).acting_as = role
    db().flush()


def need_fresh(by: Viewer) -> None:
    """Refuse an act that weighs much when it is a while since this person showed who it is.

    Raises FreshSignInNeeded.
    """
    if not is_fresh(by):
        raise FreshSignInNeeded


def _new_token() -> str:
    return secrets.token_urlsafe(32)
