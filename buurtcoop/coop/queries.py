"""Questions about this cooperative."""

from datetime import date

from sqlalchemy import or_, select

from buurtcoop.coop.models import Activity, Coop, RuleValue
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


def rule_value(name: str, on: date) -> str | None:
    """What this value is on a day, in its own unit; none when nothing counts that day."""
    found = db().scalar(
        select(RuleValue.value)
        .where(
            RuleValue.name == name,
            RuleValue.valid_from <= on,
            or_(RuleValue.valid_to.is_(None), RuleValue.valid_to >= on),
        )
        .order_by(RuleValue.valid_from.desc())
        .limit(1)
    )
    return found or None
