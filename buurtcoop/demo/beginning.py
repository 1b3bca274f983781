"""How Wilgenkwartier began: the founding, what it offers, its neighbours and its sources."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from buurtcoop.access.operations import grant, open_account
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.operations import add_activity, found
from buurtcoop.core import clock
from buurtcoop.days.models import DayKind
from buurtcoop.days.operations import add, add_holidays
from buurtcoop.demo.money import ACTIVITIES
from buurtcoop.demo.neighbours import CITY
from buurtcoop.demo.opening import open_all
from buurtcoop.demo.skills import add_skills
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.ledger.operations import open_year
from buurtcoop.members.operations import admit, apply, note_talk
from buurtcoop.people.models import Channel
from buurtcoop.people.operations import add_person, household_at
from buurtcoop.services.operations import appoint_lead

NAME = "Coöperatieve buurtvereniging Wilgenkwartier U.A."
SHORT_NAME = "Wilgenkwartier"
HOURS = "Maandag tot en met donderdag, 9.00–15.00 uur"
COORDINATOR_EMAIL = "noor@example.org"
COORDINATOR_PHONE = "+31612345678"
YEARS_OF_HOLIDAYS = 3
JOIN_EVERY = timedelta(hours=11)
TALK_AFTER = timedelta(days=2)
FIRST_NOTE = "We dronken koffie. Welkom."


def founding_day(first_year: int) -> date:
    """The autumn before the first year."""
    return date(first_year - 1, 9, 15)


def beginning(stage: Stage, first_year: int) -> Iterator[Event]:
    """All that happened before the first year began."""
    day = founding_day(first_year)
    yield Event(clock.at(day, time(10)), partial(_found, stage))
    yield Event(clock.at(day, time(14)), partial(_offer, stage, day))
    for place in range(len(stage.people)):
        asked = _awake(clock.at(day, time(9, 20)) + JOIN_EVERY * (place + 2))
        yield Event(asked, partial(_join, stage, place))
    yield Event(clock.at(day, time(13)), partial(add_skills, stage))
    leading = clock.at(date(first_year - 1, 12, 5), time(20))
    yield Event(leading, partial(_appoint_leads, stage))
    yield Event(clock.at(date(first_year - 1, 12, 6), time(10)), partial(open_year, first_year))
    for year in range(first_year, first_year + YEARS_OF_HOLIDAYS):
        yield Event(
            clock.at(date(first_year - 1, 12, 6), time(11)), partial(_holidays, stage, year)
        )


def _found(stage: Stage) -> None:
    found(
        name=NAME,
        short_name=SHORT_NAME,
        kvk="99999990",
        street="Molenwerf 2",
        postcode="1234 MW",
        city=CITY,
        phone=COORDINATOR_PHONE,
        email="hallo@example.org",
        opening_hours=HOURS,
        demo=True,
    )
    home = household_at("Molenwerf", 2, "", "1234 MW", CITY)
    noor = add_person(
        call_name="Noor",
        surname="Bakker",
        birth_date=date(1984, 5, 3),
        email=COORDINATOR_EMAIL,
        phone=COORDINATOR_PHONE,
        household_id=home.id,
    )
    open_account(noor)
    grant(noor.id, RoleName.COORDINATOR, on=clock.today(), by=None)
    stage.coordinator_id = noor.id


def _offer(stage: Stage, day: date) -> None:
    for code, name in ACTIVITIES.items():
        stage.activity_ids[code] = add_activity(code, name).id
    open_all(stage, day)


def _holidays(stage: Stage, year: int) -> None:
    by = stage.coordinator()
    add_holidays(year, by)
    add(DayKind.CLOSED, "Oudejaarsdag", date(year, 12, 31), date(year, 12, 31), by)
    summer = date(year, 7, 10), date(year, 8, 22)
    add(DayKind.SCHOOL, "Zomervakantie", *summer, by)


def _join(stage: Stage, place: int) -> None:
    """Somebody applies; two days later Noor has talked with them, and they are a member."""
    person = stage.people[place]
    application = apply(
        call_name=person.call_name,
        prefix=person.prefix,
        surname=person.surname,
        birth_date=person.birth_date,
        street=person.street,
        house_number=person.house_number,
        postcode=person.postcode,
        email=person.email,
        phone=person.phone,
        channel=person.channel,
        language=person.language,
        gives=person.gives,
        receives=person.receives,
    )
    noor = stage.coordinator()
    with clock.stopped(_awake(clock.now() + TALK_AFTER)):
        if person.channel in (Channel.PHONE, Channel.PAPER):
            note_talk(application.id, clock.today(), FIRST_NOTE, noor)
        admit(application.id, noor)
        for role in person.roles:
            grant(application.person_id, role, on=clock.today(), by=noor.id)
    stage.person_ids[place] = application.person_id


def _appoint_leads(stage: Stage) -> None:
    for place, person in enumerate(stage.people):
        if person.leads:
            appoint_lead(
                stage.service_ids[person.leads],
                stage.person_ids[place],
                on=clock.today(),
                by=stage.coordinator(),
            )


def _awake(moment: datetime) -> datetime:
    """The same moment, or noon of that day when it lies in the night."""
    wall = clock.local(moment)
    return moment if 9 <= wall.hour < 21 else clock.at(wall.date(), time(12, wall.minute))
