"""Bringing a database to the newest version."""

from alembic import command
from alembic.config import Config

from buurtcoop.settings import data_folder


def config_for(owner_url: str, app_url: str) -> Config:
    """Alembic's settings for one database."""
    config = Config()
    config.set_main_option("script_location", str(data_folder("migrations")))
    config.attributes["owner_url"] = owner_url
    config.attributes["app_url"] = app_url
    return config


def upgrade(owner_url: str, app_url: str) -> None:
    """Run every migration that was not run yet."""
    command.upgrade(config_for(owner_url, app_url), "head")
