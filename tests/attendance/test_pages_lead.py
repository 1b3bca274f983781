"""The pages of who leads it: who was there, the code at the door, and what is still open."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.operations import say
from buurtcoop.attendance.queries import door_code
from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import PromiseState
from buurtcoop.shifts.operations import book, call_off
from tests.attendance.stage import (
    DURING,
    END,
    Promised,
    at,
    broken,
    entries,
    lead,
    promise_both,
    state,
)
from tests.cast import Cast, seen_by
from tests.counting import statements
from tests.shifts.rota import EVENING, Evening, a_service, an_evening, members
from tests.visitor import Visitor


@pytest.fixture
def table(instance: Instance) -> Evening:
    """An evening, committed."""
    with instance.writing():
        return an_evening(a_service())


@pytest.fixture
def set_(instance: Instance, table: Evening, cast: Cast) -> Promised:
    """The same with Bram who helps and Anna who eats with two."""
    with instance.writing():
        return promise_both(table, cast)


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    with at():
        return visitor.signed_in_as(cast.coor)


def path(promised: Promised) -> str:
    return f"/rooster/{promised.shift_id}/aanwezig"


def filled(values: dict[str, str]) -> dict[str, Any]:
    """Answers of which the names are not known before."""
    return dict(values)


def answers(promised: Promised, **more: str) -> dict[str, Any]:
    return {f"helper_{promised.bram[1]}": "present", f"guest_{promised.anna[1]}": "present", **more}


def test_one_post_says_who_was_there_and_for_how_long(
    instance: Instance, coor: Visitor, set_: Promised, cast: Cast
) -> None:
    with at():
        page = coor.get(path(set_))
        assert page.h1 == "Wie was er?"
        saved = coor.send(page, **answers(set_, **{f"minutes_{set_.bram[1]}": "150"}))

    assert "Opgeslagen." in saved.words
    assert "Alles is ingevuld." in saved.words
    with instance.reading():
        assert state(set_.bram) is state(set_.anna) is PromiseState.KEPT
        assert entries() == [150]
        assert broken() == []


def test_it_can_be_corrected_later_and_shows_what_was_said(
    instance: Instance, coor: Visitor, set_: Promised
) -> None:
    name = f"helper_{set_.bram[1]}"
    with at():
        page = coor.send(coor.get(path(set_)), **answers(set_, **{name: "late"}))
        assert page.form(path(set_)).values[name] == ["late"]
        coor.send(page, path(set_), **filled({name: "no_show"}))

    with instance.reading():
        assert state(set_.bram) is PromiseState.MISSED
        assert state(set_.anna) is PromiseState.KEPT
        assert broken() == []


def test_who_is_left_open_stays_open(instance: Instance, coor: Visitor, set_: Promised) -> None:
    with at():
        coor.send(coor.get(path(set_)), path(set_), **filled({f"guest_{set_.anna[1]}": "excused"}))

    with instance.reading():
        assert state(set_.bram) is PromiseState.PROMISED
        assert state(set_.anna) is PromiseState.EXCUSED


def test_one_press_says_that_everybody_was_there(
    instance: Instance, coor: Visitor, set_: Promised
) -> None:
    with at():
        page = coor.get(path(set_))
        done = coor.send(page, f"{path(set_)}/iedereen")
        coor.send(page, f"{path(set_)}/iedereen")

    assert "Alles is ingevuld." in done.words
    assert "Iedereen was er" not in done.words
    with instance.reading():
        assert state(set_.bram) is state(set_.anna) is PromiseState.KEPT
        assert broken() == []


@pytest.mark.parametrize("minutes", ["0", "1441", "veel"])
def test_minutes_that_make_no_sense_are_asked_again_and_nothing_is_lost(
    instance: Instance, coor: Visitor, set_: Promised, minutes: str
) -> None:
    with at():
        page = coor.send(
            coor.get(path(set_)),
            path(set_),
            **answers(set_, **{f"minutes_{set_.bram[1]}": minutes}),
        )

    assert page.title.startswith("Fout:")
    assert page.form(path(set_)).values[f"helper_{set_.bram[1]}"] == ["present"]
    with instance.reading():
        assert state(set_.anna) is PromiseState.PROMISED


def test_an_answer_that_is_not_on_the_page_is_refused(
    instance: Instance, coor: Visitor, set_: Promised
) -> None:
    with at():
        page = coor.send(
            coor.get(path(set_)), path(set_), **filled({f"helper_{set_.bram[1]}": "dancing"})
        )

    assert "Kies een antwoord uit de lijst." in page.words
    with instance.reading():
        assert state(set_.bram) is PromiseState.PROMISED


def test_before_it_begins_there_is_only_the_code(
    visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    page = visitor.signed_in_as(cast.coor).get(path(set_))

    assert "Dit is nog niet begonnen. Vanaf woensdag 20 januari, 17.00 uur" in page.words
    assert "Opslaan" not in page.words


def test_sending_before_it_begins_says_from_when(coor: Visitor, set_: Promised) -> None:
    with at():
        page = coor.get(path(set_))
    with at(EVENING - timedelta(minutes=1)):
        refused = coor.send(page, path(set_), **answers(set_))
        pressed = coor.send(page, f"{path(set_)}/iedereen")

    assert "Vanaf woensdag 20 januari, 17.00 uur kunt u invullen wie er was." in refused.words
    assert "kunt u invullen wie er was." in pressed.words


def test_the_code_stands_there_until_it_stops_working(
    coor: Visitor, set_: Promised, cast: Cast
) -> None:
    with coor.instance.reading():
        code = door_code(set_.shift_id)
    shown = f"{code[:3]} {code[3:]}"

    with at():
        assert shown in coor.get(path(set_)).words
    with at(END + timedelta(hours=13)):
        assert shown not in coor.signed_in_as(cast.coor).get(path(set_)).words


def test_the_code_can_be_printed_without_anybodys_name(
    visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    coor = visitor.signed_in_as(cast.coor)
    with coor.instance.reading():
        code = door_code(set_.shift_id)

    page = coor.get(f"{path(set_)}/code")

    assert page.h1 == "Code bij de deur"
    assert f"{code[:3]} {code[3:]}" in page.words
    assert f"/rooster/{set_.shift_id}/er" in page.words
    assert "Bram" not in page.words
    assert coor.another().signed_in_as(cast.bram).get(f"{path(set_)}/code").status == 403


def test_what_was_called_off_has_nothing_to_fill_in(
    instance: Instance, coor: Visitor, set_: Promised, cast: Cast
) -> None:
    with instance.writing():
        call_off(set_.shift_id, reason="De keuken is dicht.", by=seen_by(cast.coor))
    with at():
        page = coor.get(path(set_))

    assert "Dit ging niet door. Er valt niets in te vullen." in page.words


def test_where_nobody_promised_the_list_is_empty(coor: Visitor, table: Evening) -> None:
    with at():
        page = coor.get(f"/rooster/{table.shift_id}/aanwezig")

    assert "Niemand stond op de lijst." in page.words


def test_who_leads_the_service_fills_in_and_others_may_not(
    instance: Instance, visitor: Visitor, set_: Promised, cast: Cast
) -> None:
    with instance.writing():
        lead(db().scalars(select(Service)).one(), cast.dees)
    with at():
        leading = visitor.signed_in_as(cast.dees, proven=False)
        helping = visitor.another().signed_in_as(cast.bram)

        assert leading.get(path(set_)).status == 200
        assert helping.get(path(set_)).status == 403
        assert helping.post(f"{path(set_)}/iedereen", {}).status in (400, 403)
        assert "/inloggen" in visitor.another().get(path(set_)).path
        assert leading.get("/rooster/999/aanwezig").status == 404


def test_that_names_were_read_is_written_down(
    instance: Instance, coor: Visitor, set_: Promised, cast: Cast
) -> None:
    with at():
        coor.get(path(set_))

    with instance.reading():
        reader = db().scalars(select(ReadEntry)).one()
        assert reader.purpose == "Om in te vullen wie er was"
        about = set(db().scalars(select(ReadPerson.person_id)))
        assert about == {cast.anna.id, cast.bram.id}


def test_what_somebody_said_of_oneself_stands_beside_the_name(
    instance: Instance, coor: Visitor, set_: Promised, cast: Cast
) -> None:
    with instance.writing(), at():
        say(*set_.bram, Outcome.EXCUSED, seen_by(cast.bram))
    with at():
        page = coor.get(path(set_))

    assert "Zei zelf: Er kwam iets tussen." in page.words


def test_a_full_table_costs_as_many_statements_as_an_empty_one(
    instance: Instance, coor: Visitor, cast: Cast
) -> None:
    sent = []
    with instance.writing():
        service = a_service()
    for number, guests in enumerate((1, 24)):
        start = EVENING + timedelta(days=number)
        with instance.writing():
            evening = an_evening(service, start, seats=24)
            booked = [
                book(evening.receive, person.id, seen_by(cast.coor)).id
                for person in members(guests, first=100 * (number + 1))
            ]
        with at(DURING + timedelta(days=number)):
            browser = coor.another().signed_in_as(cast.coor)
            shown = browser.get(f"/rooster/{evening.shift_id}/aanwezig")
            form = shown.form(shown.path)
            answered = filled(
                dict.fromkeys((f"guest_{booking_id}" for booking_id in booked), "present")
            )
            with statements(instance) as counted:
                page = browser.send(shown, form.action, follow=False, **answered)
            assert page.status == 303
            sent.append(len(counted))

    assert sent[0] == sent[1] <= 40
