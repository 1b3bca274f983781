"""Which texts there are: the newest of each kind, and all before."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from buurtcoop.agreements.models import AgreementKind, AgreementText
from buurtcoop.core.instance import db
from buurtcoop.services.models import Service


def current_text(service_id: int, kind: AgreementKind) -> AgreementText | None:
    """The newest version of this kind for this service; None when it asks none."""
    return db().scalar(
        select(AgreementText)
        .where(AgreementText.service_id == service_id, AgreementText.kind == kind)
        .order_by(AgreementText.version.desc())
        .limit(1)
    )


def current_texts(service_ids: Iterable[int]) -> dict[tuple[int, AgreementKind], AgreementText]:
    """The newest version of each kind for these services."""
    found = db().scalars(
        select(AgreementText)
        .where(AgreementText.service_id.in_(list(service_ids)), ~replaced(AgreementText))
        .order_by(AgreementText.service_id, AgreementText.kind)
    )
    return {(each.service_id, each.kind): each for each in found}


def versions(service_id: int, kind: AgreementKind) -> Sequence[AgreementText]:
    """All versions of this kind for this service, the newest first."""
    return (
        db()
        .scalars(
            select(AgreementText)
            .where(AgreementText.service_id == service_id, AgreementText.kind == kind)
            .order_by(AgreementText.version.desc())
        )
        .all()
    )


def text_of(text_id: int) -> AgreementText:
    """One version. Raises LookupError."""
    found = db().get(AgreementText, text_id)
    if found is None:
        raise LookupError(text_id)
    return found


def hold_texts(service_id: int, *, alone: bool) -> None:
    """Let nobody publish a text of this service meanwhile; `alone`: nobody says yes to one either.

    After the people, in the order of locks. SQLite has one writer at a time.
    """
    held = select(Service.id).where(Service.id == service_id)
    db().execute(held.with_for_update(key_share=True) if alone else held.with_for_update(read=True))


def is_current(text: AgreementText) -> bool:
    """Whether no newer version was published."""
    return db().scalar(select(~replaced(AgreementText)).where(AgreementText.id == text.id)) is True


def asked(service_ids: Iterable[int]) -> dict[int, frozenset[AgreementKind]]:
    """Which kinds each of these services asks; a service that asks none has none."""
    wanted = list(service_ids)
    found: dict[int, set[AgreementKind]] = {number: set() for number in wanted}
    rows = db().execute(
        select(AgreementText.service_id, AgreementText.kind)
        .where(AgreementText.service_id.in_(wanted), AgreementText.version == 1)
        .order_by(AgreementText.service_id)
    )
    for service_id, kind in rows:
        found[service_id].add(kind)
    return {number: frozenset(kinds) for number, kinds in found.items()}


def replaced(text: Any) -> ColumnElement[bool]:
    """Whether a newer version of this text is there."""
    newer = aliased(AgreementText)
    return exists().where(
        newer.service_id == text.service_id,
        newer.kind == text.kind,
        newer.version > text.version,
    )
