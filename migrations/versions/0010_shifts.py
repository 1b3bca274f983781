"""Shifts and their promises."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("calendar_feed_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("calendar_feed_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("calendar_feed_fingerprint_once")),
        sa.UniqueConstraint(
            "person_id", "number", name=op.f("calendar_feed_person_id_number_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "one_live_feed",
        "calendar_feed",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("series_in_order")),
        sa.CheckConstraint("minutes BETWEEN 15 AND 1440", name=op.f("series_length_sane")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("series_weekday_known")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("series_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("series_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("series_service_id_index"), "series", ["service_id"], unique=False)
    op.create_table(
        "series_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "give",
                "receive",
                name="known_side",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("series_line_has_places")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("series_line_series_id_of_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("series_line_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("series_line_series_id_index"), "series_line", ["series_id"], unique=False)
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("original_on", sa.Date(), nullable=False),
        sa.Column("starts_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "cancelled",
                name="known_shiftstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("moved_from", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("moved_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(moved_at IS NULL) = (moved_from IS NULL)", name=op.f("shift_moved_with_moment")
        ),
        sa.CheckConstraint(
            "state = 'planned' OR reason <> ''", name=op.f("shift_cancelled_with_reason")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("shift_in_order")),
        sa.CheckConstraint("version > 0", name=op.f("shift_versions_from_one")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("shift_series_id_of_series")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("shift_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("shift_key")),
        sa.UniqueConstraint(
            "series_id", "original_on", name=op.f("shift_series_id_original_on_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("shift_service_id_starts_at_index"), "shift", ["service_id", "starts_at"], unique=False
    )
    op.create_index(op.f("shift_starts_at_id_index"), "shift", ["starts_at", "id"], unique=False)
    op.create_table(
        "crew_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "give",
                "receive",
                name="known_side",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("crew_line_has_places")),
        sa.CheckConstraint(
            "taken BETWEEN 0 AND places", name=op.f("crew_line_never_more_than_places")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shift.id"], name=op.f("crew_line_shift_id_of_shift")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("crew_line_key")),
        sa.UniqueConstraint("id", "shift_id", "side", name=op.f("crew_line_id_shift_id_side_once")),
        sqlite_strict=True,
    )
    op.create_index(op.f("crew_line_shift_id_index"), "crew_line", ["shift_id"], unique=False)
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "give",
                "receive",
                name="known_side",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "promised",
                "released_in_time",
                "released_late",
                "called_off",
                name="known_promisestate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("confirmed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.String(), nullable=True),
        sa.CheckConstraint("people > 0", name=op.f("booking_somebody_comes")),
        sa.CheckConstraint(
            "(state = 'promised') = (ended_at IS NULL)", name=op.f("booking_ends_with_moment")
        ),
        sa.CheckConstraint("side = 'receive'", name=op.f("booking_keeps_its_side")),
        sa.ForeignKeyConstraint(
            ["line_id", "shift_id", "side"],
            ["crew_line.id", "crew_line.shift_id", "crew_line.side"],
            name=op.f("booking_line_id_shift_id_side_of_crew_line"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("booking_made_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("booking_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("booking_shift_id_of_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("booking_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("booking_line_id_index"), "booking", ["line_id"], unique=False)
    op.create_index(
        op.f("booking_person_id_state_index"), "booking", ["person_id", "state"], unique=False
    )
    op.create_index(op.f("booking_shift_id_index"), "booking", ["shift_id"], unique=False)
    op.create_index(
        "one_live_booking",
        "booking",
        ["shift_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'promised'"),
        postgresql_where=sa.text("state = 'promised'"),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "give",
                "receive",
                name="known_side",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "promised",
                "released_in_time",
                "released_late",
                "called_off",
                name="known_promisestate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("confirmed_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(state = 'promised') = (ended_at IS NULL)", name=op.f("claim_ends_with_moment")
        ),
        sa.CheckConstraint("side = 'give'", name=op.f("claim_keeps_its_side")),
        sa.ForeignKeyConstraint(
            ["line_id", "shift_id", "side"],
            ["crew_line.id", "crew_line.shift_id", "crew_line.side"],
            name=op.f("claim_line_id_shift_id_side_of_crew_line"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("claim_made_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("claim_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("claim_shift_id_of_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("claim_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("claim_line_id_index"), "claim", ["line_id"], unique=False)
    op.create_index(
        op.f("claim_person_id_state_index"), "claim", ["person_id", "state"], unique=False
    )
    op.create_index(op.f("claim_shift_id_index"), "claim", ["shift_id"], unique=False)
    op.create_index(op.f("claim_ended_at_index"), "claim", ["ended_at"], unique=False)
    op.create_index(
        "one_live_claim",
        "claim",
        ["shift_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'promised'"),
        postgresql_where=sa.text("state = 'promised'"),
    )


def downgrade() -> None:
    op.drop_index(
        "one_live_claim",
        table_name="claim",
        sqlite_where=sa.text("state = 'promised'"),
        postgresql_where=sa.text("state = 'promised'"),
    )
    op.drop_index(op.f("claim_ended_at_index"), table_name="claim")
    op.drop_index(op.f("claim_shift_id_index"), table_name="claim")
    op.drop_index(op.f("claim_person_id_state_index"), table_name="claim")
    op.drop_index(op.f("claim_line_id_index"), table_name="claim")
    op.drop_table("claim")
    op.drop_index(
        "one_live_booking",
        table_name="booking",
        sqlite_where=sa.text("state = 'promised'"),
        postgresql_where=sa.text("state = 'promised'"),
    )
    op.drop_index(op.f("booking_shift_id_index"), table_name="booking")
    op.drop_index(op.f("booking_person_id_state_index"), table_name="booking")
    op.drop_index(op.f("booking_line_id_index"), table_name="booking")
    op.drop_table("booking")
    op.drop_index(op.f("crew_line_shift_id_index"), table_name="crew_line")
    op.drop_table("crew_line")
    op.drop_index(op.f("shift_starts_at_id_index"), table_name="shift")
    op.drop_index(op.f("shift_service_id_starts_at_index"), table_name="shift")
    op.drop_table("shift")
    op.drop_index(op.f("series_line_series_id_index"), table_name="series_line")
    op.drop_table("series_line")
    op.drop_index(op.f("series_service_id_index"), table_name="series")
    op.drop_table("series")
    op.drop_index(
        "one_live_feed",
        table_name="calendar_feed",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("calendar_feed")
