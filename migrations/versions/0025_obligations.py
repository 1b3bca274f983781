"""The member duty."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

GUARDS = (
    {
        "name": "member_duty_stands",
        "table": "member_duty",
        "event": "UPDATE OF minutes, starts_on, article, helping, decided_by",
        "why": "What a duty asked does not change: it ends and another begins",
    },
    {
        "name": "member_duty_ends_once",
        "table": "member_duty",
        "event": "UPDATE OF ends_on",
        "when": "old.ends_on IS NOT NULL",
        "why": "A duty ends once",
    },
    {
        "name": "member_duty_alone",
        "table": "member_duty",
        "event": "INSERT",
        "locking": "1 FROM coop FOR NO KEY UPDATE",
        "when": (
            "EXISTS (SELECT 1 FROM member_duty AS other"
            " WHERE (new.ends_on IS NULL OR other.starts_on <= new.ends_on)"
            " AND (other.ends_on IS NULL OR other.ends_on >= new.starts_on))"
        ),
        "why": "One duty runs at a time",
    },
    {
        "name": "duty_step_in_order",
        "table": "duty_step",
        "event": "INSERT",
        "locking": "1 FROM outreach WHERE id = new.outreach_id FOR SHARE",
        "when": (
            "EXISTS (SELECT 1 FROM outreach"
            " WHERE outreach.id = new.outreach_id AND outreach.closed_at IS NOT NULL)"
            " OR (new.kind <> 'call' AND NOT EXISTS (SELECT 1 FROM duty_step AS done"
            " WHERE done.outreach_id = new.outreach_id AND done.done_at IS NOT NULL"
            " AND done.kind = CASE new.kind WHEN 'talk' THEN 'call' ELSE 'talk' END))"
        ),
        "why": "Steps go one at a time and in order",
    },
)


def upgrade() -> None:
    op.create_table(
        "exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "exempt",
                "pause",
                name="known_exemptionkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("own_reason", sa.String(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind = 'exempt' OR ends_on IS NOT NULL", name=op.f("exemption_pause_has_an_end")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("exemption_in_order")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("exemption_made_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("exemption_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("exemption_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("exemption_person_id_starts_on_index"),
        "exemption",
        ["person_id", "starts_on"],
        unique=False,
    )
    op.create_table(
        "hour_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "substr(CAST(month AS TEXT), 9) = '01'", name=op.f("hour_ask_first_of_month")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("hour_ask_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("hour_ask_key")),
        sa.UniqueConstraint("person_id", "month", name=op.f("hour_ask_person_id_month_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "member_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("helping", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "article <> '' AND helping <> '' AND decided_by <> ''",
            name=op.f("member_duty_has_grounds"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("member_duty_in_order")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1200", name=op.f("member_duty_bearable")),
        sa.CheckConstraint(
            "substr(CAST(starts_on AS TEXT), 9) = '01'", name=op.f("member_duty_from_the_first")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("member_duty_made_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("member_duty_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("member_duty_starts_on_index"), "member_duty", ["starts_on"], unique=False)
    op.create_table(
        "outreach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("opened_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "ending",
            sa.Enum(
                "helped",
                "free",
                "left",
                "no_duty",
                "talked",
                name="known_ending",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "substr(CAST(month AS TEXT), 9) = '01'", name=op.f("outreach_first_of_month")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (ending IS NULL)", name=op.f("outreach_ends_for_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("outreach_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("outreach_key")),
        sa.UniqueConstraint("id", "person_id", name=op.f("outreach_id_person_id_once")),
        sa.UniqueConstraint("person_id", "month", name=op.f("outreach_person_id_month_once")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_open_outreach",
        "outreach",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "duty_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outreach_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "talk",
                "pause",
                name="known_stepkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("duty_step_done_by_somebody")
        ),
        sa.CheckConstraint("done_by_id <> person_id", name=op.f("duty_step_done_by_somebody_else")),
        sa.CheckConstraint("owner_id <> person_id", name=op.f("duty_step_owned_by_somebody_else")),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["person.id"], name=op.f("duty_step_done_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["outreach_id", "person_id"],
            ["outreach.id", "outreach.person_id"],
            name="duty_step_of_outreach",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("duty_step_owner_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("duty_step_key")),
        sa.UniqueConstraint("outreach_id", "kind", name=op.f("duty_step_outreach_id_kind_once")),
        sqlite_strict=True,
    )
    op.create_index(op.f("duty_step_person_id_index"), "duty_step", ["person_id"], unique=False)
    op.create_index(
        "one_open_step",
        "duty_step",
        ["outreach_id"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "hour_gift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "substr(CAST(month AS TEXT), 9) = '01'", name=op.f("hour_gift_first_of_month")
        ),
        sa.CheckConstraint("giver_id <> receiver_id", name=op.f("hour_gift_to_somebody_else")),
        sa.CheckConstraint("minutes > 0", name=op.f("hour_gift_not_nothing")),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["person.id"], name=op.f("hour_gift_giver_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id", "month"],
            ["hour_ask.person_id", "hour_ask.month"],
            name="hour_gift_was_asked_for",
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["person.id"], name=op.f("hour_gift_receiver_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("hour_gift_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("hour_gift_giver_id_month_index"), "hour_gift", ["giver_id", "month"], unique=False
    )
    op.create_index(
        op.f("hour_gift_receiver_id_month_index"),
        "hour_gift",
        ["receiver_id", "month"],
        unique=False,
    )

    for guard in GUARDS:
        guards.forbid(op, **guard)


def downgrade() -> None:
    for guard in reversed(GUARDS):
        guards.lift(op, guard["name"], table=guard["table"])
    op.drop_index(op.f("hour_gift_receiver_id_month_index"), table_name="hour_gift")
    op.drop_index(op.f("hour_gift_giver_id_month_index"), table_name="hour_gift")
    op.drop_table("hour_gift")
    op.drop_index(
        "one_open_step",
        table_name="duty_step",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_index(op.f("duty_step_person_id_index"), table_name="duty_step")
    op.drop_table("duty_step")
    op.drop_index(
        "one_open_outreach",
        table_name="outreach",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("outreach")
    op.drop_index(op.f("member_duty_starts_on_index"), table_name="member_duty")
    op.drop_table("member_duty")
    op.drop_table("hour_ask")
    op.drop_index(op.f("exemption_person_id_starts_on_index"), table_name="exemption")
    op.drop_table("exemption")
