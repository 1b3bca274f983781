"""The pages of buying together for who leads a round, and for the coordinator."""

from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.purchases.models import GroupPurchase, PurchaseOrder
from buurtcoop.purchases.rules import OrderState, RoundState
from buurtcoop.purchases.views.orders import FOR_SUPPLIER, WHO_ORDERED
from tests.cast import Cast
from tests.purchases.market import DELIVERY, LAST_DAY, a_round, days
from tests.purchases.pages import LIST, opened, ordered, the_order
from tests.visitor import Page, Visitor

ROUND: dict[str, Any] = {
    "name": "Regentonnen",
    "summary": "Samen regentonnen kopen.",
    "description": "Voor elke tuin.",
    "unit_name": "ton",
    "unit_names": "tonnen",
    "least_households": "2",
    "deposit": "20",
    "not_promised": "Of het regent.",
    "instead": "De gemeente weet meer.",
    "decided_by": "Het bestuur, op 5 januari 2027",
}
QUOTE: dict[str, Any] = {
    "supplier": "Tonnen en Zo",
    "phone": "020 123 45 67",
    "unit_price": "99,95",
    "fixed_costs": "10,01",
    "vat": "21 procent btw, al in de prijs",
    "warranty_years": "2",
    "delivery": "In april, aan huis.",
    "included": "Ton met kraan.",
    "valid_until": "01-04-2027",
}


def state(instance: Instance) -> RoundState:
    """Where the newest round stands."""
    with instance.reading():
        found = db().scalars(select(GroupPurchase).order_by(GroupPurchase.id.desc())).first()
        assert found is not None
        return found.state


def paper(page: Page) -> str:
    """Where the order on paper goes."""
    return next(
        form.action for form in page.forms if "/namens" in form.action and form.method == "post"
    )


def read_about(instance: Instance, purpose: str) -> set[int]:
    """Whose details were read for this purpose."""
    with instance.reading():
        found = select(ReadPerson.person_id).join(ReadEntry).where(ReadEntry.purpose == purpose)
        return set(db().scalars(found))


