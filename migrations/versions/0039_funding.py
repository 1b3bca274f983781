"""What was in an egalisation reserve before our books, or of which of several agreements it is."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # By hand: made anew, as SQLite does for any other change, the table would lose its guards.
    whole = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE agreement_terms ADD COLUMN reserve_begins {whole}"
        " CONSTRAINT agreement_terms_reserve_begins_with_money CHECK (reserve_begins >= 0)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE agreement_terms DROP COLUMN reserve_begins")
