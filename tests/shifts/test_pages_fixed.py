"""Fixed places and days away on the web, for who holds them and for who makes the rota."""

from datetime import date

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import ReadEntry
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.qualifications.models import Skill
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Claim, FixedPlace, Series, Side
from tests.cast import Cast, seen_by
from tests.shifts.pages import counting, set_table
from tests.shifts.rota import EVENING, a_service, members
from tests.shifts.weekly import FIRST, PLANNED, a_series, give_line, holds, line_of, shift_on
from tests.visitor import Page, Visitor

MINE, AWAY = "/mijn/vast", "/mijn/vast/weg"
FIRST_WORDS = "woensdag 20 januari, 17.00 uur"


@pytest.fixture
def series(instance: Instance, cast: Cast) -> Series:
    """The Eettafel every Wednesday at five, two places."""
    with instance.writing():
        made = a_series(a_service(), cast)
        line_of(made)
        return made


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    """Bram at his own browser."""
    return visitor.another().signed_in_as(cast.bram)


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


def shift_id(instance: Instance, series: Series, day: date = FIRST) -> int:
    with instance.reading():
        return shift_on(series, day).id


def helpers(series: Series) -> str:
    return f"/rooster/reeksen/{series.id}/vaste-helpers"


def bram_holds(instance: Instance, series: Series, cast: Cast) -> int:
    """Bram holds a place; returns its number."""
    with instance.writing():
        return holds(series, cast.bram).place.id


def live(instance: Instance) -> int:
    """How many claims count."""
    with instance.reading():
        return len(db().scalars(select(Claim.id).where(Claim.ended_at.is_(None))).all())


def say_away(bram: Visitor, first: str = "20-01-2027", last: str = "27-01-2027") -> Page:
    return bram.send(bram.get(AWAY), first_day=first, last_day=last)


def test_bram_helps_every_time_from_the_page_of_a_day(
    bram: Visitor, series: Series, instance: Instance
) -> None:
    number = shift_id(instance, series)
    page = bram.get(f"/rooster/{number}")
    assert f"/rooster/{number}/vast" in page.links
    page = bram.get(f"/rooster/{number}/vast")
    assert page.h1 == "Help hier elke keer mee"
    assert page.form().values["first_day"] == ["20-01-2027"]
    page = bram.send(page)
    assert page.path == f"{MINE}/1"
    assert page.h1 == "Vast meehelpen bij Eettafel"
    assert "Fijn, we rekenen elke keer op u." in page.words
    assert FIRST_WORDS in page.words
    assert live(instance) == PLANNED


