"""Guardians and their children, and what a helper must know."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "care_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "diet",
                "allergy",
                "pick_up",
                name="known_carekind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("to_know", sa.String(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("care_note_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("care_note_written_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("care_note_key")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("care_note_person_id_kind_once")),
        sqlite_strict=True,
    )
    op.create_index(op.f("care_note_written_at_index"), "care_note", ["written_at"], unique=False)
    op.create_table(
        "guardianship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("guardianship_in_order")
        ),
        sa.CheckConstraint("guardian_id <> child_id", name=op.f("guardianship_of_another")),
        sa.ForeignKeyConstraint(
            ["child_id"], ["person.id"], name=op.f("guardianship_child_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["person.id"], name=op.f("guardianship_guardian_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("guardianship_made_by_id_of_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("guardianship_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("guardianship_child_id_index"), "guardianship", ["child_id"], unique=False)
    op.create_index(
        "one_running_guardianship",
        "guardianship",
        ["guardian_id", "child_id"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )


def downgrade() -> None:

    op.drop_index(
        "one_running_guardianship",
        table_name="guardianship",
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.drop_index(op.f("guardianship_child_id_index"), table_name="guardianship")
    op.drop_table("guardianship")
    op.drop_index(op.f("care_note_written_at_index"), table_name="care_note")
    op.drop_table("care_note")
