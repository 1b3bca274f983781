"""Being free of the duty, by own word: nobody approves it, and nobody has to say why."""

from datetime import date

from buurtcoop.access.rules import NotYourRole
from buurtcoop.audit.operations import record, seal
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.queries import membership_of
from buurtcoop.members.rules import NoMemberNow
from buurtcoop.obligations.models import Exemption, ExemptionKind
from buurtcoop.obligations.operations.contacting import end_contacts
from buurtcoop.obligations.rules import CONTACT, FreeNoMore, refuse_days


def set_free(
    person_id: int,
    kind: ExemptionKind,
    *,
    starts_on: date,
    ends_on: date | None,
    by: Viewer,
    reason: str = "",
) -> Exemption:
    """This member is free in every month that has one of these days.

    The member's own word, or what the member said on the phone. Several may overlap: a month is
    free when any of them touches it. Who is free may still help. A contact about the duty ends.
    Raises NotYourRole, NoMemberNow, StartsTooFar, EndsBeforeStart, PauseNeedsEnd, PauseTooLong.
    """
    _refuse_other(person_id, by)
    today = clock.today()
    if membership_of(person_id, today) is None:
        raise NoMemberNow
    refuse_days(starts_on, ends_on, pause=kind is ExemptionKind.PAUSE, today=today)
    freed = Exemption(
        person_id=person_id,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        own_reason=None,
        made_by_id=by.id,
        made_at=clock.now(),
    )
    db().add(freed)
    db().flush()
    seal(freed, "own_reason", reason)
    db().flush()
    record(by, "obligations.free", freed)
    end_contacts([person_id])
    return freed


def resume(exemption_id: int, by: Viewer) -> None:
    """I join in again: it ends today, or goes when it had not begun.

    This month asks nothing any more; the next one does. Raises NotYourRole, FreeNoMore.
    """
    found = db().get(Exemption, exemption_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise FreeNoMore
    _refuse_other(found.person_id, by)
    today = clock.today()
    if found.ends_on is not None and found.ends_on <= today:
        raise FreeNoMore
    record(by, "obligations.resume", found)
    if found.starts_on > today:
        db().delete(found)
    else:
        found.ends_on = today
    db().flush()


def _refuse_other(person_id: int, by: Viewer) -> None:
    if by.person_id != person_id and not by.may(CONTACT):
        raise NotYourRole
