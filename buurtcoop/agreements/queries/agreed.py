"""Who agreed to which text, and whether somebody lacks one."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from buurtcoop.agreements.models import Agreement, AgreementKind, AgreementText
from buurtcoop.agreements.queries.texts import replaced
from buurtcoop.agreements.rules import RECORD
from buurtcoop.care.queries import is_guardian
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service


class Paper(NamedTuple):
    """A yes of somebody, with the newest text when that is another one."""

    agreement: Agreement
    newer: AgreementText | None


def running(about_ids: Iterable[int], service_id: int, kind: AgreementKind) -> dict[int, Agreement]:
    """The running agreement of each of these people, by whom it is about."""
    found = db().scalars(
        select(Agreement).where(
            Agreement.about_id.in_(list(about_ids)),
            Agreement.service_id == service_id,
            Agreement.kind == kind,
            Agreement.ended_at.is_(None),
        )
    )
    return {each.about_id: each for each in found}


def lacks(person_id: int, service_id: int, kind: AgreementKind) -> AgreementText | None:
    """The text this person has yet to agree to before a promise; None when nothing is lacking."""
    return db().scalar(
        select(AgreementText).where(
            AgreementText.service_id == service_id,
            AgreementText.kind == kind,
            ~replaced(AgreementText),
            ~_runs(service_id, kind, person_id),
        )
    )


def lacked(person_id: int, service_id: int) -> dict[AgreementKind, AgreementText]:
    """The texts of each kind this person has yet to agree to for this service: one statement."""
    found = db().scalars(
        select(AgreementText).where(
            AgreementText.service_id == service_id,
            ~replaced(AgreementText),
            ~_runs(service_id, AgreementText.kind, person_id),
        )
    )
    return {each.kind: each for each in found}


def lacking(service_id: Any, kind: AgreementKind, about_id: Any) -> ColumnElement[bool]:
    """Whether the service asks this kind and no agreement about this person runs; for a query.

    `service_id` and `about_id` are numbers or columns of the query around it.
    """
    asks = exists().where(AgreementText.service_id == service_id, AgreementText.kind == kind)
    return asks & ~_runs(service_id, kind, about_id)


def unagreed(
    person_ids: Collection[int], service_ids: Collection[int], kind: AgreementKind
) -> set[tuple[int, int]]:
    """(service, person) of everybody who lacks an agreement that a service asks: one statement."""
    rows = db().execute(
        select(AgreementText.service_id, Person.id)
        .join(Person, Person.id.in_(person_ids))
        .where(
            AgreementText.service_id.in_(service_ids),
            AgreementText.kind == kind,
            AgreementText.version == 1,
            ~_runs(AgreementText.service_id, kind, Person.id),
        )
    )
    return {(service_id, person_id) for service_id, person_id in rows}


def papers_of(person_id: int) -> list[Paper]:
    """What this person agreed to and runs, also for a child, by service."""
    newest = aliased(AgreementText)
    rows = db().execute(
        select(Agreement, newest)
        .join(Agreement.text)
        .join(AgreementText.service)
        .join(
            newest,
            (newest.service_id == Agreement.service_id)
            & (newest.kind == Agreement.kind)
            & ~replaced(newest),
        )
        .options(
            contains_eager(Agreement.text).contains_eager(AgreementText.service),
            joinedload(Agreement.about),
        )
        .where(Agreement.person_id == person_id, Agreement.ended_at.is_(None))
        .order_by(Service.name, Agreement.kind, Agreement.id)
    )
    return [Paper(each, None if new.id == each.text_id else new) for each, new in rows]


def ended_papers_of(person_id: int, *, limit: int) -> Sequence[Agreement]:
    """What this person agreed to before, the last ended first."""
    return (
        db()
        .scalars(
            select(Agreement)
            .options(
                joinedload(Agreement.text).joinedload(AgreementText.service),
                joinedload(Agreement.about),
            )
            .where(
                Agreement.person_id == person_id,
                Agreement.ended_at.is_not(None),
                Agreement.erased_at.is_(None),
            )
            .order_by(Agreement.ended_at.desc(), Agreement.id.desc())
            .limit(limit)
        )
        .all()
    )


def agreement_for(viewer: Viewer, agreement_id: int) -> Agreement:
    """A yes, for who said it, a guardian of the child, or who looks after the texts.

    Raises LookupError.
    """
    found = db().scalar(
        select(Agreement)
        .options(
            joinedload(Agreement.text).joinedload(AgreementText.service),
            joinedload(Agreement.about),
            joinedload(Agreement.person),
        )
        .where(Agreement.id == agreement_id)
    )
    if found is None or not (viewer.may(RECORD) or speaks_for(viewer.person_id, found)):
        raise LookupError(agreement_id)
    return found


def speaks_for(person_id: int | None, agreement: Agreement) -> bool:
    """Whether this person said yes, or is a guardian of the child it is about."""
    if person_id is None:
        return False
    return agreement.person_id == person_id or is_guardian(person_id, agreement.about_id)


def who_agreed(
    viewer: Viewer, service_id: int, kind: AgreementKind, *, limit: int = 200
) -> Sequence[Agreement]:
    """Whose agreement runs, by name; nobody for who may not look."""
    if not viewer.may(RECORD):
        return ()
    return (
        db()
        .scalars(
            select(Agreement)
            .join(Agreement.about)
            .options(
                contains_eager(Agreement.about),
                joinedload(Agreement.person),
                joinedload(Agreement.text),
            )
            .where(
                Agreement.service_id == service_id,
                Agreement.kind == kind,
                Agreement.ended_at.is_(None),
            )
            .order_by(Person.sort_name, Agreement.id)
            .limit(limit)
        )
        .all()
    )


def to_be_told(service_id: int, kind: AgreementKind) -> Sequence[tuple[int, int]]:
    """(agreement, who said yes) of every running agreement of this kind for this service."""
    return [
        (number, person_id)
        for number, person_id in db().execute(
            select(Agreement.id, Agreement.person_id)
            .where(
                Agreement.service_id == service_id,
                Agreement.kind == kind,
                Agreement.ended_at.is_(None),
            )
            .order_by(Agreement.id)
        )
    ]


def how_many_agreed(service_id: int) -> dict[AgreementKind, int]:
    """How many agreements of each kind run for this service."""
    rows = db().execute(
        select(Agreement.kind, func.count())
        .where(Agreement.service_id == service_id, Agreement.ended_at.is_(None))
        .group_by(Agreement.kind)
    )
    return {row[0]: row[1] for row in rows}


def running_of_stopping(on: date) -> Sequence[Agreement]:
    """Running agreements of services that have a last day on or after this day."""
    return (
        db()
        .scalars(
            select(Agreement)
            .join(Agreement.text)
            .join(AgreementText.service)
            .options(contains_eager(Agreement.text).contains_eager(AgreementText.service))
            .where(Agreement.ended_at.is_(None), Service.stops_on >= on)
            .order_by(Agreement.id)
        )
        .all()
    )


def _runs(service_id: Any, kind: Any, about_id: Any) -> ColumnElement[bool]:
    return exists().where(
        Agreement.service_id == service_id,
        Agreement.kind == kind,
        Agreement.about_id == about_id,
        Agreement.ended_at.is_(None),
    )
