"""Giving a financier a way in, taking it back, and coming in with a link and a code."""

import secrets
from datetime import date
from hmac import compare_digest

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.access.operations import allow, open_account
from buurtcoop.access.queries import account_at, phone_to_call
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.insight.models import FunderAccess
from buurtcoop.insight.queries.ways import code_hash_of, fingerprint_of, works
from buurtcoop.insight.rules import (
    CODE_DIGITS,
    MOST_TRIES,
    TRIES_OF_ONE_NETWORK,
    TRIES_PER,
    AddressWithoutAccount,
    DoorShut,
    LetInAlready,
    digits_of,
    names_of,
    refuse_past,
)
from buurtcoop.people.models import Person
from buurtcoop.people.operations import add_person

log = structlog.get_logger()


def give_link(source_id: int, name: str, ends_on: date, by: Viewer) -> tuple[str, str]:
    """Make a link with a code that opens the agreements of a source until this day.

    Returns the address and the code, 8 digits; only keyed hashes of both are kept, so this is
    the one time they can be shown. Raises EndsTooSoon.
    """
    refuse_past(ends_on, clock.today())
    token = secrets.token_urlsafe(24)
    code = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    fingerprint = fingerprint_of(token)
    _given(
        FunderAccess(
            source_id=source_id,
            name=name.strip(),
            fingerprint=fingerprint,
            code_hash=code_hash_of(fingerprint, code),
            ends_on=ends_on,
            made_by_id=by.person_id,
            made_at=clock.now(),
        ),
        by,
    )
    return f"{here().settings.base_url.rstrip('/')}/financier/{token}", code


def give_account(source_id: int, name: str, email: str, ends_on: date, by: Viewer) -> FunderAccess:
    """Let somebody who signs in with this address read the agreements of a source.

    A person we do not know yet is added, without any role; a way in that ended opens again.
    Raises EndsTooSoon, LetInAlready, AddressWithoutAccount.
    """
    refuse_past(ends_on, clock.today())
    person = _person_at(name, email, by)
    way = FunderAccess(
        source_id=source_id,
        name=name.strip(),
        person_id=person.id,
        ends_on=ends_on,
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    try:
        with db().begin_nested():
            _given(way, by)
    except IntegrityError as error:
        before = db().scalars(
            select(FunderAccess).where(
                FunderAccess.source_id == source_id,
                FunderAccess.person_id == person.id,
                FunderAccess.revoked_at.is_(None),
            )
        )
        there = before.one()
        if there.ends_on >= clock.today():
            raise LetInAlready(name=there.name, day=there.ends_on) from error
        there.ends_on = ends_on
        db().flush()
        record(by, "insight.access_given", there)
        return there
    return way


def revoke(access_id: int, by: Viewer) -> None:
    """Take a way in back, for good and at once. Twice is once. Raises LookupError."""
    way = db().get(FunderAccess, access_id)
    if way is None:
        raise LookupError(access_id)
    if way.revoked_at is None:
        way.revoked_at = clock.now()
        db().flush()
        record(by, "insight.access_revoked", way)


def come_in(token: str, code: str, *, network: str) -> FunderAccess:
    """Open the door with the token of a link and its code.

    Every try counts before it is looked at: after five wrong ones in a row a link is locked. The
    answer is the same for a link that is not there, was taken back, ended or is locked, and for a
    wrong code. Call it outside `attempt()`: there a refusal would undo the counting.
    Raises DoorShut, TooManyAttempts.
    """
    allow(f"funder:{network}", TRIES_OF_ONE_NETWORK, TRIES_PER)
    fingerprint = fingerprint_of(token)
    typed = code_hash_of(fingerprint, digits_of(code))
    kept = (
        db()
        .execute(
            update(FunderAccess)
            .where(
                FunderAccess.fingerprint == fingerprint,
                FunderAccess.tries < MOST_TRIES,
                works(clock.today()),
            )
            .values(tries=FunderAccess.tries + 1)
            .returning(FunderAccess.id, FunderAccess.code_hash)
        )
        .one_or_none()
    )
    right = compare_digest(typed, (kept.code_hash if kept else None) or "")
    if kept is None or not right:
        log.warning("funder door shut", access=kept.id if kept else None)
        raise DoorShut(contact_phone=phone_to_call())
    way = db().get_one(FunderAccess, kept.id)
    db().refresh(way)
    way.tries, way.used_at = 0, clock.now()
    db().flush()
    record(STRANGER, "insight.came_in", way)
    return way


def leave(way: FunderAccess) -> None:
    """Shut every browser that this link opened until now."""
    way.left_at = clock.now()
    db().flush()


def _given(way: FunderAccess, by: Viewer) -> None:
    db().add(way)
    db().flush()
    record(by, "insight.access_given", way)


def _person_at(name: str, email: str, by: Viewer) -> Person:
    """Who signs in with this address; somebody new when nobody does."""
    account = account_at(email)
    if account is not None:
        return account.person
    call_name, surname = names_of(name)
    person = add_person(call_name=call_name, surname=surname, email=email.strip().lower(), by=by)
    if open_account(person) is None:
        raise AddressWithoutAccount
    return person
