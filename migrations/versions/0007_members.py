"""Applications and memberships."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("gives", sa.Boolean(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.Column("statutes_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "admitted",
                "refused",
                name="known_applicationstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("decided_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'new') = (decided_at IS NULL)", name=op.f("application_decided_with_date")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("application_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("application_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("application_person_id_index"), "application", ["person_id"], unique=False)
    op.create_index(op.f("application_state_index"), "application", ["state"], unique=False)
    op.create_index(
        "one_open_application",
        "application",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("notice_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("leaving_reason", sa.String(), nullable=True),
        sa.Column("farewell_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("gives", sa.Boolean(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("membership_in_order")
        ),
        sa.CheckConstraint(
            "(notice_at IS NULL) OR (ends_on IS NOT NULL)",
            name=op.f("membership_notice_has_an_end"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("membership_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("membership_key")),
        sa.UniqueConstraint("number", name=op.f("membership_number_once")),
        sqlite_strict=True,
    )
    op.create_index(op.f("membership_person_id_index"), "membership", ["person_id"], unique=False)
    op.create_index(
        "one_running_membership",
        "membership",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_table(
        "application_talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("application_talk_application_id_of_application"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("application_talk_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("application_talk_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("application_talk_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("application_talk_application_id_index"),
        "application_talk",
        ["application_id"],
        unique=False,
    )
    op.create_index(
        op.f("application_talk_person_id_index"), "application_talk", ["person_id"], unique=False
    )
    op.create_table(
        "email_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("email_change_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("email_change_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("email_change_person_id_index"), "email_change", ["person_id"], unique=False
    )
    guards.forbid(
        op,
        "membership_number_stays",
        table="membership",
        event="UPDATE OF number",
        when="old.number <> new.number",
        why="A member number is given once and never changes",
    )
    guards.forbid(
        op,
        "membership_remains",
        table="membership",
        event="DELETE",
        why="A membership stays, so that its number never comes back",
    )


def downgrade() -> None:
    guards.lift(op, "membership_remains", table="membership")
    guards.lift(op, "membership_number_stays", table="membership")
    op.drop_index(op.f("email_change_person_id_index"), table_name="email_change")
    op.drop_table("email_change")
    op.drop_index(op.f("application_talk_person_id_index"), table_name="application_talk")
    op.drop_index(op.f("application_talk_application_id_index"), table_name="application_talk")
    op.drop_table("application_talk")
    op.drop_index(
        "one_running_membership",
        table_name="membership",
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.drop_index(op.f("membership_person_id_index"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(
        "one_open_application",
        table_name="application",
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.drop_index(op.f("application_state_index"), table_name="application")
    op.drop_index(op.f("application_person_id_index"), table_name="application")
    op.drop_table("application")
