"""What the pages of buying together ask of the database: as much for many as for few."""

from buurtcoop.core.instance import Instance
from tests.cast import Cast
from tests.counting import statements
from tests.purchases.market import a_round
from tests.purchases.pages import LIST, ordered
from tests.visitor import Visitor

# With the frame and the session of who looks.
MOST = {"": 12, "/offertes": 14, "/bestellingen": 20, "/mijn-bestelling": 16, "/leiden": 16}


def test_more_rounds_orders_and_quotes_take_no_more_statements(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    with instance.writing():
        market = a_round(cast)
        market.opened()
    page = f"{LIST}/{market.purchase.slug}"
    for person in (cast.dees, cast.anna):
        ordered(instance, page, person, 4)
    visitor.signed_in_as(cast.dees)
    few = asked(instance, visitor, page)

    for person in (cast.bram, cast.truus, cast.bo):
        ordered(instance, page, person, 4)
    with instance.writing():
        for name in ("Regentonnen", "Isolatie", "Ramen"):
            a_round(cast, name=name).quotes(supplier=f"{name} en Zo")
    many = asked(instance, visitor, page)

    assert many == few
    assert {part: number for part, number in many.items() if number > MOST[part]} == {}


def asked(instance: Instance, visitor: Visitor, page: str) -> dict[str, int]:
    """How many statements each page takes; the list of rounds under the empty name."""
    found = {}
    for part in MOST:
        with statements(instance) as sent:
            assert visitor.get(page + part if part else LIST).status == 200
        found[part] = len(sent)
    return found
