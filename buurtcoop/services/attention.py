"""What about the catalogue needs somebody now: wishes, answers, trials and who leads."""

from datetime import date, datetime, timedelta

from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.services.models import OpeningCheck, Service, Trial, Wish
from buurtcoop.services.queries.leading import unled
from buurtcoop.services.queries.opening import checks_due, trials_due
from buurtcoop.services.queries.wishes import waiting_for_answer
from buurtcoop.services.rules import LEAD_AHEAD, WISHES, answer_by, in_short

WISH = "services.wish"
CHECK = "services.opening_check"
TRIAL = "services.trial"
UNLED = "services.unled"


def attention(now: datetime) -> list[Item]:
    """Wishes to answer, answers to get, trials to look back on, and services without a lead."""
    today = clock.local(now).date()
    return [
        *(_wish(wish, people) for wish, people in waiting_for_answer(now)),
        *(_check(check) for check in checks_due(today)),
        *(_trial(trial) for trial in trials_due(today)),
        *(_unled(service, day, today) for service, day in unled(today)),
    ]


def _wish(wish: Wish, people: int) -> Item:
    return Item(
        kind=WISH,
        subject_id=wish.id,
        title=Text(N_("Een wens wacht op antwoord: %(wish)s"), {"wish": in_short(wish.words)}),
        line=Text(N_("Aantal leden dat mee wil doen: %(num)s."), {"num": people}),
        path=f"{WISHES}/{wish.id}/antwoord",
        button=N_("Bekijk de wens"),
        since=wish.made_at,
        due=answer_by(wish.made_at),
        owner_role=RoleName.COORDINATOR,
    )


def _check(check: OpeningCheck) -> Item:
    due = check.due_on or clock.today()
    owner = check.owner.call_name if check.owner else ""
    return Item(
        kind=CHECK,
        subject_id=check.id,
        title=Text(
            N_("Antwoord nodig voor %(service)s: %(question)s"),
            {"service": check.service.name, "question": check.question},
        ),
        line=Text(
            N_("%(other_name)s vraagt dit na vóór %(day)s."), {"other_name": owner, "day": due}
        ),
        path=f"/aanbod/{check.service.slug}/voor-het-opent",
        button=N_("Schrijf het antwoord op"),
        since=clock.start_of(due),
        due=due,
        owner_role=RoleName.COORDINATOR,
        owner_id=check.owner_id,
    )


def _trial(trial: Trial) -> Item:
    return Item(
        kind=TRIAL,
        subject_id=trial.id,
        title=Text(N_("Kijk terug op de proef: %(service)s"), {"service": trial.service.name}),
        line=Text(N_("De vraag was: %(question)s"), {"question": trial.question}),
        path=f"/aanbod/{trial.service.slug}/proef",
        button=N_("Schrijf op wat we leerden"),
        since=clock.start_of(trial.ends_on),
        due=trial.ends_on + timedelta(days=7),
        owner_role=RoleName.COORDINATOR,
    )


def _unled(service: Service, day: date, today: date) -> Item:
    return Item(
        kind=UNLED,
        subject_id=service.id,
        title=Text(N_("Niemand leidt %(service)s straks"), {"service": service.name})
        if day > today
        else Text(N_("Niemand leidt %(service)s"), {"service": service.name}),
        line=Text(N_("Vanaf %(day)s is er niemand."), {"day": day}),
        path=f"/aanbod/{service.slug}/leiding",
        button=N_("Zoek wie dit gaat leiden"),
        since=clock.start_of(day - LEAD_AHEAD),
        due=day,
        owner_role=RoleName.COORDINATOR,
    )
