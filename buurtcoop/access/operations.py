"""Giving roles and beginning sessions."""

import secrets
from datetime import date

from buurtcoop.access.models import Account, Role, Session
from buurtcoop.access.queries import fingerprint
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db


def begin_session(account: Account, *, device: str, proven: bool) -> str:
    """Sign this account in. Returns the token for the cookie; only its fingerprint is kept."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db().add(
        Session(
            account_id=account.id,
            fingerprint=fingerprint(token),
            made_at=now,
            seen_at=now,
            fresh_at=now,
            proven_at=now if proven else None,
            device=device,
            acting_as="",
        )
    )
    db().flush()
    return token


def grant(person_id: int, role: RoleName, *, on: date, by: int | None) -> None:
    """Give a role from this day on. Giving it twice is once."""
    insert_once(
        db(),
        Role,
        person_id=person_id,
        name=role,
        starts_on=on,
        ends_on=None,
        granted_by_id=by,
    )
