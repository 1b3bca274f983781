"""Waiting lists on the web: into the row, yes and no, and the same for who called."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.services.models import ServiceLead
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Claim, PromiseState, Waiting, WaitingState
from buurtcoop.shifts.queries import service_of
from tests.cast import Cast, seen_by
from tests.shifts.pages import books, claims, counting, fill, second_line, set_table
from tests.shifts.rota import EVENING, Evening, members
from tests.visitor import Visitor

HOUR = timedelta(hours=1)
UNTIL = "woensdag 13 januari, 8.30 uur"


@pytest.fixture
def evening(instance: Instance) -> Evening:
    """Wednesday 20 January at five: two places that are taken, four seats."""
    evening = set_table(instance)
    fill(instance, evening)
    return evening


@pytest.fixture
def anna(visitor: Visitor, cast: Cast) -> Visitor:
    """Anna at her own browser."""
    return visitor.another().signed_in_as(cast.anna)


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    """Bram at his own browser."""
    return visitor.another().signed_in_as(cast.bram)


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


def where(evening: Evening, *more: str) -> str:
    return "/".join([f"/rooster/{evening.shift_id}", *more])


def row_of(evening: Evening) -> str:
    """The address of the row for helpers."""
    return f"{where(evening, 'wachten')}?plek={evening.give}"


def seats_of(evening: Evening) -> str:
    """The address of the row for guests."""
    return f"{where(evening, 'wachten')}?plek={evening.receive}"


def waits(instance: Instance, evening: Evening, person: Person) -> int:
    """This person waits to help; returns the number of the entry."""
    with instance.writing():
        return operations.wait(evening.give, person.id, seen_by(person)).id


def free_one(instance: Instance, evening: Evening) -> None:
    """One of the helpers takes a promise back."""
    with instance.writing():
        claim = (
            db()
            .scalars(
                select(Claim).where(
                    Claim.shift_id == evening.shift_id, Claim.state == PromiseState.PROMISED
                )
            )
            .first()
        )
        assert claim is not None
        operations.release(claim.id, seen_by(claim.person))


def state(instance: Instance, waiting_id: int) -> WaitingState:
    with instance.reading():
        return db().get_one(Waiting, waiting_id).state


def entries(instance: Instance) -> list[tuple[int, int]]:
    """Who waits with how many, in order of turn."""
    with instance.reading():
        rows = db().scalars(
            select(Waiting).where(Waiting.ended_at.is_(None)).order_by(Waiting.queued_at)
        )
        return [(row.person_id, row.people) for row in rows]


def test_bram_waits_for_a_place_and_leaves_again(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    page = bram.get(where(evening))
    assert "Hier zijn genoeg helpers." in page.words
    page = bram.get(row_of(evening))
    assert page.h1 == "Zet mij op de wachtlijst"
    assert "Taak: koken." in page.words
    assert "Er wacht nu niemand anders." in page.words

    page = bram.send(page, row_of(evening))
    assert page.path == where(evening)
    assert "U staat op de wachtlijst als nummer 1." in page.words
    assert "Wachtlijst, plek 1" in page.words
    assert entries(instance) == [(cast.bram.id, 1)]

    [leaving] = [form for form in page.forms if form.action.endswith("/weg")]
    page = bram.send(page, leaving.action)
    assert "U staat niet meer op de wachtlijst." in page.words
    assert entries(instance) == []


def test_a_full_side_leads_to_the_list(bram: Visitor, evening: Evening) -> None:
    page = bram.get(where(evening))
    assert row_of(evening) in page.links
    assert seats_of(evening) not in page.links


def test_anna_waits_for_three_seats(
    anna: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    books(instance, evening, cast.bram, people=4)
    page = anna.send(anna.get(seats_of(evening)), seats_of(evening), people="3")
    assert "U staat op de wachtlijst als nummer 1." in page.words
    assert "U wacht op plek voor 3 mensen." in page.words
    assert entries(instance) == [(cast.anna.id, 3)]


def test_who_asks_for_more_than_is_left_is_led_to_the_list(
    anna: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    page = anna.get(where(evening, "meedoen"))
    books(instance, evening, cast.bram, people=2)
    told = anna.send(page, where(evening, "meedoen"), people="3")
    assert "Aantal vrije plekken: 2." in told.words
    assert seats_of(evening) in told.links


def test_the_second_reads_how_many_wait(
    anna: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    waits(instance, evening, cast.bram)
    page = anna.get(row_of(evening))
    assert "Er wacht nu 1 ander." in page.words
    assert "U staat op de wachtlijst als nummer 2." in anna.send(page, row_of(evening)).words


def test_who_finds_a_free_place_meanwhile_reads_so(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    page = bram.get(row_of(evening))
    free_one(instance, evening)
    told = bram.send(page, row_of(evening))
    assert "Er is nog plek. U hoeft niet te wachten." in told.words
    assert entries(instance) == []


def test_who_waits_or_has_a_place_is_led_back(
    bram: Visitor, anna: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    waits(instance, evening, cast.bram)
    assert bram.get(row_of(evening)).path == where(evening)
    books(instance, evening, cast.anna)
    assert anna.get(seats_of(evening)).path == where(evening)


def test_a_line_of_another_shift_has_no_row_here(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    other = set_table(instance, starts_at=EVENING + 24 * HOUR)
    assert bram.get(f"{where(evening, 'wachten')}?plek={other.give}").status == 404
    assert bram.get(where(evening, "wachten")).status == 404
    assert bram.get(f"{where(evening, 'wachten')}?plek=x").status == 404


def test_with_several_tasks_each_full_one_has_its_row(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    second_line(instance, evening, "afwassen", 1)
    page = bram.get(where(evening))
    assert "Zet mij op de wachtlijst: koken" in page.words
    assert "Zet mij op de wachtlijst: afwassen" not in page.words


def test_an_offer_is_taken_with_one_press(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    entry = waits(instance, evening, cast.bram)
    free_one(instance, evening)
    page = bram.get(where(evening))
    assert "Plek aangeboden" in page.words
    assert f"De plek is voor u tot {UNTIL}. Daarna vragen we de volgende." in page.words
    page = bram.send(page, where(evening, "wachten", str(entry), "ja"))
    assert "Er staat een plek op uw naam." in page.words
    assert "U helpt mee Uw taak koken" in page.words
    assert state(instance, entry) is WaitingState.TAKEN


def test_an_offer_is_declined_and_the_next_is_asked(
    bram: Visitor, anna: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    first, second = (waits(instance, evening, who) for who in (cast.bram, cast.anna))
    free_one(instance, evening)
    page = bram.send(bram.get(where(evening)), where(evening, "wachten", str(first), "nee"))
    assert "Dank u wel. We vragen de volgende." in page.words
    assert (state(instance, first), state(instance, second)) == (
        WaitingState.LEFT,
        WaitingState.OFFERED,
    )
    assert "Ja, graag" in anna.get(where(evening)).words


def test_a_late_press_reads_until_when_it_was(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    entry = waits(instance, evening, cast.bram)
    free_one(instance, evening)
    page = bram.get(where(evening))
    with clock.stopped(clock.now() + 24 * HOUR):
        told = bram.send(page, where(evening, "wachten", str(entry), "ja"))
    assert f"Deze plek was voor u tot {UNTIL}." in told.words
    assert state(instance, entry) is WaitingState.OFFERED


def test_who_has_something_else_then_reads_what(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    entry = waits(instance, evening, cast.bram)
    claims(instance, set_table(instance, name="Speelmiddag"), cast.bram)
    free_one(instance, evening)
    told = bram.send(bram.get(where(evening)), where(evening, "wachten", str(entry), "ja"))
    assert "U hebt dan al iets anders: Speelmiddag" in told.words
    assert state(instance, entry) is WaitingState.OFFERED


def test_nobody_answers_for_somebody_else(
    anna: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    entry = waits(instance, evening, cast.bram)
    free_one(instance, evening)
    token = anna.get(where(evening)).form("/uitloggen").values["csrf_token"]
    for what in ("ja", "nee", "weg"):
        path = where(evening, "wachten", str(entry), what)
        assert anna.post(path, {"csrf_token": token}).status == 404
    assert state(instance, entry) is WaitingState.OFFERED


def test_a_stranger_signs_in_first(visitor: Visitor, evening: Evening) -> None:
    assert row_of(evening) in visitor.get(where(evening)).links
    led = visitor.get(row_of(evening), follow=False)
    assert led.headers["Location"].startswith(f"/inloggen?next=/rooster/{evening.shift_id}/wachten")


def test_members_read_no_names_of_who_waits(
    anna: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    waits(instance, evening, cast.bram)
    assert "Bram" not in anna.get(where(evening)).words


def test_coor_sees_the_row_in_order_and_takes_somebody_off(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    waits(instance, evening, cast.bram)
    second = waits(instance, evening, cast.anna)
    free_one(instance, evening)
    page = coor.get(where(evening))
    assert re.search(r"Wachtlijst .*Bram.* nummer 1 .*Anna.* nummer 2", page.words)
    assert f"Plek aangeboden tot {UNTIL}." in page.words
    page = coor.send(page, where(evening, "namens", "wachten", str(second), "weg"))
    assert "staat niet meer op de wachtlijst." in page.words
    assert state(instance, second) is WaitingState.LEFT


def test_who_leads_sees_the_row_but_changes_nothing_for_others(
    visitor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    waits(instance, evening, cast.bram)
    with instance.writing():
        db().add(
            ServiceLead(
                service_id=service_of(evening.shift_id).id,
                person_id=cast.anna.id,
                starts_on=clock.today(),
                ends_on=None,
            )
        )
    anna = visitor.another().signed_in_as(cast.anna)
    page = anna.get(where(evening))
    assert cast.bram.full_name in page.words
    assert not [form for form in page.forms if "namens" in form.action]
    assert anna.get(where(evening, "namens", "wachten")).status == 403


def test_coor_puts_a_member_who_called_on_the_list(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    path = where(evening, "namens", "wachten")
    assert path in coor.get(where(evening)).links
    searched = f"{path}?zoek=Bram"
    page = coor.get(searched)
    bram, line = str(cast.bram.id), str(evening.give)
    page = coor.send(page, searched, person=bram, line=line, people="3")
    assert "Opgeslagen. Dit lid krijgt een bericht met alles erin." in page.words
    assert entries(instance) == [(cast.bram.id, 1)]
    line = str(evening.receive)
    page = coor.send(coor.get(searched), searched, person=bram, line=line, people="2")
    assert "Er is nog plek. U hoeft niet te wachten." in page.words
    assert "We vinden niets bij “Nemo”" in coor.get(f"{path}?zoek=Nemo").words


def test_my_agenda_and_my_page_show_where_i_wait(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    waits(instance, evening, cast.bram)
    for path in ("/mijn", "/mijn/agenda"):
        words = bram.get(path).words
        assert "Op de wachtlijst wo 20 januari 17.00 uur Eettafel" in words
        assert "Wachtlijst, plek 1" in words
    free_one(instance, evening)
    for path in ("/mijn", "/mijn/agenda"):
        words = bram.get(path).words
        assert "Plek aangeboden" in words
        assert "Geef antwoord" in words
    assert "Op de wachtlijst" not in bram.get("/mijn/agenda?toon=voorbij").words


def test_who_waits_nowhere_reads_nothing_about_it(bram: Visitor, evening: Evening) -> None:
    assert "Op de wachtlijst" not in bram.get("/mijn").words


def test_shortly_before_the_start_nobody_is_led_to_the_list(
    bram: Visitor, evening: Evening
) -> None:
    with clock.stopped(EVENING - 2 * HOUR):
        assert row_of(evening) not in bram.get(where(evening)).links
        assert bram.get(row_of(evening)).path == where(evening)


def test_who_presses_when_it_does_not_go_ahead_reads_why(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    page = bram.get(row_of(evening))
    with instance.writing():
        operations.call_off(evening.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))
    assert "Dit gaat niet door. De kok is ziek." in bram.send(page, row_of(evening)).words
    assert bram.get(row_of(evening)).path == where(evening)


def test_a_row_of_many_costs_as_many_statements(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    waits(instance, evening, cast.bram)
    with counting(instance.readers, instance.writers) as few:
        coor.get(where(evening))
        one = few()
    with instance.writing():
        for person in members(12, first=300):
            operations.wait(evening.give, person.id, seen_by(person))
    with counting(instance.readers, instance.writers) as many:
        coor.get(where(evening))
        assert many() == one


def test_who_only_looks_after_the_list_is_not_asked_to_wait(
    anna: Visitor, coor: Visitor, evening: Evening
) -> None:
    member, staff = (one.get(where(evening)) for one in (anna, coor))

    assert "Zet mij op de wachtlijst" in member.words
    assert "Zet mij op de wachtlijst" not in staff.words
