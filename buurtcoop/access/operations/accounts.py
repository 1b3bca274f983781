"""Accounts and their passwords."""

from datetime import timedelta

import structlog
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.access import passwords
from buurtcoop.access.models import Account, RecoveryCode, Session, SignInRequest
from buurtcoop.access.operations.sessions import end_sessions, need_fresh
from buurtcoop.access.operations.throttle import allow, forget
from buurtcoop.access.queries import account_at, account_of, words_about
from buurtcoop.access.rules import AddressTaken
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person

log = structlog.get_logger()

WRONG_TRIES = 5
WRONG_TRIES_OF_ONE_NETWORK = 60
WRONG_PER = timedelta(minutes=15)
# From everywhere together; a link by mail goes on working for who is kept out by this.
WRONG_TRIES_OF_ONE_ADDRESS = 50


def open_account(person: Person) -> Account | None:
    """Let this person sign in with the mail address we know, by link; a password comes later.

    Opening twice is once. None when there is no address, or when somebody else of the same
    address signs in with it: an address opens one account.
    """
    if not person.email:
        return None
    insert_once(
        db(),
        Account,
        person_id=person.id,
        email=person.email.strip().lower(),
        password_hash=None,
        totp_secret=None,
        totp_next=None,
        totp_since=None,
        totp_last_step=0,
        made_at=clock.now(),
    )
    return account_of(person.id)


def close_account(person_id: int, by: Viewer) -> None:
    """Take the way in away, with all its sessions and codes; for who is forgotten."""
    account = account_of(person_id)
    if account is None:
        return
    record(by, "access.account_closed", account)
    for kind in (Session, RecoveryCode):
        db().execute(delete(kind).where(kind.account_id == account.id))
    db().execute(
        update(SignInRequest).where(SignInRequest.account_id == account.id).values(account_id=None)
    )
    db().delete(account)
    db().flush()


def change_email(person_id: int, email: str, by: Viewer) -> None:
    """Sign in with another address from now on; all other sessions end.

    The address of the person itself is changed by `people`. Raises FreshSignInNeeded for one's
    own account, AddressTaken.
    """
    account = account_of(person_id)
    if account is None or account.email == email.strip().lower():
        return
    if by.person_id == person_id:
        need_fresh(by)
    try:
        with db().begin_nested():
            account.email = email.strip().lower()
            db().flush()
    except IntegrityError as error:
        raise AddressTaken from error
    end_sessions(account.id, but=by.session_id)
    record(by, "access.email_changed", account)


def password_is_right(email: str, password: str, network: str) -> Account | None:
    """The account with this address and password, or None; both cost the same.

    Counts tries per address and network, per network, and per address from everywhere in a day.
    Raises TooManyAttempts.
    """
    address = email.strip().lower()
    allow(f"password:{network}", WRONG_TRIES_OF_ONE_NETWORK, WRONG_PER)
    allow(f"password:{address}:{network}", WRONG_TRIES, WRONG_PER)
    allow(f"password-to:{address}", WRONG_TRIES_OF_ONE_ADDRESS, timedelta(days=1))
    account = account_at(address)
    right = passwords.matches(account.password_hash if account else None, password)
    if account is None or account.password_hash is None or not right:
        log.warning("password wrong", account=account.id if account else None)
        return None
    forget(f"password:{address}:{network}")
    if passwords.outdated(account.password_hash):
        account.password_hash = passwords.hashed(password)
        db().flush()
    return account


def set_password(password: str, by: Viewer) -> None:
    """Choose or change one's own password; all other sessions end.

    Raises FreshSignInNeeded, PasswordShort, PasswordCommon.
    """
    need_fresh(by)
    account = _own(by)
    passwords.refuse_weak(password, words_about(account))
    account.password_hash = passwords.hashed(password)
    db().flush()
    end_sessions(account.id, but=by.session_id)
    record(by, "access.password_set", account)


def remove_password(by: Viewer) -> None:
    """Sign in by mailed link only from now on. Raises FreshSignInNeeded."""
    need_fresh(by)
    account = _own(by)
    account.password_hash = None
    db().flush()
    end_sessions(account.id, but=by.session_id)
    record(by, "access.password_removed", account)


def _own(by: Viewer) -> Account:
    account = account_of(by.id)
    if account is None:
        raise LookupError("This person has no account.")
    return account
