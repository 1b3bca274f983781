"""The talk, the decision, and who may see an applicant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.access.models import Account, Role
from buurtcoop.access.rules import RoleName
from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members import attention, checks, queries
from buurtcoop.members.models import Application, ApplicationState, ApplicationTalk, Membership
from buurtcoop.members.operations import admit, note_talk, refuse
from buurtcoop.members.rules import (
    AdmissionNeedsTalk,
    AlreadyDecided,
    AlreadyMember,
    TalkToCome,
    TooYoung,
)
from buurtcoop.messaging.models import Delivery, DeliveryState, Message
from buurtcoop.people.models import Channel
from tests.cast import Cast, seen_by
from tests.members.cases import an_applicant
from tests.visitor import Visitor

TODAY = date(2027, 1, 12)


def test_an_admitted_applicant_is_a_member_with_the_next_number(
    opened: Instance, cast: Cast
) -> None:
    application = an_applicant()

    membership = admit(application.id, seen_by(cast.bo))

    assert (membership.number, membership.starts_on) == (7, TODAY)
    assert application.state is ApplicationState.ADMITTED
    assert queries.membership_of(application.person_id, TODAY) == membership
    assert checks.broken() == []


def test_admitting_gives_the_role_a_way_in_and_a_welcome(opened: Instance, cast: Cast) -> None:
    application = an_applicant()

    admit(application.id, seen_by(cast.bo))

    person_id = application.person_id
    role = db().scalars(select(Role).where(Role.person_id == person_id)).one()
    account = db().scalars(select(Account).where(Account.person_id == person_id)).one()
    said = set(db().scalars(select(Message.rule).where(Message.recipient_id == person_id)))
    assert (role.name, role.starts_on, role.ends_on) == (RoleName.MEMBER, TODAY, None)
    assert account.email == "hanneke@example.org"
    assert said == {"members.application_received", "members.welcome"}


def test_the_confirmation_that_was_not_sent_is_taken_back_by_the_decision(
    opened: Instance, cast: Cast
) -> None:
    application = an_applicant()

    admit(application.id, seen_by(cast.bo))

    waiting = db().scalars(
        select(Message.rule)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Delivery.state == DeliveryState.READY)
    )
    assert list(waiting) == ["members.welcome"]


def test_who_shares_a_mail_address_becomes_a_member_without_a_way_in(
    opened: Instance, cast: Cast
) -> None:
    application = an_applicant(email=cast.anna.email)

    admit(application.id, seen_by(cast.bo))

    accounts = db().scalars(select(func.count()).where(Account.person_id == application.person_id))
    assert accounts.one() == 0
    assert checks.broken() == []


def test_nobody_is_refused_without_a_talk(opened: Instance, cast: Cast) -> None:
    application = an_applicant()

    with pytest.raises(AdmissionNeedsTalk, match="Praat eerst met Hanneke"):
        refuse(application.id, seen_by(cast.bo))

    note_talk(application.id, TODAY, "Past nu niet.", seen_by(cast.coor))
    refuse(application.id, seen_by(cast.bo))
    assert application.state is ApplicationState.REFUSED


def test_a_refusal_is_told_by_a_person_and_not_by_mail(opened: Instance, cast: Cast) -> None:
    application = an_applicant()
    note_talk(application.id, TODAY, "", seen_by(cast.coor))

    refuse(application.id, seen_by(cast.bo))

    ready = db().scalars(select(Delivery).where(Delivery.state == DeliveryState.READY)).all()
    assert ready == []


def test_the_second_who_decides_reads_who_was_first(opened: Instance, cast: Cast) -> None:
    application = an_applicant()
    note_talk(application.id, TODAY, "", seen_by(cast.coor))
    admit(application.id, seen_by(cast.bo))

    for decide in (admit, refuse):
        with pytest.raises(AlreadyDecided, match="Bo Proef heeft hier net over beslist"):
            decide(application.id, seen_by(cast.coor))
    with pytest.raises(AlreadyDecided):
        note_talk(application.id, TODAY, "", seen_by(cast.coor))


def test_of_two_who_decide_at_once_one_is_first(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        number = an_applicant().id
        both = [seen_by(cast.bo), seen_by(cast.coor)]

    def decide(by: Viewer) -> bool:
        try:
            with instance.writing():
                admit(number, by)
        except AlreadyDecided:
            return False
        return True

    with ThreadPoolExecutor(2) as pair:
        decided = list(pair.map(decide, both))

    with instance.reading() as session:
        members = session.scalar(select(func.count()).where(Membership.starts_on == TODAY))
    assert sorted(decided) == [False, True]
    assert members == 1


def test_a_member_who_applied_again_is_not_admitted_twice(opened: Instance, cast: Cast) -> None:
    again = Application(
        person_id=cast.anna.id,
        gives=True,
        receives=True,
        statutes_at=clock.now(),
        state=ApplicationState.NEW,
        made_at=clock.now(),
        answer_by=TODAY,
    )
    db().add(again)
    db().flush()

    with pytest.raises(AlreadyMember, match="Anna is al lid"):
        admit(again.id, seen_by(cast.bo))


def test_only_a_talk_that_was_held_is_written_down(opened: Instance, cast: Cast) -> None:
    application = an_applicant()

    with pytest.raises(TalkToCome):
        note_talk(application.id, TODAY + timedelta(days=1), "", seen_by(cast.coor))


def test_what_was_said_in_a_talk_is_locked(opened: Instance, cast: Cast) -> None:
    application = an_applicant()

    talk = note_talk(application.id, TODAY, "Wil graag koken.", seen_by(cast.coor))

    assert talk.note is not None
    assert "koken" not in talk.note


def test_who_is_not_of_age_does_not_apply_alone(opened: Instance) -> None:
    with pytest.raises(TooYoung, match="vanaf 18 jaar"):
        an_applicant(birth_date=date(2009, 1, 13))


def test_an_applicant_waits_for_the_coordinator_until_the_decision(
    opened: Instance, cast: Cast
) -> None:
    application = an_applicant()

    (item,) = attention.attention(clock.now())
    assert (item.kind, item.subject_id, item.due) == (
        "members.application",
        application.id,
        date(2027, 1, 15),
    )
    admit(application.id, seen_by(cast.bo))
    assert attention.attention(clock.now()) == []


def test_the_board_reads_talks_and_admits_on_the_page(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = an_applicant().id
    bo = visitor.signed_in_as(cast.bo)
    here = f"/leden/aanmeldingen/{number}"

    rows = bo.get("/leden/aanmeldingen")
    page = bo.get(here)
    talked = bo.send(page, f"{here}/gesprek", held_on="12-01-2027", note="Wil graag koken.")
    member = bo.send(talked, f"{here}/toelaten")

    assert "Hanneke Vos" in rows.words
    assert "Bellen vóór vr 15 januari" in rows.words
    assert page.h1 == "Hanneke Vos"
    assert "06 12 34 56 99" in page.words
    assert "Wil graag koken." in talked.words
    assert "Hanneke is nu lid, met nummer 7." in member.words
    assert member.h1 == "Hanneke Vos"


def test_reading_about_an_applicant_is_written_down(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        application = an_applicant()
        note_talk(application.id, TODAY, "Wil graag koken.", seen_by(cast.coor))
    visitor.signed_in_as(cast.bo).get(f"/leden/aanmeldingen/{application.id}")

    with instance.reading() as session:
        looks = session.scalars(
            select(ReadEntry.reader_id)
            .join(ReadPerson, ReadPerson.entry_id == ReadEntry.id)
            .where(ReadPerson.person_id == application.person_id)
        ).all()
    assert set(looks) == {cast.bo.id}


def test_after_the_decision_the_board_no_longer_sees_how_to_reach_somebody(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = an_applicant().id
        admit(number, seen_by(cast.coor))

    for_board = visitor.another().signed_in_as(cast.bo).get(f"/leden/aanmeldingen/{number}")
    for_coor = visitor.another().signed_in_as(cast.coor).get(f"/leden/aanmeldingen/{number}")

    assert "Coor Proef zei ja op dinsdag 12 januari." in for_board.words
    assert "06 12 34 56 99" not in for_board.words
    assert "06 12 34 56 99" in for_coor.words


def test_a_refusal_asks_for_a_talk_first_and_then_says_what_happens(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = an_applicant().id
    bo = visitor.signed_in_as(cast.bo)
    here = f"/leden/aanmeldingen/{number}"

    without = bo.get(f"{here}/nee")
    bo.send(bo.get(here), f"{here}/gesprek", held_on="12-01-2027", note="Past nu niet.")
    asked = bo.get(f"{here}/nee")
    done = bo.send(asked, f"{here}/nee")

    assert "Praat eerst met Hanneke" in without.words
    assert not [form for form in without.forms if form.action == f"{here}/nee"]
    assert "Na 28 dagen wissen we alle gegevens." in asked.words
    assert "U hebt nee gezegd tegen Hanneke." in done.words
    assert "Niemand wacht op antwoord." in done.words


def test_a_late_call_is_marked(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    with instance.writing():
        an_applicant()
    with clock.stopped(clock.now() + timedelta(days=3)):
        rows = visitor.signed_in_as(cast.coor).get("/leden/aanmeldingen")

    assert "Te laat: bellen was beloofd vóór vr 15 januari" in rows.words


def test_who_is_known_already_is_pointed_out(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = an_applicant(
            email=cast.anna.email, street="Wilgenlaan", house_number=2, postcode="1234 AB"
        ).id

    page = visitor.signed_in_as(cast.coor).get(f"/leden/aanmeldingen/{number}")

    assert "Dit kennen we al." in page.words
    assert "Anna Proef (lid 1): zelfde mailadres" in page.words
    assert "Bram Proef (lid 2): zelfde adres" in page.words


def test_a_wrong_day_of_a_talk_keeps_the_note(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = an_applicant().id
    coor = visitor.signed_in_as(cast.coor)
    here = f"/leden/aanmeldingen/{number}"

    for typed, sentence in (
        ("gisteren", "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026."),
        ("13-01-2027", "Schrijf een gesprek op als het is geweest."),
        ("", "Vul dit nog in: Wanneer was het gesprek."),
        ("01-01-1990", "Deze dag ligt te ver weg."),
    ):
        page = coor.send(coor.get(here), f"{here}/gesprek", held_on=typed, note="Wil graag koken.")
        assert sentence in page.words
        assert page.form(f"{here}/gesprek").values["note"] == ["Wil graag koken."]


def test_a_double_press_writes_one_talk_and_admits_once(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        number = an_applicant(channel=Channel.PAPER).id
    bo = visitor.signed_in_as(cast.bo)
    here = f"/leden/aanmeldingen/{number}"
    page = bo.get(here)

    for _press in range(2):
        bo.send(page, f"{here}/gesprek", held_on="12-01-2027", note="Wil graag koken.")
        last = bo.send(page, f"{here}/toelaten")

    with instance.reading() as session:
        talks = session.scalar(select(func.count()).select_from(ApplicationTalk))
    assert talks == 1
    assert last.h1 == "Hanneke Vos"


@pytest.mark.parametrize("name", ["anna", "truus", "dirk"])
def test_others_see_no_applicants(
    instance: Instance, visitor: Visitor, cast: Cast, name: str
) -> None:
    with instance.writing():
        number = an_applicant().id
    other = visitor.signed_in_as(getattr(cast, name))

    for path in ("/leden/aanmeldingen", f"/leden/aanmeldingen/{number}"):
        assert other.get(path).status == 403


def test_a_stranger_is_asked_to_sign_in(instance: Instance, visitor: Visitor) -> None:
    page = visitor.get("/leden/aanmeldingen", follow=False)

    assert page.status == 303
    assert page.headers["Location"].startswith("/inloggen")


def test_an_application_that_never_was_is_not_there(visitor: Visitor, cast: Cast) -> None:
    coor = visitor.signed_in_as(cast.coor)

    assert coor.get("/leden/aanmeldingen/999").status == 404
    assert coor.get("/leden/aanmeldingen/999/nee").status == 404
