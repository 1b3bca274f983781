"""Founding the cooperative of this database, and naming what it does."""

from datetime import date, timedelta
from typing import ClassVar

from sqlalchemy import func, select

from buurtcoop.audit.operations import record
from buurtcoop.coop.models import Activity, Coop, RuleValue
from buurtcoop.coop.queries import is_founded
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.core.words import N_

LEGAL_NOTICE_WEEKS = 4  # BW 2:36 lid 1, unless the statutes say otherwise


class AlreadyFounded(Refusal):
    """This database has its cooperative."""

    sentence: ClassVar[str] = N_("Deze buurtcoöp is al opgericht. Er verandert niets.")


def found(
    *,
    name: str,
    short_name: str,
    email: str,
    phone: str,
    kind_name: str = "Buurtcoöp",
    kvk: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    opening_hours: str = "",
    notice_weeks: int = LEGAL_NOTICE_WEEKS,
    demo: bool = False,
    by: Viewer = STRANGER,
) -> Coop:
    """Make the one row of this cooperative.

    A coop is a demo when it is made as one, never later (the database refuses it).
    Raises AlreadyFounded.
    """
    if is_founded():
        raise AlreadyFounded
    coop = Coop(
        id=1,
        name=name,
        short_name=short_name,
        kind_name=kind_name,
        kvk=kvk,
        street=street,
        postcode=postcode,
        city=city,
        phone=phone,
        email=email,
        opening_hours=opening_hours,
        notice_weeks=notice_weeks,
        demo=demo,
        founded_at=clock.now(),
    )
    db().add(coop)
    db().flush()
    record(by, "coop.found", coop, short_name)
    return coop


def add_activity(code: str, name: str) -> Activity:
    """One thing the cooperative does. Adding a code twice is once; the first name stays."""
    insert_once(db(), Activity, code=code, name=name)
    return db().scalars(select(Activity).filter_by(code=code)).one()


def set_rule(name: str, value: str, *, valid_from: date, source: str, by: Viewer) -> RuleValue:
    """Let a value count from a day on, until the next one that was set; empty: none counts.

    Holds afterwards: on every day one value counts at most. `source` is the law, decision or
    page it comes from. The same first day again says it anew.
    """
    later = select(func.min(RuleValue.valid_from)).where(
        RuleValue.name == name, RuleValue.valid_from > valid_from
    )
    next_from = db().scalar(later)
    before = db().scalar(
        select(RuleValue)
        .where(RuleValue.name == name, RuleValue.valid_from < valid_from)
        .order_by(RuleValue.valid_from.desc())
        .limit(1)
    )
    if before is not None:
        before.valid_to = valid_from - timedelta(days=1)
    rule = db().scalar(select(RuleValue).filter_by(name=name, valid_from=valid_from))
    if rule is None:
        rule = RuleValue(name=name, valid_from=valid_from)
        db().add(rule)
    rule.value, rule.source = value, source
    rule.valid_to = None if next_from is None else next_from - timedelta(days=1)
    rule.checked_on, rule.checked_by = clock.today(), by.name
    db().flush()
    record(by, "coop.set_rule", rule, f"{name} = {value}")
    return rule
