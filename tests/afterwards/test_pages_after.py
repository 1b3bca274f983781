"""The pages of a shift that is over: one tap, a thank-you, and what others read of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtcoop.afterwards.operations import say_how_it_went, thank
from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.operations import appoint_lead
from buurtcoop.shifts.models import PromiseState
from tests.afterwards.evening import Over, became, later
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING
from tests.visitor import Visitor


@pytest.fixture
def here(evening: Over) -> str:
    return f"/rooster/{evening.shift_id}/hoe-ging-het"


def test_the_page_of_the_shift_asks_who_was_there(
    evening: Over, visitor: Visitor, cast: Cast, here: str
) -> None:
    shift = f"/rooster/{evening.shift_id}"

    assert here in visitor.signed_in_as(cast.bram).get(shift).links
    assert here in visitor.another().signed_in_as(cast.anna).get(shift).links
    assert here not in visitor.another().signed_in_as(cast.bo).get(shift).links
    assert here not in visitor.another().get(shift).links


def test_it_is_not_asked_before_the_end(
    evening: Over, visitor: Visitor, cast: Cast, here: str
) -> None:
    with clock.stopped(EVENING + timedelta(hours=1)):
        visitor.signed_in_as(cast.bram)
        assert here not in visitor.get(f"/rooster/{evening.shift_id}").links
        assert visitor.get(here).status == 404


def test_one_tap_is_enough(evening: Over, visitor: Visitor, cast: Cast, here: str) -> None:
    page = visitor.signed_in_as(cast.bram).get(here)
    assert (page.h1, "1 druk op de knop is genoeg." in page.words) == ("Hoe was het?", True)

    after = visitor.send(page, f"{here}/goed")

    assert "Dank u wel. Uw antwoord staat er." in after.words
    assert "U zei: ging goed." in after.words
    assert "Ging goed" not in [
        button.get("value") for form in after.forms for button in form.buttons
    ]


def test_otherwise_may_take_a_line_of_words_on_the_day_itself(
    evening: Over, visitor: Visitor, cast: Cast, here: str, instance: Instance
) -> None:
    page = visitor.signed_in_as(cast.bram).get(here)

    page = visitor.send(page, f"{here}/anders")
    page = visitor.send(page, f"{here}/woorden", words="Eerder beginnen met snijden.")

    assert "Opgeslagen." in page.words
    assert page.form(f"{here}/woorden").values["words"] == ["Eerder beginnen met snijden."]
    with later(hours=5):
        stands = visitor.get(here)
        assert "“Eerder beginnen met snijden.”" in stands.words
        assert not [form for form in stands.forms if "/hoe-ging-het/" in form.action]
        late = visitor.send(page, f"{here}/goed")
        assert "U gaf al antwoord op woensdag 20 januari." in late.words


def test_too_many_words_are_kept_and_refused(
    evening: Over, visitor: Visitor, cast: Cast, here: str
) -> None:
    page = visitor.send(visitor.signed_in_as(cast.bram).get(here), f"{here}/anders")

    wrong = visitor.send(page, f"{here}/woorden", words="x" * 301)

    assert wrong.title.startswith("Fout:")
    assert "Deze tekst is te lang: 301 tekens." in wrong.words


def test_words_without_a_tap_lead_back(
    evening: Over, visitor: Visitor, cast: Cast, here: str
) -> None:
    page = visitor.signed_in_as(cast.bram).get(here)
    token = page.form(f"{here}/goed").values

    back = visitor.post(f"{here}/woorden", {**token, "words": "x"})

    assert "1 druk op de knop is genoeg." in back.words


def test_a_thank_you_is_read_by_who_helped_here_and_on_their_own_page(
    evening: Over, visitor: Visitor, cast: Cast, here: str
) -> None:
    page = visitor.signed_in_as(cast.anna).get(here)

    thanked = visitor.send(page, f"{here}/bedankt", thanks="Wat was het lekker.")

    assert "“Wat was het lekker.”" in thanked.words
    assert f"{here}/bedankt" not in [form.action for form in thanked.forms]
    for path in (here, "/mijn"):
        read = visitor.another().signed_in_as(cast.bram).get(path)
        assert "“Wat was het lekker.”" in read.words
        assert "Anna" in read.words
    assert "Wat was het lekker" not in visitor.another().signed_in_as(cast.bo).get("/mijn").words


def test_thanking_twice_says_so(
    evening: Over, visitor: Visitor, cast: Cast, here: str, instance: Instance
) -> None:
    page = visitor.signed_in_as(cast.anna).get(here)
    with instance.writing():
        thank(evening.shift_id, seen_by(cast.anna), "Op mijn telefoon gezegd.")

    again = visitor.send(page, f"{here}/bedankt", thanks="En nog eens.")

    assert "Uw bedankje staat er al. 1 keer is genoeg." in again.words


def test_an_empty_thank_you_is_asked_again(
    evening: Over, visitor: Visitor, cast: Cast, here: str
) -> None:
    page = visitor.signed_in_as(cast.anna).get(here)

    assert visitor.send(page, f"{here}/bedankt", thanks="  ").title.startswith("Fout:")


def test_who_only_helped_finds_no_thank_you_to_write(
    evening: Over, visitor: Visitor, cast: Cast, here: str
) -> None:
    page = visitor.signed_in_as(cast.bram).get(here)
    token = page.form(f"{here}/goed").values

    assert f"{here}/bedankt" not in [form.action for form in page.forms]
    assert visitor.post(f"{here}/bedankt", {**token, "thanks": "Ik."}).status == 404


def test_who_was_missed_or_never_came_finds_nothing(
    evening: Over, visitor: Visitor, cast: Cast, here: str, instance: Instance
) -> None:
    became(instance, cast.bram, PromiseState.MISSED)

    assert visitor.signed_in_as(cast.bram).get(here).status == 404
    assert visitor.another().signed_in_as(cast.coor).get(here).status == 404
    assert visitor.another().get(here).path == "/inloggen"


def test_lessons_are_read_by_coordinator_and_lead_and_by_nobody_else(
    evening: Over, visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    lessons = f"/aanbod/{evening.slug}/lessen"
    with instance.writing():
        say_how_it_went(evening.shift_id, seen_by(cast.anna), went_well=False)
        appoint_lead(evening.service_id, cast.bram.id, on=clock.today(), by=seen_by(cast.coor))

    for person, status in ((cast.coor, 200), (cast.bram, 200), (cast.bo, 403), (cast.anna, 403)):
        page = visitor.another().signed_in_as(person).get(lessons)
        assert page.status == status
        if status == 200:
            assert "Anna" in page.words
            assert "Anna Proef" not in page.words
            assert "Ging goed: 0. Zou ik anders doen: 1." in page.words
            assert lessons in visitor.another().signed_in_as(person).get("/aanbod/eettafel").links
    assert visitor.another().get(lessons).path == "/inloggen"
    assert visitor.another().signed_in_as(cast.coor).get("/aanbod/niets/lessen").status == 404


def test_that_lessons_were_read_is_written_down(
    evening: Over, visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        say_how_it_went(evening.shift_id, seen_by(cast.anna), went_well=True)

    visitor.signed_in_as(cast.coor).get(f"/aanbod/{evening.slug}/lessen")

    with instance.reading():
        about = db().execute(select(ReadEntry.reader_id, ReadPerson.person_id).join(ReadPerson))
        assert about.all() == [(cast.coor.id, cast.anna.id)]
    assert "hoe het ging" in visitor.another().signed_in_as(cast.anna).get("/mijn/wie-keek").words


def test_a_service_without_lessons_says_when_they_come(
    evening: Over, visitor: Visitor, cast: Cast
) -> None:
    page = visitor.signed_in_as(cast.coor).get(f"/aanbod/{evening.slug}/lessen")

    assert "Hier staat nog niets." in page.words


def test_the_list_of_lessons_turns_by_key(
    evening: Over, visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        lesson = say_how_it_went(evening.shift_id, seen_by(cast.anna), went_well=True).id
    lessons = f"/aanbod/{evening.slug}/lessen"
    visitor.signed_in_as(cast.coor)

    assert "Anna" in visitor.get(f"{lessons}?na={lesson + 1}").words
    assert "Hier staat nog niets." in visitor.get(f"{lessons}?na={lesson}").words
    assert visitor.get(f"{lessons}?na=x").status == 404
