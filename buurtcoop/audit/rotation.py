"""Locking every sensitive text anew, without anybody reading it."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Mapper

from buurtcoop.core.database import Model
from buurtcoop.core.encryption import place_of
from buurtcoop.core.instance import db, here
from buurtcoop.core.labels import Class, Label


def sensitive_columns() -> Iterator[tuple[Mapper[Model], str]]:
    """Every column whose texts are locked, as (model, name)."""
    for mapper in Model.registry.mappers:
        for column in mapper.local_table.columns:
            label = column.info.get("label")
            if isinstance(label, Label) and label.kind is Class.SENSITIVE:
                yield mapper, column.key


def relock() -> int:
    """Lock every sensitive text with the newest key, in the open transaction.

    Returns how many were locked with an older one. Raises KeyMissing or Tampered, and then
    nothing of the transaction should be kept.
    """
    keys, count = here().keys, 0
    for mapper, name in sensitive_columns():
        rows = select(mapper.class_).where(getattr(mapper.class_, name).is_not(None))
        for row in db().scalars(rows):
            locked: str = getattr(row, name)
            if keys.locked_with(locked) == keys.newest:
                continue
            place = place_of(row, name)
            setattr(row, name, keys.lock(keys.unlock(locked, place), place))
            count += 1
    db().flush()
    return count
