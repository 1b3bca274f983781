"""The catalogue."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("give_task", sa.String(), nullable=False),
        sa.Column("price", db.Cents(), nullable=False),
        sa.Column("release_hours", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("stops_on", sa.Date(), nullable=True),
        sa.CheckConstraint("price >= 0", name=op.f("service_price_not_negative")),
        sa.CheckConstraint("release_hours >= 0", name=op.f("service_release_in_future")),
        sa.CheckConstraint(
            "stops_on IS NULL OR stops_on >= starts_on", name=op.f("service_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("service_activity_id_of_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("service_key")),
        sa.UniqueConstraint("name", name=op.f("service_name_once")),
        sa.UniqueConstraint("slug", name=op.f("service_slug_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "service_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("service_lead_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("service_lead_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("service_lead_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("service_lead_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_running_lead",
        "service_lead",
        ["service_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_index(
        op.f("service_lead_person_id_index"), "service_lead", ["person_id"], unique=False
    )
    op.create_index(
        op.f("service_lead_service_id_index"), "service_lead", ["service_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("service_lead_service_id_index"), table_name="service_lead")
    op.drop_index(op.f("service_lead_person_id_index"), table_name="service_lead")
    op.drop_index(
        "one_running_lead",
        table_name="service_lead",
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.drop_table("service_lead")
    op.drop_table("service")
