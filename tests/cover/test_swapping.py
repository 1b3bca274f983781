"""Two members change places: both or neither."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover import checks, jobs, operations, queries
from buurtcoop.cover.models import Swap, SwapState
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks as shift_checks
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import Claim, PromiseState, Waiting, WaitingState
from buurtcoop.shifts.queries import is_live
from buurtcoop.shifts.rules import (
    AlreadyClaimed,
    HelpingIsOff,
    MonthlyCap,
    NoMemberThen,
    NoSwap,
    NotForOthers,
    Overlap,
    QualificationMissing,
    RestTooShort,
    ShiftPast,
    SwapGone,
)
from tests.cast import Cast, seen_by
from tests.cover.test_asking import change, has, needs
from tests.cover.told import still_true, told
from tests.shifts.rota import EVENING, Evening, an_evening, taken

LATER = EVENING + timedelta(days=7)


class Two:
    """Bram helps on one evening, Truus a week later; both evenings want one helper."""

    def __init__(self, service: Service, cast: Cast) -> None:
        self.first = an_evening(service, places=1)
        self.second = an_evening(service, LATER, places=1)
        self.bram, self.truus = seen_by(cast.bram), seen_by(cast.truus)
        self.brams = shifts.claim(self.first.give, cast.bram.id, self.bram).id
        self.trueses = shifts.claim(self.second.give, cast.truus.id, self.truus).id

    def offer(self) -> Swap:
        """Bram offers."""
        return operations.propose_swap(self.brams, self.trueses, self.bram)

    def on(self, evening: Evening) -> list[int]:
        """Who helps there."""
        live = select(Claim.person_id).where(Claim.line_id == evening.give, is_live(Claim))
        return list(db().scalars(live))


@pytest.fixture
def two(eettafel: Service, cast: Cast) -> Two:
    return Two(eettafel, cast)


def nothing_changed(two: Two, cast: Cast) -> bool:
    return (two.on(two.first), two.on(two.second)) == ([cast.bram.id], [cast.truus.id])


# --- Offering ---


def test_an_offer_changes_nothing_and_asks_the_other(two: Two, cast: Cast) -> None:
    two.offer()

    assert nothing_changed(two, cast)
    assert told("cover.swap_asked") == ["Truus"]
    assert still_true("cover.swap_asked")
    to_truus, by_truus = queries.offers_of(cast.truus.id, clock.now())
    to_bram, by_bram = queries.offers_of(cast.bram.id, clock.now())
    assert [each.given.name for each in to_truus] == ["Bram"]
    assert [each.wanted.name for each in by_bram] == ["Truus"]
    assert by_truus == to_bram == []


def test_offering_twice_is_once(two: Two) -> None:
    assert two.offer().id == two.offer().id
    assert told("cover.swap_asked") == ["Truus"]


def test_when_the_other_offered_just_this_both_agree(two: Two, cast: Cast) -> None:
    two.offer()
    swap = operations.propose_swap(two.trueses, two.brams, two.truus)

    assert swap.state is SwapState.AGREED
    assert two.on(two.first) == [cast.truus.id]


def test_nobody_offers_the_place_of_another(two: Two) -> None:
    with pytest.raises(NotForOthers):
        operations.propose_swap(two.trueses, two.brams, two.bram)


def test_swapping_takes_two_members_on_two_days(two: Two, cast: Cast) -> None:
    same_evening = an_evening(db().scalars(select(Service)).one(), EVENING + timedelta(days=2))
    one = shifts.claim(same_evening.give, cast.bram.id, two.bram).id
    other = shifts.claim(same_evening.give, cast.anna.id, seen_by(cast.anna)).id
    for pair in ((two.brams, one), (one, other)):
        with pytest.raises(NoSwap):
            operations.propose_swap(*pair, two.bram)


# --- Agreeing ---


def test_both_promises_change_hands(two: Two, cast: Cast) -> None:
    swap = operations.agree(two.offer().id, two.truus)

    assert swap.state is SwapState.AGREED
    assert (two.on(two.first), two.on(two.second)) == ([cast.truus.id], [cast.bram.id])
    assert (taken(two.first.give), taken(two.second.give)) == (1, 1)
    ended = db().scalars(select(Claim.state).where(Claim.id.in_((two.brams, two.trueses))))
    assert list(ended) == [PromiseState.SWAPPED, PromiseState.SWAPPED]
    assert sorted(told("cover.swap_agreed")) == ["Bram", "Truus"]
    assert not still_true("cover.swap_asked")
    assert shift_checks.broken() == checks.broken() == []


def test_agreeing_twice_is_once(two: Two) -> None:
    swap = two.offer()
    operations.agree(swap.id, two.truus)
    operations.agree(swap.id, two.truus)

    assert db().scalar(select(func.count()).select_from(Claim)) == 4


def test_only_the_other_agrees(two: Two) -> None:
    with pytest.raises(NotForOthers):
        operations.agree(two.offer().id, two.bram)


def test_other_offers_about_these_places_are_gone(two: Two, cast: Cast) -> None:
    third = an_evening(db().scalars(select(Service)).one(), EVENING + timedelta(days=14), places=1)
    annas = shifts.claim(third.give, cast.anna.id, seen_by(cast.anna)).id
    other = operations.propose_swap(two.brams, annas, two.bram)
    operations.agree(two.offer().id, two.truus)

    db().refresh(other)
    assert other.state is SwapState.GONE
    with pytest.raises(SwapGone, match="U houdt uw eigen plek"):
        operations.agree(other.id, seen_by(cast.anna))


def test_who_waited_for_the_other_place_waits_no_longer(two: Two, cast: Cast) -> None:
    db().add(
        Waiting(
            shift_id=two.second.shift_id,
            line_id=two.second.give,
            side="give",
            person_id=cast.bram.id,
            people=1,
            made_by_id=cast.bram.id,
            made_at=clock.now(),
            queued_at=clock.now(),
            state=WaitingState.WAITING,
            offers=0,
            hold_until=None,
            ended_at=None,
        )
    )
    db().flush()
    operations.agree(two.offer().id, two.truus)

    assert db().scalars(select(Waiting.state)).one() is WaitingState.LEFT


# --- Declining and taking back ---


def test_no_is_told_to_who_offered_and_changes_nothing(two: Two, cast: Cast) -> None:
    swap = two.offer()
    operations.decline(swap.id, two.truus)
    operations.decline(swap.id, two.truus)

    assert nothing_changed(two, cast)
    assert told("cover.swap_declined") == ["Bram"]
    with pytest.raises(SwapGone):
        operations.agree(swap.id, two.truus)


def test_an_offer_can_be_taken_back(two: Two, cast: Cast) -> None:
    swap = two.offer()
    operations.withdraw_swap(swap.id, two.bram)

    assert not still_true("cover.swap_asked")
    assert queries.offers_of(cast.truus.id, clock.now()) == ([], [])
    for verb in (operations.agree, operations.decline):
        with pytest.raises(SwapGone):
            verb(swap.id, two.truus)
    with pytest.raises(NotForOthers):
        operations.withdraw_swap(two.offer().id, two.truus)


# --- When one side releases ---


@pytest.mark.parametrize("who", ["bram", "truus"])
def test_after_one_side_released_swapping_is_gone(two: Two, cast: Cast, who: str) -> None:
    swap = two.offer()
    shifts.release(two.brams if who == "bram" else two.trueses, getattr(two, who))

    with pytest.raises(SwapGone):
        operations.agree(swap.id, two.truus)
    assert queries.offers_of(cast.truus.id, clock.now()) == ([], [])
    assert jobs.close_offers(clock.now()) == 1
    assert jobs.close_offers(clock.now()) == 0
    assert len(two.on(two.first)) + len(two.on(two.second)) == 1


def test_after_swapping_a_release_of_the_old_promise_does_nothing(two: Two, cast: Cast) -> None:
    operations.agree(two.offer().id, two.truus)
    shifts.release(two.brams, two.bram)

    assert (two.on(two.first), two.on(two.second)) == ([cast.truus.id], [cast.bram.id])


def test_an_offer_ends_when_one_of_the_evenings_begins(two: Two) -> None:
    swap = two.offer()
    with clock.stopped(EVENING + timedelta(hours=1)):
        assert jobs.close_offers(clock.now()) == 1
    db().refresh(swap)
    assert swap.state is SwapState.GONE


def test_an_offer_about_another_time_than_it_became_does_not_count(two: Two, cast: Cast) -> None:
    swap = two.offer()
    with clock.stopped(clock.now() + timedelta(hours=1)):
        shifts.move(
            two.second.shift_id,
            day=date(2027, 1, 27),
            starts_at=time(18),
            minutes=180,
            reason="De zaal is eerst bezet.",
            by=seen_by(cast.coor),
        )

        assert not still_true("cover.swap_asked")
        with pytest.raises(SwapGone), db().begin_nested():
            operations.agree(swap.id, two.truus)
        assert nothing_changed(two, cast)


# --- What each would read when taking the other's place ---


def test_who_offers_reads_what_stands_in_the_way(two: Two, eettafel: Service, cast: Cast) -> None:
    beside = an_evening(eettafel, LATER + timedelta(hours=1))
    shifts.book(beside.receive, cast.bram.id, two.bram)

    with pytest.raises(Overlap):
        two.offer()


def test_who_agrees_reads_what_stands_in_the_way(two: Two, eettafel: Service, cast: Cast) -> None:
    beside = an_evening(eettafel, EVENING + timedelta(hours=1))
    shifts.book(beside.receive, cast.truus.id, two.truus)

    with pytest.raises(Overlap):
        operations.agree(two.offer().id, two.truus)
    assert nothing_changed(two, cast)


def test_what_stands_in_the_way_of_the_other_stays_with_the_other(
    two: Two, eettafel: Service, cast: Cast
) -> None:
    swap = two.offer()
    beside = an_evening(eettafel, LATER + timedelta(hours=1))
    shifts.book(beside.receive, cast.bram.id, two.bram)

    with pytest.raises(SwapGone):
        operations.agree(swap.id, two.truus)


def test_the_place_one_gives_up_is_not_in_the_way(eettafel: Service, cast: Cast) -> None:
    """The second evening overlaps with the first: who swaps leaves that one."""
    bram, truus = seen_by(cast.bram), seen_by(cast.truus)
    early = an_evening(eettafel)
    late = an_evening(eettafel, EVENING + timedelta(hours=1))
    mine = shifts.claim(early.give, cast.bram.id, bram).id
    theirs = shifts.claim(late.give, cast.truus.id, truus).id

    operations.agree(operations.propose_swap(mine, theirs, bram).id, truus)
    assert shift_checks.broken() == []


def test_rest_counts_too(two: Two, eettafel: Service, cast: Cast) -> None:
    eettafel.rest_hours = 8
    night_before = an_evening(eettafel, LATER - timedelta(hours=6))
    shifts.claim(night_before.give, cast.bram.id, two.bram)

    with pytest.raises(RestTooShort):
        two.offer()


def test_the_skill_is_asked_of_both(two: Two, cast: Cast) -> None:
    skill = needs(two.second)
    with pytest.raises(QualificationMissing):
        two.offer()

    has(cast.bram, skill)
    swap = two.offer()
    needs(two.first, "EHBO")
    with pytest.raises(QualificationMissing):
        operations.agree(swap.id, two.truus)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"gives": False}, HelpingIsOff),
        ({"ends_on": date(2027, 1, 21)}, NoMemberThen),
    ],
)
def test_membership_counts_too(
    two: Two, cast: Cast, values: dict[str, object], refusal: type[Exception]
) -> None:
    change(cast.bram, **values)

    with pytest.raises(refusal):
        two.offer()


def test_the_number_of_the_month_counts_when_the_months_differ(
    two: Two, eettafel: Service, cast: Cast
) -> None:
    february = an_evening(eettafel, EVENING + timedelta(days=21))
    shifts.claim(february.give, cast.bram.id, two.bram)
    next_one = an_evening(eettafel, EVENING + timedelta(days=28))
    annas = shifts.claim(next_one.give, cast.anna.id, seen_by(cast.anna)).id
    change(cast.bram, most_a_month=1)

    two.offer()  # both in January
    with pytest.raises(MonthlyCap):
        operations.propose_swap(two.brams, annas, two.bram)


def test_who_is_on_that_evening_already_does_not_swap_into_it(
    eettafel: Service, cast: Cast
) -> None:
    bram, truus = seen_by(cast.bram), seen_by(cast.truus)
    first, second = an_evening(eettafel), an_evening(eettafel, LATER)
    mine = shifts.claim(first.give, cast.bram.id, bram).id
    shifts.claim(second.give, cast.bram.id, bram)
    theirs = shifts.claim(second.give, cast.truus.id, truus).id

    with pytest.raises(AlreadyClaimed):
        operations.propose_swap(mine, theirs, bram)


def test_what_is_over_is_not_swapped(two: Two) -> None:
    with clock.stopped(EVENING + timedelta(hours=5)), pytest.raises(ShiftPast):
        two.offer()


def test_the_checks_notice_half_a_swap(two: Two) -> None:
    swap = two.offer()
    swap.state, swap.ended_at = SwapState.AGREED, clock.now()
    db().flush()

    assert len(checks.broken()) == 1
