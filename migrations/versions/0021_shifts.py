"""Series by a rule, crews with a minimum, fixed places, days away and waiting lists."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ENDS = ("promised", "released_in_time", "released_late", "called_off")
MORE_ENDS = ("swapped", "kept", "excused", "missed")
SERIES = sa.table("series", sa.column("rule"), sa.column("weekday"))
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def upgrade() -> None:
    _rules_for_series()
    _skills_and_minimums()
    op.create_table(
        "away",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("away_in_order")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("away_made_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("away_person_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("away_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("away_person_id_last_on_index"), "away", ["person_id", "last_on"], unique=False
    )
    op.create_table(
        "fixed_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["line_id", "series_id"],
            ["series_line.id", "series_line.series_id"],
            name=op.f("fixed_place_line_id_series_id_of_series_line"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fixed_place_made_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fixed_place_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fixed_place_series_id_of_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("fixed_place_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("fixed_place_person_id_index"), "fixed_place", ["person_id"], unique=False)
    op.create_index(
        "one_running_fixed_place",
        "fixed_place",
        ["series_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "waiting",
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
        sa.Column("queued_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "offered",
                "taken",
                "left",
                "closed",
                name="known_waitingstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("hold_until", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'offered') = (hold_until IS NOT NULL)", name=op.f("waiting_offered_until")
        ),
        sa.CheckConstraint(
            "(state IN ('waiting', 'offered')) = (ended_at IS NULL)",
            name=op.f("waiting_ends_with_moment"),
        ),
        sa.CheckConstraint("people > 0", name=op.f("waiting_somebody_waits")),
        sa.ForeignKeyConstraint(
            ["line_id", "shift_id", "side"],
            ["crew_line.id", "crew_line.shift_id", "crew_line.side"],
            name=op.f("waiting_line_id_shift_id_side_of_crew_line"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("waiting_made_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("waiting_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("waiting_shift_id_of_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("waiting_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_live_waiting",
        "waiting",
        ["shift_id", "side", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        op.f("waiting_line_id_queued_at_index"), "waiting", ["line_id", "queued_at"], unique=False
    )
    op.create_index(op.f("waiting_person_id_index"), "waiting", ["person_id"], unique=False)
    with op.batch_alter_table("claim") as claim:
        claim.add_column(sa.Column("fixed_id", sa.Integer(), nullable=True))
        claim.create_foreign_key(
            op.f("claim_fixed_id_of_fixed_place"), "fixed_place", ["fixed_id"], ["id"]
        )
    for table in ("claim", "booking"):
        _know_states(table, (*ENDS, *MORE_ENDS))


def downgrade() -> None:
    for table in ("claim", "booking"):
        ended = sa.table(table, sa.column("state"))
        more = ended.update().where(ended.c.state.in_(MORE_ENDS))
        op.execute(more.values(state="called_off"))
        _know_states(table, ENDS)
    with op.batch_alter_table("claim") as claim:
        claim.drop_constraint(op.f("claim_fixed_id_of_fixed_place"), type_="foreignkey")
        claim.drop_column("fixed_id")
    op.drop_index(op.f("waiting_person_id_index"), table_name="waiting")
    op.drop_index(op.f("waiting_line_id_queued_at_index"), table_name="waiting")
    op.drop_index(
        "one_live_waiting",
        table_name="waiting",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("waiting")
    op.drop_index(
        "one_running_fixed_place",
        table_name="fixed_place",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("fixed_place_person_id_index"), table_name="fixed_place")
    op.drop_table("fixed_place")
    op.drop_index(op.f("away_person_id_last_on_index"), table_name="away")
    op.drop_table("away")
    for table in ("series_line", "crew_line"):
        with op.batch_alter_table(table) as line:
            line.drop_constraint(op.f(f"{table}_minimum_fits"), type_="check")
            line.drop_constraint(op.f(f"{table}_skill_id_of_skill"), type_="foreignkey")
    with op.batch_alter_table("series_line") as line:
        line.drop_constraint(op.f("series_line_never_more_held"), type_="check")
        line.drop_constraint(op.f("series_line_id_series_id_once"), type_="unique")
        for name in ("minimum", "skill_id", "held"):
            line.drop_column(name)
    with op.batch_alter_table("crew_line") as line:
        line.drop_constraint(op.f("crew_line_series_line_id_of_series_line"), type_="foreignkey")
        line.drop_column("series_line_id")
        line.drop_constraint(op.f("crew_line_counts_from_nothing"), type_="check")
        line.drop_constraint(op.f("crew_line_never_more_than_places"), type_="check")
        line.create_check_constraint(
            op.f("crew_line_never_more_than_places"), "taken BETWEEN 0 AND places"
        )
        for name in ("minimum", "skill_id", "held"):
            line.drop_column(name)
    _weekdays_for_series()


def _rules_for_series() -> None:
    """A weekly series becomes a rule; one that never had another is the same."""
    with op.batch_alter_table("series") as series:
        series.add_column(sa.Column("rule", sa.String(), nullable=True))
        series.add_column(
            sa.Column("skips_public", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        series.add_column(
            sa.Column("skips_school", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        series.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for number, day in enumerate(DAYS):
        same = SERIES.update().where(SERIES.c.weekday == number)
        op.execute(same.values(rule=f"FREQ=WEEKLY;BYDAY={day}"))
    with op.batch_alter_table("series") as series:
        series.drop_constraint(op.f("series_weekday_known"), type_="check")
        series.drop_column("weekday")
        series.alter_column("rule", existing_type=sa.String(), nullable=False)
        for name in ("skips_public", "skips_school", "version"):
            series.alter_column(name, server_default=None)
        series.create_check_constraint(op.f("series_has_rule"), "rule <> ''")
        series.create_check_constraint(op.f("series_versions_from_one"), "version > 0")


def _weekdays_for_series() -> None:
    """What is no weekly rule becomes weekly on the weekday of its first day named, or Monday."""
    with op.batch_alter_table("series") as series:
        series.drop_constraint(op.f("series_has_rule"), type_="check")
        series.drop_constraint(op.f("series_versions_from_one"), type_="check")
        series.add_column(sa.Column("weekday", sa.Integer(), nullable=False, server_default="0"))
    for number, day in enumerate(DAYS):
        same = SERIES.update().where(SERIES.c.rule.like(f"%BYDAY={day}%"))
        op.execute(same.values(weekday=number))
    with op.batch_alter_table("series") as series:
        series.alter_column("weekday", server_default=None)
        series.create_check_constraint(op.f("series_weekday_known"), "weekday BETWEEN 0 AND 6")
        for name in ("rule", "skips_public", "skips_school", "version"):
            series.drop_column(name)


def _skills_and_minimums() -> None:
    """Every place was wanted so far, so the minimum is all of them."""
    for table in ("series_line", "crew_line"):
        with op.batch_alter_table(table) as line:
            line.add_column(sa.Column("minimum", sa.Integer(), nullable=True))
            line.add_column(sa.Column("skill_id", sa.Integer(), nullable=True))
            line.add_column(sa.Column("held", sa.Integer(), nullable=False, server_default="0"))
            line.create_foreign_key(
                op.f(f"{table}_skill_id_of_skill"), "skill", ["skill_id"], ["id"]
            )
        lines = sa.table(table, sa.column("minimum"), sa.column("side"), sa.column("places"))
        wanted = sa.case((lines.c.side == "give", lines.c.places), else_=0)
        op.execute(lines.update().values(minimum=wanted))
        with op.batch_alter_table(table) as line:
            line.alter_column("minimum", existing_type=sa.Integer(), nullable=False)
            line.alter_column("held", server_default=None)
            line.create_check_constraint(
                op.f(f"{table}_minimum_fits"), "minimum BETWEEN 0 AND places"
            )
    with op.batch_alter_table("series_line") as line:
        line.create_unique_constraint(op.f("series_line_id_series_id_once"), ["id", "series_id"])
        line.create_check_constraint(
            op.f("series_line_never_more_held"), "held BETWEEN 0 AND places"
        )
    with op.batch_alter_table("crew_line") as line:
        line.add_column(sa.Column("series_line_id", sa.Integer(), nullable=True))
        line.create_foreign_key(
            op.f("crew_line_series_line_id_of_series_line"),
            "series_line",
            ["series_line_id"],
            ["id"],
        )
        line.drop_constraint(op.f("crew_line_never_more_than_places"), type_="check")
        line.create_check_constraint(
            op.f("crew_line_counts_from_nothing"), "taken >= 0 AND held >= 0"
        )
        line.create_check_constraint(
            op.f("crew_line_never_more_than_places"), "taken + held <= places"
        )


def _know_states(table: str, states: tuple[str, ...]) -> None:
    known = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table(table) as promise:
        promise.drop_constraint(op.f(f"{table}_known_promisestate"), type_="check")
        promise.create_check_constraint(op.f(f"{table}_known_promisestate"), f"state IN ({known})")
