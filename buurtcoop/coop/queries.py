"""Questions about this cooperative."""

from sqlalchemy import select

from buurtcoop.coop.models import Activity, Coop
from buurtcoop.core.instance import db


class NotFounded(Exception):
    """There is no cooperative in this database yet: `buurtcoop init` founds one."""


def this_coop() -> Coop:
    """The one row of this cooperative. Raises NotFounded."""
    found = db().get(Coop, 1)
    if found is None:
        raise NotFounded
    return found


def is_founded() -> bool:
    """Whether somebody founded a cooperative here."""
    return db().get(Coop, 1) is not None


def activities() -> list[Activity]:
    """Everything the cooperative does, by name."""
    return list(db().scalars(select(Activity).order_by(Activity.name)))
