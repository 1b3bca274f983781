"""Ways in for financiers, what was released to them, and packs that were handed in."""

import sqlalchemy as sa
from alembic import op

from buurtcoop.core import database as db
from buurtcoop.core.guards import append_only, forbid, lift, lift_append_only

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

GUARDS = [
    {
        "name": "access_ends_for_good",
        "table": "funder_access",
        "event": "UPDATE",
        "when": "new.id <> old.id OR new.source_id <> old.source_id"
        " OR coalesce(new.fingerprint, '') <> coalesce(old.fingerprint, '')"
        " OR coalesce(new.person_id, -1) <> coalesce(old.person_id, -1)"
        " OR (old.revoked_at IS NOT NULL AND new.revoked_at IS NULL)"
        " OR coalesce(new.code_hash, '') <> coalesce(old.code_hash, '')"
        " OR (old.revoked_at IS NOT NULL AND coalesce(new.used_at, old.made_at)"
        " <> coalesce(old.used_at, old.made_at))",
        "why": "A way in that was taken back stays closed, and is never of another",
    },
    {
        "name": "access_is_not_replaced",
        "table": "funder_access",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM funder_access WHERE id = new.id)",
        "why": "A way in that was taken back stays closed, and is never of another",
    },
    {
        "name": "release_is_not_replaced",
        "table": "figure_release",
        "event": "INSERT",
        "when": "EXISTS (SELECT 1 FROM figure_release WHERE id = new.id"
        " OR (agreement_id = new.agreement_id AND month = new.month))",
        "why": "What was released of a month stays as it was released",
    },
    {
        "name": "pack_of_what_was_handed_in",
        "table": "settlement_pack",
        "event": "INSERT",
        "when": "new.gone_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM settlement"
        " WHERE id = new.settlement_id AND handed_in_at IS NOT NULL)"
        " OR EXISTS (SELECT 1 FROM settlement_pack WHERE id = new.id"
        " OR (settlement_id = new.settlement_id AND version = new.version)"
        " OR (settlement_id = new.settlement_id AND gone_at IS NULL))",
        "why": "A pack is of a settlement that was handed in, and there is one at a time",
    },
    {
        "name": "pack_only_goes",
        "table": "settlement_pack",
        "event": "UPDATE",
        "when": "old.gone_at IS NOT NULL OR new.gone_at IS NULL OR new.id <> old.id"
        " OR new.settlement_id <> old.settlement_id OR new.version <> old.version"
        " OR new.hash <> old.hash OR new.stories <> old.stories OR new.made_at <> old.made_at",
        "why": "A pack changes once: when its content is erased",
    },
    {
        "name": "pack_remains",
        "table": "settlement_pack",
        "event": "DELETE",
        "why": "The hash of a pack remains",
    },
]


def upgrade() -> None:
    op.create_table(
        "funder_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("left_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("funder_access_has_name")),
        sa.CheckConstraint(
            "(fingerprint IS NULL) = (code_hash IS NULL)"
            " AND (fingerprint IS NULL) = (person_id IS NOT NULL)",
            name=op.f("funder_access_link_or_account"),
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("funder_access_tries_counted")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("funder_access_person_id_of_person")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["funding_source.id"],
            name=op.f("funder_access_source_id_of_funding_source"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("funder_access_key")),
        sa.UniqueConstraint("fingerprint", name=op.f("funder_access_fingerprint_once")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("funder_access_source_id_index"), "funder_access", ["source_id"], unique=False
    )
    op.create_index(
        op.f("funder_access_person_id_index"), "funder_access", ["person_id"], unique=False
    )
    op.create_index(
        "one_live_funder_account",
        "funder_access",
        ["source_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "figure_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("figure_release_whole_hash")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["funding_agreement.id"],
            name=op.f("figure_release_agreement_id_of_funding_agreement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("figure_release_key")),
        sa.UniqueConstraint(
            "agreement_id", "month", name=op.f("figure_release_agreement_id_month_once")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "settlement_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("tables", sa.LargeBinary(), nullable=True),
        sa.Column("letter", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("stories", sa.String(), nullable=False),
        sa.Column("made_at", db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("gone_at", db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(gone_at IS NULL) = (report IS NOT NULL)"
            " AND (gone_at IS NULL) = (tables IS NOT NULL)"
            " AND (gone_at IS NULL) = (letter IS NOT NULL)",
            name=op.f("settlement_pack_whole_or_gone"),
        ),
        sa.CheckConstraint("length(hash) = 64", name=op.f("settlement_pack_whole_hash")),
        sa.CheckConstraint("version > 0", name=op.f("settlement_pack_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["settlement.id"],
            name=op.f("settlement_pack_settlement_id_of_settlement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("settlement_pack_key")),
        sa.UniqueConstraint(
            "settlement_id", "version", name=op.f("settlement_pack_settlement_id_version_once")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "one_standing_pack",
        "settlement_pack",
        ["settlement_id"],
        unique=True,
        sqlite_where=sa.text("gone_at IS NULL"),
        postgresql_where=sa.text("gone_at IS NULL"),
    )
    for guard in GUARDS:
        forbid(op, **guard)
    append_only(op, "figure_release")


def downgrade() -> None:
    lift_append_only(op, "figure_release")
    for guard in reversed(GUARDS):
        lift(op, guard["name"], table=guard["table"])
    op.drop_index("one_standing_pack", table_name="settlement_pack")
    op.drop_table("settlement_pack")
    op.drop_table("figure_release")
    op.drop_index("one_live_funder_account", table_name="funder_access")
    op.drop_index(op.f("funder_access_person_id_index"), table_name="funder_access")
    op.drop_index(op.f("funder_access_source_id_index"), table_name="funder_access")
    op.drop_table("funder_access")
