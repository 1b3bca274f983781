"""The pages of the duty: nothing without one, then what is asked, the ways out, and the calls."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.access.rules import RoleName
from buurtcoop.audit.models import ReadEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.obligations import jobs, operations, queries
from buurtcoop.obligations.models import DutyStep, Exemption, HourGift
from buurtcoop.obligations.views.freeing import WHY
from tests.cast import Cast, add_person, seen_by
from tests.counting import statements
from tests.obligations.cases import FEBRUARY, HOURS, MARCH, a_duty, helped, on, reminded
from tests.visitor import Visitor

HERE, MINE = "/ieder-doet-iets", "/mijn/ieder-doet-iets"
CALLS = f"{HERE}/contact"
FILLED: dict[str, Any] = {
    "minutes": "120",
    "month": FEBRUARY.isoformat(),
    "article": "artikel 7, lid 2",
    "helping": "Alles uit het rooster.",
    "decided_by": "de ledenvergadering van 3 november 2026",
}


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    return visitor.another().signed_in_as(cast.coor)


@pytest.fixture
def anna(visitor: Visitor, cast: Cast) -> Visitor:
    return visitor.another().signed_in_as(cast.anna)


@pytest.fixture
def running(instance: Instance, cast: Cast) -> Instance:
    """Two hours a month since January; Bram helped two hours this month."""
    with instance.writing():
        a_duty(cast)
        helped(cast.bram, date(2027, 1, 5), HOURS)
    return instance


def test_without_a_duty_nothing_of_it_shows(coor: Visitor, anna: Visitor, cast: Cast) -> None:
    assert [anna.get(path).status for path in (MINE, f"{MINE}/vrij", f"{MINE}/geven")] == [404] * 3
    member = f"/leden/{cast.anna.id}"
    assert [coor.get(path).status for path in (f"{HERE}/contact", f"{member}{HERE}")] == [404] * 2
    assert MINE not in anna.get("/mijn").links
    assert f"{member}{HERE}" not in coor.get(member).links
    assert "We vragen leden nu niets." in coor.get(HERE).words
    assert HERE in coor.get("/leden").links


def test_the_coordinator_begins_changes_and_ends_it(
    coor: Visitor, instance: Instance, cast: Cast
) -> None:
    form = coor.get(f"{HERE}/nieuw")
    wrong = coor.send(form, **FILLED | {"article": "", "minutes": "5"})
    assert wrong.title.startswith("Fout:")
    shown = coor.send(form, **FILLED)
    assert "Vanaf februari" in shown.words
    assert "In de statuten: artikel 7, lid 2" in shown.words

    with on(date(2027, 2, 3)):
        coor.signed_in_as(cast.coor)
        begun = coor.get(f"{HERE}/nieuw")
        assert begun.h1 == "Verander wat we vragen"
        again = coor.send(begun, **FILLED | {"month": "2027-04-01", "minutes": "60"})
        assert "Dit stopt na 31 maart 2027." in again.words
        press = next(each.action for each in again.forms if each.action.endswith("/weg"))
        taken_back = coor.send(again, press)
        assert "Dit begint niet." in taken_back.words
    with instance.reading():
        assert len(queries.duties()) == 1


def test_it_is_ended_on_its_own_page(coor: Visitor, running: Instance) -> None:
    stop = next(link for link in coor.get(HERE).links if link.endswith("/stoppen"))
    ended = coor.send(coor.get(stop), when="now")

    assert "Dit stopt na 12 januari 2027." in ended.words


def test_the_board_may_and_others_may_not(visitor: Visitor, anna: Visitor, cast: Cast) -> None:
    board = visitor.another().signed_in_as(cast.bo)
    assert board.get(HERE).status == 200
    assert board.get(f"{HERE}/contact", follow=False).status in (302, 403, 404)
    assert anna.get(HERE, follow=False).status in (302, 403, 404)


def test_my_page_says_what_is_asked_and_that_it_is_enough(
    anna: Visitor, visitor: Visitor, running: Instance, cast: Cast
) -> None:
    assert MINE in anna.get("/mijn").links
    mine = anna.get(MINE)
    assert "Nog 2 uur te gaan." in mine.words
    assert "artikel 7, lid 2" in mine.words
    bram = visitor.another().signed_in_as(cast.bram).get(MINE)
    assert "Fijn, dit is genoeg voor deze maand." in bram.words


def test_a_member_is_free_by_own_word_and_joins_in_again(
    anna: Visitor, running: Instance, cast: Cast
) -> None:
    form = anna.get(f"{MINE}/vrij")
    refused = anna.send(form, kind="pause", ends_on="")
    assert "Vul bij een pauze ook de laatste dag in." in refused.words
    free = anna.send(form, kind="exempt", reason="Ik zorg voor mijn moeder.")
    assert "In deze maand vragen we u niets. Meehelpen mag wel." in free.words
    assert "moeder" not in free.words

    stop = next(each.action for each in free.forms if each.action.endswith("/stop"))
    again = anna.send(free, stop)
    assert "Vanaf volgende maand telt het weer mee." in again.words
    assert anna.post(stop.replace("vrij/1", "vrij/99"), {}).status in (400, 404)


def test_that_a_member_is_free_is_read_with_a_log_also_without_a_reason(
    coor: Visitor, running: Instance, cast: Cast
) -> None:
    where = f"/leden/{cast.anna.id}{HERE}"
    days: dict[str, Any] = {"starts_on": "12-01-2027", "ends_on": "28-02-2027"}
    coor.send(coor.get(where), follow=False, kind="pause", reason="", **days)
    with running.reading():
        assert WHY not in db().scalars(select(ReadEntry.purpose)).all()

    coor.get(where)

    with running.reading():
        assert WHY in db().scalars(select(ReadEntry.purpose)).all()


def test_the_coordinator_writes_down_what_is_said_on_the_phone(
    coor: Visitor, running: Instance, cast: Cast
) -> None:
    where = f"/leden/{cast.anna.id}{HERE}"
    assert where in coor.get(f"/leden/{cast.anna.id}").links
    days: dict[str, Any] = {"starts_on": "12-01-2027", "ends_on": "28-02-2027"}
    noted = coor.send(coor.get(where), kind="pause", reason="Ze is ziek.", **days)

    assert "De reden: “Ze is ziek.”" in noted.words
    with running.reading():
        assert WHY in db().scalars(select(ReadEntry.purpose)).all()
    stop = next(each.action for each in noted.forms if each.action.endswith("/stop"))
    coor.send(noted, stop)
    with running.reading():
        assert db().scalars(select(Exemption.ends_on)).one() == clock.today()


def test_asking_and_giving(anna: Visitor, visitor: Visitor, running: Instance, cast: Cast) -> None:
    asked = anna.send(anna.get(MINE), f"{MINE}/vragen", month="2027-01-01")
    assert "Uw naam staat er niet bij." in asked.words

    bram = visitor.another().signed_in_as(cast.bram)
    assert "1 buur vraagt om tijd." in bram.get(MINE).words
    form = bram.get(f"{MINE}/geven")
    assert "Een buur, januari" in form.words
    assert "Anna" not in form.words
    given = bram.send(form, ask="1", minutes="60")
    assert "Dank u wel. Uw buur krijgt bericht." in given.words

    got = anna.get(MINE)
    assert "Een buur gaf u 1 uur." in got.words
    assert "Nog 1 uur te gaan." in got.words
    taken_back = anna.send(got, f"{MINE}/vragen/1/terug")
    assert "Uw vraag is terug." in taken_back.words
    assert "Nu vraagt niemand om tijd." in bram.get(f"{MINE}/geven").words
    with running.reading():
        assert db().scalars(select(HourGift.minutes)).all() == [60]


def test_who_did_nothing_has_nothing_to_give(
    anna: Visitor, visitor: Visitor, running: Instance, cast: Cast
) -> None:
    anna.send(anna.get(MINE), f"{MINE}/vragen", month="2027-01-01", named="y")
    truus = visitor.another().signed_in_as(cast.truus)

    assert "Daar is nu te weinig van." in truus.get(f"{MINE}/geven").words


def test_a_call_is_made_written_down_and_handed_over(
    coor: Visitor, running: Instance, cast: Cast
) -> None:
    with on(date(2027, 3, 8)) as now:
        with running.writing():
            reminded(FEBRUARY)
            jobs.keep_in_touch(now)
            step = db().scalars(select(DutyStep.id).where(DutyStep.person_id == cast.anna.id)).one()
        here = f"{HERE}/contact/{step}"
        coor.signed_in_as(cast.coor)
        listed = coor.get(f"{HERE}/contact")
        assert "Anna Proef" in listed.words
        assert "Gevraagd" not in listed.words
        assert here in coor.get("/vandaag").links
        shown = coor.get(here)
        assert shown.h1 == "Bel Anna Proef"
        assert "Gevraagd 2 uur" in shown.words
        moved = coor.send(shown, f"{here}/geef", owner=str(cast.dees.id))
        assert "Dees Proef doet dit" in moved.words
        done = coor.send(moved, here, note="Ze was ziek.", onward="talk")
        assert "Praten" in done.words
        talk = coor.get(next(link for link in done.links if link.startswith(f"{HERE}/contact/")))
        assert "Ze was ziek." in coor.get(f"{HERE}/contact/{_talk(running, cast)}").words
        assert talk.status == 200
        assert coor.get(here).status == 404


def test_pages_cost_as_much_with_many_neighbours(
    visitor: Visitor, running: Instance, cast: Cast
) -> None:
    def costs() -> dict[str, int]:
        found = {}
        for who, path in ((cast.bram, MINE), (cast.bram, f"{MINE}/geven"), (cast.coor, CALLS)):
            browser = visitor.another().signed_in_as(who)
            browser.get(path)
            with statements(running) as sent:
                assert browser.get(path).status == 200
            found[path] = len(sent)
        return found

    with on(date(2027, 3, 8)) as now:
        with running.writing():
            operations.ask_hours(MARCH, named=True, by=seen_by(cast.anna))
            reminded(FEBRUARY)
            jobs.keep_in_touch(now)
        few = costs()
        with running.writing():
            for number in range(50, 56):
                person = add_person(f"Buur{number}", number=number, roles=(RoleName.MEMBER,))
                operations.ask_hours(MARCH, named=True, by=seen_by(person))
            reminded(FEBRUARY)
            assert jobs.keep_in_touch(now) == 6
        assert costs() == few


def test_who_is_called_reads_nothing_of_it(visitor: Visitor, running: Instance, cast: Cast) -> None:
    with on(date(2027, 3, 8)) as now:
        dees = visitor.another().signed_in_as(cast.dees)
        with running.writing():
            reminded(FEBRUARY)
            jobs.keep_in_touch(now)
            own = db().scalars(select(DutyStep.id).where(DutyStep.person_id == cast.dees.id)).one()
        assert dees.get(f"{HERE}/contact/{own}").status == 404
        assert "Dees Proef" not in dees.get(f"{HERE}/contact").words.split("Nog te doen")[1]


def _talk(instance: Instance, cast: Cast) -> int:
    with instance.reading():
        found = select(DutyStep.id).where(
            DutyStep.person_id == cast.anna.id, DutyStep.done_at.is_(None)
        )
        return db().scalars(found).one()
