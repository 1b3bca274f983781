"""Lessons, thanks and stories."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("went_well", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("lesson_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("lesson_shift_id_of_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("lesson_key")),
        sa.UniqueConstraint("shift_id", "person_id", name=op.f("lesson_shift_id_person_id_once")),
        sqlite_strict=True,
    )
    op.create_table(
        "story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("signed", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column(
            "scope",
            sa.Enum(
                "members",
                "funders",
                "public",
                name="known_scope",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("consent_until", sa.Date(), nullable=False),
        sa.Column("told_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("erased_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(erased_at IS NULL AND words <> '' AND signed <> '')"
            " OR (erased_at IS NOT NULL AND words = '' AND signed = '' AND photo_id IS NULL)",
            name=op.f("story_whole_or_erased"),
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR erased_at IS NOT NULL", name=op.f("story_taken_back_is_gone")
        ),
        sa.UniqueConstraint("photo_id", name=op.f("story_photo_id_once")),
        sa.CheckConstraint("consent_until >= consent_on", name=op.f("story_in_order")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("story_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["attachment.id"], name=op.f("story_photo_id_of_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("story_service_id_of_service")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("story_shift_id_of_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("story_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("story_person_id_index"), "story", ["person_id"], unique=False)
    op.create_index(
        op.f("story_scope_consent_until_index"), "story", ["scope", "consent_until"], unique=False
    )
    op.create_index(op.f("story_service_id_index"), "story", ["service_id"], unique=False)
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("thanks_has_words")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("thanks_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("thanks_shift_id_of_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("thanks_key")),
        sa.UniqueConstraint("shift_id", "person_id", name=op.f("thanks_shift_id_person_id_once")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("thanks")
    op.drop_index(op.f("story_service_id_index"), table_name="story")
    op.drop_index(op.f("story_scope_consent_until_index"), table_name="story")
    op.drop_index(op.f("story_person_id_index"), table_name="story")
    op.drop_table("story")
    op.drop_table("lesson")
