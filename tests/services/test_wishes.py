"""The needs round: a wish, who supports it, and how it ends."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.models import ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.operations import give_notice
from buurtcoop.messaging.models import Message
from buurtcoop.services import jobs, operations, reminders
from buurtcoop.services.attention import attention
from buurtcoop.services.models import Service, Wish, WishState, WishSupport
from buurtcoop.services.queries import wishes as queries
from buurtcoop.services.rules import ENOUGH_SUPPORT, NoSide, WishEnded, in_short
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import a_service, members
from tests.visitor import Visitor

TODAY = date(2027, 1, 12)
DEVICES = 6
WORDS = "Ik wil graag samen wandelen met mensen uit de straat."


def a_wish(cast: Cast) -> Wish:
    """Anna says what she would like."""
    return operations.make_wish(cast.anna.id, WORDS, seen_by(cast.anna))


def test_a_wish_stands_in_a_list_in_whole_words() -> None:
    assert in_short("Samen wandelen") == "Samen wandelen"
    assert in_short(WORDS) == "Ik wil graag samen wandelen met mensen uit de straat."
    assert in_short("wandelen " * 20) == "wandelen wandelen wandelen wandelen wandelen wandelen…"


def test_a_member_supports_a_wish_once_and_may_change_it(opened: Instance, cast: Cast) -> None:
    wish, bram = a_wish(cast), seen_by(cast.bram)

    operations.support_wish(wish.id, cast.bram.id, gives=True, receives=False, by=bram)
    operations.support_wish(wish.id, cast.bram.id, gives=True, receives=True, by=bram)

    seen = queries.wish_for(bram, wish.id, TODAY)
    assert (seen.helping, seen.coming, seen.i_help, seen.i_come) == (1, 1, True, True)
    seen = queries.wish_for(seen_by(cast.anna), wish.id, TODAY)
    assert (seen.mine, seen.i_help, seen.helping) == (True, False, 1)

    assert operations.end_support(wish.id, cast.bram.id, bram)
    assert not operations.end_support(wish.id, cast.bram.id, bram)
    with pytest.raises(NoSide):
        operations.support_wish(wish.id, cast.bram.id, gives=False, receives=False, by=bram)


def test_one_member_on_many_devices_supports_once(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        wish, bram = a_wish(cast).id, seen_by(cast.bram)

    def support(number: int) -> None:
        operations.support_wish(
            wish, cast.bram.id, gives=number % 2 == 0, receives=number % 2 == 1, by=bram
        )

    with roomy(instance, DEVICES) as wide:
        outcome = contend(wide, support, DEVICES)

    assert (len(outcome.won), outcome.errors) == (DEVICES, [])
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(WishSupport)) == 1


def test_the_newest_or_the_most_supported_stands_first(opened: Instance, cast: Cast) -> None:
    anna = seen_by(cast.anna)
    older, newer = a_wish(cast), operations.make_wish(cast.bram.id, "Schaken.", seen_by(cast.bram))
    operations.support_wish(older.id, cast.dees.id, gives=False, receives=True, by=anna)

    newest = queries.open_wishes_for(anna, on=TODAY)
    most = queries.open_wishes_for(anna, most_supported=True, on=TODAY)
    earlier = queries.open_wishes_for(anna, before=newer.id, on=TODAY)

    assert [wish.id for wish in newest] == [newer.id, older.id]
    assert [wish.id for wish in most] == [older.id, newer.id]
    assert [wish.id for wish in earlier] == [older.id]


def test_a_wish_ends_once(opened: Instance, cast: Cast) -> None:
    wish, coor = a_wish(cast), seen_by(cast.coor)
    operations.answer_wish(wish.id, "Dit kan nu niet.", coor)

    with pytest.raises(WishEnded):
        operations.start_wish(wish.id, a_service().id, coor)
    with pytest.raises(WishEnded):
        operations.withdraw_wish(wish.id, seen_by(cast.anna))
    with pytest.raises(WishEnded):
        operations.support_wish(wish.id, cast.bram.id, gives=True, receives=False, by=coor)


def test_a_wish_that_is_taken_back_leaves_no_words(opened: Instance, cast: Cast) -> None:
    wish, bram = a_wish(cast), seen_by(cast.bram)
    operations.support_wish(wish.id, cast.bram.id, gives=True, receives=False, by=bram)

    operations.withdraw_wish(wish.id, seen_by(cast.anna))

    assert (wish.words, wish.state) == ("", WishState.WITHDRAWN)
    assert db().scalar(select(func.count()).select_from(WishSupport)) == 0
    with pytest.raises(LookupError):
        queries.wish_for(bram, wish.id, TODAY)


def test_the_database_keeps_a_wish_that_began_with_its_service(
    opened: Instance, cast: Cast
) -> None:
    wish = a_wish(cast)
    with pytest.raises(IntegrityError):
        db().execute(
            update(Wish)
            .where(Wish.id == wish.id)
            .values(state=WishState.STARTED, ended_at=clock.now())
        )


def test_who_wished_and_who_supports_hear_an_answer_once(opened: Instance, cast: Cast) -> None:
    wish, anna = a_wish(cast), seen_by(cast.anna)
    operations.support_wish(wish.id, cast.anna.id, gives=False, receives=True, by=anna)
    operations.support_wish(wish.id, cast.bram.id, gives=True, receives=False, by=anna)

    operations.answer_wish(wish.id, "Dit kan nu niet.", seen_by(cast.coor))

    heard = db().scalars(select(Message.recipient_id).order_by(Message.recipient_id)).all()
    assert heard == [cast.anna.id, cast.bram.id]


def test_who_wished_hears_that_it_begins_when_it_opens(opened: Instance, cast: Cast) -> None:
    wish, coor, service = a_wish(cast), seen_by(cast.coor), a_service()
    service.opened_on = None
    operations.support_wish(wish.id, cast.bram.id, gives=True, receives=False, by=coor)
    operations.support_wish(wish.id, cast.dees.id, gives=True, receives=False, by=coor)
    operations.start_wish(wish.id, service.id, coor)
    give_notice(cast.dees.id, seen_by(cast.dees))

    assert list(reminders.due(clock.now())) == []

    service.opened_on = TODAY
    db().flush()
    assert [due.recipient_id for due in reminders.due(clock.now())] == [
        cast.anna.id,
        cast.bram.id,
        cast.dees.id,
    ]
    with clock.stopped(clock.now() + timedelta(days=29)):
        told = [due.recipient_id for due in reminders.due(clock.now())]
    assert told == [cast.anna.id, cast.bram.id]
    with clock.stopped(clock.now() + timedelta(days=31)):
        assert list(reminders.due(clock.now())) == []


def test_a_wish_asks_for_an_answer_with_enough_support_or_after_two_weeks(
    opened: Instance, cast: Cast
) -> None:
    wish, coor = a_wish(cast), seen_by(cast.coor)
    assert attention(clock.now()) == []

    for person in members(ENOUGH_SUPPORT):
        operations.support_wish(wish.id, person.id, gives=True, receives=False, by=coor)
    (item,) = attention(clock.now())
    assert (item.subject_id, item.due, item.owner_role) == (
        wish.id,
        date(2027, 1, 26),
        "coordinator",
    )
    operations.answer_wish(wish.id, "We gaan het bespreken.", coor)
    assert attention(clock.now()) == []

    a_wish(cast)
    assert len(attention(clock.now() + timedelta(days=14))) == 1


def test_members_wish_and_support_on_the_web(
    visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    anna, bram = visitor.signed_in_as(cast.anna), visitor.another().signed_in_as(cast.bram)
    assert "/wensen" in bram.get("/aanbod").links
    assert "/wensen" not in visitor.another().get("/aanbod").links
    assert "Er staan nog geen wensen." in bram.get("/wensen").words
    shown = anna.send(anna.get("/wensen/nieuw"), words=WORDS)
    assert "Uw wens staat erbij." in shown.words
    here = shown.path

    listed = bram.get("/wensen")
    assert "Anna" not in listed.words
    listed = bram.send(listed, f"{here}/ik-help-mee")
    assert "1 lid wil helpen. 0 leden willen komen." in listed.words
    listed = bram.send(listed, f"{here}/ik-kom")
    assert "1 lid wil helpen. 1 lid wil komen." in listed.words
    page = bram.send(bram.get(here), f"{here}/steun", gives=[])
    assert "0 leden willen helpen. 1 lid wil komen." in page.words
    page = bram.send(page, f"{here}/steun", receives=[])
    assert "Opgeschreven: u doet hier niet aan mee." in page.words

    assert bram.get(f"{here}/antwoord").status == 403
    token = page.form(f"{here}/steun").values
    assert bram.post(f"{here}/terugnemen", token).status == 404
    gone = anna.send(anna.get(here), f"{here}/terugnemen")
    assert "De woorden zijn gewist." in gone.words
    assert anna.get(here).status == 404


def test_the_coordinator_reads_names_and_answers(
    visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        wish = a_wish(cast).id
        operations.support_wish(
            wish, cast.bram.id, gives=True, receives=True, by=seen_by(cast.bram)
        )
    coor = visitor.signed_in_as(cast.coor)
    assert f"/aanbod/nieuw?wens={wish}" in coor.get(f"/wensen/{wish}").links

    page = coor.get(f"/wensen/{wish}/antwoord")
    assert "Anna Proef heeft deze wens" in page.words
    assert "Bram Proef wil helpen en komen" in page.words
    with instance.reading():
        read = db().scalars(select(ReadPerson.person_id).order_by(ReadPerson.person_id)).all()
    assert read == [cast.anna.id, cast.bram.id]

    answered = coor.send(page, answer="Dit kan nu niet. Loop mee op dinsdag.")
    assert "Loop mee op dinsdag." in answered.words
    listed = coor.get("/wensen").words
    assert "Wat werd ervan?" in listed
    assert "Loop mee op dinsdag." in listed


def test_words_that_hurt_somebody_are_erased_by_who_answers(
    visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        open_, ended = a_wish(cast).id, a_wish(cast).id
        operations.answer_wish(ended, "Dit kan nu niet.", seen_by(cast.coor))
    coor = visitor.signed_in_as(cast.coor)
    for wish in (open_, ended):
        page = coor.get(f"/wensen/{wish}/antwoord")
        folded = page.html.split('<details class="more">')[1].split("</details>")[0]
        assert f'action="/wensen/{wish}/wissen"' in folded
        assert "De woorden zijn gewist." in coor.send(page, f"/wensen/{wish}/wissen").words
        assert coor.get(f"/wensen/{wish}").status == 404
    with instance.reading():
        states = {wish.id: (wish.words, wish.state) for wish in db().scalars(select(Wish))}
    assert states == {open_: ("", WishState.WITHDRAWN), ended: ("", WishState.CLOSED)}


def test_what_a_wish_became_is_shown_when_it_opened(
    visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        wish, service = a_wish(cast).id, a_service().id
        db().execute(update(Service).values(opened_on=None))
        operations.start_wish(wish, service, seen_by(cast.coor))
    anna = visitor.signed_in_as(cast.anna)
    assert "We maken er aanbod van." in anna.get(f"/wensen/{wish}").words

    with instance.writing():
        db().execute(update(Service).values(opened_on=TODAY))
    assert "/aanbod/eettafel" in anna.get(f"/wensen/{wish}").links


def test_two_years_after_a_member_left_words_and_support_go(opened: Instance, cast: Cast) -> None:
    wish, coor = a_wish(cast), seen_by(cast.coor)
    other = operations.make_wish(cast.bram.id, "Schaken.", seen_by(cast.bram))
    operations.support_wish(other.id, cast.anna.id, gives=True, receives=False, by=coor)
    operations.support_wish(wish.id, cast.bram.id, gives=True, receives=False, by=coor)
    give_notice(cast.anna.id, seen_by(cast.anna))

    assert jobs.forget_wishes(clock.now() + timedelta(days=700)) == 0
    assert jobs.forget_wishes(clock.now() + timedelta(days=2 * 365 + 30)) == 3

    db().refresh(wish)
    assert (wish.words, wish.state) == ("", WishState.WITHDRAWN)
    assert (other.words, other.state) == ("Schaken.", WishState.OPEN)
    assert db().scalar(select(func.count()).select_from(WishSupport)) == 0
