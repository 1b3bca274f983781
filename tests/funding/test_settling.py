"""Settling: in which order, what is refused, what is frozen, and what it books."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import FundingAgreement, Settlement, SourceKind
from buurtcoop.funding.queries.frozen import FiguresUnreadable, read_figures, written
from buurtcoop.funding.rules.settling import (
    BookedLater,
    CorrectionNeedsReason,
    DecidedAlready,
    DecidedOutside,
    DecidedTooEarly,
    HandedInAlready,
    NoActivityToBook,
    NotHandedIn,
    NothingAgreed,
    SettledAhead,
    SettledTooEarly,
    SettlementOpen,
    StoryMissing,
    StoryTooLong,
)
from buurtcoop.funding.settlement import Mode, OwnPart, OwnRule
from buurtcoop.ledger.operations import reverse
from tests.cast import Cast
from tests.funding.settled import FIRST, LAST, SETTLED, Books, books, drafted, euro

CITY = SourceKind.MUNICIPAL_COFINANCING


@pytest.fixture
def made(instance: Instance, cast: Cast) -> Iterator[Books]:
    """The books, in one transaction that writes."""
    with instance.writing():
        yield books(cast)


@pytest.fixture
def city(made: Books) -> int:
    """An agreement of € 18.000 that pays 60 percent, with € 9.500 of costs and € 7.200 in."""
    number = made.agreement("Gemeente", "18000", advance="7200", kind=CITY)
    made.cost(made.source_of(number), "9500", number)
    return number


def test_one_settlement_is_worked_on_and_handed_in_once(made: Books, city: int) -> None:
    begun = operations.begin_settlement(city, by=made.by)
    with pytest.raises(SettlementOpen):
        operations.begin_settlement(city, by=made.by)
    with pytest.raises(StoryMissing):
        operations.hand_in(begun.id, SETTLED, made.by)
    with pytest.raises(StoryTooLong):
        operations.tell_story(begun.id, "a" * 4_001, made.by)
    operations.tell_story(begun.id, " We kookten. ", made.by)
    with pytest.raises(SettledTooEarly):
        operations.hand_in(begun.id, date(2026, 12, 30), made.by)
    with pytest.raises(SettledAhead):
        operations.hand_in(begun.id, date(2027, 1, 13), made.by)
    with pytest.raises(NotHandedIn):
        operations.decide_settlement(begun.id, euro("1"), SETTLED, made.by)

    done = operations.hand_in(begun.id, SETTLED, made.by)

    assert (done.story, done.settled_on, queries.is_settled(city)) == ("We kookten.", SETTLED, True)
    with pytest.raises(HandedInAlready):
        operations.hand_in(done.id, SETTLED, made.by)
    with pytest.raises(HandedInAlready):
        operations.tell_story(done.id, "Anders", made.by)


def test_their_letter_says_an_amount_within_the_agreement_once(made: Books, city: int) -> None:
    number = made.handed_in(city)
    with pytest.raises(DecidedOutside):
        operations.decide_settlement(number, euro("18000.01"), SETTLED, made.by)
    with pytest.raises(DecidedTooEarly):
        operations.decide_settlement(number, euro("5000"), date(2027, 1, 11), made.by)
    with pytest.raises(SettledAhead):
        operations.decide_settlement(number, euro("5000"), date(2027, 1, 13), made.by)

    operations.decide_settlement(number, euro("5000"), SETTLED, made.by)

    assert queries.determined_of(db().get_one(FundingAgreement, city), SETTLED) == euro("5000")
    with pytest.raises(DecidedAlready):
        operations.decide_settlement(number, euro("4000"), SETTLED, made.by)


def test_a_correction_says_why_and_leaves_what_was_handed_in(made: Books, city: int) -> None:
    first = db().get_one(Settlement, made.handed_in(city))
    with pytest.raises(CorrectionNeedsReason):
        operations.begin_settlement(city, reason=" ", by=made.by)

    second = operations.begin_settlement(city, reason="Een bon te weinig", by=made.by)
    made.cost(made.source_of(city), "100", city)
    operations.hand_in(second.id, SETTLED, made.by)

    assert (second.version, second.story) == (2, first.story)
    assert [each.version for each in queries.settlements_of(city)] == [2, 1]
    told = [queries.frozen(each).reckoning.determined for each in (first, second)]
    assert told == [euro("5700"), euro("5760")]


def test_a_cost_undone_afterwards_leaves_the_figures_and_is_told(made: Books, city: int) -> None:
    line = made.cost(made.source_of(city), "500", city)
    settlement = db().get_one(Settlement, made.handed_in(city))
    figures = settlement.figures
    assert queries.differs_since(settlement) == []

    reverse(line.entry_id, day=SETTLED, memo="Verkeerd", by=made.by)

    assert settlement.figures == figures
    assert queries.frozen(settlement).reckoning.determined == euro("6000")
    differs = {each.name: (each.then, each.now) for each in queries.differs_since(settlement)}
    assert differs == {
        "Kosten op de afspraak": (euro("10000"), euro("9500")),
        "Kosten die meetellen": (euro("10000"), euro("9500")),
        "Wat zij betalen": (euro("6000"), euro("5700")),
    }


def test_a_bare_promise_is_not_settled(made: Books) -> None:
    bare = made.agreement("Gemeente", "100", None)

    with pytest.raises(NothingAgreed):
        operations.begin_settlement(bare, by=made.by)
    with pytest.raises(NothingAgreed):
        queries.reckon(bare, SETTLED)
    with pytest.raises(NothingAgreed):
        operations.recognise(bare, LAST, made.by)


def test_the_terms_that_count_are_those_of_the_moment_of_handing_in(made: Books, city: int) -> None:
    begun = operations.begin_settlement(city, by=made.by)
    operations.tell_story(begun.id, "We kookten.", made.by)
    terms = operations.set_terms(
        city, drafted(Mode.COST_SHARE, 5_000), reason="Nieuwe brief", by=made.by
    )

    done = operations.hand_in(begun.id, SETTLED, made.by)

    assert done.terms_id == terms.id
    assert queries.frozen(done).terms.share_points == 5_000
    assert queries.frozen(done).reckoning.determined == euro("4750")


def test_what_was_frozen_reads_back_and_a_changed_text_does_not(made: Books, city: int) -> None:
    settlement = db().get_one(Settlement, made.handed_in(city))
    told = queries.frozen(settlement)

    assert written(read_figures(settlement.figures)) == settlement.figures
    assert told.reckoning == queries.reckon(city, SETTLED)
    assert told.facts == queries.facts_of(city, SETTLED)
    settlement.figures = settlement.figures.replace("950000", "950001")
    with pytest.raises(FiguresUnreadable), db().no_autoflush:
        queries.frozen(settlement)
    db().expire(settlement)


def test_own_money_counts_up_to_the_day_of_settling_and_once(made: Books) -> None:
    own_part = OwnPart(points=2_500, rule=OwnRule.REDUCE)
    terms = drafted(Mode.COST_SHARE, 6_000, own_part=own_part)
    number = made.agreement("Gemeente", "18000", terms, kind=CITY)
    made.cost(made.own, "100", number, day=date(2026, 6, 1))
    made.cost(made.source_of(number), "300", number)

    before = queries.facts_of(number, date(2026, 6, 30))
    after = queries.facts_of(number, SETTLED)

    assert [each.amount for each in before.own] == [euro("100")]
    assert sum((each.amount for each in before.costs), NOTHING) == euro("100")
    assert sum((each.amount for each in after.costs), NOTHING) == euro("400")


def test_the_reserve_of_the_year_before_is_where_this_year_begins(made: Books) -> None:
    yearly = drafted(Mode.LUMP, no_profit=False, reserve_points=1_000)
    before = made.agreement("Gemeente", "25000", yearly, advance="25000", kind=CITY)
    made.cost(made.source_of(before), "22500", before)
    made.handed_in(before)
    days = (date(2027, 1, 1), date(2027, 12, 31))
    number = made.agreement("Gemeente", "40000", yearly, kind=CITY, days=days)
    made.advance(number, "40000", SETTLED)
    made.cost(made.source_of(number), "34800", number, day=SETTLED)
    made.cost(made.own, "2000", number, day=SETTLED)

    told = queries.reckon(number, date(2027, 12, 31))

    assert queries.facts_of(number, SETTLED).reserve == euro("2500")
    assert (told.to_reserve, told.to_repay) == (euro("1500"), euro("3700"))


def test_two_agreements_of_one_source_begin_each_with_their_own_reserve(made: Books) -> None:
    yearly = drafted(Mode.LUMP, no_profit=False, reserve_points=1_000)
    before = made.agreement("Gemeente", "25000", yearly, advance="25000", kind=CITY)
    made.cost(made.source_of(before), "22500", before)
    made.handed_in(before)
    days = (date(2027, 1, 1), date(2027, 12, 31))

    own = replace(yearly, reserve_begins=euro("1000"))
    first = made.agreement("Gemeente", "40000", own, kind=CITY, days=days)
    empty = replace(yearly, reserve_begins=NOTHING)
    second = made.agreement("Gemeente", "30000", empty, kind=CITY, days=days)
    third = made.agreement("Gemeente", "20000", yearly, kind=CITY, days=days)

    reserves = [queries.facts_of(each, SETTLED).reserve for each in (first, second, third)]
    assert reserves == [euro("1000"), NOTHING, euro("2500")]


def test_e10_without_a_year_before_the_reserve_begins_empty(made: Books) -> None:
    yearly = drafted(Mode.LUMP, no_profit=False, reserve_points=1_000)
    number = made.agreement("Gemeente", "40000", yearly, advance="40000", kind=CITY)
    made.cost(made.source_of(number), "34800", number)
    made.cost(made.own, "2000", number)

    told = made.reckoned(number)

    assert (told.to_reserve, told.to_repay) == (euro("4000"), euro("1200"))


def test_a_settled_agreement_books_what_their_letter_says(made: Books, city: int) -> None:
    source = made.source_of(city)
    operations.recognise(city, LAST, made.by)
    number = made.handed_in(city)
    first = operations.recognise(city, SETTLED, made.by)
    assert (made.on("1400", source), made.on("1450", source)) == (NOTHING, euro("-1500"))

    operations.decide_settlement(number, euro("7200"), SETTLED, made.by)
    operations.recognise(city, SETTLED, made.by)

    assert made.on("1450", source) == NOTHING
    assert made.on("8200", source) == euro("-7200")
    assert first is not None
    assert db().get_one(Settlement, number).entry_id == first.id


def test_money_that_comes_after_the_booking_is_not_income_twice(made: Books, city: int) -> None:
    made.cost(made.source_of(city), "4750", city)
    operations.recognise(city, LAST, made.by)
    assert made.on("1250", made.source_of(city)) == euro("1350")

    made.advance(city, "1350", SETTLED)
    operations.recognise(city, SETTLED, made.by)

    assert made.on("1250", made.source_of(city)) == NOTHING
    assert made.on("8200", made.source_of(city)) == euro("-8550")


def test_no_booking_goes_before_one_that_stands(made: Books, city: int) -> None:
    operations.recognise(city, LAST, made.by)

    with pytest.raises(BookedLater):
        operations.recognise(city, date(2026, 6, 30), made.by)


def test_nothing_is_booked_for_an_activity_that_nobody_named(made: Books) -> None:
    fixed = made.agreement("Gemeente", "100", drafted(Mode.LUMP, no_profit=False), kind=CITY)

    with pytest.raises(NoActivityToBook):
        operations.recognise(fixed, LAST, made.by)


def test_an_agreement_that_ends_inside_a_month_leaves_the_other_days_out(made: Books) -> None:
    days = (FIRST, date(2026, 6, 15))
    number = made.agreement("Gemeente", "1000", kind=CITY, days=days)
    made.cost(made.source_of(number), "100", number, day=date(2026, 6, 15))
    made.cost(made.source_of(number), "50", number, day=date(2026, 6, 16))

    told = made.reckoned(number)

    assert (told.claimed, told.cash) == (Money(15_000), Money(10_000))
