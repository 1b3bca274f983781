"""Entries that undo another stand in their own index: most undo none."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

NAME = "entry_undoes_once"
UNDOES = sa.text("reverses_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index(NAME, table_name="entry")
    op.create_index(
        NAME,
        "entry",
        ["reverses_id"],
        unique=True,
        sqlite_where=UNDOES,
        postgresql_where=UNDOES,
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name="entry")
    op.create_index(NAME, "entry", ["reverses_id"], unique=True)
