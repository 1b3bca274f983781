"""Children that come by name, and no promise without its agreement."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import forbid, lift

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


ASKED = (
    "EXISTS (SELECT 1 FROM agreement_text t JOIN shift s ON s.service_id = t.service_id"
    " WHERE s.id = new.shift_id AND t.kind = '{kind}')"
    " AND NOT EXISTS (SELECT 1 FROM agreement a JOIN shift s ON s.service_id = a.service_id"
    " WHERE s.id = new.shift_id AND a.kind = '{kind}' AND a.about_id = new.person_id"
    " AND a.ended_at IS NULL)"
)
KINDS = {"claim": "volunteer", "booking": "service"}
NO_CONSENT = (
    "NOT EXISTS (SELECT 1 FROM agreement a JOIN shift s ON s.service_id = a.service_id"
    " WHERE a.id = new.consent_id AND s.id = new.shift_id AND a.kind = 'guardian'"
    " AND a.ended_at IS NULL)"
)
UNOPENED = "(SELECT opened_on FROM service WHERE id = new.service_id) IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("booking") as booking:
        booking.create_unique_constraint(op.f("booking_id_shift_id_once"), ["id", "shift_id"])
    op.create_table(
        "booked_child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id", "shift_id"],
            ["booking.id", "booking.shift_id"],
            name=op.f("booked_child_booking_id_shift_id_of_booking"),
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["person.id"], name=op.f("booked_child_child_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id", "child_id"],
            ["agreement.id", "agreement.about_id"],
            name=op.f("booked_child_consent_id_child_id_of_agreement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("booked_child_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("booked_child_booking_id_index"), "booked_child", ["booking_id"], unique=False
    )
    op.create_index(op.f("booked_child_child_id_index"), "booked_child", ["child_id"], unique=False)
    op.create_index(
        "one_live_child",
        "booked_child",
        ["shift_id", "child_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    for table, kind in KINDS.items():
        forbid(
            op,
            f"{table}_with_agreement",
            table=table,
            event="INSERT",
            when=ASKED.format(kind=kind),
            why="No promise without the agreement its service asks for",
        )
    forbid(
        op,
        "child_with_consent",
        table="booked_child",
        event="INSERT",
        when=NO_CONSENT,
        why="No child without a running consent for this service",
        locking="1 FROM agreement WHERE id = new.consent_id FOR SHARE",
    )
    forbid(
        op,
        "shift_of_open_service",
        table="shift",
        event="INSERT",
        when=UNOPENED,
        why="A service that is still prepared takes no shifts",
    )


def downgrade() -> None:
    lift(op, "shift_of_open_service", table="shift")
    lift(op, "child_with_consent", table="booked_child")
    for table in KINDS:
        lift(op, f"{table}_with_agreement", table=table)

    op.drop_index(
        "one_live_child",
        table_name="booked_child",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("booked_child_child_id_index"), table_name="booked_child")
    op.drop_index(op.f("booked_child_booking_id_index"), table_name="booked_child")
    op.drop_table("booked_child")
    with op.batch_alter_table("booking") as booking:
        booking.drop_constraint(op.f("booking_id_shift_id_once"), type_="unique")
