"""Applying, the talk about it, and the decision."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select, update

from buurtcoop.access.operations import grant, open_account
from buurtcoop.access.rules import RoleName
from buurtcoop.audit.operations import record, seal
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import DUTCH, STRANGER, Viewer
from buurtcoop.members.messages import APPLICATION_RECEIVED, WELCOME, occurrence_of
from buurtcoop.members.models import Application, ApplicationState, ApplicationTalk, Membership
from buurtcoop.members.queries import membership_of
from buurtcoop.members.rules import (
    OF_AGE,
    AdmissionNeedsTalk,
    AlreadyDecided,
    AlreadyMember,
    TalkToCome,
    TooYoung,
    age_on,
    call_before,
)
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.people.models import Channel, Person
from buurtcoop.people.operations import add_person, household_at

WELCOME_HOLDS = timedelta(days=14)


def apply(
    *,
    call_name: str,
    prefix: str = "",
    surname: str,
    birth_date: date,
    street: str,
    house_number: int,
    addition: str = "",
    postcode: str,
    email: str | None,
    phone: str | None,
    channel: Channel,
    language: str = DUTCH,
    gives: bool = True,
    receives: bool = True,
    by: Viewer = STRANGER,
) -> Application:
    """Ask to become a member. Who is known already is a new applicant here: a person decides.

    Holds afterwards: the application waits with the day we promised to call before; who is
    reached by mail has a confirmation under way. Raises TooYoung.
    """
    now, today = clock.now(), clock.today()
    if age_on(birth_date, today) < OF_AGE:
        raise TooYoung(age=OF_AGE)
    home = household_at(street, house_number, addition, postcode, this_coop().city)
    person = add_person(
        call_name=call_name,
        prefix=prefix,
        surname=surname,
        birth_date=birth_date,
        email=email,
        phone=phone,
        channel=channel,
        language=language,
        household_id=home.id,
        by=by,
    )
    application = Application(
        person_id=person.id,
        gives=gives,
        receives=receives,
        statutes_at=now,
        state=ApplicationState.NEW,
        made_at=now,
        answer_by=call_before(today),
    )
    db().add(application)
    db().flush()
    record(by, "members.apply", application)
    _confirm(application, person)
    return application


def _confirm(application: Application, person: Person) -> None:
    """Who is not reached by mail read it on the page and is called anyway: no second call."""
    if person.channel is not Channel.MAIL or not person.email:
        return
    put(
        APPLICATION_RECEIVED,
        subject_id=application.id,
        occurrence=occurrence_of(application.made_at),
        recipient_id=person.id,
        expires_at=clock.start_of(application.answer_by),
    )


def note_talk(application_id: int, held_on: date, note: str, by: Viewer) -> ApplicationTalk:
    """Write down a personal contact with an applicant; the words are locked.

    Raises TalkToCome, AlreadyDecided.
    """
    application = db().get_one(Application, application_id)
    if held_on > clock.today():
        raise TalkToCome
    if application.state is not ApplicationState.NEW:
        raise _decided_by(application)
    talk = ApplicationTalk(
        application_id=application.id,
        person_id=application.person_id,
        held_on=held_on,
        by_id=by.id,
        made_at=clock.now(),
    )
    db().add(talk)
    db().flush()
    seal(talk, "note", note)
    record(by, "members.note_talk", application)
    return talk


def admit(application_id: int, by: Viewer) -> Membership:
    """Make an applicant a member from today on.

    Holds afterwards: a membership with a number nobody ever had, the role of member, a way in
    when there is a mail address nobody signs in with yet, and a welcome under way.
    Raises AlreadyDecided, AlreadyMember.
    """
    application = _decide(application_id, ApplicationState.ADMITTED, by)
    membership = _begin(application)
    grant(application.person_id, RoleName.MEMBER, on=membership.starts_on, by=by.id)
    if application.person.email:
        open_account(application.person)
    put(
        WELCOME,
        subject_id=membership.id,
        occurrence=membership.starts_on.isoformat(),
        recipient_id=application.person_id,
        expires_at=clock.now() + WELCOME_HOLDS,
    )
    record(by, "members.admit", application)
    return membership


def refuse(application_id: int, by: Viewer) -> Application:
    """Decide that somebody does not become a member. A person tells it: no mail goes out.

    Raises AdmissionNeedsTalk until a talk was written down (the database decides), and
    AlreadyDecided.
    """
    talked = select(ApplicationTalk.id).where(ApplicationTalk.application_id == application_id)
    application = _decide(application_id, ApplicationState.REFUSED, by, talked.exists())
    record(by, "members.refuse", application)
    return application


def _decide(
    application_id: int, state: ApplicationState, by: Viewer, *needs: ColumnElement[bool]
) -> Application:
    """Decide once: with two people at the same moment the second reads who was first."""
    decided = db().scalars(
        update(Application)
        .where(
            Application.id == application_id,
            Application.state == ApplicationState.NEW,
            *needs,
        )
        .values(state=state, decided_at=clock.now(), decided_by_id=by.id)
        .returning(Application.id)
    )
    done = decided.first() is not None
    application = db().get_one(Application, application_id)
    db().refresh(application)
    if not done and application.state is ApplicationState.NEW:
        raise AdmissionNeedsTalk(other_name=application.person.call_name)
    if not done:
        raise _decided_by(application)
    withdraw("application", application.id, rules=[APPLICATION_RECEIVED])
    return application


def _decided_by(application: Application) -> AlreadyDecided:
    decider = db().get(Person, application.decided_by_id)
    return AlreadyDecided(other_name=decider.full_name if decider else "–")


def _begin(application: Application) -> Membership:
    """A membership under the next number; the unique key decides who of several gets it."""
    while True:
        highest = db().scalar(select(func.max(Membership.number))) or 0
        made = insert_once(
            db(),
            Membership,
            person_id=application.person_id,
            number=highest + 1,
            starts_on=clock.today(),
            ends_on=None,
            gives=application.gives,
            receives=application.receives,
        )
        if made is not None:
            return db().get_one(Membership, made)
        if membership_of(application.person_id, clock.today()):
            raise AlreadyMember(other_name=application.person.call_name)
