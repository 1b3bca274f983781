"""Notes of what was seen, their counts, and kilometres."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import forbid, lift

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# The kind must stand in what the service notes; a service that notes nothing has no kinds.
NOT_NOTED = (
    "NOT EXISTS (SELECT 1 FROM shift s JOIN service v ON v.id = s.service_id"
    " WHERE s.id = new.shift_id"
    " AND length(replace(v.log_kinds, new.kind, '')) < length(v.log_kinds))"
)
NO_HELPER = (
    "NOT EXISTS (SELECT 1 FROM claim WHERE shift_id = new.shift_id"
    " AND person_id = new.person_id AND state IN ('promised', 'kept'))"
)
NOT_ASKED = (
    "NOT EXISTS (SELECT 1 FROM claim c JOIN shift s ON s.id = c.shift_id"
    " JOIN service v ON v.id = s.service_id WHERE c.id = new.claim_id AND v.asks_kilometres)"
)


def upgrade() -> None:
    op.create_table(
        "observation_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("observation_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("observation_count_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("observation_count_key")),
        sa.UniqueConstraint(
            "service_id", "month", "kind", name=op.f("observation_count_service_id_month_kind_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("seen_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "reported_to",
            sa.Enum(
                "nobody",
                "municipality",
                "police",
                "emergency",
                "housing",
                "lead",
                name="known_reportedto",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("written_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("erased_after", sa.Date(), nullable=False),
        sa.CheckConstraint("kind <> ''", name=op.f("observation_has_kind")),
        sa.CheckConstraint("place <> ''", name=op.f("observation_has_place")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("observation_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shift.id"], name=op.f("observation_shift_id_of_shift")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("observation_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("observation_erased_after_index"), "observation", ["erased_after"], unique=False
    )
    op.create_index(op.f("observation_shift_id_index"), "observation", ["shift_id"], unique=False)
    op.create_table(
        "ride",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kilometres", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kilometres BETWEEN 1 AND 500", name=op.f("ride_distance_sane")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("ride_claim_id_of_claim")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("ride_made_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ride_key")),
        sa.UniqueConstraint("claim_id", name=op.f("ride_claim_id_once")),
        sqlite_strict=True,
    )
    forbid(
        op,
        "observation_of_its_service",
        table="observation",
        event="INSERT",
        when=NOT_NOTED,
        why="This service does not note that",
    )
    forbid(
        op,
        "observation_of_a_helper",
        table="observation",
        event="INSERT",
        when=NO_HELPER,
        why="Only who helped in a shift notes what was seen",
    )
    forbid(
        op,
        "observation_stands",
        table="observation",
        event="UPDATE",
        why="A note is taken back and written anew, never changed",
    )
    forbid(
        op,
        "ride_where_asked",
        table="ride",
        event="INSERT",
        when=NOT_ASKED,
        why="This service asks for no kilometres",
    )


def downgrade() -> None:
    lift(op, "ride_where_asked", table="ride")
    lift(op, "observation_stands", table="observation")
    lift(op, "observation_of_a_helper", table="observation")
    lift(op, "observation_of_its_service", table="observation")
    op.drop_table("ride")
    op.drop_index(op.f("observation_shift_id_index"), table_name="observation")
    op.drop_index(op.f("observation_erased_after_index"), table_name="observation")
    op.drop_table("observation")
    op.drop_table("observation_count")
