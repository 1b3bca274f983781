"""Who waits for somebody of ours: applicants to call, and members who leave."""

from datetime import datetime, timedelta

from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.words import N_
from buurtcoop.members.models import Application, Membership
from buurtcoop.members.queries import applications_open, leaving

APPLICATION = "members.application"
LEAVING = "members.leaving"
FAREWELL_WITHIN = timedelta(days=7)


def attention(now: datetime) -> list[Item]:
    """Every open application, and every notice after which nobody called yet."""
    today = clock.local(now).date()
    return [
        *(_applies(application) for application in applications_open()),
        *(_leaves(membership) for membership in leaving(today)),
    ]


def _applies(application: Application) -> Item:
    return Item(
        kind=APPLICATION,
        subject_id=application.id,
        title=Text(N_("Nieuwe aanmelding van %(name)s"), {"name": application.person.full_name}),
        line=Text(N_("Bellen is beloofd vóór %(day)s."), {"day": application.answer_by}),
        path=f"/leden/aanmeldingen/{application.id}",
        button=N_("Bekijk de aanmelding"),
        since=application.made_at,
        due=application.answer_by,
        owner_role=RoleName.COORDINATOR,
    )


def _leaves(membership: Membership) -> Item:
    since = membership.notice_at or clock.now()
    last = membership.ends_on or clock.today()
    return Item(
        kind=LEAVING,
        subject_id=membership.id,
        title=Text(N_("%(name)s zegt het lidmaatschap op"), {"name": membership.person.full_name}),
        line=Text(N_("De laatste dag is %(day)s. Bel even om te bedanken."), {"day": last}),
        path=f"/leden/{membership.person_id}",
        button=N_("Bekijk en bel"),
        since=since,
        due=min(last, clock.local(since).date() + FAREWELL_WITHIN),
        owner_role=RoleName.COORDINATOR,
    )
