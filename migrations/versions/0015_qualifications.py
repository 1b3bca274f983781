"""Skills and who has them."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("skill_named")),
        sa.CheckConstraint(
            "proven OR valid_months IS NULL", name=op.f("skill_only_proof_runs_out")
        ),
        sa.CheckConstraint("valid_months > 0", name=op.f("skill_valid_for_some_time")),
        sa.PrimaryKeyConstraint("id", name=op.f("skill_key")),
        sa.UniqueConstraint("name", name=op.f("skill_name_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "qualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_until >= seen_on", name=op.f("qualification_in_order")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("qualification_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["person.id"], name=op.f("qualification_seen_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("qualification_skill_id_of_skill")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("qualification_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "one_running_qualification",
        "qualification",
        ["person_id", "skill_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        op.f("qualification_skill_id_valid_until_index"),
        "qualification",
        ["skill_id", "valid_until"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("qualification_skill_id_valid_until_index"), table_name="qualification")
    op.drop_index(
        "one_running_qualification",
        table_name="qualification",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("qualification")
    op.drop_table("skill")
