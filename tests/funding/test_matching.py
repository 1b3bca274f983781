"""Hours and gifts on an agreement: never more than there are, and a gift counts once paid."""

from datetime import date

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import operations, queries, rules
from buurtcoop.funding.models import FundingAgreement
from tests.cast import Cast
from tests.funding.conftest import TODAY, Sources
from tests.funding.standing import MATCH, RATE, Standing, a_standing, an_hour, line_of


@pytest.fixture
def standing(instance: Instance, sources: Sources) -> Standing:
    with instance.writing():
        return a_standing(sources)


def test_hours_stand_on_one_agreement_per_month_and_come_off_again(
    instance: Instance, standing: Standing, cast: Cast
) -> None:
    truus = standing.sources.truus
    with instance.writing():
        city = standing.agreed(standing.sources.city, 100_000, in_kind=RATE)
        other = standing.agreed(standing.sources.kitchen, 90_000, in_kind=RATE)
        entries = [an_hour(cast, standing.sources, number).id for number in (1, 2)]
        entries.append(an_hour(cast, standing.sources, 3, date(2027, 2, 3)).id)

        assert operations.put_hours(city, entries[:2], truus) == 120
        assert operations.put_hours(other, entries, truus) == 60
        assert operations.put_hours(city, entries, truus) == 0
        agreement = db().get_one(FundingAgreement, city)
        months = queries.hours_by_month(agreement, [standing.sources.meals])
        assert [(each.month.month, each.on, each.free) for each in months] == [
            (1, 120, 0),
            (2, 0, 0),
        ]

        assert operations.take_hours(city, entries, truus) == 2
        assert operations.put_hours(other, entries, truus) == 120
        assert (queries.minutes_on(city), queries.minutes_on(other)) == (0, 180)


def test_hours_that_were_taken_back_are_left_out(
    instance: Instance, standing: Standing, cast: Cast
) -> None:
    truus = standing.sources.truus
    with instance.writing():
        city = standing.agreed(standing.sources.city, 100_000, in_kind=RATE)
        hour = an_hour(cast, standing.sources)
        operations.put_hours(city, [hour.id], truus)
        mirror = an_hour(cast, standing.sources, minutes=-60, round=2, reverses_id=hour.id)

        assert queries.minutes_on(city) == 0
        assert operations.put_hours(city, [hour.id, mirror.id], truus) == 0


def test_a_gift_is_promised_and_paid_once_by_income_that_is_large_enough(
    instance: Instance, standing: Standing
) -> None:
    sources = standing.sources
    with instance.writing():
        match = standing.agreed(sources.kitchen, 100_000, MATCH)
        given = line_of(sources.received(standing.members, 10_000))
        gifts = [
            operations.promise_gift(
                match, f"huis {number}", Money(6_000), promised_on=TODAY, by=sources.truus
            ).id
            for number in (1, 2)
        ]

        operations.pay_gift(gifts[0], given, sources.truus)

        with pytest.raises(rules.GiftPaid):
            operations.pay_gift(gifts[0], given, sources.truus)
        for line_id in (given, standing.cost(standing.members, 9_000), 10**8):
            with pytest.raises(rules.NotThatIncome):
                operations.pay_gift(gifts[1], line_id, sources.truus)
        agreement = db().get_one(FundingAgreement, match)
        [paying] = queries.paying_lines(agreement)
        assert (paying.line_id, paying.left) == (given, Money(4_000))
        assert [each.line_id for each in queries.gifts_on(match)] == [given, None]
        standing.undo(given)
        assert queries.gifts_undone(match) == {gifts[0]}
        assert queries.reckon(match, date(2027, 12, 31)).determined == Money(0)


def test_hours_and_gifts_where_the_terms_ask_none_or_that_are_settled_say_why(
    instance: Instance, standing: Standing, cast: Cast
) -> None:
    sources = standing.sources
    with instance.writing():
        share = standing.agreed(sources.city, 100_000)
        late = standing.cost(sources.city, 500)
        settled = standing.settled(sources.city, late, 500)
        hour = an_hour(cast, sources).id

        with pytest.raises(rules.HoursNotAsked):
            operations.put_hours(share, [hour], sources.truus)
        with pytest.raises(rules.GiftsNotAsked):
            operations.promise_gift(
                share, "huis 1", Money(100), promised_on=TODAY, by=sources.truus
            )
        for act in (operations.put_hours, operations.take_hours):
            with pytest.raises(rules.AgreementSettled):
                act(settled, [hour], sources.truus)
        with pytest.raises(rules.AgreementSettled):
            operations.promise_gift(
                settled, "huis 1", Money(100), promised_on=TODAY, by=sources.truus
            )
