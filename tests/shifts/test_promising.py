"""Claiming, booking, releasing and confirming, one at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.models import AuditEntry
from buurtcoop.audit.operations import reveal
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.messaging.models import Delivery, DeliveryState, Message
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Claim, CrewLine, PromiseState, Side
from buurtcoop.shifts.rules import (
    AlreadyClaimed,
    HelpingIsOff,
    LastPlaceGone,
    NoMemberThen,
    NotAMember,
    NotForOthers,
    Overlap,
    PromiseEnded,
    SeatsFull,
    SeatsTooFew,
    ShiftCancelled,
    ShiftFull,
    ShiftPast,
    ShiftStarted,
    TooLateToRelease,
    UsingIsOff,
)
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, LONG, Evening, a_service, an_evening, counted, taken

LATER = timedelta(minutes=10)


def test_a_claim_takes_one_place(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert (claim.person_id, claim.made_by_id, claim.state) == (
        cast.bram.id,
        cast.bram.id,
        PromiseState.PROMISED,
    )
    assert taken(evening.give) == counted(evening.give) == 1


def test_a_booking_takes_a_seat_for_each_of_its_people(evening: Evening, cast: Cast) -> None:
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=3)
    assert taken(evening.receive) == counted(evening.receive) == 3


def test_claiming_twice_is_once(evening: Evening, cast: Cast) -> None:
    first = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    second = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert second.id == first.id
    assert taken(evening.give) == 1


def test_another_task_on_the_same_evening_is_refused(evening: Evening, cast: Cast) -> None:
    tables = CrewLine(
        shift_id=evening.shift_id,
        side=Side.GIVE,
        role="tafels dekken",
        places=1,
        minimum=1,
        taken=0,
    )
    db().add(tables)
    db().flush()
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with pytest.raises(AlreadyClaimed, match="1 keer is genoeg"):
        operations.claim(tables.id, cast.bram.id, seen_by(cast.bram))
    assert taken(tables.id) == 0


def test_who_cooks_may_eat(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    booking = operations.book(evening.receive, cast.bram.id, seen_by(cast.bram))
    assert booking.state is PromiseState.PROMISED


def test_a_full_shift_refuses_in_plain_dutch(evening: Evening, cast: Cast) -> None:
    for person in (cast.bram, cast.truus):
        operations.claim(evening.give, person.id, seen_by(person))
    with (
        clock.stopped(clock.now() + LATER),
        pytest.raises(ShiftFull, match="Deze dag is vol: er zijn genoeg helpers"),
    ):
        operations.claim(evening.give, cast.bo.id, seen_by(cast.bo))
    assert taken(evening.give) == 2


def test_when_all_seats_are_taken_it_says_so(evening: Evening, cast: Cast) -> None:
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=4)
    with (
        clock.stopped(clock.now() + LATER),
        pytest.raises(SeatsFull, match="Alle plekken zijn bezet"),
    ):
        operations.book(evening.receive, cast.bo.id, seen_by(cast.bo))


def test_who_lost_the_last_place_a_moment_ago_reads_that(evening: Evening, cast: Cast) -> None:
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=4)
    with pytest.raises(LastPlaceGone, match="net vóór u de laatste plek"):
        operations.book(evening.receive, cast.bo.id, seen_by(cast.bo))


def test_with_fewer_seats_than_people_nothing_is_taken(evening: Evening, cast: Cast) -> None:
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=3)
    with pytest.raises(SeatsTooFew, match="Aantal vrije plekken: 1"):
        operations.book(evening.receive, cast.bo.id, seen_by(cast.bo), people=2)
    assert taken(evening.receive) == 3


def test_a_shift_that_is_over_takes_nobody(evening: Evening, cast: Cast) -> None:
    with clock.stopped(EVENING + LONG), pytest.raises(ShiftPast, match="al voorbij"):
        operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))


def test_a_shift_that_began_names_who_to_call(evening: Evening, cast: Cast) -> None:
    with clock.stopped(EVENING), pytest.raises(ShiftStarted, match="Bel Coor") as refused:
        operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert refused.value.values["lead_phone"] == cast.coor.phone


def test_a_shift_that_does_not_go_ahead_says_why(evening: Evening, cast: Cast) -> None:
    operations.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))
    with pytest.raises(ShiftCancelled, match=r"Dit gaat niet door\. De keuken is stuk\."):
        operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))


@pytest.mark.parametrize("shift", [-1, 1])
def test_two_things_at_one_time_are_refused_by_name(
    evening: Evening, cast: Cast, shift: int
) -> None:
    other = an_evening(a_service("Klussen"), EVENING + shift * timedelta(hours=2))
    operations.claim(other.give, cast.bram.id, seen_by(cast.bram))
    with pytest.raises(Overlap, match="Klussen") as refused:
        operations.book(evening.receive, cast.bram.id, seen_by(cast.bram))
    assert refused.value.values["when"] == EVENING + shift * timedelta(hours=2)


def test_one_that_ends_when_the_other_begins_is_fine(evening: Evening, cast: Cast) -> None:
    other = an_evening(a_service("Klussen"), EVENING + LONG)
    operations.claim(other.give, cast.bram.id, seen_by(cast.bram))
    operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))


def test_only_members_promise(evening: Evening, cast: Cast) -> None:
    with pytest.raises(NotAMember, match="Dit is voor leden"):
        operations.claim(evening.give, cast.dirk.id, seen_by(cast.coor))


def test_a_member_who_left_does_not_promise(evening: Evening, cast: Cast) -> None:
    ended = update(Membership).where(Membership.person_id == cast.bram.id)
    db().execute(ended.values(ends_on=clock.today() - timedelta(days=1)))
    with pytest.raises(NotAMember):
        operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))


def test_who_leaves_before_that_day_does_not_promise_for_it(evening: Evening, cast: Cast) -> None:
    last = clock.local(EVENING).date()
    for leaves_on in (last - timedelta(days=1), last):
        ended = update(Membership).where(Membership.person_id == cast.bram.id)
        db().execute(ended.values(ends_on=leaves_on))
        if leaves_on < last:
            with pytest.raises(NoMemberThen, match="Dit is daarna"):
                operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert operations.claim(evening.give, cast.bram.id, seen_by(cast.bram)).id


def test_who_does_not_want_to_help_now_reads_where_that_stands(
    evening: Evening, cast: Cast
) -> None:
    db().execute(
        update(Membership)
        .where(Membership.person_id == cast.bram.id)
        .values(gives=False, receives=False)
    )
    with pytest.raises(HelpingIsOff, match="nu niet wilt meehelpen"):
        operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with pytest.raises(UsingIsOff, match="nu geen aanbod wilt gebruiken"):
        operations.book(evening.receive, cast.bram.id, seen_by(cast.bram))


def test_a_seat_can_not_be_claimed_nor_a_place_be_booked(evening: Evening, cast: Cast) -> None:
    with pytest.raises(LookupError):
        operations.claim(evening.receive, cast.bram.id, seen_by(cast.bram))
    with pytest.raises(LookupError):
        operations.book(evening.give, cast.bram.id, seen_by(cast.bram))


def test_the_database_refuses_a_claim_on_a_seat(evening: Evening, cast: Cast) -> None:
    claim = Claim(
        shift_id=evening.shift_id,
        line_id=evening.receive,
        person_id=cast.bram.id,
        made_by_id=cast.bram.id,
        made_at=clock.now(),
        state=PromiseState.PROMISED,
    )
    db().add(claim)
    with pytest.raises(IntegrityError):
        db().flush()
    db().rollback()


def test_the_database_refuses_a_line_of_another_shift(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    other = an_evening(eettafel, EVENING + timedelta(days=7))
    claim = Claim(
        shift_id=other.shift_id,
        line_id=evening.give,
        person_id=cast.bram.id,
        made_by_id=cast.bram.id,
        made_at=clock.now(),
        state=PromiseState.PROMISED,
    )
    db().add(claim)
    with pytest.raises(IntegrityError):
        db().flush()
    db().rollback()


def test_a_neighbour_can_not_promise_for_another(evening: Evening, cast: Cast) -> None:
    with pytest.raises(NotForOthers, match="alleen voor uzelf"):
        operations.claim(evening.give, cast.anna.id, seen_by(cast.bram))


def test_the_coordinator_can_and_her_name_stays_with_it(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.anna.id, seen_by(cast.coor))
    assert claim.made_by_id == cast.coor.id
    entry = db().scalars(select(AuditEntry).where(AuditEntry.verb == "shifts.claim")).one()
    assert (entry.actor_id, entry.subject_id) == (cast.coor.id, claim.id)


def test_a_released_place_is_free_again(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    ended = operations.release(claim.id, seen_by(cast.bram))
    assert (ended.state, ended.ended_at) == (PromiseState.RELEASED_IN_TIME, clock.now())
    assert taken(evening.give) == counted(evening.give) == 0


def test_a_cancelled_booking_frees_all_its_seats(evening: Evening, cast: Cast) -> None:
    booking = operations.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=3)
    operations.cancel(booking.id, seen_by(cast.anna))
    assert taken(evening.receive) == 0


def test_releasing_twice_frees_one_place(evening: Evening, cast: Cast) -> None:
    operations.claim(evening.give, cast.truus.id, seen_by(cast.truus))
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    for _twice in range(2):
        operations.release(claim.id, seen_by(cast.bram))
    assert taken(evening.give) == 1


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (timedelta(hours=24), PromiseState.RELEASED_IN_TIME),
        (timedelta(hours=23, minutes=59), PromiseState.RELEASED_LATE),
    ],
)
def test_in_time_or_late_follows_from_the_service(
    evening: Evening, cast: Cast, before: timedelta, state: PromiseState
) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(EVENING - before):
        assert operations.release(claim.id, seen_by(cast.bram)).state is state


def test_after_the_start_one_calls(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with clock.stopped(EVENING), pytest.raises(TooLateToRelease, match="Bel Coor"):
        operations.release(claim.id, seen_by(cast.bram))


def test_the_reason_is_locked_and_its_reading_is_logged(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.release(claim.id, seen_by(cast.bram), reason="Mijn moeder is ziek.")
    assert "moeder" not in (claim.release_reason or "")
    opened = reveal(seen_by(cast.coor), "Een invaller zoeken", [claim], "release_reason")
    assert opened == {claim.id: "Mijn moeder is ziek."}


def test_nobody_releases_for_another(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    with pytest.raises(NotForOthers):
        operations.release(claim.id, seen_by(cast.anna))


def test_after_releasing_one_may_claim_again(evening: Evening, cast: Cast) -> None:
    first = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    operations.release(first.id, seen_by(cast.bram))
    second = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    assert second.id != first.id
    assert taken(evening.give) == 1


def test_a_claim_is_confirmed_by_message_and_a_release_takes_that_back(
    evening: Evening, cast: Cast
) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    message = db().scalars(select(Message)).one()
    assert (message.rule, message.subject_id, message.recipient_id) == (
        "shifts.claim_confirmed",
        claim.id,
        cast.bram.id,
    )
    operations.release(claim.id, seen_by(cast.bram))
    assert db().scalars(select(Delivery.state)).one() is DeliveryState.SUPPRESSED


def test_saying_to_come_twice_is_once(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    said = operations.confirm_claim(claim.id, seen_by(cast.bram)).confirmed_at
    with clock.stopped(clock.now() + LATER):
        again = operations.confirm_claim(claim.id, seen_by(cast.bram)).confirmed_at
    assert said == again == clock.now()


def test_who_released_does_not_confirm(evening: Evening, cast: Cast) -> None:
    booking = operations.book(evening.receive, cast.anna.id, seen_by(cast.anna))
    operations.cancel(booking.id, seen_by(cast.anna))
    with pytest.raises(PromiseEnded, match="al afgemeld"):
        operations.confirm_booking(booking.id, seen_by(cast.anna))


def test_a_link_answers_for_its_own_row(evening: Evening, cast: Cast) -> None:
    claim = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    booking = operations.book(evening.receive, cast.bram.id, seen_by(cast.bram))
    operations.answer("booking.come", booking.id, seen_by(cast.bram), version="1")
    operations.answer("claim.cannot", claim.id, seen_by(cast.bram), version="1")
    assert booking.confirmed_at == clock.now()
    assert booking.state is PromiseState.PROMISED
    assert claim.state is PromiseState.RELEASED_IN_TIME


def test_a_link_of_another_kind_is_unknown(opened: Instance, cast: Cast) -> None:
    with pytest.raises(LookupError):
        operations.answer("claim.sing", 1, seen_by(cast.bram), version="1")


@pytest.mark.parametrize("verb", [operations.release, operations.cancel])
def test_an_unknown_promise_is_a_lookup_error(opened: Instance, cast: Cast, verb: object) -> None:
    assert callable(verb)
    with pytest.raises(LookupError):
        verb(999_999, seen_by(cast.bram))
