"""Write down an act; open sensitive texts only after their reading is written down."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Protocol

from sqlalchemy.orm import Session

from buurtcoop.audit.models import AuditDetail, AuditEntry, ReadEntry, ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.encryption import place_of
from buurtcoop.core.instance import db, here, may_write
from buurtcoop.core.viewer import Viewer


class AboutSomebody(Protocol):
    """A row that is about one person."""

    id: int
    person_id: int


def record(by: Viewer, verb: str, subject: object, detail: str = "") -> None:
    """Write down that somebody did something to a row, in the transaction of the act itself."""
    entry = _entry(by, verb, subject, detail)
    db().add(entry)
    db().flush()
    if detail:
        db().add(AuditDetail(entry_id=entry.id, detail=detail))


def looked(by: Viewer, verb: str, subject: object) -> None:
    """Write down that somebody opened a page about a row, before the page is made.

    For who may have no person of ours, such as a financier with a link. It commits on its own
    short connection, beside a page that only reads.
    """
    with here().aside() as aside:
        aside.add(_entry(by, verb, subject))


def seal(row: object, column: str, text: str) -> None:
    """Lock a sensitive text in its row and column. The row must be flushed; empty clears it."""
    locked = here().keys.lock(text, place_of(row, column)) if text else None
    setattr(row, column, locked)


def reading(by: Viewer, purpose: str, person_ids: Iterable[int]) -> None:
    """Write down that somebody reads about these persons, before the page is made.

    On a page that only reads it commits on its own short connection; in a request that changes
    something it goes with that transaction. One's own data is no reading. `purpose` is a
    message id the person reads on `/mijn/wie-keek`.
    """
    about = sorted(set(person_ids) - {by.id})
    if not about:
        return
    if may_write():
        _log(db(), by, purpose, about)
        return
    with here().aside() as aside:
        _log(aside, by, purpose, about)


def reveal(by: Viewer, purpose: str, rows: Sequence[AboutSomebody], column: str) -> dict[int, str]:
    """Open the sensitive texts of these rows, {row id: text}, after logging who reads.

    Raises KeyMissing or Tampered; when the log can't be written nothing is decrypted.
    """
    locked = {row.id: (row, getattr(row, column)) for row in rows if getattr(row, column)}
    reading(by, purpose, (row.person_id for row, _text in locked.values()))
    keys = here().keys
    return {
        number: keys.unlock(text, place_of(row, column)) for number, (row, text) in locked.items()
    }


def _entry(by: Viewer, verb: str, subject: object, detail: str = "") -> AuditEntry:
    return AuditEntry(
        at=clock.now(),
        actor_id=by.person_id,
        acting_as=by.acting_as,
        verb=verb,
        subject_kind=subject.__tablename__,  # type: ignore[attr-defined]  # every model has one
        subject_id=subject.id,  # type: ignore[attr-defined]  # every model has one
        detail_hash=sha256(detail.encode()).hexdigest() if detail else "",
    )


def _log(session: Session, by: Viewer, purpose: str, about: list[int]) -> None:
    entry = ReadEntry(at=clock.now(), reader_id=by.id, acting_as=by.acting_as, purpose=purpose)
    session.add(entry)
    session.flush()
    session.add_all(ReadPerson(entry_id=entry.id, person_id=person_id) for person_id in about)
