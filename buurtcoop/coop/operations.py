"""Founding the cooperative of this database, and naming what it does."""

from typing import ClassVar

from sqlalchemy import select

from buurtcoop.audit.operations import record
from buurtcoop.coop.models import Activity, Coop
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