def test_the_page_of_a_fixed_place_says_which_days_do_not_work_and_why(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        line = give_line(shift_on(series, FIRST))
        for person in members(2):
            operations.claim(line.id, person.id, seen_by(person))
        holds(series, cast.bram)
    page = bram.get(f"{MINE}/1")
    assert f"Deze dagen lukken niet {FIRST_WORDS} Deze dag is vol" in page.words


def test_who_holds_a_place_is_led_to_it(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    bram_holds(instance, series, cast)
    number = shift_id(instance, series)
    assert f"/rooster/{number}/vast" not in bram.get(f"/rooster/{number}").links
    assert bram.get(f"/rooster/{number}/vast").path == f"{MINE}/1"


def test_who_does_not_want_to_help_is_not_asked(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        held = select(Membership).where(Membership.person_id == cast.bram.id)
        db().scalars(held).one().gives = False
    number = shift_id(instance, series)
    assert f"/rooster/{number}/vast" not in bram.get(f"/rooster/{number}").links
    page = bram.send(bram.get(f"/rooster/{number}/vast"))
    assert "Bij Mijn gegevens staat dat u nu niet wilt meehelpen." in page.words


def test_all_fixed_places_given_says_so(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        for person in (cast.anna, cast.truus):
            holds(series, person)
    page = bram.send(bram.get(f"/rooster/{shift_id(instance, series)}/vast"))
    assert "Alle vaste plekken zijn vergeven." in page.words
    assert page.form().values["first_day"] == ["20-01-2027"]


def test_with_two_tasks_one_chooses(bram: Visitor, instance: Instance, cast: Cast) -> None:
    with instance.writing():
        series = operations.start_series(
            a_service().id,
            rule="FREQ=WEEKLY;BYDAY=WE",
            starts_at=EVENING.time(),
            minutes=180,
            place="De Knotwilg",
            first_on=FIRST,
            last_on=date(2027, 2, 3),
            lines=[
                operations.LinePlan(Side.GIVE, "koken", 2),
                operations.LinePlan(Side.GIVE, "afwassen", 1),
            ],
            by=seen_by(cast.coor),
        )
        washing = next(line.id for line in series.lines if line.role == "afwassen")
    page = bram.get(f"/rooster/{shift_id(instance, series)}/vast")
    assert "koken 2 vaste plekken vrij afwassen 1 vaste plek vrij" in page.words
    bram.send(page, line=str(washing))
    with instance.reading():
        assert db().scalars(select(FixedPlace.line_id)).all() == [washing]


def test_a_single_day_has_no_fixed_places(bram: Visitor, instance: Instance) -> None:
    evening = set_table(instance)
    assert bram.get(f"/rooster/{evening.shift_id}/vast").status == 404


def test_a_visitor_signs_in_first(visitor: Visitor, series: Series, instance: Instance) -> None:
    page = visitor.get(f"/rooster/{shift_id(instance, series)}/vast")
    assert page.path == "/inloggen"


def test_my_page_without_fixed_places_says_how_to_get_one(bram: Visitor, series: Series) -> None:
    page = bram.get(MINE)
    assert "U hebt nog geen vaste plek." in page.words
    assert MINE in bram.get("/mijn").links
    assert MINE in bram.get("/mijn/agenda").links


def test_my_page_shows_where_i_help_and_the_next_time(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    bram_holds(instance, series, cast)
    words = bram.get(MINE).words
    assert "Eettafel Elke woensdag om 17.00 uur" in words
    assert f"De volgende keer is {FIRST_WORDS}." in words


def test_bram_gives_his_place_back_and_the_days_too(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    number = bram_holds(instance, series, cast)
    page = bram.get(f"{MINE}/{number}/stop")
    assert page.h1 == "Wilt u uw vaste plek teruggeven?"
    page = bram.send(page)
    assert page.path == MINE
    assert "Uw vaste plek is nu vrij." in page.words
    assert live(instance) == 0
    assert "Deze vaste plek hebt u teruggegeven." in bram.get(f"{MINE}/{number}").words


def test_bram_gives_his_place_back_and_still_comes(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    number = bram_holds(instance, series, cast)
    bram.send(bram.get(f"{MINE}/{number}/stop"), days="keep")
    assert live(instance) == PLANNED


def test_the_fixed_place_of_another_is_not_there(
    visitor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    number = bram_holds(instance, series, cast)
    anna = visitor.another().signed_in_as(cast.anna)
    assert anna.get(f"{MINE}/{number}").status == 404
    assert anna.get(f"{MINE}/{number}/stop").status == 404
    assert anna.get(f"{MINE}/99").status == 404


def test_bram_goes_away_and_reads_what_that_means(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    bram_holds(instance, series, cast)
    other = set_table(instance, name="Klussen", starts_at=EVENING.replace(hour=8))
    with instance.writing():
        operations.book(other.receive, cast.bram.id, seen_by(cast.bram))
    page = say_away(bram)
    assert page.h1 == "Uw dagen weg"
    assert "Van woensdag 20 januari tot en met woensdag 27 januari" in page.words
    assert f"Op deze dagen bent u op tijd afgemeld. Wie dit leidt, weet het. {FIRST_WORDS}" in (
        page.words
    )
    assert f"/rooster/{other.shift_id}/meedoen/afmelden" in page.links
    assert live(instance) == PLANNED - 2
    assert "Van woensdag 20 januari tot en met woensdag 27 januari" in bram.get(MINE).words


def test_who_holds_no_fixed_place_reads_nothing_of_it_when_away(bram: Visitor) -> None:
    page = say_away(bram)
    assert "We vragen u in deze tijd niet om in te vallen." in page.words
    assert "Uw vaste plek is vrij" not in page.words
    assert "uw plek nog vrij is" not in page.words


def test_bram_comes_back(bram: Visitor, series: Series, instance: Instance, cast: Cast) -> None:
    bram_holds(instance, series, cast)
    page = say_away(bram)
    page = bram.send(page, f"{page.path}/terug")
    assert (page.path, live(instance)) == (MINE, PLANNED)
    assert "Fijn dat u er weer bent." in page.words
    again = bram.get(f"{AWAY}/1").words
    assert "U zei dat u er toch bent. Deze dagen weg gelden niet meer." in again


def test_bram_comes_back_too_late_for_a_day(
    bram: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    bram_holds(instance, series, cast)
    page = say_away(bram)
    with instance.writing():
        line = give_line(shift_on(series, FIRST))
        for person in members(2):
            operations.claim(line.id, person.id, seen_by(person))
    page = bram.send(page, f"{page.path}/terug")
    assert "Niet elke dag lukt meer. Kijk bij uw vaste plek welke." in page.words


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("27-01-2027", "20-01-2027", "De laatste dag ligt vóór de eerste dag."),
        ("11-01-2027", "20-01-2027", "Kies een dag vanaf vandaag."),
        ("", "20-01-2027", "Vul dit nog in: Wat is de eerste dag"),
        ("31-02-2027", "01-03-2027", "Deze dag bestaat niet: 31-02-2027."),
        ("20-01-2027", "20-01-2037", "Deze dag ligt te ver weg."),
    ],
)
def test_days_away_that_do_not_fit_are_asked_again(
    bram: Visitor, series: Series, first: str, last: str, sentence: str
) -> None:
    page = say_away(bram, first, last)
    assert sentence in page.words
    assert page.form().values["first_day"] == [first]


def test_the_days_away_of_another_are_not_there(
    bram: Visitor, visitor: Visitor, series: Series, cast: Cast
) -> None:
    page = say_away(bram)
    anna = visitor.another().signed_in_as(cast.anna)
    assert anna.get(page.path).status == 404


def test_coor_sees_who_helps_every_time_and_that_is_written_down(
    coor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        operations.go_away(cast.bram.id, first_on=FIRST, last_on=FIRST, by=seen_by(cast.bram))
    bram_holds(instance, series, cast)
    words = coor.get(helpers(series)).words
    assert "Vaste plekken bezet: 1 van 2." in words
    assert "Bram Proef" in words
    assert f"1 dag niet op de lijst {FIRST_WORDS} Is dan weg." in words
    with instance.reading():
        read = db().scalars(select(ReadEntry.purpose)).all()
        assert "Om te zien wie vast meehelpt" in read


def test_coor_reads_when_nobody_does(coor: Visitor, series: Series) -> None:
    words = coor.get(helpers(series)).words
    assert "Hier helpt nog niemand vast mee." in words
    assert helpers(series) in coor.get("/rooster/reeksen").links


def test_coor_gives_a_member_a_place(
    coor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    page = coor.get(f"{helpers(series)}?zoek=bram")
    page = coor.send(page, f"{helpers(series)}?zoek=bram", person=str(cast.bram.id))
    assert "Opgeslagen. Dit lid krijgt een bericht met alles erin." in page.words
    assert live(instance) == PLANNED


def test_coor_reads_why_a_member_gets_no_place(
    coor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        for person in (cast.anna, cast.truus):
            holds(series, person)
    page = coor.get(f"{helpers(series)}?zoek=bram")
    page = coor.send(page, f"{helpers(series)}?zoek=bram", person=str(cast.bram.id))
    assert "Alle vaste plekken zijn vergeven." in page.words


def test_nobody_found_is_said(coor: Visitor, series: Series) -> None:
    words = coor.get(f"{helpers(series)}?zoek=zzz").words
    assert "We vinden niets bij “zzz”." in words


def test_coor_lets_a_place_stop(
    coor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    number = bram_holds(instance, series, cast)
    page = coor.get(f"{helpers(series)}/{number}/stop")
    assert "Bram Proef bij Eettafel" in page.words
    page = coor.send(page)
    assert (page.path, live(instance)) == (helpers(series), 0)
    assert coor.get(f"{helpers(series)}/{number}/stop").status == 404


def test_who_leads_sees_and_ends_but_looks_nobody_up(
    visitor: Visitor, series: Series, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        service_id = db().scalars(select(Service.id)).one()
        db().add(
            ServiceLead(
                service_id=service_id,
                person_id=cast.anna.id,
                starts_on=date(2026, 1, 1),
                ends_on=None,
            )
        )
    number = bram_holds(instance, series, cast)
    anna = visitor.another().signed_in_as(cast.anna)
    page = anna.get(helpers(series))
    assert "Bram Proef" in page.words
    assert "Geef een lid een vaste plek" not in page.words
    anna.send(anna.get(f"{helpers(series)}/{number}/stop"))
    assert live(instance) == 0


def test_others_do_not_see_who_helps_every_time(
    bram: Visitor, visitor: Visitor, series: Series
) -> None:
    assert bram.get(helpers(series)).status == 404
    assert bram.get(f"{helpers(series)}/1/stop").status == 404
    assert visitor.get(helpers(series)).path == "/inloggen"


def test_the_pages_ask_as_much_for_many_days_and_helpers_as_for_few(
    coor: Visitor, bram: Visitor, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        skill = Skill(name="VOG", explanation="Uitleg.", proven=True, valid_months=12)
        db().add(skill)
        db().flush()
        service = a_service()
        series = a_series(service, cast, places=8, rule="FREQ=DAILY", skill_id=skill.id)
        line_id = line_of(series)
        holds(series, cast.bram)
    asked = []
    for helper in (None, *range(3)):
        if helper is not None:
            with instance.writing():
                person = members(1, first=100 + helper)[0]
                operations.hold_fixed_place(line_id, person.id, seen_by(person), starts_on=FIRST)
        pages = ((coor, helpers(series)), (bram, MINE), (bram, f"{MINE}/1"))
        counts = []
        for browser, path in pages:
            with counting(instance.readers, instance.writers) as asks:
                assert browser.get(path).status == 200
                counts.append(asks())
        asked.append(counts)
    assert asked[1:] == [asked[1]] * 3
