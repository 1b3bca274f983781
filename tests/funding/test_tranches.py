"""The parts in which money comes: shared to the cent, asked for, paid in parts, taken out."""

from datetime import date

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.operations import (
    add_tranches,
    drop_tranche,
    pay_tranche,
    request_tranche,
    share_again,
    unpay_tranche,
)
from buurtcoop.funding.queries import came_in, open_tranches, states_of, tranche_of, tranches_of
from buurtcoop.funding.rules import (
    DayToCome,
    MoreCameIn,
    MoreThanCameIn,
    OtherSourcePaid,
    PaysAlready,
    Share,
    TrancheEmpty,
    TrancheFull,
    TrancheGone,
    TranchePaid,
    TranchesAbove,
    amounts_of,
    no_longer_fit,
    points_of,
    shared_again,
)
from buurtcoop.funding.settlement.contradictions import TranchesDiffer
from buurtcoop.ledger.models import Entry
from buurtcoop.ledger.operations import lend, reverse
from tests.funding.conftest import TODAY, Sources


def test_parts_in_percent_are_the_whole_to_the_cent() -> None:
    assert amounts_of(Money(1_800_001), [5_000, 3_000, 2_000]) == [
        Money(900_001),
        Money(540_000),
        Money(360_000),
    ]
    assert amounts_of(Money(1_800_001), [Money(1), 2_500]) == [Money(1), Money(450_000)]


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [([9_000, 1_001], TranchesDiffer), ([0], TrancheEmpty), ([Money(0)], TrancheEmpty)],
)
def test_parts_of_nothing_or_more_than_all_are_refused(
    parts: list[int | Money], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        amounts_of(Money(100), parts)


def test_sharing_again_leaves_what_came_in_and_says_what_no_longer_fits() -> None:
    parts = [
        Share(id=1, amount=Money(800), paid=Money(700)),
        Share(id=2, amount=Money(200), paid=Money(0)),
    ]

    assert [each.id for each in no_longer_fit(Money(900), parts)] == [2]
    assert shared_again(Money(800), parts) == {1: Money(700), 2: Money(100)}
    assert shared_again(Money(700), parts) == {1: Money(700), 2: Money(0)}
    with pytest.raises(MoreCameIn):
        shared_again(Money(699), parts)


@pytest.mark.parametrize(
    ("percent", "points"),
    [("60", 6_000), ("12,5", 1_250), ("0.05 %", 5), ("100", 10_000)]
    + [(each, None) for each in ("100,01", "-1", "1,234", "tien", "", "1e2", "²", "99999")],
)
def test_a_percentage_is_read_as_people_write_it(percent: str, points: int | None) -> None:
    assert points_of(percent) == points


def bank_line(entry: Entry) -> int:
    """The line of an entry on the bank."""
    return next(line.id for line in entry.lines if line.account.code == "1100")


def test_a_part_comes_in_two_payments_and_undoing_the_booking_opens_it_again(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_000_000)
        first, second = add_tranches(
            number, [(8_000, date(2027, 2, 1), ""), (Money(200_000), None, "")], by=sources.truus
        )
        request_tranche(first.id, on=TODAY, by=sources.truus)
        half = sources.received(sources.city, 500_000)
        rest = sources.received(sources.city, 400_000, key="rest")

        pay_tranche(first.id, bank_line(half), Money(500_000), by=sources.truus)
        with pytest.raises(TrancheFull):
            pay_tranche(first.id, bank_line(rest), Money(300_001), by=sources.truus)
        more = bank_line(sources.received(sources.city, 2, key="more"))
        pay_tranche(first.id, more, Money(1), by=sources.truus)
        with pytest.raises(PaysAlready):
            pay_tranche(first.id, more, Money(1), by=sources.truus)
        pay_tranche(second.id, bank_line(rest), Money(150_000), by=sources.truus)

    with instance.writing():
        states = states_of([number])[number]
        assert (states.requested, states.received) == (Money(800_000), Money(650_001))
        assert (states.awarded, states.next_day) == (Money(1_000_000), date(2027, 2, 1))
        free = came_in(_fund(sources))
        assert [each.left for each in free] == [Money(1), Money(250_000)]

        reverse(half.id, day=TODAY, memo="verkeerd", by=sources.truus)

        assert [each.open for each in tranches_of(number)] == [Money(799_999), Money(50_000)]
        with pytest.raises(OtherSourcePaid):
            pay_tranche(second.id, bank_line(half), Money(1), by=sources.truus)


def _fund(sources: Sources) -> int:
    return db().get_one(FundingSource, sources.city).fund_id


def test_money_of_another_source_or_more_than_came_in_pays_no_part(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_000_000)
        (part,) = add_tranches(number, [(10_000, None, "")], by=sources.truus)
        mine = sources.received(sources.city, 100)
        theirs = sources.received(sources.kitchen, 100, key="kitchen")
        spent = sources.spent(sources.city, 100)

        with pytest.raises(MoreThanCameIn):
            pay_tranche(part.id, bank_line(mine), Money(101), by=sources.truus)
        for entry in (theirs, spent):
            with pytest.raises(OtherSourcePaid):
                pay_tranche(part.id, bank_line(entry), Money(1), by=sources.truus)
        assert [each.open for each in open_tranches()] == [Money(1_000_000)]


def test_what_another_fund_lent_pays_no_part(instance: Instance, sources: Sources) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_000_000)
        (part,) = add_tranches(number, [(10_000, None, "")], by=sources.truus)
        sources.received(sources.kitchen, 10_000, key="kitchen")
        kitchen = db().get_one(FundingSource, sources.kitchen).fund_id
        city = _fund(sources)
        lent = lend(kitchen, city, Money(100), day=TODAY, memo="geleend", key="l", by=sources.truus)

        assert came_in(city) == []
        with pytest.raises(OtherSourcePaid):
            pay_tranche(part.id, _to(lent, city), Money(100), by=sources.truus)


def _to(entry: Entry, fund_id: int) -> int:
    """The line of a loan on the bank, with the fund that got it."""
    return next(
        line.id for line in entry.lines if line.account.code == "1100" and line.fund_id == fund_id
    )


def test_a_part_is_taken_out_whole_or_becomes_what_came_in(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_000_000)
        first, second = add_tranches(
            number, [(5_000, None, ""), (5_000, None, "")], by=sources.truus
        )
        with pytest.raises(TranchesAbove):
            add_tranches(number, [(1, None, "")], by=sources.truus)
        with pytest.raises(DayToCome):
            request_tranche(first.id, on=date(2027, 1, 13), by=sources.truus)
        entry = sources.received(sources.city, 300_000)
        payment = pay_tranche(first.id, bank_line(entry), Money(300_000), by=sources.truus)

        drop_tranche(first.id, by=sources.truus)
        drop_tranche(second.id, by=sources.truus)

        assert [each.tranche.amount for each in tranches_of(number)] == [Money(300_000)]
        for act in (drop_tranche, _asked):
            with pytest.raises(TranchePaid):
                act(first.id, by=sources.truus)
            with pytest.raises(TrancheGone):
                act(second.id, by=sources.truus)
        unpay_tranche(payment.id, by=sources.truus)
        assert tranche_of(first.id).open == Money(300_000)
        share_again(number, by=sources.truus)
        assert tranche_of(first.id).open == Money(1_000_000)


def _asked(tranche_id: int, *, by: Viewer) -> None:
    request_tranche(tranche_id, on=TODAY, by=by)
