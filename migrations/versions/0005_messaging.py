"""The outbox and its links."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN_OR_SAID = "state IN ('ready', 'claimed', 'sending', 'retry', 'doubt', 'sent')"


def upgrade() -> None:
    op.create_table(
        "action_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("used_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("action_link_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("action_link_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("action_link_fingerprint_once")),
        sa.UniqueConstraint(
            "purpose",
            "subject_kind",
            "subject_id",
            "occurrence",
            "person_id",
            name=op.f("action_link_purpose_subject_kind_subject_id_occurrence_person_id_once"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("action_link_person_id_index"), "action_link", ["person_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("not_before", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("mail_only", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["person.id"], name=op.f("message_recipient_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("message_key")),
        sa.UniqueConstraint(
            "rule",
            "subject_kind",
            "subject_id",
            "occurrence",
            "recipient_id",
            name=op.f("message_rule_subject_kind_subject_id_occurrence_recipient_id_once"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("message_recipient_id_index"), "message", ["recipient_id"], unique=False)
    op.create_index(
        op.f("message_subject_kind_subject_id_index"),
        "message",
        ["subject_kind", "subject_id"],
        unique=False,
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "mail",
                "desk",
                name="known_way",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "claimed",
                "sending",
                "retry",
                "doubt",
                "sent",
                "dead",
                "expired",
                "suppressed",
                name="known_deliverystate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claim_token", sa.String(), nullable=True),
        sa.Column("leased_until", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('claimed', 'sending')) = (claim_token IS NOT NULL)"
            " AND (claim_token IS NULL) = (leased_until IS NULL)",
            name=op.f("delivery_held_with_a_lease"),
        ),
        sa.CheckConstraint(
            "(state IN ('sent', 'dead', 'expired', 'suppressed')) = (ended_at IS NOT NULL)",
            name=op.f("delivery_ended_with_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("delivery_message_id_of_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_key")),
        sa.UniqueConstraint(
            "message_id", "way", "attempt", name=op.f("delivery_message_id_way_attempt_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("delivery_state_not_before_index"), "delivery", ["state", "not_before"], unique=False
    )
    op.create_index(
        "never_said_twice",
        "delivery",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text(OPEN_OR_SAID),
        postgresql_where=sa.text(OPEN_OR_SAID),
    )
    op.create_table(
        "delivery_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "claimed",
                "sending",
                "retry",
                "doubt",
                "sent",
                "dead",
                "expired",
                "suppressed",
                name="known_deliverystate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("delivery_step_delivery_id_of_delivery")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_step_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("delivery_step_delivery_id_index"), "delivery_step", ["delivery_id"], unique=False
    )
    # What is over is forgotten in time, with all its history.
    guards.append_only(
        op,
        "delivery_step",
        until="EXISTS (SELECT 1 FROM delivery WHERE id = old.delivery_id AND ended_at IS NOT NULL)",
    )


def downgrade() -> None:
    guards.lift_append_only(op, "delivery_step")
    op.drop_index(op.f("delivery_step_delivery_id_index"), table_name="delivery_step")
    op.drop_table("delivery_step")
    op.drop_index("never_said_twice", table_name="delivery")
    op.drop_index(op.f("delivery_state_not_before_index"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_index(op.f("message_subject_kind_subject_id_index"), table_name="message")
    op.drop_index(op.f("message_recipient_id_index"), table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("action_link_person_id_index"), table_name="action_link")
    op.drop_table("action_link")
