"""Who takes the book of a year along is written down for everybody who is named in it."""

from sqlalchemy import select

from buurtcoop.audit.models import ReadEntry, ReadPerson
from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger.views.telling import WHY_TAKEN
from buurtcoop.people.models import Person
from buurtcoop.reminders.long_work import work_off
from tests.cast import Cast
from tests.ledger.conftest import Books
from tests.visitor import Visitor


def read_of(instance: Instance) -> list[int]:
    """About whom somebody read in a book of a year, once for each time."""
    with instance.reading():
        named = select(ReadPerson.person_id).join(ReadEntry, ReadPerson.entry_id == ReadEntry.id)
        return list(db().scalars(named.where(ReadEntry.purpose == WHY_TAKEN)))


def test_who_is_named_in_the_book_sees_that_somebody_took_it_along(
    instance: Instance, books: Books, cast: Cast, visitor: Visitor
) -> None:
    with instance.writing():
        anna = db().get_one(Person, cast.anna.id)
        anna.call_name, anna.prefix, anna.surname = "Özlem", "", "Öztürk-Çelik"
        books.cost(900, key="terug aan Ozlem OZTURK Celik")
    truus = visitor.signed_in_as(cast.truus)
    pages = [
        truus.send(truus.get("/geld/cijfers/uitvoer"), kind=f"ledger.{kind}", year="2027").path
        for kind in ("beancount", "accounts")
    ]
    work_off(instance)
    truus.get("/geld/boek")
    assert read_of(instance) == []

    assert [truus.get(f"{path}/bestand").status for path in pages] == [200, 200]
    assert read_of(instance) == [cast.anna.id]

    assert truus.get("/geld/cijfers/regels.csv?jaar=2027").status == 200
    assert truus.get("/geld/cijfers/regels.csv?jaar=2026").status == 200
    assert read_of(instance) == [cast.anna.id] * 2
