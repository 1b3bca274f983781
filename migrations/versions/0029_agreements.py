"""Texts of agreements, and who agreed to which."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import append_only, forbid, lift, lift_append_only

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


GUARDIAN = (
    "new.kind = 'guardian' AND NOT EXISTS (SELECT 1 FROM guardianship WHERE"
    " guardian_id = new.person_id AND child_id = new.about_id AND ends_on IS NULL)"
)
FORGOTTEN = "new.signed = '' AND new.check_number = '' AND new.erased_at IS NOT NULL"
KEPT = "text_id, service_id, kind, person_id, about_id, how, agreed_at, made_by_id"


def upgrade() -> None:
    op.create_table(
        "agreement_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "service",
                "volunteer",
                "guardian",
                name="known_agreementkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("may_ask", sa.String(), nullable=False),
        sa.Column("owes", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("if_missed", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("published_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "may_ask <> '' AND owes <> '' AND notice <> '' AND if_missed <> ''",
            name=op.f("agreement_text_is_whole"),
        ),
        sa.CheckConstraint(
            "version = 1 OR reason <> ''", name=op.f("agreement_text_changed_with_reason")
        ),
        sa.CheckConstraint("version > 0", name=op.f("agreement_text_versions_from_one")),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["person.id"],
            name=op.f("agreement_text_published_by_id_of_person"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("agreement_text_service_id_of_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("agreement_text_key")),
        sa.UniqueConstraint(
            "id", "service_id", "kind", name=op.f("agreement_text_id_service_id_kind_once")
        ),
        sa.UniqueConstraint(
            "service_id",
            "kind",
            "version",
            name=op.f("agreement_text_service_id_kind_version_once"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "service",
                "volunteer",
                "guardian",
                name="known_agreementkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "typed",
                "paper",
                name="known_agreedhow",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("signed", sa.String(), nullable=False),
        sa.Column("photos", sa.Boolean(), nullable=False),
        sa.Column("check_number", sa.String(), nullable=False),
        sa.Column("agreed_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("erased_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'guardian') = (about_id <> person_id)",
            name=op.f("agreement_guardians_for_another"),
        ),
        sa.CheckConstraint(
            "signed <> '' OR erased_at IS NOT NULL", name=op.f("agreement_is_signed")
        ),
        sa.CheckConstraint(
            "erased_at IS NULL OR ended_at IS NOT NULL", name=op.f("agreement_erased_after_its_end")
        ),
        sa.ForeignKeyConstraint(
            ["about_id"], ["person.id"], name=op.f("agreement_about_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("agreement_ended_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("agreement_made_by_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("agreement_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["text_id", "service_id", "kind"],
            ["agreement_text.id", "agreement_text.service_id", "agreement_text.kind"],
            name=op.f("agreement_text_id_service_id_kind_of_agreement_text"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("agreement_key")),
        sa.UniqueConstraint("id", "about_id", name=op.f("agreement_id_about_id_once")),
        sqlite_strict=True,
    )
    op.create_index(op.f("agreement_person_id_index"), "agreement", ["person_id"], unique=False)
    op.create_index(op.f("agreement_text_id_index"), "agreement", ["text_id"], unique=False)
    op.create_index(
        "one_running_agreement",
        "agreement",
        ["about_id", "service_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    append_only(op, "agreement_text")
    forbid(
        op,
        "agreement_stands",
        table="agreement",
        event=f"UPDATE OF {KEPT}",
        why="What somebody agreed to does not change",
    )
    forbid(
        op,
        "agreement_stays_signed",
        table="agreement",
        event="UPDATE OF signed, check_number",
        when=f"NOT ({FORGOTTEN})",
        why="What somebody signed does not change; it can only be forgotten",
    )
    forbid(
        op,
        "agreement_remains",
        table="agreement",
        event="DELETE",
        why="What somebody agreed to is not removed",
    )
    forbid(
        op,
        "agreement_runs_once",
        table="agreement",
        event="UPDATE OF ended_at",
        when="old.ended_at IS NOT NULL AND new.ended_at IS NULL",
        why="An agreement that ended does not run again",
    )
    forbid(
        op,
        "agreement_of_guardian",
        table="agreement",
        event="INSERT",
        when=GUARDIAN,
        why="Only a guardian agrees for a child",
    )


def downgrade() -> None:
    lift(op, "agreement_of_guardian", table="agreement")
    lift(op, "agreement_remains", table="agreement")
    lift(op, "agreement_stays_signed", table="agreement")
    lift(op, "agreement_runs_once", table="agreement")
    lift(op, "agreement_stands", table="agreement")
    lift_append_only(op, "agreement_text")

    op.drop_index(
        "one_running_agreement",
        table_name="agreement",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("agreement_text_id_index"), table_name="agreement")
    op.drop_index(op.f("agreement_person_id_index"), table_name="agreement")
    op.drop_table("agreement")
    op.drop_table("agreement_text")
