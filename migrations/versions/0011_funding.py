"""Sources and agreements."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "funding_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "own_contribution",
                "membership_fee",
                "grant",
                "company_donation",
                "housing_corporation_donation",
                "municipal_cofinancing",
                "in_kind",
                "other",
                name="known_sourcekind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fund_id"], ["fund.id"], name=op.f("funding_source_fund_id_of_fund")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("funding_source_organisation_id_of_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_source_key")),
        sa.UniqueConstraint("fund_id", name=op.f("funding_source_fund_id_once")),
        sa.UniqueConstraint("name", name=op.f("funding_source_name_once")),
        sa.UniqueConstraint("slug", name=op.f("funding_source_slug_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "funding_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("amount", db.Cents(), nullable=False),
        sa.Column(
            "certainty",
            sa.Enum(
                "awarded",
                "expected",
                name="known_certainty",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("funding_agreement_not_negative")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("funding_agreement_in_order")),
        sa.CheckConstraint(_same_year(), name=op.f("funding_agreement_in_one_year")),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["funding_source.id"],
            name=op.f("funding_agreement_source_id_of_funding_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funding_agreement_key")),
        sa.UniqueConstraint(
            "source_id",
            "starts_on",
            "ends_on",
            "reference",
            name=op.f("funding_agreement_source_id_starts_on_ends_on_reference_once"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("funding_agreement_source_id_index"), "funding_agreement", ["source_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("funding_agreement_source_id_index"), table_name="funding_agreement")
    op.drop_table("funding_agreement")
    op.drop_table("funding_source")


def _same_year() -> str:
    if op.get_bind().dialect.name == "sqlite":
        return "strftime('%Y', starts_on) = strftime('%Y', ends_on)"
    return "date_part('year', starts_on) = date_part('year', ends_on)"
