"""The pages of the bank as a treasurer uses them, and who may not."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from buurtcoop.audit.models import ReadPerson
from buurtcoop.bank.models import BankLine, MatchRule, Statement
from buurtcoop.bank.queries import open_count
from buurtcoop.bank.rules import FileFormat
from buurtcoop.bank.views.importing import FORMATS
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding.operations import receive
from buurtcoop.ledger.models import Entry, Period, PeriodState
from buurtcoop.people.models import Person
from tests.bank.conftest import FIRST, GIVER, OURS, SAVINGS, Desk, moved
from tests.cast import Cast
from tests.counting import statements
from tests.visitor import Page, Visitor

JANUARY = (date(2027, 1, 1), date(2027, 1, 31))


@pytest.fixture
def truus(visitor: Visitor, cast: Cast, desk: Desk) -> Visitor:
    return visitor.signed_in_as(cast.truus)


def sent_file(visitor: Visitor, content: bytes) -> Page:
    """A file chosen on the page that asks for one."""
    form = visitor.get("/geld/bank/inlezen").form()
    data = {**form.values, "file": (BytesIO(content), "afschrift.940")}
    return visitor.post("/geld/bank/inlezen", data)


def a_file(iban: str = OURS) -> bytes:
    """A statement as a bank writes it, of one movement."""
    return "\r\n".join(
        (
            ":20:1",
            f":25:{iban} EUR",
            ":28C:1/1",
            ":60F:C270101EUR100,00",
            ":61:2701050105D12,50NMSCNONREF//B1",
            ":86:/TRTP/SEPA/IBAN/" + GIVER + "/NAME/Supermarkt/REMI/Soep/",
            ":62F:C270105EUR87,50",
            "-",
        )
    ).encode()


def test_a_file_is_looked_at_first_and_then_taken_in_once(
    truus: Visitor, instance: Instance
) -> None:
    preview = sent_file(truus, a_file())

    assert "Nieuwe bedragen 1" in preview.words
    assert rows(instance) == (0, 0)
    done = truus.send(preview, "/geld/bank/inlezen/doen")
    assert "1 nieuw bedrag ingelezen." in done.words
    assert rows(instance) == (1, 1)
    again = truus.send(preview, "/geld/bank/inlezen/doen", ticket="")
    assert "Er is niets veranderd." in again.words
    assert "U hoeft niets te doen." in sent_file(truus, a_file()).words
    assert rows(instance) == (1, 1)


def test_the_page_says_of_every_kind_of_file_how_sure_we_are(truus: Visitor) -> None:
    words = truus.get("/geld/bank/inlezen").words

    assert [said for kind in FileFormat if (said := FORMATS[kind]) not in words] == []
    assert words.count("Nog niet geprobeerd met een echt bestand.") == len(FileFormat)
    assert "CSV van Rabobank Gemaakt naar wat banken erover publiceren." in words
    assert "CSV van ING Gemaakt naar voorbeelden op internet." in words


def test_a_file_that_is_refused_says_why_and_changes_nothing(
    truus: Visitor, instance: Instance
) -> None:
    other, broken = sent_file(truus, a_file(SAVINGS)), sent_file(truus, b"hallo")

    assert SAVINGS in other.words
    assert "Dit bestand kunnen we niet lezen." in broken.words
    assert rows(instance) == (0, 0)


def test_only_what_we_sealed_ourselves_is_taken_in(truus: Visitor, instance: Instance) -> None:
    preview = sent_file(truus, a_file())

    assert truus.send(preview, "/geld/bank/inlezen/doen", kept="anders").status == 404
    assert rows(instance) == (0, 0)


def test_a_movement_is_booked_by_hand_in_parts_and_let_go_again(
    truus: Visitor, desk: Desk, instance: Instance
) -> None:
    with instance.writing():
        desk.brought(moved(-10_000))
    chosen: dict[str, Any] = {"account": "4400", "source": "1", "activity": "1", "memo": "Soep"}

    page = truus.get("/geld/bank/bedrag/1")
    assert page.h1 == "Er ging geld uit"
    assert "€ 100,00 · Supermarkt" in page.words.replace("\xa0", " ")
    half = truus.send(page, "/geld/bank/bedrag/1/boek", amount="40", **chosen)
    assert "Hiervan staat nog € 60,00 open." in half.words.replace("\xa0", " ")
    too_much = truus.send(half, "/geld/bank/bedrag/1/boek", amount="70", **chosen)
    assert "Hiervan is nog € 60,00 te boeken." in too_much.words.replace("\xa0", " ")
    whole = truus.send(too_much, "/geld/bank/bedrag/1/boek", amount="60", **chosen, learn="y")
    assert "Alles wat is ingelezen, staat in het boek." in whole.words

    back = truus.send(truus.get("/geld/bank/bedrag/1"), "/geld/bank/hoort-bij/2/los")
    assert "Dit bedrag staat weer open." in back.words


def test_a_suggestion_is_booked_with_one_press_but_never_another(
    truus: Visitor, desk: Desk, instance: Instance
) -> None:
    with instance.writing():
        desk.brought(moved(-500, day=date(2027, 1, 4)), last=date(2027, 1, 4))
        desk.booked(1, -500)
        desk.brought(moved(-500), moved(-500), first=date(2027, 1, 5))

    shown = truus.get("/geld/bank")
    changed = truus.send(shown, "/geld/bank/bedrag/3/klopt", shown="anders")
    assert "Er is intussen iets veranderd." in changed.words
    done = truus.send(shown, "/geld/bank/bedrag/2/klopt")
    assert "Het staat in het boek." in done.words
    with instance.reading():
        assert open_count() == 1


def test_an_entry_that_is_there_is_chosen_from_the_list(
    truus: Visitor, desk: Desk, instance: Instance
) -> None:
    with instance.writing():
        desk.brought(moved(-500), moved(-800))
        match = desk.booked(1, -500)
        entry = db().get_one(Entry, match.entry_id)
        match.ended_at = clock.now()

    page = truus.get("/geld/bank/bedrag/2?zoek=eten")
    assert "Eten" in page.words
    for odd in ("", "9" * 20, "x"):
        assert truus.send(page, "/geld/bank/bedrag/2/hoort-bij", entry=odd).status == 200
    done = truus.send(page, "/geld/bank/bedrag/2/hoort-bij", entry=str(entry.id))

    assert "Hiervan staat nog € 3,00 open." in done.words.replace("\xa0", " ")


def test_what_was_learnt_is_listed_and_forgotten(
    truus: Visitor, desk: Desk, instance: Instance
) -> None:
    with instance.writing():
        desk.brought(moved(-500))
        desk.booked(1, -500, learn=True)

    page = truus.get("/geld/bank/regels")
    assert "Gaat uit naar Supermarkt" in page.words
    truus.send(page, "/geld/bank/regels/1/vergeet")

    with instance.reading():
        assert db().scalar(select(func.count(MatchRule.id))) == 0


def test_an_account_is_added_once_and_needs_a_right_number(
    truus: Visitor, instance: Instance
) -> None:
    page = truus.get("/geld/bank/rekening")
    wrong = truus.send(page, name="Sparen", iban="NL20INGB0001234568", place="1110")
    assert "Dit rekeningnummer klopt niet." in wrong.words

    done = truus.send(wrong, iban="nl20 ingb 0001 2345 67")

    assert "Opgeslagen." in done.words
    assert "Sparen" in done.words


def test_a_month_is_closed_when_nothing_stands_in_its_way(
    truus: Visitor, desk: Desk, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        desk.brought(moved(-500), first=JANUARY[0], last=JANUARY[1])
    with clock.stopped(clock.at(date(2027, 2, 22), clock.local(clock.now()).time())):
        truus.signed_in_as(cast.truus)
        waits = truus.get("/geld/afsluiten")
        assert "die nog niet in het boek staan: 1" in waits.words
        assert "De maand tot en met zondag 31 januari is nog open" in truus.get("/geld/bank").words
        with instance.writing():
            desk.booked(1, -500)

        done = truus.send(truus.get("/geld/afsluiten"), "/geld/afsluiten/1")

    assert "Januari is afgesloten." in done.words
    with instance.reading():
        assert db().get_one(Period, 1).state is PeriodState.CLOSED


def test_the_reconciliation_opens_every_difference(
    truus: Visitor, desk: Desk, instance: Instance
) -> None:
    with instance.writing():
        desk.brought(moved(-500), moved(-800), opening=1000)
        desk.booked(1, -500)
        receive(
            desk.kitchen,
            day=FIRST,
            amount=Money(900),
            memo="Gift",
            activity_id=desk.meals,
            key="gift",
            by=desk.truus,
        )

    page = truus.get("/geld/bank/1/afstemmen")

    assert "Het klopt nog niet." in page.words
    assert "Samen is dit € 9,00. De bank kent het nog niet." in page.words
    assert {"/geld/bank/bedrag/2", "/geld/boek?rekening=2"} <= set(page.links)
    assert truus.get("/geld/bank/1/afstemmen?dag=gisteren").status == 404


def test_who_is_named_by_the_bank_can_see_that_it_was_read(
    truus: Visitor, desk: Desk, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        anna = db().get_one(Person, cast.anna.id)
        anna.call_name, anna.surname = "Özlem", "Öztürk Çelik"
        named = "MEVR O OZTURK CELIK"
        desk.brought(moved(5000, iban=GIVER))
        db().flush()
        statement = db().scalars(select(Statement)).one()
        db().add(
            BankLine(
                bank_account_id=1,
                statement_id=statement.id,
                identity="x",
                day=statement.last_day,
                amount=Money(100),
                counterparty=named,
                counterparty_iban="",
                words="",
                reference="",
                batch="",
                return_reason="",
            )
        )

    truus.get("/geld/bank")

    with instance.reading():
        assert cast.anna.id in set(db().scalars(select(ReadPerson.person_id)))


def test_more_movements_ask_no_more_statements(
    truus: Visitor, desk: Desk, instance: Instance
) -> None:
    counted = []
    for number in range(2):
        day = date(2027, 1, 5 + number)
        with instance.writing():
            some = [moved(-500 - each, day=day) for each in range(2 + 6 * number)]
            desk.brought(*some, opening=-1001 * number, first=day, last=day)
        truus.get("/geld/bank")
        with statements(instance) as sent:
            truus.get("/geld/bank")
            truus.get("/geld/bank/1/afstemmen")
        counted.append(len(sent))

    assert counted[0] == counted[1]


@pytest.mark.parametrize("name", ["coor", "bo", "anna"])
def test_the_bank_is_for_the_treasurer_only(
    visitor: Visitor, desk: Desk, cast: Cast, name: str
) -> None:
    browser = visitor.signed_in_as(getattr(cast, name))

    found = {
        path: browser.get(path).status
        for path in ("/geld/bank", "/geld/bank/inlezen", "/geld/bank/regels", "/geld/afsluiten")
    }

    assert set(found.values()) <= {403, 404}


def rows(instance: Instance) -> tuple[int, int]:
    """Statements and movements."""
    with instance.reading():
        found = [db().scalar(select(func.count(model.id))) for model in (Statement, BankLine)]
    return found[0] or 0, found[1] or 0
