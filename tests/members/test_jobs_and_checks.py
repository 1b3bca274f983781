"""What is forgotten because time passed, and what the checks notice."""

from datetime import date, timedelta

from sqlalchemy import select, text

from buurtcoop.access.models import Account, Role
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members import checks, jobs
from buurtcoop.members.models import Application, ApplicationTalk, EmailChange, Membership
from buurtcoop.members.operations import admit, give_notice, note_talk, refuse
from buurtcoop.people.models import Channel, Household, Person
from tests.cast import Cast, seen_by
from tests.members.cases import an_applicant

TODAY = date(2027, 1, 12)


def refused(cast: Cast, **known: object) -> Application:
    application = an_applicant(**known)  # type: ignore[arg-type]  # plain values for a call
    note_talk(application.id, TODAY, "Past nu niet.", seen_by(cast.coor))
    return refuse(application.id, seen_by(cast.bo))


def test_28_days_after_a_refusal_nothing_is_left(opened: Instance, cast: Cast) -> None:
    person_id = refused(cast, email=None, channel=Channel.PAPER).person_id

    assert jobs.forget_applications(clock.now() + timedelta(days=28)) == 0
    assert jobs.forget_applications(clock.now() + timedelta(days=28, seconds=1)) == 1

    assert db().get(Person, person_id) is None
    assert db().scalars(select(Application)).all() == []
    assert db().scalars(select(ApplicationTalk)).all() == []
    assert db().scalars(select(Household).where(Household.street == "Essenpad")).all() == []


def test_who_was_mailed_stays_as_an_empty_row(opened: Instance, cast: Cast) -> None:
    person_id = refused(cast).person_id

    jobs.forget_applications(clock.now() + timedelta(days=29))

    person = db().get_one(Person, person_id)
    assert (person.full_name, person.email, person.phone) == ("–", None, None)


def test_forgetting_twice_is_once(opened: Instance, cast: Cast) -> None:
    refused(cast)
    later = clock.now() + timedelta(days=29)

    assert (jobs.forget_applications(later), jobs.forget_applications(later)) == (1, 0)


def test_of_who_was_admitted_only_the_talk_is_forgotten(opened: Instance, cast: Cast) -> None:
    application = an_applicant()
    note_talk(application.id, TODAY, "Wil graag koken.", seen_by(cast.coor))
    admit(application.id, seen_by(cast.bo))
    later = clock.now() + timedelta(days=29)

    assert (jobs.forget_applications(later), jobs.forget_applications(later)) == (1, 0)
    assert db().scalars(select(ApplicationTalk)).all() == []
    assert application.person.full_name == "Hanneke Vos"


def test_who_applied_again_is_not_forgotten(opened: Instance, cast: Cast) -> None:
    first = refused(cast)
    db().add(
        Application(
            person_id=first.person_id,
            gives=True,
            receives=True,
            statutes_at=clock.now(),
            state=first.state.NEW,
            made_at=clock.now(),
            answer_by=TODAY,
        )
    )
    db().flush()

    jobs.forget_applications(clock.now() + timedelta(days=29))

    assert db().get_one(Person, first.person_id).full_name == "Hanneke Vos"


def test_two_years_after_the_last_day_a_member_is_forgotten(opened: Instance, cast: Cast) -> None:
    membership = give_notice(cast.anna.id, seen_by(cast.anna), "Ik ga verhuizen.")
    assert membership.ends_on is not None
    just = clock.start_of(membership.ends_on + timedelta(days=730))
    after = just + timedelta(days=1)

    with clock.stopped(just):
        assert jobs.forget_former_members(just) == 0
    with clock.stopped(after):
        assert jobs.forget_former_members(after) == 1
        assert jobs.forget_former_members(after) == 0
        assert checks.broken() == []

    db().refresh(membership)
    person = db().get_one(Person, cast.anna.id)
    assert (person.full_name, person.email, person.household_id) == ("–", None, None)
    assert (membership.number, membership.leaving_reason) == (1, None)
    assert db().scalars(select(Account).where(Account.person_id == person.id)).all() == []


def test_who_has_a_role_without_being_a_member_stays_known(opened: Instance, cast: Cast) -> None:
    give_notice(cast.dees.id, seen_by(cast.dees))
    much_later = clock.now() + timedelta(days=1000)

    with clock.stopped(much_later):
        assert jobs.forget_former_members(much_later) == 0


def test_an_old_wish_for_a_mail_address_is_forgotten(opened: Instance, cast: Cast) -> None:
    wish = EmailChange(
        person_id=cast.anna.id, email="nieuw@example.org", made_at=clock.now(), used_at=None
    )
    db().add(wish)
    db().flush()

    assert jobs.forget_email_changes(clock.now() + timedelta(days=30)) == 0
    assert jobs.forget_email_changes(clock.now() + timedelta(days=31)) == 1


def test_the_cast_is_in_order(opened: Instance, cast: Cast) -> None:
    assert checks.broken() == []


def test_two_memberships_at_once_are_noticed(opened: Instance, cast: Cast) -> None:
    db().add(
        Membership(
            person_id=cast.anna.id,
            number=90,
            starts_on=date(2026, 3, 1),
            ends_on=date(2026, 4, 1),
            gives=True,
            receives=True,
        )
    )
    db().flush()

    assert any("two memberships at once: 1, 90" in sentence for sentence in checks.broken())


def test_a_member_without_the_role_is_noticed(opened: Instance, cast: Cast) -> None:
    db().execute(text("UPDATE role SET ends_on = '2026-02-01' WHERE name = 'member'"))

    assert sum("is a member without the role" in sentence for sentence in checks.broken()) == 5


def test_the_role_of_member_without_a_membership_is_noticed(opened: Instance, cast: Cast) -> None:
    db().add(Role(person_id=cast.dirk.id, name=RoleName.MEMBER, starts_on=TODAY))
    db().flush()

    assert checks.broken() == [f"Person {cast.dirk.id} has the role of member only."]


def test_a_refusal_in_silence_is_noticed(opened: Instance, cast: Cast) -> None:
    application = refused(cast)
    db().execute(text("DELETE FROM application_talk"))

    assert checks.broken() == [f"Application {application.id} was refused without a talk."]
