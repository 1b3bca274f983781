"""Making a service from a pack: everything in it is copied, and nothing reads it afterwards."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from buurtcoop.audit.operations import record
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.qualifications.models import Skill
from buurtcoop.qualifications.operations import add_skill, resume_skill
from buurtcoop.services.models import OpeningCheck, Service
from buurtcoop.services.operations.wishes import start_wish
from buurtcoop.services.packs import RulePack, SkillWanted
from buurtcoop.services.rules import (
    ChildrenNeedChecks,
    NameTaken,
    SkillUnproven,
    free_slug,
    misfits,
)


def start_service(
    pack: RulePack, facts: dict[str, Any], by: Viewer, *, wish_id: int | None = None
) -> Service:
    """Make a service with the rules of this pack; nobody is offered it until it opens.

    `facts` holds columns of Service by name, at least `price_decided_by`, `activity_id` and
    `starts_on`, and takes the place of what the pack says. The skills of the pack come on the
    list, once by name; its questions wait for an answer; the wish becomes this service.
    Raises NameTaken, SkillUnproven, ChildrenNeedChecks, WishEnded, and the refusals of
    `rules.misfits`.
    """
    values = pack.columns() | facts
    for _column, refusal in misfits(values):
        raise refusal
    if values["children_per_carer"] is not None and not pack.checklist:
        raise ChildrenNeedChecks
    service = _made(values | {"skill_id": _skill_of(pack.skills, by)})
    _ask_first(service, pack, by)
    if wish_id is not None:
        start_wish(wish_id, service.id, by)
    record(by, "services.start", service, pack.code)
    return service


def _made(values: dict[str, Any]) -> Service:
    slugs = frozenset(db().scalars(select(Service.slug)))
    number = insert_once(
        db(),
        Service,
        **values,
        slug=free_slug(values["name"], slugs),
        stops_on=None,
        opened_on=None,
    )
    if number is None:
        raise NameTaken(name=values["name"])
    return db().get_one(Service, number)


def _ask_first(service: Service, pack: RulePack, by: Viewer) -> None:
    """Copy the questions; who makes it sees to the answers, before its first day."""
    for position, check in enumerate(pack.checklist, start=1):
        db().add(
            OpeningCheck(
                service_id=service.id,
                position=position,
                question=check.question,
                explanation=check.explanation,
                outside=check.outside,
                owner_id=by.person_id,
                due_on=service.starts_on if by.person_id else None,
            )
        )
    db().flush()


def _skill_of(skills: Iterable[SkillWanted], by: Viewer) -> int | None:
    """Put these on the list of skills. Returns the one each helper must have, if any."""
    must_have = None
    for wanted in skills:
        skill_id = _skill_named(wanted, by)
        if wanted.must_have:
            must_have = skill_id
    return must_have


def _skill_named(wanted: SkillWanted, by: Viewer) -> int:
    known = db().scalar(select(Skill).where(Skill.name == wanted.name))
    if known is None:
        added = add_skill(
            wanted.name,
            explanation=wanted.explanation,
            proven=wanted.proven,
            valid_months=wanted.valid_months,
            by=by,
        )
        return added.id
    if wanted.must_have and wanted.proven and not known.proven:
        raise SkillUnproven(qualification=known.name)
    if wanted.must_have and known.ended_on is not None:
        resume_skill(known.id, by)
    return known.id
