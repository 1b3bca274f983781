"""Long work that a page starts and the scheduler does."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

UNFINISHED = "state IN ('waiting', 'running')"


def upgrade() -> None:
    op.create_table(
        "long_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                name="known_workstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of_all", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('done', 'failed')) = (ended_at IS NOT NULL)",
            name=op.f("long_work_ends_with_moment"),
        ),
        sa.CheckConstraint(
            "(state = 'running') = (leased_until IS NOT NULL)",
            name=op.f("long_work_runs_with_a_lease"),
        ),
        sa.CheckConstraint(
            "(state = 'failed') = (trouble <> '')", name=op.f("long_work_fails_with_a_sentence")
        ),
        sa.CheckConstraint(
            "content IS NULL OR state = 'done'", name=op.f("long_work_leaves_a_file_when_done")
        ),
        sa.CheckConstraint("done >= 0 AND of_all >= 0", name=op.f("long_work_not_negative")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("long_work_asked_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("long_work_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("long_work_asked_by_id_index"), "long_work", ["asked_by_id"], unique=False)
    op.create_index(op.f("long_work_state_id_index"), "long_work", ["state", "id"], unique=False)
    op.create_index(
        "asked_once",
        "long_work",
        ["asked_by_id", "kind", "facts"],
        unique=True,
        sqlite_where=sa.text(UNFINISHED),
        postgresql_where=sa.text(UNFINISHED),
    )


def downgrade() -> None:
    op.drop_index(
        "asked_once",
        table_name="long_work",
        sqlite_where=sa.text(UNFINISHED),
        postgresql_where=sa.text(UNFINISHED),
    )
    op.drop_index(op.f("long_work_state_id_index"), table_name="long_work")
    op.drop_index(op.f("long_work_asked_by_id_index"), table_name="long_work")
    op.drop_table("long_work")
