"""The guards of buying together, each taken away in turn: then their tests notice."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text, update

from buurtcoop.core import clock
from buurtcoop.core.database import is_sqlite
from buurtcoop.core.instance import Instance, db
from buurtcoop.purchases import checks, operations
from buurtcoop.purchases.models import GroupPurchase, PurchaseOrder
from buurtcoop.purchases.operations import ordering
from buurtcoop.purchases.rules import OrderState
from tests.cast import Cast
from tests.guards.meeting import Meet
from tests.guards.test_house_guards import as_owner, without
from tests.purchases import test_contention as contention
from tests.purchases.market import Market, a_round, agreed, as_
from tests.purchases.test_contention import Street
from tests.purchases.test_guarded import BEFORE, ONCE_FIXED, WHILE_OPEN, fixed_round, open_round

pytestmark = pytest.mark.guard
ONLY_POSTGRESQL = pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
TABLES = ("group_purchase_", "quote_", "purchase_order_")
STAGES: list[tuple[Callable[[Market, Cast], Any], list[tuple[str, str, str]]]] = [
    (open_round, WHILE_OPEN),
    (fixed_round, ONCE_FIXED),
    (lambda market, _cast: market.quotes(), BEFORE),
]


@pytest.mark.parametrize(
    ("stage", "table", "guard", "statement"),
    [(stage, *each) for stage, guarded in STAGES for each in guarded],
    ids=[f"{table}_{guard}" for _stage, guarded in STAGES for table, guard, _text in guarded],
)
def test_without_its_guard_the_database_lets_it_pass(
    instance: Instance,
    cast: Cast,
    stage: Callable[[Market, Cast], Any],
    table: str,
    guard: str,
    statement: str,
) -> None:
    with instance.writing():
        stage(a_round(cast), cast)
    without(instance, f"{table}_{guard}", table)
    if guard == "changes_in_time":
        without(instance, "purchase_order_moves", table)

    as_owner(instance, statement)


@pytest.fixture
def street(instance: Instance, cast: Cast) -> Street:
    return Street(instance, cast)


def drop_index(instance: Instance, name: str) -> None:
    """Take a unique key away, as only the owner can."""
    as_owner(instance, f"DROP INDEX {name}")


def test_without_its_key_a_household_has_as_many_orders_as_people(street: Street) -> None:
    drop_index(street.instance, "one_order_at_home")

    with pytest.raises(AssertionError):
        contention.test_people_of_one_household_who_order_at_once_have_one_order(street, 1)


def test_without_its_key_two_people_have_the_turn_of_one_year(
    instance: Instance, cast: Cast
) -> None:
    drop_index(instance, "one_turn_a_year")
    with instance.writing():
        market = a_round(cast)
        orders = market.fixed([(cast.anna, 5), (cast.bram, 5)])
        for order in orders:
            operations.note_delivery(order.id, clock.today(), order.version, market.lead)
            operations.inspect(order.id, clock.today(), True, "", order.version, market.lead)
        operations.take_into_use(market.id, clock.today(), market.lead)

        first = operations.plan_turn(market.id, clock.today(), market.lead)
        second = operations.plan_turn(market.id, clock.today(), market.lead)

    assert first is not None
    assert second is not None


def test_without_the_version_the_last_of_two_overwrites_the_first(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(order: PurchaseOrder, version: int, by: object, **values: Any) -> None:
        changed = update(PurchaseOrder).where(PurchaseOrder.id == order.id)
        db().execute(changed.values(version=version + 1, **values))
        db().refresh(order)

    monkeypatch.setattr("buurtcoop.purchases.operations.ordering.change_row", careless)
    with instance.writing():
        market = a_round(cast)
        market.opened()
        order = market.order(cast.anna, 4)
        for units in (5, 6):
            operations.change_order(order.id, units, agreed(), market.quote_id, 1, as_(cast.anna))

        assert order.units == 6


@ONLY_POSTGRESQL
def test_without_lock_and_guards_an_order_slips_into_a_round_that_was_fixed(
    street: Street, monkeypatch: pytest.MonkeyPatch, meeting: Meet
) -> None:
    def unlocked(purchase_id: int) -> Any:
        return db().get_one(GroupPurchase, purchase_id, populate_existing=True)

    for room in ("ordering", "rounds", "holding"):
        monkeypatch.setattr(f"buurtcoop.purchases.operations.{room}.hold_round", unlocked)
    for guard in ("comes_in_time", "changes_in_time"):
        without(street.instance, f"purchase_order_{guard}", "purchase_order")
    without(street.instance, "group_purchase_is_reached", "group_purchase")

    meeting(contention.PEOPLE).after(ordering, "hold_round").first(operations, "fix_round")

    with pytest.raises(AssertionError):
        contention.test_an_order_is_in_the_round_that_is_fixed_or_not_there(street, 1)

    with street.instance.reading():
        slipped = select(PurchaseOrder.id).where(PurchaseOrder.state == OrderState.PLACED)
        assert db().scalars(slipped).all() != []


def test_a_price_that_was_changed_by_hand_is_counted_again(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        a_round(cast).fixed([(cast.anna, 6), (cast.bram, 5)])
    without(instance, "purchase_order_stays", "purchase_order")
    as_owner(instance, "UPDATE purchase_order SET price = price + 1, rest = rest + 1")

    with instance.reading():
        assert len(checks.broken()) == 2


def test_sqlite_and_postgresql_have_the_same_guards(instance: Instance) -> None:
    on_sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    on_postgresql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    asked = on_sqlite if is_sqlite(instance.settings.database) else on_postgresql

    with instance.reading():
        names = {str(name) for name in db().scalars(text(asked))}
    ours = {name for name in names if name.startswith(TABLES)}

    tested = {f"{table}_{guard}" for _stage, all_of in STAGES for table, guard, _text in all_of}
    assert ours == tested
