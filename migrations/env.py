"""How Alembic reaches the database: as the owner, on SQLite with foreign keys off meanwhile."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, make_url

from buurtcoop.core.database import Model

owner_url: str = context.config.attributes["owner_url"]
app_url: str = context.config.attributes["app_url"]


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = create_engine(owner_url)
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    else:
        app_login = make_url(app_url).username
        connection.execute(
            text(
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE "
                f'ON TABLES TO "{app_login}"'
            )
        )
        connection.execute(
            text(
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT "
                f'ON SEQUENCES TO "{app_login}"'
            )
        )
    connection.commit()
    migrate(connection)
    connection.commit()
engine.dispose()
