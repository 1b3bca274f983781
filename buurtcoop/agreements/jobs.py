"""What happens because time passed: agreements end with the service or the membership."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update

from buurtcoop.agreements.models import Agreement
from buurtcoop.agreements.operations.agreeing import end_by_itself, hold_all
from buurtcoop.care.models import Guardianship
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service

KEPT = timedelta(days=2 * 365)


def end_agreements(now: datetime) -> int:
    """End what has nothing left to go by: the service stopped, or who agreed is no member, or no
    guardian, any more. Who it was about was told before. Returns how many ended."""
    today = clock.local(now).date()
    member = exists().where(Membership.person_id == Agreement.person_id, running_on(today))
    guardian = exists().where(
        Guardianship.guardian_id == Agreement.person_id,
        Guardianship.child_id == Agreement.about_id,
        Guardianship.ends_on.is_(None),
    )
    over = (
        select(Agreement)
        .join(Service, Service.id == Agreement.service_id)
        .where(
            Agreement.ended_at.is_(None),
            or_(
                Service.stops_on < today,
                ~member,
                (Agreement.person_id != Agreement.about_id) & ~guardian,
            ),
        )
        .order_by(Agreement.id)
    )
    ended = db().scalars(over).all()
    hold_all(ended)
    return sum(end_by_itself(each, STRANGER) for each in ended)


def forget_signatures(now: datetime) -> int:
    """2 years after somebody's last day as a member the name and the check number go.

    That there was an agreement stays, with its version. Returns how many were cleared.
    """
    today = clock.local(now).date()
    recent = exists().where(
        Membership.person_id == Agreement.person_id,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= today - KEPT),
    )
    forgotten = exists().where(Person.id == Agreement.person_id, Person.erased_at.is_not(None))
    gone = db().scalars(
        update(Agreement)
        .where(Agreement.ended_at.is_not(None), Agreement.erased_at.is_(None), ~recent | forgotten)
        .values(signed="", check_number="", photos=False, erased_at=clock.now())
        .returning(Agreement.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
