"""What the demo cooperative agreed, noted and bought together comes out as told."""

import pytest
from sqlalchemy import func, select

from buurtcoop.agreements.models import Agreement, AgreementKind
from buurtcoop.briefing.models import Observation, ObservationCount, Ride
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.purchases.models import GroupPurchase, PurchaseOrder
from buurtcoop.purchases.rules import RoundState
from buurtcoop.services.models import OpeningCheck, Service
from buurtcoop.shifts.models import BookedChild, Claim, PromiseState, Shift

pytestmark = pytest.mark.usefixtures("demo")


def test_each_service_was_made_from_its_pack_and_every_question_has_an_answer() -> None:
    packs = db().execute(select(Service.slug, Service.pack, Service.opened_on)).all()
    waiting = db().scalar(
        select(func.count()).where(OpeningCheck.answered_on.is_(None), OpeningCheck.id.is_not(None))
    )

    assert all(slug == pack and opened_on for slug, pack, opened_on in packs)
    assert len(packs) == 8
    assert waiting == 0


def test_all_three_kinds_of_agreement_run() -> None:
    running = db().scalars(select(Agreement.kind).where(Agreement.ended_at.is_(None)).distinct())

    assert set(running) == set(AgreementKind)


def test_18_households_bought_198_panels_for_68310_euros() -> None:
    (solar,) = db().scalars(select(GroupPurchase).where(GroupPurchase.state == RoundState.IN_USE))
    orders = db().scalars(select(PurchaseOrder).where(PurchaseOrder.purchase_id == solar.id)).all()

    assert len({order.household_id for order in orders}) == len(orders) == 18
    assert sum(order.units for order in orders) == 198
    for name, cents in (("price", 6_831_000), ("deposit", 1_366_200), ("rest", 5_464_800)):
        assert sum((getattr(order, name) for order in orders), NOTHING) == Money(cents)


def test_rides_of_the_year_make_3410_kilometres() -> None:
    first, last = clock.start_of(clock.today().replace(year=2026, month=1, day=1)), 2027
    driven = db().scalar(
        select(func.sum(Ride.kilometres))
        .join(Claim, Claim.id == Ride.claim_id)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(Shift.starts_at >= first, func.extract("year", Shift.starts_at) < last)
    )

    assert driven == 3_410


def test_what_was_noted_long_ago_is_a_number_only() -> None:
    notes = db().scalars(select(Observation)).all()
    counted = db().scalar(select(func.sum(ObservationCount.number)))

    assert notes
    assert all(note.erased_after >= clock.today() for note in notes)
    assert counted is not None
    assert counted > 30


def test_every_child_that_comes_has_a_running_consent() -> None:
    without = db().scalar(
        select(func.count())
        .select_from(BookedChild)
        .join(Agreement, Agreement.id == BookedChild.consent_id)
        .where(BookedChild.ended_at.is_(None), Agreement.ended_at.is_not(None))
    )

    assert db().scalar(select(func.count()).select_from(BookedChild))
    assert without == 0


def test_who_stands_alone_on_a_round_is_in_the_list_of_today_not_in_the_past() -> None:
    patrols = select(Shift.id).join(Service).where(Service.slug == "veilig-op-straat")
    helped = db().scalars(
        select(func.count())
        .where(Claim.shift_id.in_(patrols), Claim.state == PromiseState.KEPT)
        .group_by(Claim.shift_id)
    )

    assert set(helped) == {2}
