"""What the database itself refuses of rounds, quotes and orders, whoever asks."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from buurtcoop.core.instance import db
from buurtcoop.purchases import operations
from tests.cast import Cast
from tests.purchases.market import Market, after_last_day, as_

NEW_ORDER = (
    "INSERT INTO purchase_order (purchase_id, number, person_id, household_id, quote_id, units,"
    " state, version, placed_at, agreed_at, agreed_name, agreed_text, remarks, ended_why)"
    " SELECT purchase_id, 9, person_id, {household}, quote_id, 1, 'placed', 1, placed_at,"
    " placed_at, 'x', 'x', '', '' FROM purchase_order WHERE number = 1"
)
# A table, its guard, and what goes past it while ordering is open with one order of nine panels.
WHILE_OPEN = [
    ("group_purchase", "moves", "UPDATE group_purchase SET state = 'interest', order_by = NULL"),
    (
        "group_purchase",
        "is_reached",
        "UPDATE group_purchase SET state = 'fixed', fixed_at = made_at",
    ),
    (
        "group_purchase",
        "leaves_nothing",
        "UPDATE group_purchase SET state = 'ended', ended_at = made_at, because = 'stopped'",
    ),
    ("group_purchase", "keeps_its_terms", "UPDATE group_purchase SET least_units = 1"),
    ("quote", "stays", "UPDATE quote SET unit_price = 1"),
    ("quote", "holds", "UPDATE quote SET valid_until = '2027-01-01'"),
    (
        "purchase_order",
        "moves",
        "UPDATE purchase_order SET state = 'returned', price = 2, deposit = 1, rest = 1,"
        " ended_at = placed_at",
    ),
]
# The same of a round that is fixed, with one order of ten and one that was cancelled.
ONCE_FIXED = [
    ("purchase_order", "comes_in_time", NEW_ORDER.format(household="household_id + 3")),
    (
        "purchase_order",
        "changes_in_time",
        "UPDATE purchase_order SET state = 'placed', ended_at = NULL WHERE state = 'cancelled'",
    ),
    ("purchase_order", "stays", "UPDATE purchase_order SET units = 11 WHERE state = 'fixed'"),
    ("purchase_order", "remains", "DELETE FROM purchase_order WHERE state = 'fixed'"),
]
# And while the quotes are looked at, none of them chosen.
BEFORE = [
    (
        "group_purchase",
        "has_a_quote",
        "UPDATE group_purchase SET state = 'ordering', order_by = '2027-02-01'",
    ),
]

# What no row may say, with two orders while ordering is open.
CONTRADICTIONS = [
    "UPDATE purchase_order SET household_id = (SELECT household_id FROM person"
    " WHERE call_name = 'Anna'), number = 7",
    "UPDATE purchase_order SET units = 0",
    "UPDATE purchase_order SET deposit_paid_on = '2027-01-12'",
    "UPDATE purchase_order SET agreed_name = ''",
    "UPDATE purchase_order SET in_order = true",
    "UPDATE group_purchase SET least_units = NULL, least_households = NULL",
    "UPDATE group_purchase SET deposit_points = 10001",
    "UPDATE group_purchase SET order_by = NULL",
    "UPDATE quote SET withdrawn_at = made_at",
]


def open_round(market: Market, cast: Cast) -> None:
    """Nine of the ten panels are ordered."""
    market.opened()
    market.order(cast.anna, 9)


def fixed_round(market: Market, cast: Cast) -> None:
    """Anna's ten panels are fixed; Bram cancelled."""
    market.opened()
    market.order(cast.anna, 10)
    gone = market.order(cast.bram, 1)
    operations.cancel_order(gone.id, gone.version, as_(cast.bram))
    with after_last_day():
        operations.fix_round(market.id, market.lead)


def refused(statement: str) -> None:
    """The database says no."""
    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(text(statement))


def test_while_ordering_is_open_the_database_refuses(
    market: Market, cast: Cast, subtests: pytest.Subtests
) -> None:
    open_round(market, cast)

    for table, guard, statement in WHILE_OPEN:
        with subtests.test(table=table, guard=guard):
            refused(statement)


def test_once_fixed_the_database_refuses(
    market: Market, cast: Cast, subtests: pytest.Subtests
) -> None:
    fixed_round(market, cast)

    for table, guard, statement in ONCE_FIXED:
        with subtests.test(table=table, guard=guard):
            refused(statement)


def test_before_a_quote_is_chosen_the_database_refuses(
    market: Market, subtests: pytest.Subtests
) -> None:
    market.quotes()

    for table, guard, statement in BEFORE:
        with subtests.test(table=table, guard=guard):
            refused(statement)


def test_no_row_contradicts_itself(market: Market, cast: Cast, subtests: pytest.Subtests) -> None:
    market.opened()
    market.order(cast.anna, 4)
    market.order(cast.bram, 4)

    for statement in CONTRADICTIONS:
        with subtests.test(statement=statement):
            refused(statement)


def test_a_price_that_does_not_add_up_is_refused(market: Market, cast: Cast) -> None:
    market.opened()
    market.order(cast.anna, 10)

    refused("UPDATE purchase_order SET state = 'fixed', price = 10, deposit = 3, rest = 6")
