"""Who leads a service, from one day to another, and when nobody does."""

from datetime import date, timedelta
from typing import Any

import pytest

from buurtcoop.access.operations import end_member_role
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.services import queries
from buurtcoop.services.attention import attention
from buurtcoop.services.operations import appoint_lead, end_lead, stop_service
from buurtcoop.services.rules import LeadsAlready, LeadsNoMore, StopsBeforeStart, first_without
from buurtcoop.shifts.queries import shift_for
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend, roomy
from tests.shifts.rota import EVENING, a_service, an_evening
from tests.visitor import Visitor

TODAY = date(2027, 1, 12)
MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)
DEVICES = 6
LEADS = "/aanbod/eettafel/leiding"


def january(day: int) -> date:
    return date(2027, 1, day)


@pytest.mark.parametrize(
    ("stretches", "found"),
    [
        ([], TODAY),
        ([(january(1), None)], None),
        ([(january(1), january(20))], january(21)),
        ([(january(21), None), (january(1), january(20))], None),
        ([(january(1), january(20)), (january(22), None)], january(21)),
        ([(january(13), None)], TODAY),
        ([(january(1), date(2027, 2, 9))], None),
        ([(january(1), january(5)), (january(1), january(30))], january(31)),
    ],
)
def test_the_first_day_without_a_lead(
    stretches: list[tuple[date, date | None]], found: date | None
) -> None:
    assert first_without(stretches, TODAY, date(2027, 2, 9)) == found


def test_somebody_leads_from_a_later_day_until_a_last_one(opened: Instance, cast: Cast) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    appoint_lead(service.id, cast.anna.id, on=MARCH, until=APRIL, by=coor)

    led = {on: queries.led_by(cast.anna.id, on) for on in (TODAY, MARCH, APRIL, date(2027, 4, 2))}

    assert [on for on, services in led.items() if services] == [MARCH, APRIL]
    with pytest.raises(StopsBeforeStart):
        appoint_lead(service.id, cast.bram.id, on=APRIL, until=MARCH, by=coor)


@pytest.mark.parametrize(
    ("on", "until"),
    [(TODAY, None), (TODAY, date(2027, 3, 2)), (date(2027, 3, 20), APRIL), (MARCH, APRIL)],
    ids=["without end", "into it", "within it", "the same"],
)
def test_nobody_leads_twice_on_one_day(
    opened: Instance, cast: Cast, on: date, until: date | None
) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    appoint_lead(service.id, cast.anna.id, on=MARCH, until=APRIL, by=coor)
    with pytest.raises(LeadsAlready, match="Anna leidt dit al"):
        appoint_lead(service.id, cast.anna.id, on=on, until=until, by=coor)
    appoint_lead(service.id, cast.bram.id, on=on, until=until, by=coor)
    appoint_lead(service.id, cast.anna.id, on=APRIL, by=coor)


def test_a_last_day_can_come_sooner_and_not_later(opened: Instance, cast: Cast) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    lead = appoint_lead(service.id, cast.anna.id, on=MARCH, until=APRIL, by=coor)
    end_lead(lead.id, on=date(2027, 3, 15), by=coor)
    with pytest.raises(LeadsNoMore):
        end_lead(lead.id, on=APRIL, by=coor)
    assert lead.ends_on == date(2027, 3, 15)


def test_a_shift_shows_who_leads_on_its_day_and_only_who_leads_now_sees_names(
    opened: Instance, cast: Cast
) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    shift = an_evening(service).shift_id
    day = clock.local(EVENING).date()
    before = day - timedelta(days=1)
    appoint_lead(service.id, cast.anna.id, on=TODAY, until=before, by=coor)
    appoint_lead(service.id, cast.bram.id, on=day, by=coor)

    seen = shift_for(seen_by(cast.anna), shift)
    assert [lead.name for lead in seen.leads] == ["Bram Proef"]
    now, then = queries.leads_now_and_then(service.id, TODAY, day)
    assert [[person.id for person in each] for each in (now, then)] == [
        [cast.anna.id],
        [cast.bram.id],
    ]


def test_a_service_that_soon_has_no_lead_stands_on_the_list(opened: Instance, cast: Cast) -> None:
    service, coor, now = a_service(), seen_by(cast.coor), clock.now()
    assert attention(now) == []
    lead = appoint_lead(service.id, cast.anna.id, on=TODAY, by=coor)
    assert attention(now) == []

    end_lead(lead.id, on=date(2027, 1, 31), by=coor)
    (item,) = attention(now)
    assert (item.subject_id, item.due) == (service.id, date(2027, 2, 1))

    appoint_lead(service.id, cast.bram.id, on=date(2027, 2, 1), by=coor)
    assert attention(now) == []
    end_member_role(cast.bram.id, last_day=date(2027, 2, 3))
    assert queries.unled(TODAY) == [(service, date(2027, 2, 4))]
    stop_service(service.id, on=date(2027, 2, 3), reason="De keuken gaat dicht.", by=coor)
    assert queries.unled(TODAY) == []


def test_two_who_appoint_one_person_at_once_get_one_lead(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        service_id, coor = a_service().id, seen_by(cast.coor)

    def appoint(number: int) -> None:
        on = TODAY + timedelta(days=number)
        appoint_lead(service_id, cast.anna.id, on=on, until=APRIL, by=coor)

    with roomy(instance, DEVICES) as wide:
        outcome = contend(wide, appoint, DEVICES)

    assert outcome.exact, outcome
    assert set(outcome.refused) == {"LeadsAlready"}


def test_coor_plans_who_leads_and_reads_who_did(
    visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        service, coor_ = a_service(), seen_by(cast.coor)
        appoint_lead(service.id, cast.dees.id, on=january(1), until=january(11), by=coor_)
    coor, search = visitor.signed_in_as(cast.coor), f"{LEADS}?zoek=anna"
    page = coor.get(search)
    assert "Wie leidde dit eerder? DP Dees Proef van 1 januari 2027" in page.words
    assert page.form(search).values["first_on"] == ["12-01-2027"]

    sent: dict[str, Any] = {
        "person": str(cast.anna.id),
        "first_on": "01-03-2027",
        "last_on": "01-04-2027",
    }
    shown = coor.send(page, search, **sent)
    assert "Anna Proef van 1 maart 2027 tot en met 1 april 2027" in shown.words
    again = coor.send(page, search, **sent, ticket=coor.get(search).form(search).values["ticket"])
    assert "Anna leidt dit al." in again.words

    ending = coor.get(next(link for link in shown.links if link.endswith("/stopt")))
    assert ending.form().values["last_on"] == ["01-03-2027"]
    shown = coor.send(ending, last_on="15-03-2027")
    assert "tot en met 15 maart 2027" in shown.words
    assert coor.get(f"{LEADS}/99/stopt").status == 404
