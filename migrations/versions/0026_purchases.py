"""Rounds of buying together: interest, quotes, orders and turns."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# What a supplier offered, and what a contract says, are facts.
TERMS = "purchase_id, supplier_id, unit_price, fixed_costs, vat, warranty_years, delivery, included"
CONTRACT = "purchase_id, number, person_id, quote_id, units, price, deposit, rest"
OPEN_FOR = (
    "SELECT 1 FROM group_purchase JOIN quote ON quote.purchase_id = group_purchase.id"
    " WHERE group_purchase.id = new.purchase_id AND group_purchase.state = 'ordering'"
    " AND quote.id = new.quote_id AND quote.chosen_at IS NOT NULL AND quote.withdrawn_at IS NULL"
)
ORDERS = "SELECT 1 FROM purchase_order WHERE purchase_id = new.id AND state"
FIXED_IN = "FROM purchase_order WHERE purchase_id = new.id AND state = 'fixed'"
# Nobody fixes or ends the round while an order is written.
THE_ROUND = "1 FROM group_purchase WHERE id = new.purchase_id FOR SHARE"


def guard_rounds() -> None:
    guards.forbid(
        op,
        "group_purchase_moves",
        table="group_purchase",
        event="UPDATE OF state",
        when="new.state <> old.state AND NOT ("
        "(old.state = 'interest' AND new.state IN ('quotes', 'ended'))"
        " OR (old.state = 'quotes' AND new.state IN ('ordering', 'ended'))"
        " OR (old.state = 'ordering' AND new.state IN ('quotes', 'fixed', 'ended'))"
        " OR (old.state = 'fixed' AND new.state IN ('quotes', 'in_use', 'ended')))",
        why="A round of buying together makes no such move",
    )
    guards.forbid(
        op,
        "group_purchase_has_a_quote",
        table="group_purchase",
        event="UPDATE OF state",
        when="new.state = 'ordering' AND NOT EXISTS (SELECT 1 FROM quote"
        " WHERE purchase_id = new.id AND chosen_at IS NOT NULL AND withdrawn_at IS NULL)",
        why="Ordering is open on a chosen quote",
    )
    guards.forbid(
        op,
        "group_purchase_is_reached",
        table="group_purchase",
        event="UPDATE OF state",
        when="new.state = 'fixed' AND old.state <> 'fixed' AND ("
        f"EXISTS ({ORDERS} IN ('placed', 'asked_again'))"
        f" OR (SELECT coalesce(sum(units), 0) {FIXED_IN}) < coalesce(new.least_units, 1)"
        f" OR (SELECT count(*) {FIXED_IN}) < coalesce(new.least_households, 1))",
        why="A round is fixed with all its orders, once its threshold is reached",
    )
    guards.forbid(
        op,
        "group_purchase_leaves_nothing",
        table="group_purchase",
        event="UPDATE OF state",
        when=f"(new.state = 'quotes' AND EXISTS ({ORDERS} IN ('placed', 'fixed')))"
        f" OR (new.state = 'ended' AND EXISTS ({ORDERS} IN ('placed', 'asked_again', 'fixed')))"
        f" OR (new.state = 'in_use' AND EXISTS ({ORDERS} = 'fixed' AND in_order IS NOT TRUE))",
        why="An order still counts on this round",
    )
    guards.forbid(
        op,
        "group_purchase_keeps_its_terms",
        table="group_purchase",
        event="UPDATE OF least_units, least_households, deposit_points",
        when="old.state NOT IN ('interest', 'quotes') OR (new.deposit_points <> old.deposit_points"
        " AND EXISTS (SELECT 1 FROM purchase_order WHERE purchase_id = new.id"
        " AND price IS NOT NULL))",
        why="Members said yes to this threshold and deposit",
    )


def guard_quotes() -> None:
    guards.forbid(
        op,
        "quote_stays",
        table="quote",
        event=f"UPDATE OF {TERMS}",
        why="The terms of a quote never change",
    )
    guards.forbid(
        op,
        "quote_holds",
        table="quote",
        event="UPDATE OF valid_until, withdrawn_at",
        when="new.valid_until < old.valid_until OR old.withdrawn_at IS NOT NULL",
        why="A quote holds as long as was said, until it is withdrawn for good",
    )


def guard_orders() -> None:
    guards.forbid(
        op,
        "purchase_order_comes_in_time",
        table="purchase_order",
        event="INSERT",
        when=f"new.state <> 'placed' OR NOT EXISTS ({OPEN_FOR})",
        why="An order is placed while ordering is open, on the chosen quote",
        locking=THE_ROUND,
    )
    guards.forbid(
        op,
        "purchase_order_changes_in_time",
        table="purchase_order",
        event="UPDATE OF units, quote_id, state",
        when="(new.state = 'placed' OR (new.state = 'fixed' AND old.state <> 'fixed'))"
        f" AND NOT EXISTS ({OPEN_FOR})",
        why="An order is changed and fixed while ordering is open, on the chosen quote",
        locking=THE_ROUND,
    )
    guards.forbid(
        op,
        "purchase_order_moves",
        table="purchase_order",
        event="UPDATE OF state",
        when="new.state <> old.state AND NOT ("
        "(old.state = 'placed' AND new.state IN ('asked_again', 'fixed', 'cancelled', 'lapsed'))"
        " OR (old.state = 'asked_again' AND new.state IN ('placed', 'cancelled', 'lapsed'))"
        " OR (old.state = 'fixed' AND new.state IN ('returned', 'released')))",
        why="An order makes no such move",
    )
    guards.forbid(
        op,
        "purchase_order_stays",
        table="purchase_order",
        event=f"UPDATE OF {CONTRACT}",
        when="old.price IS NOT NULL",
        why="What a fixed order is for, and how much, never changes",
    )
    guards.forbid(
        op,
        "purchase_order_remains",
        table="purchase_order",
        event="DELETE",
        when="old.price IS NOT NULL",
        why="What a fixed order is for, and how much, never changes",
    )


GUARDS = {
    "group_purchase": ("moves", "has_a_quote", "is_reached", "leaves_nothing", "keeps_its_terms"),
    "quote": ("stays", "holds"),
    "purchase_order": ("comes_in_time", "changes_in_time", "moves", "stays", "remains"),
}


def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "group_purchase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("unit_names", sa.String(), nullable=False),
        sa.Column("not_promised", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "interest",
                "quotes",
                "ordering",
                "fixed",
                "in_use",
                "ended",
                name="known_roundstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("least_units", sa.Integer(), nullable=True),
        sa.Column("least_households", sa.Integer(), nullable=True),
        sa.Column("deposit_points", sa.Integer(), nullable=False),
        sa.Column("order_by", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("fixed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "because",
            sa.Enum(
                "too_few",
                "supplier",
                "stopped",
                name="known_because",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("maintenance_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(because IS NOT NULL) = (state = 'ended')",
            name=op.f("group_purchase_ended_with_reason"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state = 'ended')",
            name=op.f("group_purchase_ended_with_moment"),
        ),
        sa.CheckConstraint(
            "(fixed_at IS NOT NULL) = (state IN ('fixed', 'in_use'))",
            name=op.f("group_purchase_fixed_with_moment"),
        ),
        sa.CheckConstraint(
            "maintenance_on IS NULL OR state = 'in_use'", name=op.f("group_purchase_used_then_kept")
        ),
        sa.CheckConstraint(
            "order_by IS NOT NULL OR state IN ('interest', 'quotes', 'ended')",
            name=op.f("group_purchase_has_last_day"),
        ),
        sa.CheckConstraint(
            "deposit_points BETWEEN 0 AND 10000", name=op.f("group_purchase_deposit_is_a_part")
        ),
        sa.CheckConstraint("least_households > 0", name=op.f("group_purchase_needs_a_household")),
        sa.CheckConstraint("least_units > 0", name=op.f("group_purchase_needs_a_unit")),
        sa.CheckConstraint(
            "least_units IS NOT NULL OR least_households IS NOT NULL",
            name=op.f("group_purchase_has_threshold"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("group_purchase_activity_id_of_activity")
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["person.id"], name=op.f("group_purchase_lead_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("group_purchase_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("group_purchase_key")),
        sa.UniqueConstraint("name", name=op.f("group_purchase_name_once")),
        sa.UniqueConstraint("slug", name=op.f("group_purchase_slug_once")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("group_purchase_lead_id_index"), "group_purchase", ["lead_id"], unique=False
    )
    op.create_index(
        op.f("group_purchase_service_id_index"), "group_purchase", ["service_id"], unique=False
    )
    op.create_index(op.f("group_purchase_state_index"), "group_purchase", ["state"], unique=False)
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("units > 0", name=op.f("interest_wants_a_unit")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("interest_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"],
            ["group_purchase.id"],
            name=op.f("interest_purchase_id_of_group_purchase"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("interest_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("interest_person_id_index"), "interest", ["person_id"], unique=False)
    op.create_index(
        "one_live_interest",
        "interest",
        ["purchase_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("unit_price", db.Cents(), nullable=False),
        sa.Column("fixed_costs", db.Cents(), nullable=False),
        sa.Column("vat", sa.String(), nullable=False),
        sa.Column("warranty_years", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("included", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("chosen_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_why = '')",
            name=op.f("quote_withdrawn_with_reason"),
        ),
        sa.CheckConstraint("fixed_costs >= 0", name=op.f("quote_fixed_costs_not_negative")),
        sa.CheckConstraint("unit_price > 0", name=op.f("quote_costs_something")),
        sa.CheckConstraint("warranty_years >= 0", name=op.f("quote_warranty_not_negative")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["group_purchase.id"], name=op.f("quote_purchase_id_of_group_purchase")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("quote_supplier_id_of_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("quote_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_chosen_quote",
        "quote",
        ["purchase_id"],
        unique=True,
        sqlite_where=sa.text("chosen_at IS NOT NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("chosen_at IS NOT NULL AND withdrawn_at IS NULL"),
    )
    op.create_index(op.f("quote_purchase_id_index"), "quote", ["purchase_id"], unique=False)
    op.create_index(op.f("quote_supplier_id_index"), "quote", ["supplier_id"], unique=False)
    op.create_table(
        "purchase_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "placed",
                "asked_again",
                "fixed",
                "cancelled",
                "lapsed",
                "returned",
                "released",
                name="known_orderstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("placed_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("agreed_name", sa.String(), nullable=False),
        sa.Column("agreed_text", sa.String(), nullable=False),
        sa.Column("price", db.Cents(), nullable=True),
        sa.Column("deposit", db.Cents(), nullable=True),
        sa.Column("rest", db.Cents(), nullable=True),
        sa.Column("deposit_paid_on", sa.Date(), nullable=True),
        sa.Column("deposit_told_by_id", sa.Integer(), nullable=True),
        sa.Column("deposit_back_on", sa.Date(), nullable=True),
        sa.Column("rest_paid_on", sa.Date(), nullable=True),
        sa.Column("rest_told_by_id", sa.Integer(), nullable=True),
        sa.Column("delivery_on", sa.Date(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=False),
        sa.Column("leaver_noted_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('placed', 'asked_again', 'fixed'))",
            name=op.f("purchase_order_ends_with_moment"),
        ),
        sa.CheckConstraint(
            "(household_id IS NOT NULL) = (agreed_name <> '')",
            name=op.f("purchase_order_of_a_home_until_forgotten"),
        ),
        sa.CheckConstraint(
            "(price IS NOT NULL) = (state IN ('fixed', 'returned', 'released'))",
            name=op.f("purchase_order_fixed_with_price"),
        ),
        sa.CheckConstraint(
            "(inspected_on IS NULL) = (in_order IS NULL)",
            name=op.f("purchase_order_inspected_with_result"),
        ),
        sa.CheckConstraint(
            "(price IS NULL AND deposit IS NULL AND rest IS NULL)"
            " OR (deposit >= 0 AND rest >= 0 AND deposit + rest = price)",
            name=op.f("purchase_order_adds_up"),
        ),
        sa.CheckConstraint(
            "deposit_back_on IS NULL OR deposit_paid_on IS NOT NULL",
            name=op.f("purchase_order_paid_then_back"),
        ),
        sa.CheckConstraint(
            "inspected_on IS NULL OR inspected_on >= delivered_on",
            name=op.f("purchase_order_delivered_first"),
        ),
        sa.CheckConstraint(
            "price IS NOT NULL OR (deposit_paid_on IS NULL AND rest_paid_on IS NULL"
            " AND delivered_on IS NULL)",
            name=op.f("purchase_order_paid_after_fixed"),
        ),
        sa.CheckConstraint("units > 0", name=op.f("purchase_order_orders_a_unit")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("purchase_order_changed_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["deposit_told_by_id"],
            ["person.id"],
            name=op.f("purchase_order_deposit_told_by_id_of_person"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("purchase_order_household_id_of_household"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("purchase_order_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"],
            ["group_purchase.id"],
            name=op.f("purchase_order_purchase_id_of_group_purchase"),
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("purchase_order_quote_id_of_quote")
        ),
        sa.ForeignKeyConstraint(
            ["rest_told_by_id"],
            ["person.id"],
            name=op.f("purchase_order_rest_told_by_id_of_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("purchase_order_key")),
        sa.UniqueConstraint(
            "purchase_id", "number", name=op.f("purchase_order_purchase_id_number_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "one_order_at_home",
        "purchase_order",
        ["purchase_id", "household_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('placed', 'asked_again', 'fixed')"),
        postgresql_where=sa.text("state IN ('placed', 'asked_again', 'fixed')"),
    )
    op.create_index(
        op.f("purchase_order_household_id_index"), "purchase_order", ["household_id"], unique=False
    )
    op.create_index(
        op.f("purchase_order_person_id_index"), "purchase_order", ["person_id"], unique=False
    )
    op.create_index(
        op.f("purchase_order_quote_id_index"), "purchase_order", ["quote_id"], unique=False
    )
    op.create_table(
        "maintenance_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purchase_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("planned_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("declined_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.CheckConstraint(
            "done_on IS NULL OR declined_at IS NULL", name=op.f("maintenance_turn_done_or_declined")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["purchase_order.id"],
            name=op.f("maintenance_turn_order_id_of_purchase_order"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("maintenance_turn_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"],
            ["group_purchase.id"],
            name=op.f("maintenance_turn_purchase_id_of_group_purchase"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("maintenance_turn_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("maintenance_turn_order_id_index"), "maintenance_turn", ["order_id"], unique=False
    )
    op.create_index(
        op.f("maintenance_turn_person_id_index"), "maintenance_turn", ["person_id"], unique=False
    )
    op.create_index(
        "one_turn_a_year",
        "maintenance_turn",
        ["purchase_id", "due_on"],
        unique=True,
        sqlite_where=sa.text("declined_at IS NULL"),
        postgresql_where=sa.text("declined_at IS NULL"),
    )
    # ### end Alembic commands ###
    guard_rounds()
    guard_quotes()
    guard_orders()


def downgrade() -> None:
    for table, names in GUARDS.items():
        for name in names:
            guards.lift(op, f"{table}_{name}", table=table)

    # ### commands auto generated by Alembic - please adjust! ###
    op.drop_index(
        "one_turn_a_year",
        table_name="maintenance_turn",
        sqlite_where=sa.text("declined_at IS NULL"),
        postgresql_where=sa.text("declined_at IS NULL"),
    )
    op.drop_index(op.f("maintenance_turn_person_id_index"), table_name="maintenance_turn")
    op.drop_index(op.f("maintenance_turn_order_id_index"), table_name="maintenance_turn")
    op.drop_table("maintenance_turn")
    op.drop_index(op.f("purchase_order_quote_id_index"), table_name="purchase_order")
    op.drop_index(op.f("purchase_order_person_id_index"), table_name="purchase_order")
    op.drop_index(op.f("purchase_order_household_id_index"), table_name="purchase_order")
    op.drop_index(
        "one_order_at_home",
        table_name="purchase_order",
        sqlite_where=sa.text("state IN ('placed', 'asked_again', 'fixed')"),
        postgresql_where=sa.text("state IN ('placed', 'asked_again', 'fixed')"),
    )
    op.drop_table("purchase_order")
    op.drop_index(op.f("quote_supplier_id_index"), table_name="quote")
    op.drop_index(op.f("quote_purchase_id_index"), table_name="quote")
    op.drop_index(
        "one_chosen_quote",
        table_name="quote",
        sqlite_where=sa.text("chosen_at IS NOT NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("chosen_at IS NOT NULL AND withdrawn_at IS NULL"),
    )
    op.drop_table("quote")
    op.drop_index(
        "one_live_interest",
        table_name="interest",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("interest_person_id_index"), table_name="interest")
    op.drop_table("interest")
    op.drop_index(op.f("group_purchase_state_index"), table_name="group_purchase")
    op.drop_index(op.f("group_purchase_service_id_index"), table_name="group_purchase")
    op.drop_index(op.f("group_purchase_lead_id_index"), table_name="group_purchase")
    op.drop_table("group_purchase")
    # ### end Alembic commands ###
