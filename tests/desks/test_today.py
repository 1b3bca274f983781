"""The coordinator's list: taken, handed over, put off, and gone by itself."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.desks import operations, queries
from buurtcoop.desks.models import AttentionMark
from buurtcoop.desks.operations import AlreadySolved, NotAColleague, NotThatLong, SomebodyWasFirst
from buurtcoop.desks.rules import Urgency, may_wait_until, urgency
from buurtcoop.members.operations import admit
from tests.cast import Cast, seen_by
from tests.desks.cases import an_application
from tests.visitor import Visitor

KIND = "members.application"


def test_a_new_application_stands_on_the_list_with_an_owner_and_a_date(
    opened: Instance, cast: Cast
) -> None:
    application = an_application()

    waiting = queries.waiting_item(KIND, application.id, clock.now())

    assert waiting.owner is not None
    assert waiting.owner.id == cast.coor.id
    assert waiting.item.due == application.answer_by


def test_an_item_goes_away_by_itself_when_its_cause_is_gone(opened: Instance, cast: Cast) -> None:
    application = an_application()

    admit(application.id, seen_by(cast.bo))

    assert not [one for one in queries.lists(clock.now()).today if one.item.kind == KIND]
    with pytest.raises(AlreadySolved):
        operations.take(KIND, application.id, seen_by(cast.coor), seen=0)


def test_a_colleague_takes_an_item(opened: Instance, cast: Cast) -> None:
    application = an_application()

    operations.take(KIND, application.id, seen_by(cast.dees), seen=0)

    owner = queries.waiting_item(KIND, application.id, clock.now()).owner
    assert owner is not None
    assert owner.id == cast.dees.id


def test_of_two_colleagues_who_saw_the_same_page_one_is_first(opened: Instance, cast: Cast) -> None:
    application = an_application()
    operations.take(KIND, application.id, seen_by(cast.dees), seen=0)

    with pytest.raises(SomebodyWasFirst):
        operations.take(KIND, application.id, seen_by(cast.coor), seen=0)


def test_the_database_refuses_a_second_mark_after_the_same_one(
    opened: Instance, cast: Cast
) -> None:
    marks = [
        AttentionMark(
            kind=KIND,
            subject_id=1,
            follows=0,
            owner_id=person.id,
            at=clock.now(),
            by_id=person.id,
        )
        for person in (cast.coor, cast.dees)
    ]
    db().add_all(marks)

    with pytest.raises(IntegrityError):
        db().flush()
    db().rollback()


def test_an_item_is_handed_over_to_a_colleague_only(opened: Instance, cast: Cast) -> None:
    application = an_application()

    with pytest.raises(NotAColleague):
        operations.hand_over(KIND, application.id, cast.anna.id, seen_by(cast.coor), seen=0)
    operations.hand_over(KIND, application.id, cast.dees.id, seen_by(cast.coor), seen=0)

    owner = queries.waiting_item(KIND, application.id, clock.now()).owner
    assert owner is not None
    assert owner.id == cast.dees.id


def test_what_is_put_off_comes_back_on_its_day(opened: Instance, cast: Cast) -> None:
    application = an_application()
    until = clock.today() + timedelta(days=3)

    operations.put_off(KIND, application.id, until, seen_by(cast.coor), seen=0)

    assert not [one for one in queries.lists(clock.now()).today if one.item.kind == KIND]
    assert [one.until for one in queries.lists(clock.now()).later] == [until]
    with clock.stopped(clock.now() + timedelta(days=3)):
        assert [one for one in queries.lists(clock.now()).today if one.item.kind == KIND]


def test_putting_off_for_ever_is_refused(opened: Instance, cast: Cast) -> None:
    application = an_application()

    for until in (clock.today(), clock.today() + timedelta(days=31)):
        with pytest.raises(NotThatLong):
            operations.put_off(KIND, application.id, until, seen_by(cast.coor), seen=0)


def test_urgency_follows_the_last_day() -> None:
    today = date(2027, 1, 12)

    assert urgency(date(2027, 1, 11), today) is Urgency.LATE
    assert urgency(date(2027, 1, 12), today) is Urgency.TODAY
    assert urgency(date(2027, 1, 14), today) is Urgency.WEEK
    assert may_wait_until(date(2027, 1, 13), today)


def test_the_coordinator_reads_and_takes_an_item(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        application = an_application("Hanneke")
    coor = visitor.signed_in_as(cast.dees)

    page = coor.get("/vandaag")
    item = coor.get(f"/vandaag/{KIND}/{application.id}")
    after = coor.send(item, f"/vandaag/{KIND}/{application.id}/neem")

    assert page.h1 == "Wat vraagt vandaag aandacht?"
    assert "Hanneke" in page.words
    assert "Dit staat nu op uw naam." in after.words
    assert after.path == "/vandaag"


def test_a_wrong_day_says_what_is_expected_and_keeps_it(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        application = an_application()
    coor = visitor.signed_in_as(cast.coor)
    here = f"/vandaag/{KIND}/{application.id}"

    page = coor.send(coor.get(here), here + "/later", until="morgen")

    assert page.title.startswith("Fout:")
    assert "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026." in page.words
    assert 'value="morgen"' in page.html


@pytest.mark.parametrize("seen", ["9" * 5_000, "9" * 30, "2147483648", "-1", "x"])
def test_a_mark_that_is_none_of_ours_is_refused_in_words(
    instance: Instance, visitor: Visitor, cast: Cast, seen: str
) -> None:
    with instance.writing():
        application = an_application()
    dees = visitor.signed_in_as(cast.dees)
    here = f"/vandaag/{KIND}/{application.id}"

    page = dees.send(dees.get(here), here + "/neem", seen=seen)

    assert page.status == 200
    assert "Een collega was u net voor." in page.words


def test_a_member_does_not_see_the_list(visitor: Visitor, cast: Cast) -> None:
    assert visitor.signed_in_as(cast.anna).get("/vandaag").status == 403


def test_an_item_that_never_was_is_not_found(visitor: Visitor, cast: Cast) -> None:
    coor = visitor.signed_in_as(cast.coor)

    assert coor.get(f"/vandaag/{KIND}/999").status == 404
    assert coor.get("/vandaag/anders/1").status == 404


def test_a_long_list_goes_on_on_the_next_page(visitor: Visitor, cast: Cast) -> None:
    with visitor.instance.writing():
        for number in range(25):
            an_application(f"Buur{number}")
    coordinator = visitor.signed_in_as(cast.coor)

    first = coordinator.get("/vandaag")
    onward = next(link for link in first.links if "na=" in link)
    second = coordinator.get(onward)

    assert "Nog 25 dingen op de lijst." in first.words
    assert first.words.count("Nieuwe aanmelding van") == 2 * 20
    assert second.words.count("Nieuwe aanmelding van") == 2 * 5
    assert "/vandaag" in second.links


def test_a_page_behind_an_item_that_is_gone_begins_at_the_top(visitor: Visitor, cast: Cast) -> None:
    with visitor.instance.writing():
        an_application()

    page = visitor.signed_in_as(cast.coor).get("/vandaag?na=members.application-999")

    assert "Nieuwe aanmelding van Hanneke Vos" in page.words
