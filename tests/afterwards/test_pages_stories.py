"""Telling a story page by page, reading it, and taking it back."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from buurtcoop.afterwards.models import Scope, Story
from buurtcoop.afterwards.operations import take_back
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.documents.models import Attachment
from tests.afterwards.evening import Over
from tests.afterwards.told import a_photo, a_story
from tests.cast import Cast, seen_by
from tests.documents.photos import SECRETS, bomb, photo
from tests.visitor import Page, Visitor

NEW = "/verhalen/nieuw"
FILLED = {
    "words": "Ik kende hier niemand.\n\nNu eet ik elke week mee.",
    "signed": "Anna uit de Wilgenlaan",
    "scope": "public",
    "agreed": "y",
}


def fill_in(visitor: Visitor, page: Page, step: str, **values: Any) -> Page:
    """Press one of the buttons of the page on which a story is told."""
    form = page.form()
    return visitor.post(f"{NEW}?bij=eettafel", {**form.values, "stap": step, **values})


def a_file(data: bytes, name: str = "IMG_2027.jpg") -> tuple[BytesIO, str]:
    return BytesIO(data), name


def how_many(instance: Instance, model: Any) -> int:
    with instance.reading():
        return db().scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def told(evening: Over, visitor: Visitor, cast: Cast) -> Page:
    """The form, opened by Anna."""
    return visitor.signed_in_as(cast.anna).get(f"{NEW}?bij=eettafel")


def test_where_nothing_is_on_there_is_nothing_to_tell_about(visitor: Visitor, cast: Cast) -> None:
    page = visitor.signed_in_as(cast.anna).get(NEW)
    assert "Er is nog geen aanbod om over te vertellen." in page.words
    assert "Bekijk eerst" not in page.words


def test_a_story_is_looked_at_first_and_then_told(
    told: Page, visitor: Visitor, instance: Instance, evening: Over
) -> None:
    preview = fill_in(visitor, told, "bekijk", **FILLED)
    assert (preview.h1, how_many(instance, Story)) == ("Zo komt het er te staan", 0)
    assert "Nu eet ik elke week mee." in preview.words
    assert "Iedereen, ook op internet" in preview.words

    mine = fill_in(visitor, preview, "deel")

    assert (mine.h1, mine.path) == ("Mijn verhalen", "/mijn/verhalen")
    assert "Dank u wel voor uw verhaal." in mine.words
    public = visitor.another().get("/verhalen")
    assert "Anna uit de Wilgenlaan" in public.words
    assert "Anna Proef" not in public.words


def test_a_double_press_tells_it_once(told: Page, visitor: Visitor, instance: Instance) -> None:
    preview = fill_in(visitor, told, "bekijk", **FILLED)

    first, second = (fill_in(visitor, preview, "deel") for _time in range(2))

    assert first.path == second.path == "/mijn/verhalen"
    assert how_many(instance, Story) == 1


def test_one_may_go_back_and_nothing_typed_is_lost(told: Page, visitor: Visitor) -> None:
    preview = fill_in(visitor, told, "bekijk", **FILLED)

    again = fill_in(visitor, preview, "verander")

    assert again.h1 == "Vertel uw verhaal"
    values = again.form().values
    assert values["words"][0].split() == FILLED["words"].split()
    assert (values["scope"], values["agreed"]) == (["public"], ["y"])


def test_the_form_is_filled_in_as_far_as_we_know(told: Page) -> None:
    values = told.form().values

    assert (values["signed"], values["until"]) == (["Anna"], ["20-01-2028"])
    assert "scope" not in values
    assert "agreed" not in values


def test_a_yes_and_a_choice_of_readers_are_asked(told: Page, visitor: Visitor) -> None:
    wrong = fill_in(visitor, told, "bekijk", words="Mooi.", signed="Anna")

    assert wrong.title.startswith("Fout:")
    assert "Vul dit nog in: Wie mag het lezen." in wrong.words
    assert "Vul dit nog in: Ik geef toestemming om mijn verhaal zo te laten lezen." in wrong.words


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("19-01-2027", "Deze dag is al voorbij."),
        ("21-01-2030", "Kies een dag binnen 3 jaar."),
        ("31-02-2027", "Deze dag bestaat niet"),
    ],
)
def test_a_last_day_that_can_not_be_is_explained(
    told: Page, visitor: Visitor, until: str, said: str
) -> None:
    wrong = fill_in(visitor, told, "bekijk", **FILLED, until=until)

    assert said in wrong.words


def test_a_photo_goes_along_with_nothing_hidden_in_it(
    told: Page, visitor: Visitor, instance: Instance
) -> None:
    came = photo(400, 300)
    preview = fill_in(visitor, told, "bekijk", **FILLED, others_agreed="y", photo=a_file(came))
    assert 'alt="Foto bij het verhaal van Anna uit de Wilgenlaan"' in preview.html
    fill_in(visitor, preview, "deel")
    with instance.reading():
        photo_id = db().scalars(select(Story.photo_id)).one()

    answer = visitor.another().client.get(f"/verhalen/foto/{photo_id}")

    assert not [secret for secret in SECRETS if secret in answer.data]
    assert Image.open(BytesIO(answer.data)).size == (400, 300)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == 'inline; filename="foto.jpg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_photo_stays_while_another_field_is_mended(
    told: Page, visitor: Visitor, instance: Instance
) -> None:
    values = {**FILLED, "signed": "", "others_agreed": "y"}
    wrong = fill_in(visitor, told, "bekijk", **values, photo=a_file(photo()))
    assert "Deze foto is bewaard." in wrong.words

    preview = fill_in(visitor, wrong, "bekijk", signed="Anna")

    assert "<img" in preview.html
    assert how_many(instance, Attachment) == 1


def test_a_photo_may_be_left_out_after_all(told: Page, visitor: Visitor) -> None:
    values = {**FILLED, "others_agreed": "y"}
    preview = fill_in(visitor, told, "bekijk", **values, photo=a_file(photo()))
    again = fill_in(visitor, preview, "verander")

    without = fill_in(visitor, again, "zonder")

    assert "<img" not in without.html
    assert "<img" not in fill_in(visitor, without, "bekijk").html


def test_the_others_in_the_photo_are_asked_first(told: Page, visitor: Visitor) -> None:
    wrong = fill_in(visitor, told, "bekijk", **FILLED, photo=a_file(photo()))

    assert "Vraag eerst of iedereen op de foto het goed vindt." in wrong.words
    assert "Deze foto is bewaard." in wrong.words


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 geen foto", "Dit soort bestand kunnen we niet lezen."),
        (photo(300, 300)[:900], "Dit bestand gaat niet open."),
        (bomb(), "Deze foto heeft te veel beeldpunten."),
        (photo() + bytes(10 * 1024 * 1024), "Het mag tot 10"),
    ],
    ids=["no photo", "half a photo", "bomb", "too many bytes"],
)
def test_a_file_that_is_no_good_photo_is_refused_in_a_sentence(
    told: Page, visitor: Visitor, instance: Instance, data: bytes, said: str
) -> None:
    page = fill_in(visitor, told, "bekijk", **FILLED, others_agreed="y", photo=a_file(data))

    assert page.h1 == "Vertel uw verhaal"
    assert said in page.words
    assert page.form().values["signed"] == ["Anna uit de Wilgenlaan"]
    assert how_many(instance, Attachment) == 0


def test_what_is_far_too_large_gets_a_plain_page(told: Page, visitor: Visitor) -> None:
    page = fill_in(visitor, told, "bekijk", **FILLED, photo=a_file(bytes(13 * 1024 * 1024)))

    assert (page.status, page.h1) == (413, "Dit is te groot om te versturen")
    assert "Kies een kleiner bestand" in page.words


def test_other_forms_take_no_more_than_before(told: Page, visitor: Visitor) -> None:
    page = visitor.post("/mijn/gegevens", {"csrf_token": "x" * 3 * 1024 * 1024})

    assert page.status == 413


def test_without_a_token_no_photo_is_kept(told: Page, visitor: Visitor, instance: Instance) -> None:
    page = visitor.post(NEW, {**FILLED, "others_agreed": "y", "photo": a_file(photo())})

    assert (page.status, how_many(instance, Attachment)) == (400, 0)


def test_the_photo_of_another_is_not_shown_nor_told_with(
    told: Page, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        of_bram = a_photo(cast.bram)

    page = fill_in(visitor, told, "deel", **FILLED, others_agreed="y", kept=str(of_bram))

    assert "De foto is er niet meer. Kies hem nog een keer." in page.words
    assert "<img" not in page.html
    assert how_many(instance, Story) == 0


def test_each_reader_gets_the_stories_and_photos_meant_for_them(
    evening: Over, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        photo_id = a_photo(cast.anna)
        a_story(cast.anna, Scope.MEMBERS, words="Onder ons.", photo_id=photo_id, others_agreed=True)
        a_story(cast.anna, Scope.PUBLIC, words="Voor iedereen.")
    bram = visitor.another().signed_in_as(cast.bram)
    picture = f"/verhalen/foto/{photo_id}"

    assert "Onder ons." in bram.get("/verhalen").words
    assert bram.get("/verhalen").html.count("<img") == 1
    assert bram.client.get(picture).status_code == 200
    assert "Onder ons." not in visitor.get("/verhalen").words
    assert "Voor iedereen." in visitor.get("/verhalen?bij=eettafel").words
    assert visitor.get(picture).status == 404
    assert visitor.get("/verhalen?bij=bestaat-niet").status == 404


def test_a_photo_is_asked_again_each_time(
    evening: Over, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        story = a_story(cast.anna, photo_id=a_photo(cast.anna), others_agreed=True)
        picture, story_id = f"/verhalen/foto/{story.photo_id}", story.id
    tag = {"If-None-Match": visitor.client.get(picture).headers["ETag"]}
    assert visitor.client.get(picture, headers=tag).status_code == 304

    with instance.writing():
        take_back(story_id, seen_by(cast.anna))

    assert visitor.client.get(picture, headers=tag).status_code == 404


def test_a_yes_is_taken_back_with_two_presses(
    evening: Over, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        story = a_story(cast.anna).id
    page = visitor.signed_in_as(cast.anna).get(f"/mijn/verhalen/{story}/terugnemen")
    assert "Dan is uw verhaal meteen weg." in page.words

    mine = visitor.send(page)

    assert "Uw toestemming is teruggenomen. Dat geldt vanaf nu." in mine.words
    assert "Teruggenomen op woensdag 20 januari." in mine.words
    assert "Ik kende hier niemand." not in visitor.another().get("/verhalen").words
    assert visitor.get(f"/mijn/verhalen/{story}/terugnemen").status == 404


def test_nobody_takes_back_the_yes_of_another(
    evening: Over, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        story = a_story(cast.anna).id

    for person in (cast.bram, cast.coor):
        browser = visitor.another().signed_in_as(person)
        assert browser.get(f"/mijn/verhalen/{story}/terugnemen").status == 404


def test_the_coordinator_takes_a_story_down_for_who_calls(
    evening: Over, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        story = a_story(cast.anna).id
    path = f"/verhalen/{story}/weghalen"
    assert path not in visitor.signed_in_as(cast.bram).get("/verhalen").links
    assert visitor.get(path).status == 403

    coor = visitor.another().signed_in_as(cast.coor)
    assert path in coor.get("/verhalen").links
    gone = coor.send(coor.get(path))

    assert "Dit verhaal is weg, met de naam en de foto." in gone.words
    assert coor.get(path).status == 404


def test_pages_without_stories_say_what_can_be_done(
    evening: Over, visitor: Visitor, cast: Cast
) -> None:
    assert "Kijk wel vast wat er te doen is." in visitor.get("/verhalen").words
    visitor.signed_in_as(cast.anna)
    assert "Het eerste kan van u zijn." in visitor.get("/verhalen").words
    assert "U vertelde nog geen verhaal." in visitor.get("/mijn/verhalen").words


def test_a_stranger_signs_in_before_telling(evening: Over, visitor: Visitor) -> None:
    assert visitor.get(NEW).path == "/inloggen"
    assert visitor.get("/mijn/verhalen").path == "/inloggen"


def test_the_page_of_a_service_leads_to_its_stories(evening: Over, visitor: Visitor) -> None:
    assert "/verhalen?bij=eettafel" in visitor.get("/aanbod/eettafel").links


def test_a_story_told_after_a_day_knows_that_day(
    evening: Over, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    for person, day in ((cast.anna, evening.shift_id), (cast.bo, None)):
        browser = visitor.another().signed_in_as(person)
        path = f"{NEW}?bij=eettafel&inzet={evening.shift_id}"
        sent = {**browser.get(path).form().values, **FILLED, "stap": "deel"}
        browser.post(path, sent)
        with instance.reading():
            told = db().scalars(select(Story).order_by(Story.id.desc())).first()
            assert told is not None
            assert (told.shift_id, told.consent_on) == (day, clock.today())
