"""The money on screen: the picture and its table, one source, booking in words."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import operations
from buurtcoop.funding.models import FundingAgreement, FundingSource, SourceKind
from buurtcoop.funding.queries import figures
from buurtcoop.ledger.models import FundKind
from buurtcoop.ledger.operations import book, lend, make_fund
from buurtcoop.ledger.rules import NewLine
from tests.cast import Cast
from tests.funding.conftest import TODAY, Sources, statements
from tests.visitor import Visitor

WRONG_PROMISES: list[tuple[dict[str, str], str]] = [
    ({"amount": ""}, "Vul dit nog in: Hoeveel is er toegezegd."),
    ({"amount": "veel"}, "We begrijpen dit bedrag niet. Schrijf het zo: 12,50."),
    ({"amount": "-5"}, "Kies een bedrag van € 0,00 tot en met € 10.000.000,00."),
    ({"certainty": ""}, "Vul dit nog in: Is het zeker."),
    ({"certainty": "misschien"}, "Kies een antwoord uit de lijst."),
    ({"starts_on": "2027"}, "We begrijpen deze datum niet. Schrijf hem zo: 21-11-2026."),
    ({"ends_on": "01-01-2026"}, "De laatste dag ligt vóór de eerste dag."),
    ({"reference": "x" * 81}, "Deze tekst is te lang: 81 tekens. Er passen er 80."),
]


# --- At a glance ---


@pytest.mark.parametrize("name", ["truus", "coor", "dees", "bo"])
def test_who_reads_the_money_sees_every_source(
    visitor: Visitor, cast: Cast, running: Sources, name: str
) -> None:
    page = visitor.signed_in_as(getattr(cast, name)).get("/geld")

    assert page.status == 200
    assert page.h1 == "Waar komt het geld vandaan?"
    assert "2027, stand van dinsdag 12 januari" in page.words
    assert "€ 13.333 besteed van € 32.000 nog € 18.667" in page.words


def test_a_member_does_not_see_the_money(visitor: Visitor, cast: Cast, running: Sources) -> None:
    anna = visitor.signed_in_as(cast.anna)

    paths = ("/geld", "/geld/bronnen/fonds-buurtkeuken", "/geld/boek/nieuw", "/geld/bronnen/nieuw")
    assert {anna.get(path).status for path in paths} == {403}


def test_a_stranger_signs_in_first(visitor: Visitor, running: Sources) -> None:
    answer = visitor.get("/geld", follow=False)

    assert answer.status == 303
    assert "/inloggen" in answer.headers["Location"]


def test_without_a_second_factor_the_treasurer_sees_no_money(
    visitor: Visitor, cast: Cast, running: Sources
) -> None:
    page = visitor.signed_in_as(cast.truus, proven=False).get("/geld")

    assert page.h1 != "Waar komt het geld vandaan?"


def test_without_sources_the_page_says_what_to_do(truus: Visitor) -> None:
    page = truus.get("/geld")

    assert "Er is nog geen bron. Voeg de eerste toe, dan ziet u wat er binnenkomt." in page.words
    assert "/geld/bronnen/nieuw" in page.links


def test_the_figures_tell_leverage_and_the_largest_source(truus: Visitor, running: Sources) -> None:
    page = truus.get("/geld")

    assert "toegezegd voor 2027 € 44.500 Daarvan is € 12.500 nog niet zeker." in page.words
    assert "naast elke euro van de gemeente € 0,39" in page.words
    assert "Elke euro van de gemeente wordt zo € 1,39." in page.words
    assert "71,9 % Meer dan de helft. Zoek er een bron bij." in page.words


def test_the_table_says_what_the_picture_says(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    html = truus.get("/geld").html

    with instance.reading():
        for source in figures(2027):
            row = re.search(rf"<tr role=\"row\"><th[^>]*><a[^>]*>{source.name}</a>.*?</tr>", html)
            assert row is not None
            told = re.findall(r"(?:−\xa0)?€\xa0[\d.]+,\d\d", row[0])
            amounts = [source.promised, source.came_in, source.spent, source.left, source.in_cash]
            assert told == [str(amount) for amount in amounts]
            bar = html.split(f">{source.name}</a></h3>")[1].split("</svg>")[0]
            widths = re.findall(r'<rect width="([\d.]+)%"', bar)
            assert widths == [
                f"{part.cents * 100 / source.room.cents:.2f}"
                for part in (source.came_in, source.spent)
            ]


def test_no_drawing_carries_a_style(truus: Visitor, running: Sources) -> None:
    for path in ("/geld", "/geld/bronnen/gemeente-waterveen", "/geld/boek"):
        html = truus.get(path).html
        assert "style=" not in html
        assert "<style" not in html


def test_every_figure_of_the_table_opens_to_lines_with_the_same_sum(
    truus: Visitor, running: Sources
) -> None:
    page = truus.get("/geld")

    opened = 0
    for link, shown in re.findall(r'<a href="(/geld/boek\?bron[^"]+)">([^<]+)<', page.html):
        sum_line = truus.get(link.replace("&amp;", "&")).words.rpartition(" samen ")[2]
        if shown.endswith("€\N{NO-BREAK SPACE}0,00"):
            continue
        assert shown.replace("&nbsp;", " ").split("€")[1].strip() in sum_line[:40]
        opened += 1
    assert opened == 5


def test_what_stands_in_the_bank_outside_the_sources_is_told(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    with instance.writing():
        reserve = make_fund("Reserve", FundKind.FREE)
        assert reserve is not None
        lines = [
            NewLine(account="1100", fund_id=reserve.id, amount=Money(1_124_000)),
            NewLine(account="0510", fund_id=reserve.id, amount=Money(-1_124_000)),
        ]
        book(date(2027, 1, 1), "Beginstand", lines, key="opening", by=running.truus)

    page = truus.get("/geld")
    cash = truus.get("/geld/boek?soort=kas&jaar=2027")

    assert "Met de reserve en andere potjes erbij staat er € 6.996,75 op de bank." in page.words
    assert "samen erbij: + € 6.996,75" in cash.words


def test_another_year_is_a_press_away(truus: Visitor, running: Sources, instance: Instance) -> None:
    with instance.writing():
        running.promised(running.city, 3_000_000, year=2026)

    page = truus.get("/geld?jaar=2026")

    assert "Het hele jaar 2026" in page.words
    assert "toegezegd voor 2026 € 30.000" in page.words
    assert "/geld?jaar=2027" in page.links


def test_a_year_without_money_is_not_there(truus: Visitor, running: Sources) -> None:
    for year in ("1999", "nu", "-1", "20270", "2027.5"):
        assert truus.get(f"/geld?jaar={year}").status == 404, year
        assert truus.get(f"/geld/bronnen/gemeente-waterveen?jaar={year}").status == 404, year


def test_statements_do_not_grow_with_what_is_booked(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    paths = ("/geld", "/geld/bronnen/gemeente-waterveen", "/geld/boek", "/geld/boek?soort=uit")
    few = [count(truus, instance, path) for path in paths]
    with instance.writing():
        for number in range(30):
            running.spent(running.city, 100, key=f"more {number}")
        for number in range(8):
            extra = operations.add_source(
                f"Bron {number}", SourceKind.COMPANY_DONATION, by=running.truus
            )
            running.promised(extra.id, 100)

    assert [count(truus, instance, path) for path in paths] == few
    assert few[0] <= 13


# --- One source ---


def test_a_source_shows_how_it_stands_and_where_it_went(truus: Visitor, running: Sources) -> None:
    page = truus.get("/geld/bronnen/gemeente-waterveen")

    assert page.h1 == "Gemeente Waterveen"
    assert "Gemeente: € 32.000,00 toegezegd voor 2027" in page.words
    assert "nog te besteden € 18.667,00" in page.words
    assert "Samen eten Eten en drinken € 13.333,00" in page.words
    assert "brief" in page.words
    assert "Voorschot" in page.words


def test_money_that_others_advanced_is_told(truus: Visitor, running: Sources) -> None:
    page = truus.get("/geld/bronnen/fonds-buurtkeuken")

    assert "Er moet nog geld komen. Andere bronnen schoten € 5.310,25 voor." in page.words


def test_money_that_was_lent_is_told_with_the_source(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    with instance.writing():
        city, kitchen = (
            db().get_one(FundingSource, number).fund_id
            for number in (running.city, running.kitchen)
        )
        lend(city, kitchen, Money(50_000), day=TODAY, memo="Even", key="lent", by=running.truus)

    assert (
        "Nu is € 500,00 geleend van een ander potje."
        in truus.get("/geld/bronnen/fonds-buurtkeuken").words
    )
    assert "geleend" not in truus.get("/geld/bronnen/gemeente-waterveen").words


def test_an_overspent_source_warns(truus: Visitor, running: Sources, instance: Instance) -> None:
    with instance.writing():
        running.spent(running.city, 2_000_000, key="far too much")

    page = truus.get("/geld/bronnen/gemeente-waterveen")
    glance = truus.get("/geld")

    assert "Deze bron is op. Er is € 1.333,00 meer besteed dan er mag." in page.words
    assert "€ 1.333 te veel" in glance.words


@pytest.mark.parametrize("slug", ["bestaat-niet", "1", "GEMEENTE-WATERVEEN"])
def test_a_source_nobody_knows_is_not_there(truus: Visitor, running: Sources, slug: str) -> None:
    paths = (f"/geld/bronnen/{slug}", f"/geld/bronnen/{slug}/toezegging")

    assert {truus.get(path).status for path in paths} == {404}


def test_a_coordinator_adds_what_a_source_promises_but_books_nothing(
    visitor: Visitor, cast: Cast, running: Sources
) -> None:
    coor = visitor.signed_in_as(cast.coor)
    page = coor.get("/geld/bronnen/gemeente-waterveen")

    assert page.status == 200
    assert "Voeg een toezegging toe" in page.words
    assert "Er ging geld uit" not in page.words
    assert coor.get("/geld/bronnen/gemeente-waterveen/toezegging").status == 200
    assert coor.get("/geld/boek/nieuw").status == 403
    board = visitor.another().signed_in_as(cast.bo)
    assert board.get("/geld/bronnen/gemeente-waterveen/toezegging").status == 403


# --- Sources and promises ---


def test_a_source_is_added_with_its_promise(
    truus: Visitor, instance: Instance, sources: Sources
) -> None:
    done = truus.send(
        truus.get("/geld/bronnen/nieuw"),
        name="Bakkerij De Halm",
        kind="company_donation",
        amount="1.500",
        certainty="awarded",
        reference="Mail van 5 januari",
    )

    assert done.path == "/geld/bronnen/bakkerij-de-halm"
    assert "Opgeslagen." in done.words
    assert "Bedrijf: € 1.500,00 toegezegd voor 2027" in done.words


def test_a_source_without_a_promise_needs_no_amount(truus: Visitor, sources: Sources) -> None:
    done = truus.send(truus.get("/geld/bronnen/nieuw"), name="Bakkerij", kind="company_donation")

    assert done.path == "/geld/bronnen/bakkerij"
    assert "Voor 2027 is nog niets toegezegd." in done.words


def test_a_second_source_of_one_name_is_refused_and_nothing_is_lost(
    truus: Visitor, instance: Instance, sources: Sources
) -> None:
    refused = truus.send(
        truus.get("/geld/bronnen/nieuw"),
        name="Fonds Buurtkeuken",
        kind="grant",
        amount="12,50",
        reference="Brief 3",
    )

    assert "Deze bron is er al: Fonds Buurtkeuken. Kies een andere naam." in refused.words
    assert refused.form().values["amount"] == ["12,50"]
    assert refused.form().values["reference"] == ["Brief 3"]
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(FundingSource)) == 2


def test_a_refused_promise_adds_no_source_either(
    truus: Visitor, instance: Instance, sources: Sources
) -> None:
    refused = truus.send(
        truus.get("/geld/bronnen/nieuw"),
        name="Bakkerij",
        kind="company_donation",
        amount="100",
        starts_on="01-12-2027",
        ends_on="31-01-2028",
    )

    assert "Een toezegging hoort bij 1 jaar. Zet elk jaar apart in de lijst." in refused.words
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(FundingSource)) == 2


@pytest.mark.parametrize("day", ["01-01-0001", "31-12-9999"])
def test_a_promise_of_a_year_far_away_adds_no_years_to_choose_from(
    truus: Visitor, instance: Instance, sources: Sources, day: str
) -> None:
    add = truus.get("/geld/bronnen/gemeente-waterveen/toezegging")

    refused = truus.send(add, amount="100", certainty="expected", starts_on=day, ends_on=day)

    assert "Deze dag ligt te ver weg." in refused.words
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(FundingAgreement)) == 0


def test_a_promise_is_added_and_later_becomes_certain(
    truus: Visitor, instance: Instance, sources: Sources
) -> None:
    add = truus.get("/geld/bronnen/gemeente-waterveen/toezegging")
    added = truus.send(add, amount="30.000", certainty="expected")
    with instance.reading():
        number = db().scalars(select(FundingAgreement.id)).one()

    change = truus.get(f"/geld/bronnen/gemeente-waterveen/toezegging/{number}")
    changed = truus.send(change, amount="32.000", certainty="awarded", reference="Besluit 7")

    assert "verwacht" in added.words
    assert change.form().values["amount"] == ["30.000,00"]
    assert "Besluit 7 € 32.000,00" in changed.words
    assert "verwacht" not in changed.words


def test_a_promise_of_another_source_is_not_there(
    truus: Visitor, instance: Instance, running: Sources
) -> None:
    with instance.reading():
        query = select(FundingAgreement.id).where(FundingAgreement.source_id == running.city)
        number = db().scalars(query).one()

    path = f"/geld/bronnen/fonds-buurtkeuken/toezegging/{number}"
    assert truus.get(path).status == 404


def test_a_wrong_promise_says_what_is_expected(truus: Visitor, sources: Sources) -> None:
    add = truus.get("/geld/bronnen/gemeente-waterveen/toezegging")

    for wrong, said in WRONG_PROMISES:
        values: dict[str, Any] = {"amount": "100", "certainty": "awarded", **wrong}
        assert said in truus.send(add, **values).words, wrong


def count(truus: Visitor, instance: Instance, path: str) -> int:
    with statements(instance) as sent:
        assert truus.get(path).status == 200
    return len(sent)
