"""Accounts, sessions and roles."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("since", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("throttle_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_next", sa.String(), nullable=True),
        sa.Column("totp_since", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("account_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("account_key")),
        sa.UniqueConstraint("email", name=op.f("account_email_once")),
        sa.UniqueConstraint("person_id", name=op.f("account_person_id_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "member",
                "coordinator",
                "deputy",
                "treasurer",
                "secretary",
                "board",
                "audit_committee",
                name="known_rolename",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("role_in_order")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("role_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("role_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_running_role",
        "role",
        ["person_id", "name"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_index(op.f("role_name_index"), "role", ["name"], unique=False)
    op.create_index(op.f("role_person_id_index"), "role", ["person_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("used_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("recovery_code_account_id_of_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("recovery_code_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("recovery_code_fingerprint_once")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("recovery_code_account_id_index"), "recovery_code", ["account_id"], unique=False
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("fresh_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("proven_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("acting_as", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("session_account_id_of_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("session_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("session_fingerprint_once")),
        sqlite_strict=True,
    )
    op.create_index(op.f("session_account_id_index"), "session", ["account_id"], unique=False)
    op.create_table(
        "sign_in_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("onward", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("sign_in_request_account_id_of_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_request_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("sign_in_request_account_id_index"), "sign_in_request", ["account_id"], unique=False
    )
    op.create_index(
        op.f("sign_in_request_made_at_index"), "sign_in_request", ["made_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("sign_in_request_made_at_index"), table_name="sign_in_request")
    op.drop_index(op.f("sign_in_request_account_id_index"), table_name="sign_in_request")
    op.drop_table("sign_in_request")
    op.drop_index(op.f("session_account_id_index"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("recovery_code_account_id_index"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index(op.f("role_person_id_index"), table_name="role")
    op.drop_index(op.f("role_name_index"), table_name="role")
    op.drop_index(
        "one_running_role",
        table_name="role",
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.drop_table("role")
    op.drop_table("account")
    op.drop_table("throttle")
