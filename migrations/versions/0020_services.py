"""Until when one may claim, how long one rests, and how many children a helper has."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CHECKS = {
    "service_claim_in_future": "claim_hours >= 0",
    "service_rest_sane": "rest_hours BETWEEN 0 AND 48",
    "service_hold_sane": "hold_hours BETWEEN 1 AND 168",
    "service_carer_has_children": "children_per_carer > 0",
}
# What stood there before counts as: no limit, no rest, a day to answer.
BEFORE = {"claim_hours": "0", "rest_hours": "0", "hold_hours": "24"}


def upgrade() -> None:
    with op.batch_alter_table("service") as service:
        for name, value in BEFORE.items():
            service.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=value))
        service.add_column(sa.Column("children_per_carer", sa.Integer(), nullable=True))
        for name, rule in CHECKS.items():
            service.create_check_constraint(op.f(name), rule)
    with op.batch_alter_table("service") as service:
        for name in BEFORE:
            service.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("service") as service:
        for name in CHECKS:
            service.drop_constraint(op.f(name), type_="check")
        for name in (*BEFORE, "children_per_carer"):
            service.drop_column(name)
