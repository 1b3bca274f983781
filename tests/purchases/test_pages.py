"""The pages of buying together for members: from interest to a yearly turn, and every no."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.purchases import operations, queries
from buurtcoop.purchases.models import Interest, PurchaseOrder, Quote
from buurtcoop.purchases.rules import OrderState
from tests.cast import Cast
from tests.purchases.market import DELIVERY, LAST_DAY, Market, a_round, as_
from tests.purchases.pages import (
    LIST,
    at_home_with,
    in_the_browser_of,
    opened,
    ordered,
    the_order,
    used,
)
from tests.visitor import Visitor

WISH = "/interesse"
ORDER = "/bestellen"
OWN = "/mijn-bestelling"


@pytest.fixture
def page(instance: Instance, cast: Cast) -> str:
    """A round in which members can order until the first of February."""
    return opened(instance, cast)


# --- Looking ---


def test_anybody_reads_of_a_round_and_what_it_costs(visitor: Visitor, page: str) -> None:
    shown = visitor.get(LIST)
    assert "Zon op ons dak 2027" in shown.words
    assert "Nog niemand bestelde." in shown.words

    round_ = visitor.get(page)
    assert "0 panelen van de 10 die nodig zijn" in round_.words
    assert "U koopt van Zonnewijk Installaties, niet van ons." in round_.words
    assert "Wij zijn niet de verkoper." in round_.words
    assert "Samen kopen is voor leden." in round_.words
    assert "Dees Proef" not in round_.words


def test_without_a_round_the_list_says_what_one_can_do(visitor: Visitor, cast: Cast) -> None:
    assert "Hebt u een idee? Bel ons gerust." in visitor.get(LIST).words
    assert "/samen-kopen/nieuw" in visitor.signed_in_as(cast.coor).get(LIST).links


def test_the_quotes_stand_side_by_side_to_the_cent(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        market = a_round(cast)
        other = operations.add_quote(
            market.id, market_offer("Dakwerk", 30_000, 100_001), market.lead
        )
        market.quotes()
        operations.withdraw_quote(other.id, "Geen tijd meer.", True, market.lead)
    shown = visitor.signed_in_as(cast.anna).get(f"{LIST}/{market.purchase.slug}/offertes?aantal=7")

    assert "€ 2.415,00" in shown.words  # 7 × € 345,00
    assert "€ 9.100,01" not in shown.words
    assert "<del>Dakwerk</del>" in shown.html
    assert "Geen tijd meer." in shown.words


def market_offer(supplier: str, unit: int, fixed: int) -> operations.Offer:
    """Another supplier: dearer once, cheaper a piece. Amounts in cents."""
    return operations.Offer(
        supplier=supplier,
        unit_price=Money(unit),
        fixed_costs=Money(fixed),
        vat="0 procent btw",
        warranty_years=10,
        delivery="In mei.",
        included="Panelen.",
        valid_until=LAST_DAY + timedelta(days=30),
    )


# --- Wanting ---


def test_interest_is_told_changed_and_taken_back(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        slug = a_round(cast).purchase.slug
    page = f"{LIST}/{slug}"
    visitor.signed_in_as(cast.anna)
    after = visitor.send(visitor.get(page + WISH), units="8")
    assert "Fijn dat u mee wilt doen." in after.words
    assert "Ongeveer 8 panelen. U zit nergens aan vast." in after.words

    again = visitor.get(page + WISH)
    assert again.h1 == "Verander uw interesse"
    assert "Ongeveer 6 panelen." in visitor.send(again, units="6").words

    gone = visitor.send(visitor.get(page), page + "/interesse/terug")
    assert "Uw interesse is teruggenomen." in gone.words
    with instance.reading():
        assert db().scalars(select(Interest)).one().ended_at is not None


def test_fewer_than_one_is_no_interest(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    with instance.writing():
        slug = a_round(cast).purchase.slug
    visitor.signed_in_as(cast.anna)
    after = visitor.send(visitor.get(f"{LIST}/{slug}{WISH}"), units="0")
    assert "Kies een getal van 1 tot en met 1000." in after.words
    assert after.title.startswith("Fout:")


# --- Ordering ---


def test_the_price_stands_there_before_the_yes_and_stays_with_it(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    visitor.signed_in_as(cast.anna)
    shown = visitor.get(f"{page}{ORDER}?aantal=8")
    for said in (
        "U bestelt 8 panelen bij Zonnewijk Installaties.",
        "Dat kost € 2.760,00.",
        "Daarvan betaalt u eerst € 552,00 aan, aan de leverancier.",
        "Tot en met 1 februari 2027 kunt u dit veranderen of stoppen, zonder kosten.",
        "Doen er te weinig mee? Dan vervalt uw bestelling. U betaalt dan niets.",
    ):
        assert said in shown.words

    own = visitor.send(shown, name="Anna Proef")
    assert own.h1 == "Uw bestelling"
    assert "Uw bestelling is binnen." in own.words
    with instance.reading():
        kept = db().scalars(select(PurchaseOrder)).one()
        assert (kept.units, kept.agreed_name) == (8, "Anna Proef")
        assert "Dat kost € 2.760,00." in kept.agreed_text.replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_name_nothing_is_ordered(visitor: Visitor, cast: Cast, page: str) -> None:
    visitor.signed_in_as(cast.anna)
    after = visitor.send(visitor.get(page + ORDER), name="")
    assert "Vul dit nog in: Typ uw naam." in after.words


def test_below_one_the_page_says_what_is_possible(visitor: Visitor, cast: Cast, page: str) -> None:
    visitor.signed_in_as(cast.anna)
    for wrong in ("0", "acht", "-3", "99999"):
        assert (
            "Kies een aantal van 1 tot en met 1000."
            in visitor.get(f"{page}{ORDER}?aantal={wrong}").words
        )
    sent = visitor.send(visitor.get(page + ORDER), name="Anna Proef", units="0")
    assert "Kies een aantal van 1 tot en met 1000." in sent.words


def test_who_ordered_already_reads_what_stands_there(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    visitor.signed_in_as(cast.anna)
    open_twice = visitor.get(f"{page}{ORDER}?aantal=3")
    ordered(instance, page, cast.anna, 8)
    after = visitor.send(open_twice, name="Anna Proef")
    assert "Op uw adres staat al een bestelling." in after.words
    assert "8 panelen, van Anna" in after.words
    with instance.reading():
        assert db().scalars(select(PurchaseOrder)).one().units == 8


def test_a_housemate_ordered_first(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    at_home_with(instance, cast.bram, cast.anna)
    visitor.signed_in_as(cast.bram)
    late = visitor.get(f"{page}{ORDER}?aantal=2")
    ordered(instance, page, cast.anna, 8)
    assert "Op uw adres staat al een bestelling." in visitor.send(late, name="Bram Proef").words
    assert "8 panelen, besteld door Anna" in visitor.get(page).words


def test_two_who_change_one_order_both_see_what_the_other_chose(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    at_home_with(instance, cast.bram, cast.anna)
    ordered(instance, page, cast.anna, 8)
    bram = in_the_browser_of(visitor, cast.bram)
    visitor.signed_in_as(cast.anna)
    hers, his = visitor.get(f"{page}{ORDER}?aantal=6"), bram.get(f"{page}{ORDER}?aantal=10")

    assert bram.send(his, name="Bram Proef").h1 == "Uw bestelling"
    late = visitor.send(hers, name="Anna Proef")
    assert "Bram heeft deze bestelling net ook veranderd." in late.words
    assert "10 panelen, van Bram" in late.words
    assert "U koos 6 panelen" in late.words

    kept = visitor.send(late, name="Anna Proef")
    assert kept.h1 == "Uw bestelling"
    assert the_order(instance).units == 6


def test_who_changes_an_order_reads_that_it_changed(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    ordered(instance, page, cast.anna, 8)
    visitor.signed_in_as(cast.anna)
    own = visitor.send(visitor.get(f"{page}{ORDER}?aantal=6"), name="Anna Proef")
    assert "Uw bestelling is veranderd." in own.words
    assert "Uw bestelling is binnen." not in own.words


def test_an_order_that_was_stopped_meanwhile_is_not_changed(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    ordered(instance, page, cast.anna, 8)
    visitor.signed_in_as(cast.anna)
    late = visitor.get(f"{page}{ORDER}?aantal=6")
    visitor.send(visitor.get(page + OWN + "/stoppen"))
    assert "Deze bestelling is er niet meer." in visitor.send(late, name="Anna Proef").words
    assert the_order(instance).state is OrderState.CANCELLED


def test_a_quote_that_was_taken_back_meanwhile_is_not_ordered(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    visitor.signed_in_as(cast.anna)
    late = visitor.get(f"{page}{ORDER}?aantal=4")
    with instance.writing():
        quote = db().scalars(select(Quote)).one()
        lead = Market(quote.purchase, as_(cast.dees)).lead
        operations.withdraw_quote(quote.id, "Het bedrijf stopt.", True, lead)
    after = visitor.send(late, name="Anna Proef")
    assert "Deze ronde is intussen verder. Kijk wat er nu kan." in after.words
    assert after.path == page


def test_another_quote_than_the_one_read_is_not_ordered(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    visitor.signed_in_as(cast.anna)
    late = visitor.get(f"{page}{ORDER}?aantal=4")
    with instance.writing():
        quote = db().scalars(select(Quote)).one()
        market = Market(quote.purchase, as_(cast.dees))
        operations.withdraw_quote(quote.id, "Het bedrijf stopt.", True, market.lead)
        new = operations.add_quote(market.id, market_offer("Dakwerk", 40_000, 0), market.lead)
        operations.open_ordering(market.id, new.id, LAST_DAY, market.lead)
    after = visitor.send(late, name="Anna Proef")
    assert "Deze offerte geldt niet meer. Kijk wat er nu staat." in after.words
    assert "Dat kost € 1.600,00." in after.words


def test_after_the_last_day_ordering_is_over(visitor: Visitor, cast: Cast, page: str) -> None:
    visitor.signed_in_as(cast.anna)
    late = visitor.get(f"{page}{ORDER}?aantal=4")
    with clock.stopped(clock.at(LAST_DAY + timedelta(days=1), time(9))):
        visitor.signed_in_as(cast.anna)
        after = visitor.send(late, name="Anna Proef")
        assert "Bestellen kon tot en met maandag 1 februari." in after.words
        assert page + ORDER not in visitor.get(page).links


def test_a_round_that_ended_takes_no_order(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    visitor.signed_in_as(cast.anna)
    late = visitor.get(f"{page}{ORDER}?aantal=4")
    with instance.writing():
        found = queries.round_for(as_(cast.dees), page.rsplit("/", 1)[1])
        operations.end_without_cost(found.purchase.id, as_(cast.dees))
    after = visitor.send(late, name="Anna Proef")
    assert "Deze ronde is intussen verder." in after.words
    assert "Deze ronde is gestopt." in after.words


def test_who_is_no_member_can_look_only(visitor: Visitor, cast: Cast, page: str) -> None:
    for path in (WISH, ORDER, OWN):
        assert visitor.get(page + path, follow=False).status in (302, 303)
        assert visitor.another().signed_in_as(cast.dirk).get(page + path).status == 403


# --- One's own order ---


def test_going_is_free_until_the_last_day(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    ordered(instance, page, cast.anna, 8)
    visitor.signed_in_as(cast.anna)
    after = visitor.send(visitor.get(page + OWN + "/stoppen"))
    assert "Uw bestelling is gestopt. U betaalt niets." in after.words
    assert the_order(instance).state is OrderState.CANCELLED


def test_the_buyer_says_what_was_paid_and_whether_all_works(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        market = a_round(cast)
        market.fixed([(cast.anna, 8), (cast.truus, 6)])
    own = f"{LIST}/{market.purchase.slug}{OWN}"
    visitor.signed_in_as(cast.anna)
    assert "€ 552,00, nog te betalen" in visitor.get(own).words

    assert "betaald op 12 januari 2027" in visitor.send(visitor.get(own + "/aanbetaald")).words
    early = visitor.send(visitor.get(own + "/nagekeken"), result="yes")
    assert "Zet eerst de dag van de levering erbij." in early.words
    visitor.send(visitor.get(own + "/geleverd"))
    after = visitor.send(visitor.get(own + "/nagekeken"), result="no", remarks="1 zit los.")
    assert "nog niet goed, op 12 januari 2027 1 zit los." in after.words
    assert "alles werkt" in visitor.send(visitor.get(own + "/nagekeken"), result="yes").words
    assert visitor.get(own + "/iets").status == 404


def test_a_turn_is_passed_on_and_done(instance: Instance, visitor: Visitor, cast: Cast) -> None:
    own = used(instance, cast) + OWN
    with clock.stopped(clock.at(DELIVERY, time(12))):
        visitor.signed_in_as(cast.anna)
        first = visitor.get(own)
        assert "Uw beurt: vóór 1 maart 2027" in first.words
        decline = next(form.action for form in first.forms if form.action.endswith("/niet"))
        assert "We vragen de volgende." in visitor.send(first, decline).words

        truus = in_the_browser_of(visitor, cast.truus)
        assert "Onderhoud doen vóór maandag 1 maart" in truus.get("/mijn").words
        done = next(link for link in truus.get(own).links if link.endswith("/gedaan"))
        assert "Dank u wel." in truus.send(truus.get(done), remarks="Schoon.").words


def test_a_page_of_another_household_is_not_there(
    instance: Instance, visitor: Visitor, cast: Cast, page: str
) -> None:
    ordered(instance, page, cast.anna, 8)
    assert visitor.signed_in_as(cast.bram).get(page + OWN).status == 404
