"""How an empty database is made for tests: by the migrations, as in real life."""

from buurtcoop.core.migration import upgrade


def prepare_database(owner_url: str, app_url: str) -> None:
    """Bring an empty database to the newest version."""
    upgrade(owner_url, app_url)
