"""How Alembic reaches the database: over the owner's transaction that `core.migration` opened."""

from alembic import context

from buurtcoop.core.database import Model

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
