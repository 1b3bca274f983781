"""Whether an instance can be worked with, said before anything starts."""

from pathlib import Path

from buurtcoop.coop.queries import this_coop
from buurtcoop.core.instance import Instance
from buurtcoop.core.log import write_log
from buurtcoop.core.migration import all_versions, newest_version, version_of
from buurtcoop.settings import Settings, SettingsError, load_settings


class NotReady(SettingsError):
    """This instance can't be served yet; the text says what to do."""


def fit_instance(folder: Path) -> Instance:
    """The instance of this folder, after looking whether all it needs is there.

    Raises SettingsError, NotReady, NotFounded, KeyMissing.
    """
    settings = load_settings(folder)
    write_log(settings.log_level)
    refuse_unready(settings)
    instance = Instance(settings)
    with instance.reading():
        this_coop()
    instance.keys.newest  # noqa: B018 - reading it is the look: raises KeyMissing
    return instance


def refuse_unready(settings: Settings) -> None:
    """Raises NotReady without a database of this program's version, or without a secret."""
    there, needed = version_of(settings.database), newest_version()
    if there is None:
        raise NotReady(
            f"There is no cooperative in {settings.instance} yet. Found one with: buurtcoop init"
        )
    if there not in all_versions():
        raise NotReady(
            f"The database is of version {there}, which this program does not know: it is newer. "
            "Install the program that belongs to it."
        )
    if there != needed:
        raise NotReady(
            f"The database is of version {there} and this program needs {needed}. "
            "Bring it up with: buurtcoop migrate"
        )
    if not settings.secret_key:
        raise NotReady(
            "secret_key is missing. It stood in secrets.toml, or in BUURTCOOP_SECRET_KEY."
        )
