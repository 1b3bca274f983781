"""The guards of opening, wishes and leads, each taken away in turn: then their tests notice."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy import ColumnElement, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.services import checks, operations
from buurtcoop.services.models import (
    OpeningCheck,
    Service,
    ServiceLead,
    Trial,
    Wish,
    WishState,
    WishSupport,
)
from buurtcoop.services.operations import wishes
from buurtcoop.services.rules import WishEnded
from tests.cast import Cast, seen_by
from tests.services.prepared import TODAY, prepared
from tests.services.test_opening import answered
from tests.services.test_wishes import a_wish
from tests.shifts.rota import a_service

pytestmark = pytest.mark.guard
ONLY_SQLITE = pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)
Breach = Callable[[], object]


def refused_until_lifted(breach: Breach, *guards: str) -> None:
    """The database refuses it, and does not once its guards are gone."""
    with pytest.raises(IntegrityError), db().begin_nested():
        breach()
    for guard in guards:
        db().execute(text(f"DROP TRIGGER {guard}"))
    breach()


def opens(service: Service, decided_by: str = "") -> None:
    """Behind the back of every operation."""
    values = {"opening_decided_by": decided_by, "opened_on": TODAY}
    db().execute(update(Service).where(Service.id == service.id).values(**values))


@ONLY_SQLITE
def test_without_its_guard_a_service_opens_with_a_question(opened: Instance, cast: Cast) -> None:
    service, _own, _outside = prepared()
    refused_until_lifted(partial(opens, service, "Het bestuur"), "service_opens_answered")
    assert checks.broken() == ["The service oppaskring opened before every question was settled."]


@ONLY_SQLITE
def test_without_its_guard_a_service_opens_and_nobody_decided(opened: Instance, cast: Cast) -> None:
    service, _own, _outside = answered(cast)
    refused_until_lifted(partial(opens, service), "service_opens_decided")
    assert checks.broken() == ["The service oppaskring opened before every question was settled."]


@ONLY_SQLITE
def test_without_its_guard_an_open_service_loses_an_answer(opened: Instance, cast: Cast) -> None:
    service, own, _outside = answered(cast)
    opens(service, "Het bestuur")
    emptied = {"answer": "", "answered_on": None, "answered_by_id": None}
    change = update(OpeningCheck).where(OpeningCheck.id == own.id).values(**emptied)
    refused_until_lifted(lambda: db().execute(change), "opening_check_update_answered")


@ONLY_SQLITE
def test_without_its_guard_an_open_service_gets_a_question(opened: Instance, cast: Cast) -> None:
    service, _own, _outside = answered(cast)
    opens(service, "Het bestuur")
    row = {"service_id": service.id, "position": 3, "question": "En?", "explanation": "Daarom."}
    more = {"outside": False, "answer": "", "said_by": ""}
    refused_until_lifted(
        lambda: db().execute(insert(OpeningCheck).values(**row, **more)),
        "opening_check_insert_answered",
    )


@ONLY_SQLITE
@pytest.mark.parametrize("event", ["insert", "update"])
def test_without_its_guard_a_wish_that_ended_takes_support(
    opened: Instance, cast: Cast, event: str
) -> None:
    wish, bram = a_wish(cast), seen_by(cast.bram)
    row = {
        "wish_id": wish.id,
        "person_id": cast.bram.id,
        "gives": True,
        "receives": True,
        "made_at": clock.now(),
    }
    if event == "update":
        operations.support_wish(wish.id, cast.bram.id, gives=True, receives=False, by=bram)
    operations.answer_wish(wish.id, "Dit kan nu niet.", seen_by(cast.coor))
    by_event = {
        "insert": insert(WishSupport).values(**row),
        "update": update(WishSupport).values(receives=True),
    }
    refused_until_lifted(lambda: db().execute(by_event[event]), f"wish_support_{event}_open")
    wish.state, wish.words, wish.erased_at = WishState.WITHDRAWN, "", clock.now()
    db().flush()
    assert checks.broken() == [f"Wish {wish.id} was taken back and somebody still supports it."]


@ONLY_SQLITE
@pytest.mark.parametrize("event", ["insert", "update"])
def test_without_its_guard_somebody_leads_twice_at_once(
    opened: Instance, cast: Cast, event: str
) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    same = {"service_id": service.id, "person_id": cast.anna.id}
    operations.appoint_lead(service.id, cast.anna.id, on=TODAY, until=MARCH, by=coor)
    later = operations.appoint_lead(service.id, cast.anna.id, on=APRIL, by=coor)
    by_event = {
        "insert": insert(ServiceLead).values(**same, starts_on=TODAY, ends_on=MARCH),
        "update": update(ServiceLead).where(ServiceLead.id == later.id).values(starts_on=TODAY),
    }
    refused_until_lifted(lambda: db().execute(by_event[event]), f"service_lead_{event}_once")
    twice = f"Person {cast.anna.id} leads service {service.id} twice at once."
    assert checks.broken() == [twice]


def test_without_its_condition_a_wish_ends_twice(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish, coor = a_wish(cast), seen_by(cast.coor)
    operations.answer_wish(wish.id, "Dit kan nu niet.", coor)
    with pytest.raises(WishEnded):
        operations.answer_wish(wish.id, "Of toch wel.", coor)

    monkeypatch.setattr(wishes, "_is_open", _always)

    operations.answer_wish(wish.id, "Of toch wel.", coor)
    assert wish.answer == "Of toch wel."


@ONLY_SQLITE
def test_without_its_keys_there_are_two_of_what_is_once(opened: Instance, cast: Cast) -> None:
    wish, service = a_wish(cast), a_service()
    support = {"wish_id": wish.id, "person_id": cast.bram.id, "gives": True, "receives": False}
    trial = {"service_id": service.id, "question": "Lukt het?", "starts_on": TODAY}
    for model, row in (
        (WishSupport, {**support, "made_at": clock.now()}),
        (Trial, {**trial, "ends_on": TODAY, "learned": ""}),
    ):
        with pytest.raises(IntegrityError), db().begin_nested():
            db().execute(insert(model), [row, row])

    db().execute(text("DROP INDEX one_running_trial"))
    row = {**trial, "ends_on": TODAY, "learned": ""}
    db().execute(insert(Trial), [row, row])
    assert db().scalar(select(func.count()).select_from(Trial)) == 2


def _always(wish_id: int) -> ColumnElement[bool]:
    return Wish.id == wish_id