def test_a_round_is_begun_shown_opened_and_fixed(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    visitor.signed_in_as(cast.coor)
    begun = visitor.send(visitor.get(f"{LIST}/nieuw"), **ROUND)
    assert begun.h1 == "Regentonnen"
    page = begun.path
    assert "Het gaat door met 2 huishoudens." in begun.words

    visitor.send(visitor.get(page + "/offertes/nieuw"), **QUOTE)
    lead = visitor.get(page + "/leiden")
    shown = visitor.send(lead, page + "/offertes/laat-zien")
    assert "Leden zien de offertes nu." in shown.words
    quote = next(link for link in visitor.get(page + "/offertes").links if "/offertes/" in link)
    late = visitor.send(visitor.get(quote), order_by="02-04-2027")
    assert "Deze offerte geldt tot en met donderdag 1 april." in late.words
    assert (
        "Leden kunnen nu bestellen."
        in visitor.send(visitor.get(quote), order_by="01-02-2027").words
    )

    ordered(instance, page, cast.anna, 1)
    with days(21):
        visitor.signed_in_as(cast.dees)
        few = visitor.send(visitor.get(page + "/vast"))
        assert "De drempel is nog niet gehaald." in few.words
    ordered(instance, page, cast.bram, 2)
    with days(21):
        fix = visitor.get(page + "/vast")
        assert "€ 309,86" in fix.words  # 3 × € 99,95 + € 10,01
        assert "De bestellingen staan vast." in visitor.send(fix).words
        orders = visitor.get(page + "/bestellingen")
    assert "€ 103,29" in orders.words
    assert "€ 206,57" in orders.words
    assert state(instance) is RoundState.FIXED


def test_a_round_needs_a_number_and_a_name_of_its_own(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.coor)
    none = visitor.send(visitor.get(f"{LIST}/nieuw"), **ROUND | {"least_households": ""})
    assert "Vul in hoeveel er nodig zijn" in none.words
    visitor.send(visitor.get(f"{LIST}/nieuw"), **ROUND)
    again = visitor.send(visitor.get(f"{LIST}/nieuw"), **ROUND)
    assert "Er is al een ronde met deze naam." in again.words


def test_two_who_change_the_words_of_a_round_do_not_overwrite(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        page = f"{LIST}/{a_round(cast).purchase.slug}/veranderen"
    visitor.signed_in_as(cast.coor)
    first, second = visitor.get(page), visitor.get(page)
    visitor.send(first, name="Zon voor iedereen", summary="Met meer zon.")
    late = visitor.send(second, summary="Met minder zon.")
    assert "Iemand anders heeft deze ronde net ook veranderd." in late.words
    assert "Dit staat er nu" in late.words
    assert "Met meer zon." in late.words
    assert "Met minder zon." in visitor.send(late, summary="Met minder zon.").words


def test_nothing_is_fixed_while_members_may_still_change(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = opened(instance, cast)
    ordered(instance, page, cast.anna, 12)
    with days(21):
        ready = visitor.signed_in_as(cast.dees).get(page + "/vast").form()

    visitor.signed_in_as(cast.dees)
    refusal = "Leden mogen nog veranderen of stoppen tot en met maandag 1 februari."
    assert refusal in visitor.get(page + "/vast").words
    visitor.client.post(page + "/vast", data=ready.values)
    assert refusal in visitor.get(page + "/leiden").words
    assert "Daarna zet u de bestellingen vast." in visitor.get(page + "/leiden").words
    assert state(instance) is RoundState.ORDERING


def test_the_pages_of_the_lead_are_for_the_lead(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = opened(instance, cast)
    number = ordered(instance, page, cast.anna, 8)
    pages = ["/leiden", "/bestellingen", f"/bestellingen/{number}", "/vast", "/stoppen"]
    pages += ["/offertes/nieuw", "/offertes/1", "/offertes/1/terug", "/in-gebruik", "/veranderen"]
    visitor.signed_in_as(cast.bram)
    assert {visitor.get(page + each).status for each in pages} == {404}
    assert visitor.get(page + "/namens").status == 403
    assert visitor.get(f"{LIST}/nieuw").status == 403

    lead = visitor.another().signed_in_as(cast.dees, proven=False)
    assert lead.get(page + "/leiden").status == 200


def test_what_is_read_with_names_is_written_down(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = opened(instance, cast)
    ordered(instance, page, cast.anna, 8)
    assert "Anna Proef" in visitor.signed_in_as(cast.dees).get(page + "/bestellingen").words
    assert read_about(instance, WHO_ORDERED) == {cast.anna.id}


def test_the_supplier_gets_what_members_agreed_to_once_it_goes_ahead(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        market = a_round(cast)
        market.opened()
        market.order(cast.anna, 12)
    page = f"{LIST}/{market.purchase.slug}"
    visitor.signed_in_as(cast.dees)
    assert visitor.get(page + "/leverancier.csv").status == 404
    with days(21):
        visitor.signed_in_as(cast.dees)
        visitor.send(visitor.get(page + "/vast"))

    lines = visitor.get(page + "/leverancier.csv").html.lstrip("\ufeff").splitlines()
    assert lines == [
        "Nummer;Naam;Straat;Postcode;Plaats;Telefoon;Aantal",
        "1;Anna Proef;Wilgenlaan 1;1234 AB;Waterveen;06 12 34 56 71;12",
    ]
    assert read_about(instance, FOR_SUPPLIER) == {cast.anna.id}


def test_a_name_is_no_formula_in_the_list(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    with instance.writing():
        market = a_round(cast)
        market.fixed([(cast.anna, 12)])
        db().get_one(type(cast.anna), cast.anna.id).call_name = "=1+1"
    page = f"{LIST}/{market.purchase.slug}"
    assert ";'=1+1 Proef;" in visitor.signed_in_as(cast.dees).get(page + "/leverancier.csv").html


def test_a_member_orders_on_paper(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    page = opened(instance, cast)
    visitor.signed_in_as(cast.coor)
    search = visitor.get(page + "/namens?zoek=bram")
    chosen = visitor.get(next(link for link in search.links if "lid=" in link) + "&aantal=4")
    assert "U bestelt 4 panelen bij Zonnewijk Installaties." in chosen.words
    after = visitor.send(chosen, paper(chosen), name="Bram Proef")
    assert after.h1 == "Bestelling 1"
    kept = the_order(instance)
    assert (kept.person_id, kept.units, kept.agreed_name) == (cast.bram.id, 4, "Bram Proef")

    again = visitor.get(f"{page}/namens?lid={cast.bram.id}")
    sent = visitor.send(again, paper(again), name="Bram Proef")
    assert "Op uw adres staat al een bestelling." in sent.words


def test_who_is_told_stands_there_before_a_quote_is_taken_back(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = opened(instance, cast)
    ordered(instance, page, cast.anna, 8)
    ordered(instance, page, cast.bram, 4)
    visitor.signed_in_as(cast.dees)
    shown = visitor.get(page + "/offertes/1/terug")
    assert "2 leden bestelden en krijgen bericht." in shown.words
    after = visitor.send(shown, why="Het bedrijf stopt.", go_on="yes")
    assert "Kies een offerte" in after.words
    assert state(instance) is RoundState.QUOTES

    anna = visitor.another().signed_in_as(cast.anna)
    assert "uw bestelling telt nu niet mee" in anna.get(page).words
    assert "wacht op uw ja" in anna.get("/mijn").words


def test_after_it_was_fixed_deposits_are_asked_back(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        market = a_round(cast)
        market.fixed([(cast.anna, 8), (cast.bram, 4)])
    page = f"{LIST}/{market.purchase.slug}"
    anna = visitor.another().signed_in_as(cast.anna)
    anna.send(anna.get(page + "/mijn-bestelling/aanbetaald"))
    visitor.signed_in_as(cast.dees)
    shown = visitor.get(page + "/offertes/1/terug")
    assert "2 leden hebben een koop." in shown.words
    assert "1 aanbetaling moet de leverancier terugbetalen." in shown.words
    visitor.send(shown, why="Het bedrijf stopt.", go_on="no")
    assert state(instance) is RoundState.ENDED

    own = anna.get(page + "/mijn-bestelling")
    assert "De leverancier kan niet leveren. Het bedrijf stopt." in own.words
    assert "terug op 12 januari 2027" in anna.send(anna.get(page + "/mijn-bestelling/terug")).words


def test_the_lead_notes_days_and_takes_it_into_use(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        market = a_round(cast)
        number = market.fixed([(cast.anna, 12)])[0].id
    page = f"{LIST}/{market.purchase.slug}"
    one = f"{page}/bestellingen/{number}"
    visitor.signed_in_as(cast.dees)
    planned = visitor.send(visitor.get(one + "/gepland"), day="01-03-2027")
    assert "komt op 1 maart 2027" in planned.words
    early = visitor.send(visitor.get(page + "/in-gebruik"), first_on="01-03-2028")
    assert "Nog niet alles is nagekeken en goed." in early.words

    with clock.stopped(clock.at(DELIVERY, time(12))):
        visitor.signed_in_as(cast.dees)
        visitor.send(visitor.get(one + "/geleverd"))
        visitor.send(visitor.get(one + "/nagekeken"), result="yes")
        visitor.send(visitor.get(page + "/in-gebruik"), first_on="01-03-2028")
        assert state(instance) is RoundState.IN_USE
        stopped = visitor.send(visitor.get(page + "/leiden"), page + "/onderhoud/stopt")
        assert "Er komen geen nieuwe beurten meer." in stopped.words


def test_a_late_note_does_not_overwrite(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    with instance.writing():
        market = a_round(cast)
        number = market.fixed([(cast.anna, 12)])[0].id
    page = f"{LIST}/{market.purchase.slug}"
    visitor.signed_in_as(cast.dees)
    late = visitor.get(f"{page}/bestellingen/{number}/gepland")
    anna = visitor.another().signed_in_as(cast.anna)
    anna.send(anna.get(page + "/mijn-bestelling/aanbetaald"))
    after = visitor.send(late, day="01-03-2027")
    assert "Anna heeft deze bestelling net ook veranderd." in after.words
    assert "betaald op 12 januari 2027" in after.words
    assert "komt op 1 maart 2027" in visitor.send(after, day="01-03-2027").words


def test_a_round_ends_without_cost(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    page = opened(instance, cast)
    ordered(instance, page, cast.anna, 8)
    visitor.signed_in_as(cast.dees)
    late, shown = visitor.get(page + "/stoppen"), visitor.get(page + "/stoppen")
    assert "1 huishouden bestelde en krijgt bericht." in shown.words
    after = visitor.send(shown)
    assert "Deze ronde is gestopt." in after.words
    assert the_order(instance).state is OrderState.LAPSED
    assert "Deze ronde is intussen verder." in visitor.send(late).words
    assert visitor.get(page + "/stoppen").path == page + "/leiden"


def test_a_quote_holds_longer_and_never_shorter(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = opened(instance, cast)
    visitor.signed_in_as(cast.dees)
    longer = page + "/offertes/1/langer"
    later = LAST_DAY + timedelta(days=60)
    assert "Opgeslagen." in visitor.send(visitor.get(longer), valid_until=f"{later:%d-%m-%Y}").words
    shorter = visitor.send(visitor.get(longer), valid_until="02-02-2027")
    assert "Deze offerte geldt al tot en met" in shorter.words


def test_no_order_of_another_round_opens_here(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = opened(instance, cast)
    with instance.writing():
        other = a_round(cast, name="Regentonnen")
        number = other.fixed([(cast.anna, 12)])[0].id
    visitor.signed_in_as(cast.dees)
    assert visitor.get(f"{page}/bestellingen/{number}").status == 404
    assert visitor.get(f"{page}/offertes/2").status == 404
    with instance.reading():
        assert db().get(PurchaseOrder, number) is not None


def test_somebody_else_leads_from_now_on(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    page = opened(instance, cast)
    visitor.signed_in_as(cast.coor)
    found = visitor.get(page + "/leiding?zoek=bram")
    assert (
        "Opgeslagen."
        in visitor.send(found, page + "/leiding?zoek=bram", person=str(cast.bram.id)).words
    )
    bram = visitor.another().signed_in_as(cast.bram)
    assert bram.get(page + "/leiden").status == 200
    assert bram.get(page + "/leiding").status == 403


def test_the_threshold_stays_once_members_order(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    page = opened(instance, cast)
    ordered(instance, page, cast.anna, 4)
    visitor.signed_in_as(cast.dees)
    form = visitor.get(page + "/veranderen")
    assert "Die blijven zoals ze zijn." in visitor.send(form, least_units="2").words
    assert "Opgeslagen." in visitor.send(form, summary="Met meer zon.").words
