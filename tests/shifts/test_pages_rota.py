"""The week and the list of what is open, as people meet them."""

import re
from datetime import timedelta
from itertools import product

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.shifts import operations
from tests.cast import Cast, seen_by
from tests.shifts.pages import books, claims, counting, fill, set_table
from tests.shifts.rota import EVENING, Evening
from tests.visitor import Page, Visitor

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
NEVER_GIVEN = (
    "week=2027-W54",
    "week=2027-W00",
    "week=2027",
    "week=W03",
    "week=20a7-W03",
    "week=1900-W03",
    "week=9999-W52",
    "week=%D9%A2%D9%A0%D9%A2%D9%A7-W03",
    "kant=slapen",
    "vrij=misschien",
    "vanaf=gisteren",
    "vanaf=99999999999999-1",
    "vanaf=1-99999999999",
    "vanaf=1",
)


@pytest.fixture
def evening(instance: Instance) -> Evening:
    """Wednesday of next week at five."""
    return set_table(instance)


@pytest.fixture
def tonight(instance: Instance) -> Evening:
    """Tuesday of this week at five."""
    return set_table(instance, starts_at=EVENING - 8 * DAY)


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    """Bram at his own browser."""
    return visitor.another().signed_in_as(cast.bram)


def rows(page: Page) -> list[str]:
    """The shifts that stand in a list, by address."""
    return re.findall(r'class="cover" href="([^"]+)"', page.html)


def test_this_week_begins_today_and_shows_the_days_without(
    visitor: Visitor, tonight: Evening
) -> None:
    page = visitor.get("/rooster")
    assert page.h1 == "Rooster van deze week"
    assert "Week 2: dinsdag 12 januari tot en met zondag 17 januari" in page.words
    assert rows(page) == [f"/rooster/{tonight.shift_id}"]
    assert page.words.count("Niets op deze dag.") == 5
    assert "17.00 tot 20.00" in page.words
    assert "Eerder deze week" in page.words


def test_another_week_is_named_in_the_address(visitor: Visitor, evening: Evening) -> None:
    page = visitor.get("/rooster?week=2027-W03")
    assert page.h1 == "Rooster van week 3"
    assert rows(page) == [f"/rooster/{evening.shift_id}"]
    assert "/rooster?week=2027-W02" in page.links
    assert "/rooster?week=2027-W04" in page.links


def test_the_weeks_turn_with_the_year(visitor: Visitor) -> None:
    page = visitor.get("/rooster?week=2026-W53")
    assert "Week 53: maandag 28 december 2026 tot en met zondag 3 januari" in page.words
    assert "/rooster?week=2027-W01" in page.links


def test_the_clock_may_change_in_a_week(visitor: Visitor) -> None:
    for week in ("2027-W12", "2027-W43"):
        assert visitor.get(f"/rooster?week={week}").status == 200


def test_an_address_we_never_gave_is_not_there(visitor: Visitor, subtests: pytest.Subtests) -> None:
    for path, query in product(("/rooster", "/rooster/open"), NEVER_GIVEN):
        with subtests.test(path=path, query=query):
            other_weeks = path == "/rooster/open" and query.startswith("week")
            assert visitor.get(f"{path}?{query}").status == (200 if other_weeks else 404)


def test_an_empty_week_says_what_to_do_next(visitor: Visitor) -> None:
    page = visitor.get("/rooster")
    assert "Deze week is er niets. Volgende week staat er misschien meer." in page.words
    assert "/rooster?week=2027-W03" in page.links


def test_a_choice_that_leaves_nothing_leads_back_to_everything(
    bram: Visitor, instance: Instance, tonight: Evening, cast: Cast
) -> None:
    claims(instance, tonight, cast.bram)
    page = bram.get("/rooster?vrij=ja")
    assert "Met deze keuze is er niets deze week." in page.words
    assert rows(page) == []


def test_who_wants_to_join_in_is_led_to_that_side(
    bram: Visitor, visitor: Visitor, tonight: Evening
) -> None:
    evening = f"/rooster/{tonight.shift_id}"
    assert rows(bram.get("/rooster?kant=meedoen")) == [f"{evening}/meedoen"]
    assert rows(bram.get("/rooster?kant=helpen")) == [f"{evening}/helpen"]
    assert rows(visitor.get("/rooster?kant=helpen")) == [evening]


def test_the_sheet_for_the_door_has_the_number_of_the_coordinator(
    visitor: Visitor, tonight: Evening, cast: Cast
) -> None:
    call = "Bel Coor Proef om mee te doen: 06 12 34 56 73."
    assert call in visitor.get("/rooster").words
    assert call in visitor.signed_in_as(cast.coor).get("/rooster").words


def test_the_week_shows_what_one_promised(
    bram: Visitor, instance: Instance, tonight: Evening, cast: Cast
) -> None:
    claims(instance, tonight, cast.bram)
    books(instance, tonight, cast.bram)
    words = bram.get("/rooster").words
    assert "U helpt U komt" in words


def test_the_first_evening_without_helpers_asks_for_them(
    bram: Visitor, visitor: Visitor, instance: Instance, tonight: Evening, cast: Cast
) -> None:
    assert "Nog 2 helpers nodig: Eettafel" in bram.get("/rooster").words
    assert "nodig: Eettafel" not in bram.get("/rooster?kant=meedoen").words
    claims(instance, tonight, cast.bram)
    assert "nodig: Eettafel" not in bram.get("/rooster").words
    assert "Nog 1 helper nodig: Eettafel" in visitor.get("/rooster").words


