"""Whether somebody may promise this now, and the sentence when not."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

from buurtcoop.agreements.queries import lacks
from buurtcoop.agreements.rules import AgreementMissing, OthersAgreementMissing
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.rules import age_on
from buurtcoop.people.models import Person
from buurtcoop.qualifications.queries import skill_name, skills_of
from buurtcoop.services.models import Service
from buurtcoop.shifts import rules
from buurtcoop.shifts.models import ShiftState, Side
from buurtcoop.shifts.operations.holding import Held, Promiser
from buurtcoop.shifts.queries import AGREED, helped_in_month, helpline, promised_then
from buurtcoop.shifts.queries.busy import Takes, rest_between


class Busy(Takes, Protocol):
    """The same, with what it is: for the sentence of a refusal."""

    @property
    def shift_id(self) -> int: ...
    @property
    def service_name(self) -> str: ...


def refuse_closed(shift: Held) -> None:
    """Only what goes ahead and did not begin. Raises ShiftCancelled, ShiftPast, ShiftStarted."""
    if shift.state is ShiftState.CANCELLED:
        raise rules.ShiftCancelled(reason=shift.reason)
    now = clock.now()
    if shift.ends_at <= now:
        raise rules.ShiftPast
    if shift.starts_at <= now:
        line = helpline(shift.service_id)
        raise rules.ShiftStarted(lead_name=line.name, lead_phone=line.phone)


def refuse_late(shift: Held) -> None:
    """Until the hour the service asks. Raises ClaimTooLate."""
    if shift.starts_at - clock.now() < timedelta(hours=shift.claim_hours):
        line = helpline(shift.service_id)
        raise rules.ClaimTooLate(lead_name=line.name, lead_phone=line.phone)


def refuse_unwilling(person: Promiser, side: Side, shift: Held) -> None:
    """A running member, still one on that day, who set this side on.

    Raises NotAMember, NoMemberThen, HelpingIsOff, UsingIsOff.
    """
    if not person.member:
        raise rules.NotAMember
    if person.leaves_on is not None and clock.local(shift.starts_at).date() > person.leaves_on:
        raise rules.NoMemberThen(day=person.leaves_on)
    if side is Side.GIVE and not person.gives:
        raise rules.HelpingIsOff
    if side is Side.RECEIVE and not person.receives:
        raise rules.UsingIsOff


def refuse_young(person: Promiser, shift: Held) -> None:
    """Who helps is old enough on the day itself. Raises TooYoung, BirthDateMissing."""
    if shift.give_from_age is None:
        return
    if person.born is None:
        raise rules.BirthDateMissing(age=shift.give_from_age)
    if age_on(person.born, clock.local(shift.starts_at).date()) < shift.give_from_age:
        raise rules.TooYoung(age=shift.give_from_age)


def refuse_overlap(shift: Held, person_id: int, *, rest_too: bool) -> None:
    """Not in two places at once, and some rest between two promises to help.

    Raises Overlap, RestTooShort.
    """
    most = rules.MOST_REST if rest_too else timedelta()
    others = promised_then(person_id, shift.starts_at - most, shift.ends_at + most)
    refuse_beside(shift, others, rest_too=rest_too)


def refuse_beside(shift: Held, others: Iterable[Busy], *, rest_too: bool) -> None:
    """The same, beside these; who cooks may eat, so the other side of this shift is fine."""
    for other in others:
        if other.shift_id == shift.id:
            continue
        wanted, promised = (shift.starts_at, shift.ends_at), (other.starts_at, other.ends_at)
        if rules.overlap(wanted, promised):
            raise rules.Overlap(other_service=other.service_name, when=other.starts_at)
        hours = rest_between(shift.rest_hours, other) if rest_too else 0
        if rules.apart(wanted, promised) < timedelta(hours=hours):
            raise rules.RestTooShort(other_service=other.service_name, num=hours)


def refuse_unqualified(skill_id: int, person_id: int, shift: Held) -> None:
    """What the place asks counts on that day. Raises QualificationMissing."""
    if skill_id not in skills_of(person_id, clock.local(shift.starts_at).date()):
        raise unqualified(skill_id, shift)


def unqualified(skill_id: int, shift: Held) -> rules.QualificationMissing:
    """The sentence for who lacks this skill."""
    line = helpline(shift.service_id)
    return rules.QualificationMissing(
        qualification=skill_name(skill_id), contact_name=line.name, contact_phone=line.phone
    )


def refuse_unagreed(person_id: int, side: Side, service_id: int, by: Viewer) -> None:
    """Who lacks the agreement that the service asks reads it first.

    Raises AgreementMissing, OthersAgreementMissing.
    """
    if lacks(person_id, service_id, AGREED[side]) is not None:
        raise without_agreement(person_id, service_id, by)


def without_agreement(person_id: int, service_id: int, by: Viewer) -> Refusal:
    """The sentence for who lacks the agreement, or for who acts for that person."""
    service = db().get_one(Service, service_id).name
    if by.person_id == person_id or by.person_id is None:
        return AgreementMissing(service=service)
    other = db().get_one(Person, person_id).call_name
    return OthersAgreementMissing(service=service, other_name=other)


def refuse_beyond_own_limit(most: int, person_id: int, shift: Held) -> None:
    """No more times in the month of this shift than the member chose. Raises MonthlyCap."""
    if helped_in_month(person_id, clock.local(shift.starts_at).date()) >= most:
        raise rules.MonthlyCap(num=most)


def refuse_begun(shift: Held) -> None:
    """Nobody gives back what began. Raises ShiftPast, TooLateToRelease."""
    now = clock.now()
    if shift.ends_at <= now:
        raise rules.ShiftPast
    if shift.starts_at <= now:
        line = helpline(shift.service_id)
        raise rules.TooLateToRelease(lead_name=line.name, lead_phone=line.phone)
