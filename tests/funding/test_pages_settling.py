"""Settling on screen: the arithmetic, the questions, handing in, their letter and the booking."""

from datetime import date

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import ReportDate, SourceKind
from buurtcoop.ledger.operations import book, reverse
from buurtcoop.ledger.rules import BANK, NewLine
from tests.cast import Cast
from tests.funding.settled import LAST, SETTLED, Books, books, euro
from tests.visitor import Visitor


@pytest.fixture
def made(instance: Instance, cast: Cast) -> Books:
    """Agreement 1: € 18.000 that pays 60 percent; € 9.500 of costs, € 7.200 came in."""
    with instance.writing():
        made = books(cast)
        kind = SourceKind.MUNICIPAL_COFINANCING
        number = made.agreement("Gemeente", "18000", advance="7200", kind=kind)
        made.cost(made.source_of(number), "9500", number)
        assert number == 1
    return made


HERE = "/geld/afspraken/1/afrekening"


def test_the_page_says_what_it_comes_to_and_answers_the_questions(
    truus: Visitor, made: Books
) -> None:
    words = truus.get(HERE).words

    for said in (
        "betalen zij € 5.700,00",
        "Als er niets verandert, betaalt u € 1.500,00 terug.",
        "60 procent × € 9.500,00 = € 5.700,00",
        "Het laagste van € 5.700,00 en € 18.000,00: € 5.700,00",
        "Met nog € 20.500,00 aan kosten betalen zij het meeste: € 18.000,00.",
        "Van 1 euro extra betalen zij € 0,60 en wij € 0,40.",
        "Met nog € 2.500,00 aan kosten hoeft er niets terug.",
        "Eigen geld € 0,00 Geld van andere bronnen € 0,00",
    ):
        assert said in words


def test_it_is_begun_told_handed_in_decided_and_corrected(
    truus: Visitor, made: Books, instance: Instance
) -> None:
    story = truus.send(truus.get(HERE), action=f"{HERE}/begin")
    assert truus.get(f"{HERE}/begin").path == HERE
    told = truus.send(story, story="We kookten elke week.\nMet 40 buren.")
    assert "Met 40 buren." in told.words

    early = truus.send(truus.get(f"{HERE}/inleveren"), settled_on="1-6-2026", stap="inleveren")
    assert "De afspraak loopt tot en met" in early.words
    look = truus.send(truus.get(f"{HERE}/inleveren"), settled_on="31-12-2026", stap="bekijk")
    assert "Inleveren zet alles vast." in look.words
    done = truus.send(look, settled_on="12-1-2027", stap="inleveren")
    assert done.path == f"{HERE}/1"
    assert "Hun brief is er nog niet." in done.words

    decided = truus.send(truus.get(f"{HERE}/1/besluit"), determined="5000", decided_on="12-1-2027")
    assert "€ 5.000,00" in decided.words
    assert "Dat is anders dan de € 5.700,00 van deze afrekening. Er gaat dus" in decided.words
    with instance.writing():
        reverse(2, day=SETTLED, memo="Verkeerd", by=made.by)
    assert "Het boek zegt nu iets anders" in truus.get(f"{HERE}/1").words

    again = truus.send(truus.get(f"{HERE}/begin"), reason="Een bon te veel.")
    assert "We kookten elke week." in again.html
    assert "Waarom opnieuw: Een bon te veel." in truus.get(HERE).words
    assert "betalen zij € 5.700,00" in truus.get(f"{HERE}/1").words


def test_the_reports_that_go_with_it_are_handed_in_by_the_same_press(
    truus: Visitor, made: Books, instance: Instance
) -> None:
    with instance.writing():
        halfway = operations.add_report(1, "Tussenverslag", date(2026, 7, 1), made.by).id
        last = operations.add_report(1, "Eindverslag", date(2027, 4, 1), made.by).id
        later = operations.add_report(1, "Gevolgen", date(2027, 9, 1), made.by).id
        begun = operations.begin_settlement(1, by=made.by)
        operations.tell_story(begun.id, "We kookten.", made.by)

    asked = truus.get(f"{HERE}/inleveren")
    assert asked.form().values["reports"] == [str(last)]
    assert "Eindverslag · 1 april 2027" in asked.words
    truus.send(asked, settled_on="12-1-2027", stap="inleveren")

    with instance.reading():
        assert [each.id for each in queries.reports_waiting(1)] == [halfway, later]
        assert db().get_one(ReportDate, last).handed_in_on == SETTLED
        dossier = queries.frozen(queries.settlements_of(1)[0]).dossier
        told = dossier.promises if dossier else ()
        kept = {each.words: each.kept_on for each in told if each.ours}
        assert kept == {
            "Verslag: Tussenverslag": None,
            "Verslag: Eindverslag": SETTLED,
            "Verslag: Gevolgen": None,
        }


