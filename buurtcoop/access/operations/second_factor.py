"""The second factor: a code from an app, ten recovery codes, and taking it off for somebody."""

import secrets
from datetime import timedelta

import structlog
from pyotp import TOTP, random_base32
from sqlalchemy import delete, update

from buurtcoop.access.messages import RESET, SECOND_FACTOR_RESET
from buurtcoop.access.models import Account, RecoveryCode, Session
from buurtcoop.access.operations.sessions import end_sessions, need_fresh, refresh_session
from buurtcoop.access.operations.throttle import allow, forget
from buurtcoop.access.queries import account_of, code_is_owed, people_in_roles
from buurtcoop.access.rules import (
    GRANTABLE,
    CodeWrong,
    NotYourRole,
    SecondPersonNeeded,
)
from buurtcoop.audit.operations import record, reveal, seal
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import put

log = structlog.get_logger()

STEP_SECONDS = 30
# One step back and one ahead, for a phone whose clock is a little off.
STEPS = (0, -1, 1)
RECOVERY_CODES = 10
RECOVERY_DIGITS = 12
CODE_TRIES = 5
CODE_PER = timedelta(minutes=15)
# Whoever guesses from many places at once: with three codes right of a million, no chance.
CODE_TRIES_OF_ALL = 50
CODE_PER_OF_ALL = timedelta(days=1)
TOLD_FOR = timedelta(days=7)
OPERATOR = Viewer(acting_as="operator")
PURPOSE = N_("om met een code in te loggen")


def begin_second_factor(by: Viewer) -> None:
    """Make a new secret; it counts after its first code. Raises FreshSignInNeeded."""
    need_fresh(by)
    account = _own(by)
    seal(account, "totp_next", random_base32())
    db().flush()


def secret_being_set_up(by: Viewer) -> str:
    """The secret that waits for its first code; empty when none was begun.

    Nobody sees it who has a second factor and did not give it: that would be a way round.
    """
    session = db().get(Session, by.session_id) if by.session_id else None
    if session is None or code_is_owed(session) or session.account.totp_next is None:
        return ""
    account = session.account
    return reveal(by, PURPOSE, [account], "totp_next")[account.id]


def confirm_second_factor(code: str, by: Viewer, *, network: str) -> list[str]:
    """Give the first code of the new secret. Returns ten recovery codes, to be shown once.

    Raises CodeWrong, TooManyAttempts.
    """
    account = _own(by)
    key = _count(account, network)
    secret = secret_being_set_up(by)
    step = _step_of(secret, _digits(code)) if secret else None
    if step is None:
        raise CodeWrong
    seal(account, "totp_secret", secret)
    account.totp_next, account.totp_since, account.totp_last_step = None, clock.now(), step
    db().flush()
    forget(key)
    record(by, "access.second_factor_set", account)
    return _make_recovery_codes(account)


def prove(code: str, by: Viewer, *, network: str) -> str:
    """Give a code from the app or a recovery code. Returns the new token of the session.

    A code works once: the conditional update decides. Raises CodeWrong, TooManyAttempts.
    """
    account = _own(by)
    key = _count(account, network)
    digits = _digits(code)
    used = _use_recovery_code if len(digits) == RECOVERY_DIGITS else _use_step
    if account.totp_secret is None or by.session_id is None or not used(account, digits, by):
        log.warning("code wrong", account=account.id)
        raise CodeWrong
    forget(key)
    return refresh_session(by.session_id, proven=True)


def new_recovery_codes(by: Viewer) -> list[str]:
    """Ten fresh recovery codes; the old ones stop working. Raises FreshSignInNeeded."""
    need_fresh(by)
    account = _own(by)
    record(by, "access.recovery_codes_made", account)
    return _make_recovery_codes(account)


def reset_second_factor(person_id: int, by: Viewer) -> None:
    """Take the code off for somebody who lost phone and recovery codes.

    Holds afterwards: that person is signed out everywhere and sets up a new one at the next
    sign-in; it is logged and all staff get a mail. Raises NotYourRole, SecondPersonNeeded,
    FreshSignInNeeded, LookupError.
    """
    if not by.may("access.reset"):
        raise NotYourRole
    if by.person_id == person_id:
        raise SecondPersonNeeded
    need_fresh(by)
    account = account_of(person_id)
    if account is None:
        raise LookupError(person_id)
    _reset(account, by)


def reset_second_factor_by_operator(account: Account) -> None:
    """The same by who runs the server; logged and mailed as well."""
    _reset(account, OPERATOR)


def _reset(account: Account, by: Viewer) -> None:
    account.totp_secret = account.totp_next = account.totp_since = None
    account.totp_last_step = 0
    db().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    db().flush()
    end_sessions(account.id)
    record(by, RESET, account)
    now = clock.now()
    staff = {person.id for _role, person in people_in_roles(GRANTABLE)} | {account.person_id}
    for person_id in sorted(staff):
        put(
            SECOND_FACTOR_RESET,
            subject_id=account.id,
            occurrence=now.isoformat(),
            recipient_id=person_id,
            expires_at=now + TOLD_FOR,
        )


def _use_step(account: Account, digits: str, by: Viewer) -> bool:
    secret = reveal(by, PURPOSE, [account], "totp_secret").get(account.id, "")
    step = _step_of(secret, digits)
    if step is None:
        return False
    used = db().scalars(
        update(Account)
        .where(Account.id == account.id, Account.totp_last_step < step)
        .values(totp_last_step=step)
        .returning(Account.id)
    )
    return used.first() is not None


def _use_recovery_code(account: Account, digits: str, by: Viewer) -> bool:
    used = db().scalars(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.fingerprint == _fingerprint(account, digits),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    if used.first() is None:
        return False
    record(by, "access.recovery_code_used", account)
    return True


def _step_of(secret: str, digits: str) -> int | None:
    """Which half minute this code belongs to, of those that count now."""
    app, now = TOTP(secret), int(clock.now().timestamp()) // STEP_SECONDS
    for near in STEPS:
        if secrets.compare_digest(app.generate_otp(now + near), digits):
            return now + near
    return None


def _make_recovery_codes(account: Account) -> list[str]:
    db().execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [
        f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}d}"
        for _ in range(RECOVERY_CODES)
    ]
    db().add_all(
        RecoveryCode(account_id=account.id, fingerprint=_fingerprint(account, code), used_at=None)
        for code in codes
    )
    db().flush()
    return [" ".join([code[:4], code[4:8], code[8:]]) for code in codes]


def _count(account: Account, network: str) -> str:
    allow(f"code:{account.id}", CODE_TRIES_OF_ALL, CODE_PER_OF_ALL)
    key = f"code:{account.id}:{network}"
    allow(key, CODE_TRIES, CODE_PER)
    return key


def _digits(code: str) -> str:
    return "".join(letter for letter in code if letter in "0123456789")


def _fingerprint(account: Account, digits: str) -> str:
    return here().keys.mac("recovery code", account.id, digits)


def _own(by: Viewer) -> Account:
    account = account_of(by.id)
    if account is None:
        raise LookupError("This person has no account.")
    return account
