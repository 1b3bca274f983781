"""How often a member wants to help."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("membership") as membership:
        membership.add_column(sa.Column("most_a_month", sa.Integer(), nullable=True))
        membership.create_check_constraint(
            op.f("membership_helps_at_least_once"), "most_a_month > 0"
        )


def downgrade() -> None:
    with op.batch_alter_table("membership") as membership:
        membership.drop_constraint(op.f("membership_helps_at_least_once"), type_="check")
        membership.drop_column("most_a_month")
