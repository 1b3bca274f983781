"""One shift on the web: helping, coming, saying so, taking it back."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Booking, Claim, CrewLine, PromiseState
from buurtcoop.shifts.queries import shift_for
from tests.cast import Cast, seen_by
from tests.shifts.pages import books, claims, fill, second_line, set_table
from tests.shifts.rota import EVENING, Evening, taken
from tests.visitor import Visitor

DEADLINE = "dinsdag 19 januari, 17.00 uur"


@pytest.fixture
def evening(instance: Instance) -> Evening:
    """Wednesday 20 January at five: two places, four seats, a day to take it back."""
    return set_table(instance)


@pytest.fixture
def anna(visitor: Visitor, cast: Cast) -> Visitor:
    """Anna at her own browser."""
    return visitor.another().signed_in_as(cast.anna)


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    """Bram at his own browser."""
    return visitor.another().signed_in_as(cast.bram)


def where(evening: Evening, *more: str) -> str:
    return "/".join([f"/rooster/{evening.shift_id}", *more])


def how_many(instance: Instance, kind: type[Claim] | type[Booking]) -> int:
    with instance.reading():
        return db().scalars(select(func.count()).select_from(kind)).one()


def test_bram_claims_a_place_and_reads_a_receipt(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    page = bram.get(where(evening))
    assert page.h1 == "Eettafel, woensdag 20 januari, 17.00 uur"
    assert "Nog 2 helpers nodig" in page.words
    assert "Taak: koken." in page.words

    page = bram.send(page, where(evening, "helpen"))
    assert page.path == where(evening)
    assert "Fijn, we rekenen op u. U krijgt een bericht met alles erin." in page.words
    assert "U helpt mee Uw taak koken" in page.words
    assert f"Afmelden kan tot {DEADLINE} Nummer H1" in page.words
    assert "Nog 1 helper nodig" in page.words
    assert where(evening, "helpen") not in [form.action for form in page.forms]
    with instance.reading():
        assert taken(evening.give) == 1


def test_anna_books_for_three_and_sees_what_it_costs(
    anna: Visitor, evening: Evening, instance: Instance
) -> None:
    page = anna.send(anna.get(where(evening, "meedoen")), where(evening, "meedoen"), people="3")
    assert "Er is een plek voor u. U krijgt een bericht met alles erin." in page.words
    assert "U komt Aantal mensen 3" in page.words
    assert "Prijs € 12,00" in page.words
    assert "1 plek vrij" in page.words
    with instance.reading():
        assert taken(evening.receive) == 3


def test_who_came_to_join_in_gets_that_side_first(bram: Visitor, evening: Evening) -> None:
    def order(path: str) -> bool:
        words = bram.get(path).words
        return words.index("Helpen") < words.index("Meedoen")

    assert order(where(evening))
    assert not order(where(evening, "meedoen"))


def test_a_stranger_signs_in_first_and_comes_back(
    visitor: Visitor, evening: Evening, cast: Cast
) -> None:
    page = visitor.get(where(evening))
    assert where(evening, "helpen") in page.links
    assert where(evening, "meedoen") in page.links
    assert "/lid-worden" in page.links
    led = visitor.get(where(evening, "helpen"), follow=False)
    assert led.status == 303
    assert led.headers["Location"] == f"/inloggen?next=/rooster/{evening.shift_id}/helpen"


def test_dirk_is_no_member_and_gets_no_button(
    visitor: Visitor, evening: Evening, cast: Cast, instance: Instance
) -> None:
    dirk = visitor.signed_in_as(cast.dirk)
    token = dirk.get("/rooster/open").form("/uitloggen").values["csrf_token"]
    assert dirk.post(where(evening, "helpen"), {"csrf_token": token}).status == 403
    assert how_many(instance, Claim) == 0


def test_with_several_tasks_one_chooses(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    washing = second_line(instance, evening, "afwassen", 1)
    page = bram.get(where(evening))
    assert "Wat wilt u doen?" in page.words

    unchosen = bram.send(page, where(evening, "helpen"))
    assert unchosen.title.startswith("Fout: ")
    assert "Vul dit nog in: Wat wilt u doen." in unchosen.words

    page = bram.send(unchosen, where(evening, "helpen"), line=str(washing))
    assert "Uw taak afwassen" in page.words


def test_one_task_that_is_left_needs_no_choice(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    second_line(instance, evening, "afwassen", 1)
    fill(instance, evening)
    page = bram.get(where(evening))
    assert "Taak: afwassen." in page.words
    assert "Wat wilt u doen?" not in page.words
    assert "Uw taak afwassen" in bram.send(page, where(evening, "helpen")).words


def test_a_line_of_another_shift_can_not_be_chosen(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    second_line(instance, evening, "afwassen", 1)
    other = set_table(instance, starts_at=EVENING + timedelta(days=7))
    page = bram.send(bram.get(where(evening)), where(evening, "helpen"), line=str(other.give))
    assert "Kies een antwoord uit de lijst." in page.words
    assert how_many(instance, Claim) == 0


def test_a_full_shift_says_so_and_names_another_day(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    later = set_table(instance, starts_at=EVENING + timedelta(days=7))
    fill(instance, evening)
    page = bram.get(where(evening))
    assert "Hier zijn genoeg helpers. Fijn dat u wilde helpen." in page.words
    assert "Kijk ook op woensdag 27 januari, 17.00 uur" in page.words
    assert where(later, "helpen") in page.links
    assert where(evening, "helpen") not in [form.action for form in page.forms]


def test_who_loses_the_race_reads_it_and_nothing_is_saved(
    bram: Visitor, instance: Instance
) -> None:
    evening = set_table(instance, places=1)
    set_table(instance, starts_at=EVENING + timedelta(days=7))
    page = bram.get(where(evening))
    fill(instance, evening)

    lost = bram.send(page, where(evening, "helpen"))
    assert "Iemand nam net vóór u de laatste plek. Er is niets opgeslagen." in lost.words
    assert "Kijk ook op woensdag 27 januari, 17.00 uur" in lost.words
    assert how_many(instance, Claim) == 1


def test_more_people_than_fit_are_told_how_many_fit(
    anna: Visitor, bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    page = anna.get(where(evening, "meedoen"))
    books(instance, evening, cast.bram, people=2)
    told = anna.send(page, where(evening, "meedoen"), people="3")
    assert "Zoveel plekken zijn er niet meer. Aantal vrije plekken: 2." in told.words
    assert how_many(instance, Booking) == 1


def test_two_presses_of_one_button_are_one_promise(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    page = bram.get(where(evening))
    first = bram.send(page, where(evening, "helpen"), follow=False)
    second = bram.send(page, where(evening, "helpen"), follow=False)
    assert (first.status, second.status) == (303, 303)
    assert second.headers["Location"] == first.headers["Location"] == where(evening)
    assert how_many(instance, Claim) == 1


def test_who_has_something_else_then_reads_what(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    other = set_table(instance, name="Speelmiddag")
    claims(instance, other, cast.bram)
    page = bram.send(bram.get(where(evening)), where(evening, "helpen"))
    assert "U hebt dan al iets anders: Speelmiddag, woensdag 20 januari, 17.00 uur." in page.words


def test_bram_can_not_come_and_first_reads_what_happens(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    page = bram.get(where(evening, "helpen", "afmelden"))
    assert page.h1 == "Kunt u niet komen?"
    assert "U bent op tijd. Uw plek is dan vrij voor een ander." in page.words
    with instance.reading():
        assert taken(evening.give) == 1

    page = bram.send(page, reason="De kat is ziek.")
    assert "U bent afgemeld. Fijn dat u het zegt." in page.words
    with instance.reading():
        assert taken(evening.give) == 0
        assert db().scalars(select(Claim.state)).one() is PromiseState.RELEASED_IN_TIME


def test_taking_back_late_still_works_and_asks_to_call(
    anna: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    books(instance, evening, cast.anna)
    with clock.stopped(EVENING - timedelta(hours=2)):
        page = anna.get(where(evening, "meedoen", "afmelden"))
        assert "Dit begint al op woensdag 20 januari, 17.00 uur. Afmelden kan nog." in page.words
        assert "Bel ook even Coor: 06 12 34 56 73." in page.words
        anna.send(page)
    with instance.reading():
        assert db().scalars(select(Booking.state)).one() is PromiseState.RELEASED_LATE


def test_who_promised_nothing_has_nothing_to_take_back(bram: Visitor, evening: Evening) -> None:
    assert bram.get(where(evening, "helpen", "afmelden")).path == where(evening)


def test_the_day_before_one_says_to_come(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    kom = where(evening, "helpen", "kom?versie=1")
    assert kom not in [form.action for form in bram.get(where(evening)).forms]
    with clock.stopped(EVENING - timedelta(hours=20)):
        page = bram.send(bram.get(where(evening)), kom)
        assert "Uw antwoord is binnen: Ik kom." in page.words
        assert "U zei: ik kom" in page.words
        assert kom not in [form.action for form in page.forms]


def test_first_names_are_for_who_is_on_the_shift(
    visitor: Visitor, anna: Visitor, bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    assert "Bram" not in visitor.get(where(evening)).words
    assert "Bram" not in anna.get(where(evening)).words

    books(instance, evening, cast.anna)
    page = anna.get(where(evening))
    assert "Bram" in page.words
    assert "Bram Proef" not in page.words

    coor = visitor.another().signed_in_as(cast.coor)
    assert "Bram Proef" in coor.get(where(evening)).words


def test_a_shift_that_is_called_off_says_why(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        operations.call_off(evening.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))
    page = bram.get(where(evening))
    assert "Dit gaat niet door. De kok is ziek." in page.words
    assert "Nog 2 helpers nodig" not in page.words
    assert [form for form in page.forms if form.action.startswith("/rooster")] == []


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (1, "Dit is al begonnen. Wilt u nog komen? Bel Coor Proef: 06 12 34 56 73."),
        (4, "Dit is al voorbij. In het rooster ziet u wat er nog komt."),
    ],
)
def test_a_shift_that_began_or_is_over_takes_nobody(
    bram: Visitor, evening: Evening, hours: int, sentence: str, instance: Instance
) -> None:
    page = bram.get(where(evening))
    with clock.stopped(EVENING + timedelta(hours=hours)):
        assert sentence in bram.get(where(evening)).words
        bram.send(page, where(evening, "helpen"))
    assert how_many(instance, Claim) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/rooster/999999999",
        "/rooster/99999999999999999999",
        "/rooster/abc",
        "/rooster/-1",
        "/rooster/1/slapen",
        "/rooster/999999999/helpen",
        "/rooster/999999999/helpen/afmelden",
    ],
)
def test_a_shift_that_is_not_there_is_not_found(bram: Visitor, evening: Evening, path: str) -> None:
    assert bram.get(path).status == 404


def test_looking_at_a_shift_changes_nothing(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    claims(instance, evening, cast.bram)
    for path in (where(evening), where(evening, "helpen"), where(evening, "helpen", "afmelden")):
        assert bram.get(path).status == 200
    with instance.reading():
        assert shift_for(seen_by(cast.bram), evening.shift_id).claim is not None
        assert taken(evening.give) == 1


@pytest.mark.parametrize("way", ["", "/helpen", "/meedoen", "/helpen/afmelden"])
def test_no_page_carries_a_style_or_a_script(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast, way: str
) -> None:
    claims(instance, evening, cast.bram)
    page = bram.get(where(evening) + way)
    assert " style=" not in page.html
    assert "<script" not in page.html


@pytest.mark.parametrize("sent", [{}, {"people": "2"}])
def test_a_side_that_is_not_asked_can_not_be_promised(
    anna: Visitor, evening: Evening, instance: Instance, sent: dict[str, str]
) -> None:
    token = anna.get(where(evening)).form(where(evening, "helpen")).values["csrf_token"]
    with instance.writing():
        db().execute(delete(CrewLine).where(CrewLine.id == evening.receive))

    page = anna.post(where(evening, "meedoen"), {"csrf_token": token, **sent})

    assert page.status == 404
