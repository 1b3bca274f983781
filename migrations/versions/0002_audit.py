"""Who did and who read what."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core import guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("acting_as", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("detail_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_entry_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("audit_entry_subject_kind_subject_id_index"),
        "audit_entry",
        ["subject_kind", "subject_id"],
        unique=False,
    )
    op.create_table(
        "read_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("acting_as", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("read_entry_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("read_entry_reader_id_index"), "read_entry", ["reader_id"], unique=False)
    op.create_table(
        "audit_detail",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("audit_detail_entry_id_of_audit_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("audit_detail_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "read_person",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["read_entry.id"], name=op.f("read_person_entry_id_of_read_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", "person_id", name=op.f("read_person_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("read_person_person_id_index"), "read_person", ["person_id"], unique=False)
    for table in ("audit_entry", "read_entry", "read_person"):
        guards.append_only(op, table)
    guards.forbid(
        op,
        "audit_detail_says_the_same",
        table="audit_detail",
        event="UPDATE",
        why="The words of an audit entry are erased or left as they are",
    )
    guards.keep_rights(op, "audit_detail", "SELECT, INSERT, DELETE")


def downgrade() -> None:
    guards.lift(op, "audit_detail_says_the_same", table="audit_detail")
    for table in ("read_person", "read_entry", "audit_entry"):
        guards.lift_append_only(op, table)
    op.drop_index(op.f("read_person_person_id_index"), table_name="read_person")
    op.drop_table("read_person")
    op.drop_table("audit_detail")
    op.drop_index(op.f("read_entry_reader_id_index"), table_name="read_entry")
    op.drop_table("read_entry")
    op.drop_index(op.f("audit_entry_subject_kind_subject_id_index"), table_name="audit_entry")
    op.drop_table("audit_entry")
