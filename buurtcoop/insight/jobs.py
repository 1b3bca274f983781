"""What happens because time passed: months are told, packs are made, old ways in forgotten."""

from datetime import datetime

from sqlalchemy import delete, select

from buurtcoop.access.models import Role
from buurtcoop.access.operations import close_account
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.insight import operations
from buurtcoop.insight.models import FunderAccess
from buurtcoop.insight.rules import KEPT
from buurtcoop.members.models import Application, Membership
from buurtcoop.people.operations import forget_person


def release_month(now: datetime) -> int:
    """In the night of the 5th: freeze the month before, and what was missed. Returns how many."""
    return operations.tell_months(now)


def forget_ways_in(now: datetime) -> int:
    """30 days after a way in ended or was taken back it goes. Returns how many.

    With it goes who we knew for that only: the account and the name of an official.
    """
    before = now - KEPT
    gone = db().execute(
        delete(FunderAccess)
        .where(
            (FunderAccess.revoked_at < before) | (FunderAccess.ends_on < clock.local(before).date())
        )
        .returning(FunderAccess.person_id)
    )
    people = [person_id for (person_id,) in gone]
    for person_id in sorted({each for each in people if each is not None} - _known_otherwise()):
        close_account(person_id, STRANGER)
        forget_person(person_id)
    return len(people)


def keep_packs(now: datetime) -> int:
    """Make packs anew without a story that was taken back, and make what is not there yet.

    In every round: who takes a story back need not wait for the night. Returns how many.
    """
    return operations.renew_packs(now) + operations.make_missing_packs()


def _known_otherwise() -> set[int]:
    """Who is a member, asked to be one, has or had a role, or still has a way in."""
    kinds = (Membership, Application, Role, FunderAccess)
    found = {person_id for kind in kinds for person_id in db().scalars(select(kind.person_id))}
    return {person_id for person_id in found if person_id is not None}
