"""Two people at once: the last euro is claimed once, and nothing comes on what is handed in."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.exc import IntegrityError

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import operations
from buurtcoop.funding.checks import broken
from buurtcoop.funding.models import FundingAgreement
from buurtcoop.funding.operations import claims
from tests.cast import Cast, seen_by
from tests.funding.last_euro import LastEuro, claimed_of, money_of, of_a_line, of_an_agreement
from tests.funding.standing import Standing
from tests.guards.meeting import Meeting
from tests.guards.test_house_guards import without
from tests.ledger.test_at_the_same_time import at_once

CROWD = 6
ON_POSTGRESQL = pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
CASES = [
    (of_a_line, "MoreThanCost", "claim_never_more_than_its_line"),
    (of_an_agreement, "FixedFull", "claim_never_more_than_a_fixed_amount"),
]


def crowded(
    instance: Instance, cast: Cast, lay: Callable[[Standing], LastEuro]
) -> tuple[LastEuro, list[Exception]]:
    """Let a crowd claim the last euro, and tell what went wrong for whom."""
    with instance.writing():
        last = lay(money_of(seen_by(cast.truus)))
    turns = iter(range(CROWD))
    return last, at_once(CROWD, instance, lambda: last.claim(next(turns)))


@pytest.mark.parametrize(("lay", "refusal"), [case[:2] for case in CASES])
def test_the_last_euro_is_claimed_once(
    instance: Instance, cast: Cast, lay: Callable[[Standing], LastEuro], refusal: str
) -> None:
    last, errors = crowded(instance, cast, lay)

    assert [type(error).__name__ for error in errors] == [refusal] * (CROWD - 1)
    with instance.reading():
        assert claimed_of(last) == Money(10_000)
        assert broken() == []


@pytest.mark.guard
@ON_POSTGRESQL
@pytest.mark.parametrize(("lay", "guard"), [(case[0], case[2]) for case in CASES])
def test_without_its_turn_the_database_refuses_the_second_and_without_its_guard_nobody_does(
    instance: Instance,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    lay: Callable[[Standing], LastEuro],
    guard: str,
) -> None:
    monkeypatch.setattr(claims, "take_turn", lambda: None)
    Meeting(monkeypatch, CROWD).after(claims, "_refuse_above_fixed")
    last, errors = crowded(instance, cast, lay)

    assert {type(error) for error in errors} == {IntegrityError}
    assert len(errors) == CROWD - 1

    without(instance, guard, "cost_claim")
    Meeting(monkeypatch, CROWD).after(claims, "_refuse_above_fixed")
    last, errors = crowded(instance, cast, lay)

    assert errors == []
    with instance.reading():
        assert claimed_of(last) == Money(10_000 + 100 * (CROWD - 1))


def test_what_is_claimed_while_it_is_handed_in_is_in_the_report_or_refused(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        standing = money_of(seen_by(cast.truus))
        sources = standing.sources
        first, second = (
            standing.cost(sources.city, 5_000, key=f"cost {number}") for number in (1, 2)
        )
        agreement_id = standing.ready_to_hand_in(sources.city, first, 5_000)
        settlement = operations.begin_settlement(agreement_id, by=sources.truus)
        operations.tell_story(settlement.id, "We hebben gekookt.", sources.truus)
        day = db().get_one(FundingAgreement, agreement_id).ends_on
        number = settlement.id
    acts: Iterator[Callable[[], object]] = iter(
        [
            lambda: operations.claim(second, agreement_id, Money(100), by=sources.truus),
            lambda: operations.hand_in(number, day, sources.truus),
        ]
    )

    errors = at_once(2, instance, lambda: next(acts)())

    assert [type(error).__name__ for error in errors] in ([], ["AgreementSettled"])
    with instance.reading():
        assert broken() == []