def test_what_does_not_go_ahead_stays_to_be_read(
    visitor: Visitor, instance: Instance, tonight: Evening, cast: Cast
) -> None:
    with instance.writing():
        operations.call_off(tonight.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))
    words = visitor.get("/rooster").words
    assert "Gaat niet door" in words
    assert "helpers nodig" not in words


def test_an_evening_that_is_over_shows_no_places(visitor: Visitor, tonight: Evening) -> None:
    with clock.stopped(EVENING - 7 * DAY):
        words = visitor.get("/rooster?week=2027-W02").words
    assert "Voorbij" in words
    assert "helpers nodig" not in words


def test_free_for_me_leaves_out_what_overlaps(
    bram: Visitor, instance: Instance, evening: Evening, cast: Cast
) -> None:
    half_past = set_table(instance, starts_at=EVENING + timedelta(minutes=30), name="Speelmiddag")
    after = set_table(instance, starts_at=EVENING + timedelta(hours=3), name="Samen op pad")
    claims(instance, evening, cast.bram)

    everything = rows(bram.get("/rooster/open"))
    free = rows(bram.get("/rooster/open?vrij=ja"))

    assert everything == [f"/rooster/{each.shift_id}" for each in (evening, half_past, after)]
    assert free == [f"/rooster/{after.shift_id}"]
    assert rows(bram.get("/rooster?week=2027-W03&vrij=ja")) == free


def test_a_stranger_has_no_filter_on_what_is_free(visitor: Visitor, evening: Evening) -> None:
    page = visitor.get("/rooster/open?vrij=ja")
    assert "Vrij voor mij" not in page.words
    assert len(rows(page)) == 1


def test_open_leaves_out_what_is_full_past_or_called_off(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    full = set_table(instance, seats=1)
    fill(instance, full)
    books(instance, full, cast.anna)
    set_table(instance, starts_at=EVENING - 20 * DAY)
    off = set_table(instance, starts_at=EVENING + DAY)
    with instance.writing():
        operations.call_off(off.shift_id, reason="De kok is ziek.", by=seen_by(cast.coor))
    page = visitor.get("/rooster/open")
    assert page.h1 == "Waar is nog plek?"
    assert "Er is nu nergens plek. Kijk morgen nog eens, of bel ons." in page.words


def test_a_long_list_turns_by_key_both_ways(visitor: Visitor, instance: Instance) -> None:
    with instance.writing():
        pass
    evenings = [set_table(instance, starts_at=EVENING + number * DAY) for number in range(53)]
    expected = [f"/rooster/{each.shift_id}" for each in evenings]

    first = visitor.get("/rooster/open")
    onward = next(link for link in first.links if "vanaf=" in link)
    second = visitor.get(onward)
    back = next(link for link in second.links if "tot=" in link)

    assert rows(first) == expected[:50]
    assert rows(second) == expected[50:]
    assert rows(visitor.get(back)) == expected[:50]
    assert not any("tot=" in link for link in visitor.get(back).links)


def test_a_busy_week_goes_on_on_the_next_page(visitor: Visitor, instance: Instance) -> None:
    evenings = [
        set_table(
            instance, starts_at=EVENING + timedelta(minutes=number), name=f"Iets {number % 3}"
        )
        for number in range(52)
    ]
    first = visitor.get("/rooster?week=2027-W03")
    second = visitor.get(next(link for link in first.links if "vanaf=" in link))
    assert len(rows(first)) == 50
    assert rows(second) == [f"/rooster/{each.shift_id}" for each in evenings[50:]]


@pytest.mark.parametrize("who", ["bram", "coor", None])
@pytest.mark.parametrize("path", ["/rooster?week=2027-W03", "/rooster/open"])
def test_a_list_costs_as_many_statements_at_any_size(
    visitor: Visitor, instance: Instance, cast: Cast, who: str | None, path: str
) -> None:
    browser = visitor.signed_in_as(getattr(cast, who)) if who else visitor
    counts = []
    for number in (2, 40):
        for index in range(number):
            set_table(instance, starts_at=EVENING + timedelta(minutes=number * index))
        with counting(instance.readers, instance.writers) as statements:
            page = browser.get(path)
        counts.append((len(rows(page)) > 1, statements()))
    assert counts[0] == counts[1]
    # Who looks after the whole house also reads above every page whether it all runs, and on the
    # sheet for the door whose number stands there.
    assert counts[0][1] <= (10 if who == "coor" else 6)


def test_fifty_shifts_fit_in_forty_kilobytes(visitor: Visitor, instance: Instance) -> None:
    for number in range(51):
        set_table(instance, starts_at=EVENING + number * DAY, places=6, seats=6)
    page = visitor.get("/rooster/open")
    assert len(rows(page)) == 50
    assert len(page.html.encode()) <= 40_000


def test_the_lists_carry_no_style_and_no_script(bram: Visitor, tonight: Evening) -> None:
    for path in ("/rooster", "/rooster/open"):
        page = bram.get(path)
        assert " style=" not in page.html
        assert "<script" not in page.html