def test_a_report_of_another_agreement_is_not_handed_in_with_it(
    made: Books, instance: Instance
) -> None:
    with instance.writing():
        other = made.agreement("Fonds", "100", None)
        theirs = operations.add_report(other, "Verslag", date(2027, 4, 1), made.by).id
        begun = operations.begin_settlement(1, by=made.by).id
        operations.tell_story(begun, "We kookten.", made.by)

    for report in (theirs, 99):
        with instance.writing(), pytest.raises(LookupError):
            operations.hand_in(begun, SETTLED, made.by, reports=[report])

    with instance.reading():
        assert db().get_one(ReportDate, theirs).handed_in_on is None


def test_handing_in_leads_to_the_costs_of_which_money_came_back(
    truus: Visitor, made: Books, instance: Instance
) -> None:
    with instance.writing():
        begun = operations.begin_settlement(1, by=made.by).id
        operations.tell_story(begun, "We kookten.", made.by)
    costs = "/geld/afspraken/1/kosten"
    before = truus.get(f"{HERE}/inleveren")
    assert "die op afspraken staan kwam" not in before.words
    assert costs not in before.links

    with instance.writing():
        fund = made.fund(made.source_of(1))
        food = NewLine(account="4400", fund_id=fund, amount=euro("-500"), activity_id=made.meals)
        lines = [NewLine(account=BANK, fund_id=fund, amount=euro("500")), food]
        book(LAST, "Boodschappen terug", lines, key="terug", by=made.by)

    told = truus.get(f"{HERE}/inleveren")
    assert "Van kosten die op afspraken staan kwam € 500,00 terug." in told.words
    assert costs in told.links


def test_the_booking_is_shown_first_and_booked_once(truus: Visitor, made: Books) -> None:
    shown = truus.get(f"{HERE}/boeken")
    assert "Kwam te vroeg € 1.500,00" in shown.words
    assert "1400 Vooruit ontvangen bijdragen" in shown.words

    booked = truus.send(shown, day="31-12-2026", stap="boek")
    assert booked.path.startswith("/geld/boek/")
    after = truus.get(f"{HERE}/boeken")
    assert "Het boek klopt al op deze dag." in after.words
    late = truus.send(after, day="1-12-2026", stap="bekijk")
    assert "Er staat al een boeking van" in late.words


def test_who_reads_sees_no_buttons_and_a_bare_promise_says_what_is_missing(
    visitor: Visitor, cast: Cast, made: Books, instance: Instance
) -> None:
    with instance.writing():
        bare = made.agreement("Fonds", "100", None)
        begun = operations.begin_settlement(1, by=made.by)
        operations.tell_story(begun.id, "We kookten.", made.by)
        operations.add_report(1, "Eindverslag", date(2027, 4, 1), made.by)
    coor = visitor.another().signed_in_as(cast.coor)
    board = visitor.another().signed_in_as(cast.bo)

    assert f"{HERE}/inleveren" not in coor.get(HERE).links
    assert coor.get(f"{HERE}/inleveren").status == 403
    assert coor.get(f"{HERE}/boeken").status == 403
    assert f"{HERE}/inleveren" in board.get(HERE).links
    assert f"{HERE}/verhaal" not in board.get(HERE).links
    assert "Eindverslag" not in board.get(f"{HERE}/inleveren").words
    for place in ("afrekening", "afrekening/dossier"):
        page = coor.get(f"/geld/afspraken/{bare}/{place}")
        assert "Schrijf eerst op wat er in de brief staat." in page.words
        assert f"/geld/afspraken/{bare}/voorwaarden" in page.links
    assert visitor.another().signed_in_as(cast.anna).get(HERE).status in {403, 404}
    for gone in ("/9", "/1/besluit"):
        assert board.get(f"{HERE}{gone}").status == 404
