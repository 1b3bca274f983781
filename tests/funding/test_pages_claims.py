"""What stands on agreements, on screen: put on and taken off, said why, and nothing for others."""

import re
from datetime import date

import pytest

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.rules import CategoryDraft
from buurtcoop.ledger.models import AccountKind, Line
from buurtcoop.ledger.operations import book, reverse
from buurtcoop.ledger.queries import accounts
from buurtcoop.ledger.rules import BANK, NewLine
from tests.cast import Cast
from tests.funding.conftest import TODAY, Sources
from tests.funding.standing import LUMP, MATCH, RATE, Standing, a_standing, an_hour
from tests.visitor import Page, Visitor


@pytest.fixture
def standing(instance: Instance, sources: Sources) -> Standing:
    with instance.writing():
        return a_standing(sources)


def test_suggested_costs_are_put_on_by_one_press_and_come_off_with_a_reason(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 60_000)
        first = standing.cost(standing.sources.city, 30_000)
        standing.cost(standing.sources.kitchen, 20_000, key="kitchen")
    here = f"/geld/afspraken/{agreement}/kosten"

    page = truus.get(here)
    assert "Voorstel: € 300,00 erbij" in page.words
    assert "Kan er nog bij" in page.words
    put = truus.send(page, action=f"{here}/voorstel", lines=[str(first)])

    assert "1 bedrag staat nu op de afspraak." in put.words
    assert "Met deze kosten € 180,00" in put.words
    assert "Van de volgende euro betalen zij € 0,60 en wij € 0,40." in put.words
    assert "Vul dit nog in" in truus.send(truus.get(f"{here}/1/eraf"), why=" ").words
    gone = truus.send(truus.get(f"{here}/1/eraf"), why="Hoort bij het fonds.")
    assert "Wat er weer af ging" in gone.words
    assert "Hoort bij het fonds." in gone.words
    assert truus.get(f"{here}/1/eraf").status == 404


def test_a_cost_is_put_on_by_hand_in_part_and_says_why_it_does_not_count(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    kinds = (CategoryDraft(name="Eten", accounts=("4400",)),)
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 60_000, categories=kinds)
        line = standing.cost(standing.members, 30_000, account="4200")
    here = f"/geld/afspraken/{agreement}/kosten"

    assert "Boodschappen" in truus.get(f"{here}/nieuw?zoek=boodsch").words
    assert "geen kosten die nog vrij zijn" in truus.get(f"{here}/nieuw?zoek=xyz").words
    too_much = truus.send(truus.get(f"{here}/nieuw/{line}"), amount="300,01", vat="")
    assert "Van deze kosten is nog € 300,00 vrij." in too_much.words
    put = truus.send(too_much, amount="100", vat="")

    assert "Een deel van € 300,00." in put.words
    assert "Telt niet mee: deze soort kosten staat niet in de brief." in put.words
    assert "Geen soort uit de brief" in put.words
    assert truus.get(f"{here}/nieuw/999").status == 404


def test_hours_are_put_on_and_taken_off_per_month(
    truus: Visitor, instance: Instance, standing: Standing, cast: Cast
) -> None:
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 60_000, in_kind=RATE)
        plain = standing.agreed(standing.sources.kitchen, 60_000, LUMP)
        an_hour(cast, standing.sources)
    here = f"/geld/afspraken/{agreement}/uren"

    page = truus.get(here)
    assert "Nog vrij: 1 uur." in page.words
    assert "Uren tellen tot 30 procent van alle kosten en uren samen." in page.words
    put = truus.send(page, action=f"{here}/erop")
    assert "Zet alle vrije uren erop" not in put.words
    off = truus.send(put, action=f"{here}/eraf")
    assert "Nog vrij: 1 uur." in off.words
    assert "Nog vrij" not in truus.send(off, action=f"{here}/alles").words
    assert "tellen uren van helpers niet mee" in truus.get(f"/geld/afspraken/{plain}/uren").words


