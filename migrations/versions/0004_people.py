"""Persons, households, organisations."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("house_number", sa.Integer(), nullable=False),
        sa.Column("addition", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("household_key")),
        sa.UniqueConstraint(
            "postcode",
            "house_number",
            "addition",
            name=op.f("household_postcode_house_number_addition_once"),
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("household_street_index"), "household", ["street"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("organisation_key")),
        sa.UniqueConstraint("name", name=op.f("organisation_name_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column(
            "sort_name",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "mail",
                "text",
                "phone",
                "paper",
                name="known_channel",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("erased_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "email IS NOT NULL OR phone IS NOT NULL OR household_id IS NOT NULL"
            " OR erased_at IS NOT NULL",
            name=op.f("person_can_be_reached"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("person_household_id_of_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("person_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("person_email_index"), "person", ["email"], unique=False)
    op.create_index(op.f("person_household_id_index"), "person", ["household_id"], unique=False)
    op.create_index(op.f("person_phone_index"), "person", ["phone"], unique=False)
    op.create_index(op.f("person_sort_name_id_index"), "person", ["sort_name", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("person_sort_name_id_index"), table_name="person")
    op.drop_index(op.f("person_phone_index"), table_name="person")
    op.drop_index(op.f("person_household_id_index"), table_name="person")
    op.drop_index(op.f("person_email_index"), table_name="person")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_index(op.f("household_street_index"), table_name="household")
    op.drop_table("household")
