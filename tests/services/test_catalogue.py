"""The catalogue: adding, changing and stopping a service, and who leads it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.access.operations import end_member_role
from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.services import checks, operations, queries
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.services.rules import (
    LeadsAlready,
    LeadsNoMore,
    NameTaken,
    StopsBeforeStart,
    free_slug,
    slug_of,
)
from tests.cast import Cast, seen_by

TODAY = date(2027, 1, 12)
TOMORROW = date(2027, 1, 13)

Add = Callable[..., Service]


@pytest.fixture
def add(opened: Instance, cast: Cast) -> Add:
    """Coor adds a service; what is not said is filled in."""

    def added(name: str = "Eettafel", **said: Any) -> Service:
        facts: dict[str, Any] = {
            "summary": "Elke donderdag samen eten.",
            "description": "We koken samen.",
            "icon": "tools-kitchen-2",
            "place": "Buurthuis De Knotwilg",
            "give_task": "koken en afwassen",
            "price": Money(400),
            "release_hours": 24,
            "activity_id": db().scalars(select(Activity.id)).first(),
            "starts_on": TODAY,
            **said,
        }
        return operations.add_service(name, **facts, by=seen_by(cast.coor))

    return added


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Eettafel", "eettafel"),
        ("Samen op pad!", "samen-op-pad"),
        ("Café „Zoë” — dinsdag", "cafe-zoe-dinsdag"),
        ("أهلا", "aanbod"),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_name_becomes_an_address(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_an_address_that_is_a_page_of_its_own_is_never_given() -> None:
    assert free_slug("Nieuw", frozenset()) == "nieuw-2"
    assert free_slug("Eettafel", frozenset({"eettafel", "eettafel-2"})) == "eettafel-3"


def test_a_service_is_offered_from_its_first_day_to_its_last(add: Add, cast: Cast) -> None:
    service = add(starts_on=TOMORROW)
    operations.stop_service(service.id, on=TOMORROW, by=seen_by(cast.coor))

    offered = {on: queries.offered(on) for on in (TODAY, TOMORROW, date(2027, 1, 14))}

    assert offered == {TODAY: [], TOMORROW: [service], date(2027, 1, 14): []}
    assert queries.not_offered(TODAY) == [service]
    assert queries.not_offered(TOMORROW) == []


def test_two_services_never_have_one_name(add: Add) -> None:
    add("Eettafel")
    with pytest.raises(NameTaken, match="Deze naam is er al: Eettafel"):
        add("Eettafel")


def test_names_that_make_the_same_address_get_their_own(add: Add) -> None:
    assert [add("Eet tafel").slug, add("Eet-tafel").slug] == ["eet-tafel", "eet-tafel-2"]


def test_a_service_keeps_its_address_when_its_name_changes(add: Add, cast: Cast) -> None:
    service = add("Eettafel")
    operations.change_service(
        service.id, name="Buurtmaaltijd", price=Money(0), by=seen_by(cast.coor)
    )
    found = queries.service_by_slug("eettafel")
    assert (found.name, found.price) == ("Buurtmaaltijd", Money(0))


def test_a_name_of_another_service_is_refused_and_nothing_changes(add: Add, cast: Cast) -> None:
    add("Eettafel")
    service = add("Speelmiddag")
    with pytest.raises(NameTaken):
        operations.change_service(
            service.id, name="Eettafel", place="Elders", by=seen_by(cast.coor)
        )
    db().refresh(service)
    assert (service.name, service.place) == ("Speelmiddag", "Buurthuis De Knotwilg")


def test_a_service_never_stops_before_it_starts(add: Add, cast: Cast) -> None:
    service = add(starts_on=TOMORROW)
    with pytest.raises(StopsBeforeStart):
        operations.stop_service(service.id, on=TODAY, by=seen_by(cast.coor))
    operations.stop_service(service.id, on=TOMORROW, by=seen_by(cast.coor))
    with pytest.raises(StopsBeforeStart):
        operations.change_service(service.id, starts_on=date(2027, 1, 14), by=seen_by(cast.coor))


def test_a_service_may_go_on_after_all(add: Add, cast: Cast) -> None:
    service = add()
    operations.stop_service(service.id, on=TODAY, by=seen_by(cast.coor))
    operations.resume_service(service.id, by=seen_by(cast.coor))
    assert queries.offered(TOMORROW) == [service]


def test_an_unknown_address_is_not_found(add: Add) -> None:
    with pytest.raises(LookupError):
        queries.service_by_slug("bestaat-niet")


def test_somebody_leads_from_one_day_to_another(add: Add, cast: Cast) -> None:
    service = add()
    coor = seen_by(cast.coor)
    lead = operations.appoint_lead(service.id, cast.anna.id, on=TODAY, by=coor)
    operations.end_lead(lead.id, on=TOMORROW, by=coor)

    leads = queries.leads_of([service.id], TOMORROW)
    assert [person.call_name for person in leads[service.id]] == ["Anna"]
    assert queries.leads_of([service.id], date(2027, 1, 14)) == {service.id: []}
    assert queries.led_by(cast.anna.id, TODAY) == {service.id}
    assert queries.led_by(cast.anna.id, date(2027, 1, 11)) == frozenset()
    assert queries.led_by(None, TODAY) == frozenset()
    assert [row.id for row in queries.running_leads(service.id, TODAY)] == [lead.id]


def test_nobody_leads_the_same_service_twice_at_once(add: Add, cast: Cast) -> None:
    service = add()
    coor = seen_by(cast.coor)
    operations.appoint_lead(service.id, cast.anna.id, on=TODAY, by=coor)
    with pytest.raises(LeadsAlready, match="Anna leidt dit al"):
        operations.appoint_lead(service.id, cast.anna.id, on=TODAY, by=coor)


def test_nobody_leads_again_before_the_last_day_is_over(add: Add, cast: Cast) -> None:
    service = add()
    coor = seen_by(cast.coor)
    lead = operations.appoint_lead(service.id, cast.anna.id, on=TODAY, by=coor)
    operations.end_lead(lead.id, on=TOMORROW, by=coor)
    with pytest.raises(LeadsAlready):
        operations.appoint_lead(service.id, cast.anna.id, on=TODAY, by=coor)
    operations.appoint_lead(service.id, cast.anna.id, on=TOMORROW, by=coor)


def test_leading_ends_once(add: Add, cast: Cast) -> None:
    service = add()
    coor = seen_by(cast.coor)
    lead = operations.appoint_lead(service.id, cast.anna.id, on=TODAY, by=coor)
    operations.end_lead(lead.id, on=TODAY, by=coor)
    with pytest.raises(LeadsNoMore):
        operations.end_lead(lead.id, on=TOMORROW, by=coor)


@pytest.mark.parametrize(
    "wrong",
    [{"price": Money(-1)}, {"release_hours": -1}, {"stops_on": date(2026, 12, 31)}],
    ids=["price", "hours", "days"],
)
def test_the_database_refuses_a_service_that_can_not_be(add: Add, wrong: dict[str, Any]) -> None:
    change = update(Service).where(Service.id == add().id).values(**wrong)
    with pytest.raises(IntegrityError):
        db().execute(change)


def test_the_database_refuses_a_second_running_lead(add: Add, cast: Cast) -> None:
    same = {"service_id": add().id, "person_id": cast.anna.id, "starts_on": TODAY}
    with pytest.raises(IntegrityError):
        db().execute(insert(ServiceLead), [same, same])


def test_the_checks_find_what_the_database_can_not_refuse(add: Add) -> None:
    add()
    assert checks.broken() == []

    db().execute(update(Service).values(icon="skull", slug="nieuw"))

    assert checks.broken() == [
        "The service at /aanbod/nieuw is hidden behind another page.",
        "The service nieuw has an unknown icon: skull.",
    ]


def test_who_is_no_longer_one_of_us_leads_nothing(add: Add, cast: Cast) -> None:
    service, coor = add(), seen_by(cast.coor)
    operations.appoint_lead(service.id, cast.anna.id, on=TODAY, by=coor)
    last_day = TODAY - timedelta(days=1)

    end_member_role(cast.anna.id, last_day=last_day)

    assert queries.led_by(cast.anna.id, TODAY) == frozenset()
    assert queries.leads_of([service.id], TODAY) == {service.id: []}