def test_a_gift_is_written_down_and_paid(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        agreement = standing.agreed(standing.sources.kitchen, 60_000, MATCH)
        income = standing.sources.received(standing.members, 2_500)
        line = max(each.id for each in income.lines)
    here = f"/geld/afspraken/{agreement}/giften"

    page = truus.send(
        truus.get(f"{here}/nieuw"), household="nummer 12", amount="25", promised_on=""
    )
    page = truus.send(page, household="nummer 12", amount="25", promised_on="12-1-2027")
    assert "nog niet betaald" in page.words
    paid = truus.send(truus.get(f"{here}/1/betaald"), line=str(line))

    assert "betaald op 12 januari 2027" in paid.words
    assert "legt de bron ernaast" in paid.words


def test_an_order_is_paid_in_part_and_the_rest_ends(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        standing.sources.promised(standing.sources.kitchen, 100_000)
        bill = standing.cost(standing.sources.kitchen, 20_000)
        account = str(queries.these_lines([bill])[bill].account_id)

    order = truus.send(
        truus.get("/geld/bestellingen/nieuw"),
        words="6 pannen",
        amount="300",
        source=str(standing.sources.kitchen),
        activity=str(standing.sources.meals),
        account=account,
        ordered_on="12-1-2027",
        expected_on="1-2-2027",
    )
    assert "Nog te betalen € 300,00" in order.words
    assert "besteld, nog niet betaald" in truus.get("/geld/bronnen/fonds-buurtkeuken").words
    paid = truus.send(truus.get("/geld/bestellingen/1/betaald"), line=str(bill), amount="200")
    assert "Nog te betalen € 100,00" in paid.words
    assert "Van € 300,00 is € 200,00 betaald." in truus.get("/geld/bestellingen").words
    ended = truus.send(truus.get("/geld/bestellingen/1/stop"), why="Werd goedkoper.")
    assert "de rest verviel: Werd goedkoper." in ended.words
    assert truus.get("/geld/bestellingen/2").status == 404


def test_costs_without_an_agreement_and_money_about_to_lapse_are_told(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        line = standing.cost(standing.sources.city, 30_000)
        agreement = standing.ready_to_hand_in(standing.sources.city, line, 10_000)
        operations.add_report(agreement, "Verslag", date(2027, 4, 1), standing.sources.truus)

    page = truus.get("/geld/kosten-open")

    assert "Kosten van Gemeente Waterveen zonder afspraak" in page.words
    assert f"Samen {Money(20_000)}.".replace("\N{NO-BREAK SPACE}", " ") in page.words
    assert "Dit geld kunt u mislopen" in page.words
    assert "De afspraak loopt tot en met 12 januari 2027." in page.words
    with instance.reading():
        [later] = queries.lapsing(date(2027, 3, 1))
    assert (later.day, later.report, later.left) == (date(2027, 4, 1), True, Money(94_000))
    assert truus.get("/geld/kosten-open?jaar=1999").status == 404


def test_of_many_costs_without_an_agreement_the_largest_are_told_and_the_others_summed(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        for number, account in enumerate(accounts(AccountKind.EXPENSE)[:10], 1):
            code = account.code
            standing.cost(standing.sources.city, number * 1_000, key=code, account=code)

    words = truus.get("/geld/kosten-open").words

    assert "Samen € 550,00." in words
    assert "€ 20,00" not in words
    assert "En nog 2 kleinere posten – 2 € 30,00 Samen € 550,00" in words


def test_who_may_read_sees_no_buttons_and_a_neighbour_sees_nothing(
    visitor: Visitor, cast: Cast, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 60_000, in_kind=RATE)
        standing.cost(standing.sources.city, 30_000)
    here = f"/geld/afspraken/{agreement}"

    reader = visitor.signed_in_as(cast.bo)
    assert "Er past nog € 300,00 aan kosten bij." in reader.get(f"{here}/kosten").words
    assert "Zet deze kosten erop" not in reader.get(f"{here}/kosten").words
    neighbour = visitor.signed_in_as(cast.anna)
    for path in (f"{here}/kosten", f"{here}/uren", f"{here}/giften", "/geld/bestellingen"):
        assert neighbour.get(path).status in (403, 404)


def test_a_settled_agreement_shows_its_costs_and_no_way_to_change_them(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        line = standing.cost(standing.sources.city, 5_000)
        agreement = standing.settled(standing.sources.city, line, 5_000)
    here = f"/geld/afspraken/{agreement}/kosten"

    page = truus.get(here)
    assert "Deze afspraak is afgerekend." in page.words
    assert "Haal eraf" not in page.words
    pressed = truus.send(truus.get(f"{here}/1/eraf"), why="Toch niet.")
    assert "Deze afspraak is al afgerekend." in pressed.words


def test_many_costs_on_an_agreement_are_told_page_by_page(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 600_000)
        other = standing.agreed(standing.sources.kitchen, 600_000)
        line = standing.cost(standing.sources.city, 100_000)
        claims = [standing.claim(line, agreement, 100) for _ in range(53)]
        pans = standing.cost(standing.sources.kitchen, 1_000, key="pans")
        elsewhere = standing.claim(pans, other, 1_000)
        off = claims.pop(49)
        operations.withdraw(off, "Hoort hier niet.", standing.sources.truus)
    here = f"/geld/afspraken/{agreement}/kosten"

    first, second = truus.get(here), truus.get(f"{here}?na={claims[49]}")
    back, after_it = truus.get(f"{here}?voor={claims[50]}"), truus.get(f"{here}?na={off}")

    assert _listed(first) == _listed(back) == (claims[:50], ["Volgende"])
    assert _listed(second) == (claims[50:], ["Vorige"])
    assert _listed(after_it) == (claims[49:], ["Vorige"])
    assert truus.get(f"{here}?na={elsewhere}").status == 404
    beyond = truus.get(f"{here}?na={claims[-1]}")
    assert (beyond.path, _listed(beyond)) == (here, _listed(first))


def _listed(page: Page) -> tuple[list[int], list[str]]:
    """The costs on this page that can be taken off, in order, and where the list goes on."""
    claims = [int(number) for number in re.findall(r"/kosten/(\d+)/eraf", page.html)]
    return claims, [word for word in ("Vorige", "Volgende") if word in page.words]


def test_a_cost_that_was_undone_in_the_book_is_not_taken_off(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    with instance.writing():
        agreement = standing.agreed(standing.sources.city, 60_000)
        line = standing.cost(standing.sources.city, 5_000)
        claim = standing.claim(line, agreement, 5_000)
    off = f"/geld/afspraken/{agreement}/kosten/{claim}/eraf"
    assert truus.get(off).status == 200

    with instance.writing():
        entry = db().get_one(Line, line).entry_id
        reverse(entry, day=TODAY, memo="Verkeerd", by=standing.sources.truus)

    assert truus.get(off).status == 404


def test_money_that_came_back_of_a_cost_comes_off_the_agreement_too(
    truus: Visitor, instance: Instance, standing: Standing
) -> None:
    sources = standing.sources
    with instance.writing():
        agreement = standing.agreed(sources.city, 60_000)
        line = standing.cost(sources.city, 10_000)
        claim = standing.claim(line, agreement, 10_000)
        source = db().get_one(FundingSource, sources.city)
        refund = [
            NewLine(account=BANK, fund_id=source.fund_id, amount=Money(3_000)),
            NewLine(
                account="4400",
                fund_id=source.fund_id,
                amount=Money(-3_000),
                activity_id=sources.meals,
            ),
        ]
        book(TODAY, "Pannen terug", refund, key="refund", by=sources.truus)
    here = f"/geld/afspraken/{agreement}/kosten"

    assert "Van kosten die op afspraken staan kwam € 30,00 terug." in truus.get(here).words
    with instance.writing():
        operations.withdraw(claim, "Deel kwam terug.", sources.truus)
        standing.claim(line, agreement, 7_000)
    assert "kwam € 30,00 terug" not in truus.get(here).words
