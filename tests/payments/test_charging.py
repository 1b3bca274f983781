"""One cause makes one charge; the amount never changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.payments import checks, operations, queries
from buurtcoop.payments.models import Charge, ChargeState
from buurtcoop.payments.operations import ToPay
from buurtcoop.payments.rules import NothingToPay, NotYourOwn, NotYours, WhyMissing
from tests.cast import Cast, seen_by

DAY = date(2027, 1, 10)


@pytest.fixture
def to_pay(opened: Instance, cast: Cast) -> ToPay:
    return ToPay(debtor_id=cast.anna.id, amount=Money(800), words="Eettafel", on_day=DAY)


def test_a_charge_says_who_how_much_and_for_what(to_pay: ToPay, cast: Cast) -> None:
    charge = operations.charge(to_pay, cause_kind="booking", cause_id=3)

    assert (charge.debtor_id, charge.amount, charge.words) == (cast.anna.id, Money(800), "Eettafel")
    assert (charge.state, charge.on_day, charge.made_at) == (ChargeState.OPEN, DAY, clock.now())
    assert checks.broken() == []


def test_one_cause_is_charged_once_and_the_first_amount_stands(to_pay: ToPay) -> None:
    first = operations.charge(to_pay, cause_kind="booking", cause_id=3)
    again = operations.charge(replace(to_pay, amount=Money(900)), cause_kind="booking", cause_id=3)

    assert again.id == first.id
    assert again.amount == Money(800)


@pytest.mark.parametrize("amount", [NOTHING, Money(-100)])
def test_nothing_or_less_is_no_charge(to_pay: ToPay, amount: Money) -> None:
    with pytest.raises(NothingToPay):
        operations.charge(replace(to_pay, amount=amount), cause_kind="booking", cause_id=3)


def test_waiving_says_who_when_and_why_and_twice_is_once(to_pay: ToPay, cast: Cast) -> None:
    charge = operations.charge(to_pay, cause_kind="booking", cause_id=3)

    operations.waive(charge.id, "Het eten was op.", seen_by(cast.coor))
    operations.waive(charge.id, "Iets anders.", seen_by(cast.truus))

    assert (charge.state, charge.waived_why) == (ChargeState.WAIVED, "Het eten was op.")
    assert (charge.waived_by_id, charge.waived_at) == (cast.coor.id, clock.now())
    assert db().scalars(select(AuditEntry.verb)).all().count("payments.waive") == 1
    assert queries.open_total(cast.anna.id) == NOTHING
    assert checks.broken() == []


def test_nobody_waives_without_saying_why(to_pay: ToPay, cast: Cast) -> None:
    charge = operations.charge(to_pay, cause_kind="booking", cause_id=3)

    with pytest.raises(WhyMissing, match="waarom"):
        operations.waive(charge.id, "  ", seen_by(cast.coor))


def test_a_member_waives_nothing(to_pay: ToPay, cast: Cast) -> None:
    charge = operations.charge(to_pay, cause_kind="booking", cause_id=3)

    with pytest.raises(NotYours, match="rol"):
        operations.waive(charge.id, "Ik wil niet.", seen_by(cast.anna))
    with pytest.raises(NotYours):
        operations.reopen(charge.id, seen_by(cast.anna))


def test_who_has_to_pay_does_not_waive_it_oneself(to_pay: ToPay, cast: Cast) -> None:
    own = operations.charge(
        replace(to_pay, debtor_id=cast.truus.id), cause_kind="booking", cause_id=3
    )

    with pytest.raises(NotYourOwn):
        operations.waive(own.id, "Ik heb het druk.", seen_by(cast.truus))

    assert operations.waive(own.id, "Het eten was op.", seen_by(cast.coor)).waived_at == clock.now()


def test_it_can_have_to_be_paid_after_all(to_pay: ToPay, cast: Cast) -> None:
    charge = operations.charge(to_pay, cause_kind="booking", cause_id=3)
    operations.waive(charge.id, "Het eten was op.", seen_by(cast.coor))

    for _time in range(2):
        operations.reopen(charge.id, seen_by(cast.coor))

    assert (charge.state, charge.waived_at) == (ChargeState.OPEN, None)
    assert charge.waived_why == "Het eten was op."
    assert queries.open_total(cast.anna.id) == Money(800)


def test_only_what_was_waived_for_that_reason_comes_back(to_pay: ToPay, cast: Cast) -> None:
    operations.charge_each("booking", {1: to_pay, 2: to_pay})
    operations.waive_each("booking", [1], "Niet geweest.", seen_by(cast.coor))
    operations.waive_each("booking", [1, 2], "Een feest.", seen_by(cast.coor))

    operations.reopen_each("booking", [1, 2], "Niet geweest.")

    found = queries.charges_for("booking", [1, 2])
    assert [found[number].state for number in (1, 2)] == [ChargeState.OPEN, ChargeState.WAIVED]


def test_an_unknown_charge_is_not_found(opened: Instance, cast: Cast) -> None:
    with pytest.raises(LookupError):
        operations.waive(99, "Niet geweest.", seen_by(cast.coor))


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Money(1)},
        {"debtor_id": 1},
        {"words": "Iets anders"},
        {"cause_id": 9},
        {"cause_kind": "gift"},
        {"on_day": date(2027, 2, 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_charged_never_changes(
    to_pay: ToPay, cast: Cast, change: dict[str, object]
) -> None:
    charge = operations.charge(to_pay, cause_kind="booking", cause_id=3)
    if "debtor_id" in change:
        change = {"debtor_id": cast.bram.id}

    with pytest.raises(IntegrityError, match="never changes"), db().begin_nested():
        db().execute(update(Charge).where(Charge.id == charge.id).values(change))


def test_the_database_refuses_waiving_without_reason_or_moment(to_pay: ToPay) -> None:
    charge = operations.charge(to_pay, cause_kind="booking", cause_id=3)

    for change in ({"waived_at": clock.now()}, {"waived_why": "x"}):
        with pytest.raises(IntegrityError), db().begin_nested():
            db().execute(
                update(Charge)
                .where(Charge.id == charge.id)
                .values(state=ChargeState.WAIVED, **change)
            )


def test_the_database_refuses_a_second_charge_for_one_cause(to_pay: ToPay) -> None:
    operations.charge(to_pay, cause_kind="booking", cause_id=3)
    row = {
        **vars(to_pay),
        "cause_kind": "booking",
        "cause_id": 3,
        "state": ChargeState.OPEN,
        "made_at": clock.now(),
        "waived_why": "",
    }

    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(insert(Charge), row)
    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(insert(Charge), {**row, "cause_id": 4, "amount": NOTHING})


def test_the_newest_stands_first_and_a_long_list_goes_on(to_pay: ToPay, cast: Cast) -> None:
    days = {number: DAY + timedelta(days=number // 2) for number in range(7)}
    operations.charge_each(
        "booking", {number: replace(to_pay, on_day=day) for number, day in days.items()}
    )
    operations.charge(replace(to_pay, debtor_id=cast.bram.id), cause_kind="booking", cause_id=99)

    first = queries.charges_of(cast.anna.id, limit=4)
    second = queries.charges_of(cast.anna.id, after=first.next, limit=4)

    seen = [charge.cause_id for charge in (*first.charges, *second.charges)]
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    assert second.next is None
    assert queries.open_total(cast.anna.id) == Money(5600)
