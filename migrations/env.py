"""How Alembic reaches the database: over the owner's transaction that `core.migration` opened."""

from alembic import context

from buurtcoop.core.database import Model
from buurtcoop.core.migration import take_guards

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
    on_version_apply=lambda ctx, **_step: take_guards(ctx.connection),
)
with context.begin_transaction():
    context.run_migrations()
