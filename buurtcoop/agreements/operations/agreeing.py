"""Saying yes to a text, and ending it.

Who says yes or ends it is held like in a promise: the person first, the same row that a claim
locks, so no claim slips in between; with a child the older number first.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select, update

from buurtcoop.agreements import queries, rules
from buurtcoop.agreements.messages import AGREED, ENDED
from buurtcoop.agreements.models import AgreedHow, Agreement, AgreementKind, AgreementText
from buurtcoop.audit.operations import record
from buurtcoop.care.queries import is_guardian
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.queries import membership_of
from buurtcoop.members.rules import NoMemberNow
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service


def agree(
    text_id: int,
    person_id: int,
    by: Viewer,
    signed: str,
    how: AgreedHow = AgreedHow.TYPED,
    about_id: int | None = None,
    photos: bool = False,
    *,
    signed_on: date | None = None,
) -> Agreement:
    """This person says yes to this version; `about_id` is the child a guardian says it for.

    Holds afterwards: one agreement runs per person, service and kind (a unique index decides); a
    yes to a newer version ended the one before in the same step. Saying it twice is once.
    Everybody types their own name; what was signed on paper, on `signed_on`, is written down by
    somebody else who may. Raises TextReplaced, SignatureEmpty, NotForOthers, NotGuardian,
    NoMemberNow, ServiceStopped, SignedAtOtherTime, LookupError.
    """
    text = queries.text_of(text_id)
    about_id = person_id if about_id is None else about_id
    _refuse_by(by, person_id, how)
    _hold((person_id, about_id))
    queries.hold_texts(text.service_id, alone=False)
    before = queries.running([about_id], text.service_id, text.kind).get(about_id)
    if before is not None and before.text_id == text_id:
        return before
    _refuse_stranger(text, person_id, about_id)
    at = _moment(text, signed_on if how is AgreedHow.PAPER else None)
    signed = " ".join(signed.split())
    if not signed:
        raise rules.SignatureEmpty
    if not queries.is_current(text):
        raise rules.TextReplaced
    if before is not None:
        _end(before, by)
    return _say_yes(text, person_id, about_id, by, signed, how, at, photos=photos)


def end_agreement(agreement_id: int, by: Viewer) -> Agreement:
    """End it: from now on no new promise with it. What was promised stays until given back.

    Ending it twice is once. Raises NotForOthers, LookupError.
    """
    agreement = db().get(Agreement, agreement_id)
    if agreement is None:
        raise LookupError(agreement_id)
    if not (by.may(rules.RECORD) or queries.speaks_for(by.person_id, agreement)):
        raise rules.NotForOthers
    _hold((agreement.person_id, agreement.about_id))
    if _end(agreement, by):
        record(by, "agreements.end", agreement)
        put(
            ENDED,
            subject_id=agreement.id,
            occurrence="1",
            recipient_id=agreement.person_id,
            expires_at=_within(),
        )
    return agreement


def allow_photos(agreement_id: int, allowed: bool, by: Viewer) -> Agreement:
    """A guardian says whether we may take photos of the child, from now on.

    Saying the same twice is once; after the end nothing changes. Raises NotGuardian, LookupError.
    """
    agreement = db().get(Agreement, agreement_id)
    if agreement is None:
        raise LookupError(agreement_id)
    guards = agreement.kind is AgreementKind.GUARDIAN
    if not (guards and queries.speaks_for(by.person_id, agreement)):
        raise rules.NotGuardian
    changed = db().scalars(
        update(Agreement)
        .where(
            Agreement.id == agreement_id,
            Agreement.ended_at.is_(None),
            Agreement.photos.is_not(allowed),
        )
        .values(photos=allowed)
        .returning(Agreement.id)
        .execution_options(synchronize_session=False)
    )
    first_time = changed.first() is not None
    db().refresh(agreement)
    if first_time:
        record(by, "agreements.allow_photos" if allowed else "agreements.refuse_photos", agreement)
    return agreement


def end_by_itself(agreement: Agreement, by: Viewer) -> bool:
    """End it because time passed; nobody is told. False when it had ended."""
    _hold((agreement.person_id, agreement.about_id))
    ended = _end(agreement, by)
    if ended:
        record(by, "agreements.end", agreement)
    return ended


def _say_yes(
    text: AgreementText,
    person_id: int,
    about_id: int,
    by: Viewer,
    signed: str,
    how: AgreedHow,
    at: datetime,
    *,
    photos: bool,
) -> Agreement:
    number = insert_once(
        db(),
        Agreement,
        text_id=text.id,
        service_id=text.service_id,
        kind=text.kind,
        person_id=person_id,
        about_id=about_id,
        how=how,
        signed=signed,
        photos=photos,
        check_number=rules.check_number(text.parts, signed, at),
        agreed_at=at,
        made_by_id=by.id,
    )
    if number is None:
        raise rules.TextReplaced
    made = db().get_one(Agreement, number)
    record(by, "agreements.agree", made)
    put(AGREED, subject_id=number, occurrence="1", recipient_id=person_id, expires_at=_within())
    return made


def _end(agreement: Agreement, by: Viewer) -> bool:
    """End it once: the database decides whether it still ran."""
    ended = db().scalars(
        update(Agreement)
        .where(Agreement.id == agreement.id, Agreement.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_by_id=by.person_id)
        .returning(Agreement.id)
        .execution_options(synchronize_session=False)
    )
    first_time = ended.first() is not None
    db().refresh(agreement)
    if first_time:
        withdraw(Agreement.__tablename__, agreement.id)
    return first_time


def hold_all(agreements: Iterable[Agreement]) -> None:
    """Hold whoever these agreements are of and about, before they end one by one."""
    _hold({number for each in agreements for number in (each.person_id, each.about_id)})


def _hold(person_ids: Iterable[int]) -> None:
    """Lock these people against promises until the transaction ends, the older number first."""
    people = select(Person.id).where(Person.id.in_(set(person_ids))).order_by(Person.id)
    db().execute(people.with_for_update(key_share=True, of=Person))


def _refuse_by(by: Viewer, person_id: int, how: AgreedHow) -> None:
    """Who types is who says yes; a paper is written down by somebody else. Raises NotForOthers."""
    own = by.person_id == person_id
    if own is (how is AgreedHow.PAPER) or not (own or by.may(rules.RECORD)):
        raise rules.NotForOthers


def _refuse_stranger(text: AgreementText, person_id: int, about_id: int) -> None:
    """Raises NotGuardian, NoMemberNow, ServiceStopped."""
    for_child = text.kind is AgreementKind.GUARDIAN
    if for_child is not (person_id != about_id):
        raise rules.NotGuardian
    if for_child and not is_guardian(person_id, about_id):
        raise rules.NotGuardian
    if membership_of(person_id, clock.today()) is None:
        raise NoMemberNow
    service = db().get_one(Service, text.service_id)
    if service.stops_on is not None and service.stops_on < clock.today():
        raise rules.ServiceStopped


def _moment(text: AgreementText, day: date | None) -> datetime:
    """Now, or what we know of a day in the past: its begin, and never before the text.

    Raises SignedAtOtherTime.
    """
    first = clock.local(text.published_at).date()
    if day is None or day == clock.today():
        return clock.now()
    if not first <= day < clock.today():
        raise rules.SignedAtOtherTime(day=first)
    return max(clock.start_of(day), text.published_at)


def _within() -> datetime:
    """Until when it makes sense to tell it."""
    return clock.now() + rules.TOLD_WITHIN
