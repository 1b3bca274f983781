"""Planning on the web: a day, every week, another time, not going ahead, for somebody else."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from buurtcoop.audit.models import ReadEntry
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Booking, Claim, CrewLine, Series, Shift, ShiftState
from tests.cast import Cast, seen_by
from tests.shifts.pages import books, claims, set_table
from tests.shifts.rota import Evening, taken
from tests.visitor import Page, Visitor

PLANNED = {
    "first_day": "28-01-2027",
    "starts": "16.00",
    "ends": "20.00",
    "helpers": "2",
    "role": "koken",
    "seats": "24",
}
UNPLANNABLE: tuple[tuple[dict[str, str], str], ...] = (
    ({"first_day": "morgen"}, "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026."),
    ({"first_day": "31-02-2027"}, "Deze dag bestaat niet: 31-02-2027."),
    ({"first_day": "11-01-2027"}, "Kies een dag vanaf vandaag."),
    ({"first_day": "01-01-2199"}, "Deze dag ligt te ver weg."),
    ({"starts": "vier uur"}, "Schrijf de tijd zo: 19.30."),
    ({"starts": "25.00"}, "Schrijf de tijd zo: 19.30."),
    ({"ends": "16.00"}, "Kies een tijd die later is dan het begin."),
    ({"ends": "16.10"}, "Kies een tijd die later is dan het begin."),
    ({"repeat": "weekly"}, "Kies een laatste dag: het komt steeds terug."),
    (
        {"repeat": "weekly", "last_day": "27-01-2027"},
        "De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?",
    ),
    ({"helpers": "", "seats": ""}, "Vul in hoeveel helpers of plekken er zijn."),
    ({"helpers": "0"}, "Kies een getal van 1 tot en met 50."),
    ({"helpers": "twee"}, "Vul hier een heel getal in, zoals 4."),
    ({"seats": "1000"}, "Kies een getal van 1 tot en met 300."),
    ({"other_helpers": "1"}, "Schrijf op wat de tweede taak is."),
    ({"service": "999"}, "Kies een antwoord uit de lijst."),
    (
        {"first_day": "28-03-2027", "starts": "2.30", "ends": "4.00"},
        "Deze tijd bestaat niet. Die nacht gaat de klok een uur vooruit.",
    ),
    (
        {"first_day": "12-01-2027", "starts": "8.00", "ends": "9.00"},
        "Dit moment is al voorbij. Kies een later moment.",
    ),
)


@pytest.fixture
def evening(instance: Instance) -> Evening:
    """Wednesday 20 January at five, of the Eettafel."""
    return set_table(instance)


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


@pytest.fixture
def lead(visitor: Visitor, instance: Instance, evening: Evening, cast: Cast) -> Visitor:
    """Bram, who leads the Eettafel, at his own browser."""
    with instance.writing():
        service_id = db().scalars(select(Service.id)).one()
        db().add(
            ServiceLead(
                service_id=service_id,
                person_id=cast.bram.id,
                starts_on=date(2026, 1, 1),
                ends_on=None,
            )
        )
    return visitor.another().signed_in_as(cast.bram)


def where(evening: Evening, *more: str) -> str:
    return "/".join([f"/rooster/{evening.shift_id}", *more])


def planned(browser: Visitor, path: str = "/rooster/nieuw?aanbod=eettafel", **typed: str) -> Page:
    """Fill in the page for something new."""
    filled: dict[str, Any] = {**PLANNED, **typed}
    return browser.send(browser.get(path), path, **filled)


def newest(instance: Instance) -> Shift:
    with instance.reading():
        shift = db().scalars(select(Shift).order_by(Shift.id.desc())).first()
        assert shift is not None
        return shift


def shifts(instance: Instance) -> int:
    with instance.reading():
        return db().scalars(select(func.count()).select_from(Shift)).one()


def test_coor_plans_one_day(coor: Visitor, evening: Evening, instance: Instance) -> None:
    page = planned(coor)
    shift = newest(instance)
    assert page.path == f"/rooster/{shift.id}"
    assert page.h1 == "Eettafel, donderdag 28 januari, 16.00 uur"
    assert "Opgeslagen." in page.words
    assert shift.starts_at == datetime(2027, 1, 28, 15, tzinfo=UTC)
    assert shift.place == "De Knotwilg"
    with instance.reading():
        lines = db().scalars(select(CrewLine).where(CrewLine.shift_id == shift.id))
        assert sorted((line.side, line.role, line.places) for line in lines) == [
            ("give", "koken", 2),
            ("receive", "", 24),
        ]


def test_a_second_task_is_a_second_line(
    coor: Visitor, evening: Evening, instance: Instance
) -> None:
    planned(coor, other_helpers="1", other_role="afwassen")
    with instance.reading():
        lines = db().scalars(
            select(CrewLine.role).where(
                CrewLine.shift_id == newest(instance).id, CrewLine.side == "give"
            )
        )
        assert sorted(lines) == ["afwassen", "koken"]


def test_an_end_after_midnight_is_the_next_day(
    coor: Visitor, evening: Evening, instance: Instance
) -> None:
    planned(coor, starts="22.30", ends="0.30")
    shift = newest(instance)
    assert shift.ends_at == datetime(2027, 1, 28, 23, 30, tzinfo=UTC)


def test_coor_plans_every_week(coor: Visitor, evening: Evening, instance: Instance) -> None:
    page = planned(coor, repeat="weekly", last_day="25-03-2027")
    assert page.path == "/rooster/reeksen"
    assert "Elke donderdag van 16.00 uur tot 20.00 uur" in page.words
    assert "2 helpers (koken), 24 plekken" in page.words
    assert "Tot en met 25 maart 2027" in page.words
    assert shifts(instance) == 1 + 7


def test_what_can_not_be_planned_is_explained_and_kept(
    coor: Visitor, evening: Evening, instance: Instance, subtests: pytest.Subtests
) -> None:
    for typed, sentence in UNPLANNABLE:
        with subtests.test(**typed):
            page = planned(coor, **typed)
            assert sentence in page.words
            kept = page.form("/rooster/nieuw?aanbod=eettafel").values
            filled = {**PLANNED, **typed}.items()
            chosen = {name: [value] for name, value in filled if name != "service"}
            assert {name: kept[name] for name in chosen} == chosen
            assert shifts(instance) == 1


def test_a_service_that_stopped_takes_no_new_days(
    coor: Visitor, evening: Evening, instance: Instance
) -> None:
    with instance.writing():
        db().scalars(select(Service)).one().stops_on = date(2027, 1, 27)
    page = planned(coor)
    assert "Op donderdag 28 januari is dit er niet: Eettafel." in page.words
    assert shifts(instance) == 1


def test_without_services_there_is_nothing_to_plan(coor: Visitor) -> None:
    assert "Er is nog geen aanbod om te plannen." in coor.get("/rooster/nieuw").words


def test_who_leads_plans_only_that(
    lead: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    other = set_table(instance, name="Speelmiddag")
    page = lead.get("/rooster/nieuw")
    assert "Eettafel" in page.words
    assert "Speelmiddag" not in page.words
    assert planned(lead).h1 == "Eettafel, donderdag 28 januari, 16.00 uur"
    assert lead.get(where(evening, "verplaatsen")).status == 200
    assert lead.get(where(other, "verplaatsen")).status == 403
    assert lead.get("/rooster/reeksen").status == 200


@pytest.mark.parametrize(
    "path",
    ["/rooster/nieuw", "/rooster/reeksen", "/rooster/1/verplaatsen", "/rooster/1/afzeggen"],
)
def test_a_member_who_leads_nothing_plans_nothing(
    visitor: Visitor, evening: Evening, cast: Cast, path: str
) -> None:
    assert visitor.get(path, follow=False).status == 303
    assert visitor.signed_in_as(cast.anna).get(path).status == 403


@pytest.mark.parametrize("path", ["/rooster/reeksen/1", "/rooster/1/namens"])
def test_what_is_not_for_a_member_is_not_shown(
    visitor: Visitor, coor: Visitor, evening: Evening, cast: Cast, path: str
) -> None:
    planned(coor, repeat="weekly", last_day="04-02-2027")
    assert visitor.signed_in_as(cast.anna).get(path).status in (403, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/rooster/999/verplaatsen",
        "/rooster/999/afzeggen",
        "/rooster/999/namens",
        "/rooster/999/afmeldingen",
        "/rooster/reeksen/999",
        "/rooster/1/namens/helpen/999/afmelden",
    ],
)
def test_planning_what_is_not_there_is_not_found(
    coor: Visitor, evening: Evening, path: str
) -> None:
    assert coor.get(path).status == 404


def test_moving_first_says_who_hears_of_it(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    books(instance, evening, cast.bram)
    books(instance, evening, cast.anna)
    page = coor.get(where(evening, "verplaatsen"))
    assert "2 mensen staan op de lijst en krijgen bericht: Bram Proef Anna Proef" in page.words
    assert page.form().values["starts"] == ["17.00"]

    moved = coor.send(
        page, day="21-01-2027", starts="18.00", ends="21.00", reason="De kok komt later."
    )
    assert moved.h1 == "Eettafel, donderdag 21 januari, 18.00 uur"
    assert "Andere tijd. Het was woensdag 20 januari, 17.00 uur. De kok komt later." in moved.words


def test_moving_nobody_says_that_nobody_hears_of_it(coor: Visitor, evening: Evening) -> None:
    assert (
        "Er staat nog niemand op de lijst. Er gaat geen bericht uit."
        in coor.get(where(evening, "verplaatsen")).words
    )


def test_moving_into_the_skipped_hour_is_explained(coor: Visitor, evening: Evening) -> None:
    page = coor.send(
        coor.get(where(evening, "verplaatsen")), day="28-03-2027", starts="2.30", ends="4.00"
    )
    assert "Deze tijd bestaat niet. Die nacht gaat de klok een uur vooruit." in page.words
    assert page.form().values["starts"] == ["2.30"]


def test_calling_off_needs_a_reason_and_tells_everybody(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    page = coor.get(where(evening, "afzeggen"))
    assert "1 mens staat op de lijst en krijgt bericht: Bram Proef" in page.words

    without = coor.send(page, reason=" ")
    assert "Vul dit nog in: Waarom gaat het niet door." in without.words
    assert newest(instance).state is ShiftState.PLANNED

    page = coor.send(without, reason="De kok is ziek.")
    assert "Dit gaat niet door. De kok is ziek." in page.words
    with instance.reading():
        told = db().scalars(select(Message.recipient_id).where(Message.rule == "shifts.called_off"))
        assert list(told) == [cast.bram.id]


def test_coor_puts_a_member_on_the_list(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    path = where(evening, "namens") + "?zoek=anna"
    page = coor.get(path)
    assert "lid 1" in page.words
    page = coor.send(page, path, person=str(cast.anna.id), line=str(evening.receive), people="2")
    assert "Opgeslagen. Dit lid krijgt een bericht met alles erin." in page.words
    with instance.reading():
        booking = db().scalars(select(Booking)).one()
        assert (booking.person_id, booking.people, booking.made_by_id) == (
            cast.anna.id,
            2,
            cast.coor.id,
        )


def test_who_was_not_found_or_does_not_fit_is_not_put_on(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    path = where(evening, "namens") + "?zoek=anna"
    page = coor.send(coor.get(path), path, person=str(cast.bram.id), line="999")
    assert page.words.count("Kies een antwoord uit de lijst.") == 4
    assert coor.get(where(evening, "namens") + "?zoek=xyz").status == 200
    with instance.reading():
        assert taken(evening.give) == taken(evening.receive) == 0


def test_coor_takes_a_member_off_who_called(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claim_id = claims(instance, evening, cast.bram)
    path = where(evening, "namens", "helpen", str(claim_id), "afmelden")
    assert path in coor.get(where(evening)).links
    page = coor.send(coor.get(path), reason="De bus rijdt niet.")
    assert "Bram Proef is afgemeld." in page.words
    with instance.reading():
        assert taken(evening.give) == 0


def test_a_reason_is_read_only_after_it_is_written_down_who_reads(
    coor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        by = seen_by(cast.bram)
        made = operations.claim(evening.give, cast.bram.id, by)
        operations.release(made.id, by, reason="De bus rijdt niet.")
    page = coor.get(where(evening, "afmeldingen"))
    assert "Bram Proef" in page.words
    assert "De bus rijdt niet." in page.words
    with instance.reading():
        assert db().scalars(select(ReadEntry.reader_id)).all() == [cast.coor.id]
        assert db().scalars(select(Claim.release_reason)).one() != "De bus rijdt niet."


def test_the_same_plan_pressed_twice_is_one_day(
    coor: Visitor, evening: Evening, instance: Instance
) -> None:
    path = "/rooster/nieuw?aanbod=eettafel"
    page = coor.get(path)
    filled: dict[str, Any] = dict(PLANNED)
    first = coor.send(page, path, follow=False, **filled)
    second = coor.send(page, path, follow=False, **filled)
    assert first.headers["Location"] == second.headers["Location"]
    assert shifts(instance) == 2


def test_looking_at_planning_changes_nothing(
    coor: Visitor, evening: Evening, instance: Instance
) -> None:
    for path in ("/rooster/nieuw", where(evening, "verplaatsen"), where(evening, "afzeggen")):
        assert coor.get(path).status == 200
    with instance.reading():
        assert db().scalars(select(func.count()).select_from(Series)).one() == 0
    assert shifts(instance) == 1
