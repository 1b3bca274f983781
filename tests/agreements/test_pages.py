"""Papers and texts on the web: reading, renewing, ending, publishing, and who may do which."""

from typing import Any

import pytest
from sqlalchemy import func, select

from buurtcoop.agreements import queries
from buurtcoop.agreements.models import AgreedHow, Agreement, AgreementText
from buurtcoop.agreements.operations import agree
from buurtcoop.audit.models import ReadEntry
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from tests.agreements.texts import (
    GUARDIAN,
    REASON,
    VOLUNTEER,
    a_child,
    a_newer_text,
    a_text,
    says_yes,
)
from tests.cast import Cast, seen_by
from tests.counting import statements
from tests.shifts.rota import a_service, an_evening
from tests.visitor import Visitor

TEXTS = "/aanbod/eettafel/afspraken"
NEW = f"{TEXTS}/helpen/nieuw"
WHO = f"{TEXTS}/helpen/wie"


@pytest.fixture
def agreed(instance: Instance, cast: Cast) -> int:
    """Bram's yes to the first text of Eettafel, and his promise of an evening."""
    with instance.writing():
        service = a_service()
        made = says_yes(a_text(service, cast), cast.bram)
        shifts.claim(an_evening(service).give, cast.bram.id, seen_by(cast.bram))
        return made.id


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    return visitor.another().signed_in_as(cast.bram)


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    return visitor.another().signed_in_as(cast.coor)


def replaced(instance: Instance, cast: Cast) -> None:
    """A newer text is published."""
    with instance.writing():
        a_newer_text(db().scalars(select(Service)).one(), cast)


def how_many(instance: Instance, model: type) -> int:
    with instance.reading():
        return db().scalar(select(func.count()).select_from(model)) or 0


def test_a_member_reads_what_was_agreed(bram: Visitor, instance: Instance, agreed: int) -> None:
    with statements(instance) as sent:
        page = bram.get("/mijn/papieren")
    assert len(sent) <= 10
    assert page.h1 == "Uw papieren"
    assert "Voor wie helpt. Versie 1, sinds 12 januari 2027, met getypte naam." in page.words
    page = bram.get(f"/mijn/papieren/{agreed}")
    with instance.reading():
        number = db().get_one(Agreement, agreed).number_in_groups
    assert number in page.words
    assert "Verandert iemand 1 letter, dan klopt het controlegetal niet meer." in page.words
    assert "Op papier tekenen mag altijd." in page.words


def test_the_paper_of_another_is_not_there(
    visitor: Visitor, cast: Cast, agreed: int, coor: Visitor, instance: Instance
) -> None:
    anna = visitor.another().signed_in_as(cast.anna)
    for where in ("", "/nieuw", "/stop"):
        assert anna.get(f"/mijn/papieren/{agreed}{where}").status == 404
    before = how_many(instance, ReadEntry)
    assert coor.get(f"/mijn/papieren/{agreed}").status == 200
    assert how_many(instance, ReadEntry) == before + 1
    assert coor.get(f"/mijn/papieren/{agreed}/nieuw").status == 404


def test_a_newer_text_is_read_beside_ones_own_and_may_be_agreed_to(
    bram: Visitor, instance: Instance, cast: Cast, agreed: int
) -> None:
    replaced(instance, cast)
    assert "Er is een nieuwe tekst" in bram.get("/mijn/papieren").words
    page = bram.get(f"/mijn/papieren/{agreed}/nieuw")
    assert f"Dit is de reden: {REASON}" in page.words
    assert "Vervalt: U zegt wat u wel en niet doet." in page.words
    assert "Nieuw: We betalen uw onkosten." in page.words
    assert "Dit deel blijft gelijk." in page.words

    page = bram.send(page, signed="Bram")
    assert "Vanaf nu geldt de nieuwe tekst voor u." in page.words
    assert "Versie 2" in page.words
    assert "Deze afspraak is gestopt" in bram.get(f"/mijn/papieren/{agreed}").words


def test_who_stops_sees_first_what_was_promised(
    bram: Visitor, instance: Instance, agreed: int
) -> None:
    page = bram.get(f"/mijn/papieren/{agreed}/stop")
    assert "Stoppen kan elke dag." in page.words
    assert "Dit staat nog op uw naam" in page.words
    assert "/rooster/1/helpen/afmelden" in page.links

    page = bram.send(page)
    assert "De afspraak is gestopt." in page.words
    assert "Er ligt niets om te lezen of te tekenen." in bram.get("/mijn/papieren").words


def test_anybody_reads_the_texts_of_a_service_before_joining(
    visitor: Visitor, cast: Cast, agreed: int, instance: Instance
) -> None:
    here = "/aanbod/eettafel/afspraak"
    page = visitor.get(here)
    assert "Voor wie helpt" in page.words
    assert "Iemand leert het u." in page.words
    assert f"{here}/helpen" not in page.links
    assert visitor.get("/mijn/papieren/uitleg").status == 200

    anna = visitor.another().signed_in_as(cast.anna)
    assert f"{here}/helpen" in anna.get(here).links
    onward = f"{here}/helpen?rooster=1"
    page = anna.send(anna.get(onward), onward, signed="Anna")
    assert page.path == "/rooster/1"
    assert "hoort een afspraak" not in page.words


def test_the_coordinator_publishes_after_seeing_what_changes_and_who_is_told(
    coor: Visitor, instance: Instance, agreed: int
) -> None:
    assert "1 afspraak loopt." in coor.get(TEXTS).words
    page = coor.get(NEW)
    page = coor.send(page, NEW, owes="U belt als u niet kunt.", reason="", stap="bekijk")
    assert "Vul dit nog in: Waarom verandert de tekst." in page.words

    page = coor.send(page, NEW, reason=REASON, stap="bekijk")
    assert "Nieuw: U belt als u niet kunt." in page.words
    assert "1 mens krijgt bericht." in page.words
    assert "Bram Proef" in page.words
    assert how_many(instance, AgreementText) == 1

    page = coor.send(page, NEW, stap="doe")
    assert "Wie een afspraak heeft, krijgt bericht." in page.words
    assert how_many(instance, AgreementText) == 2
    with instance.reading():
        told = select(Message.recipient_id).where(Message.rule == "agreements.changed")
        assert len(db().scalars(told).all()) == 1


def test_a_guardian_of_two_children_is_told_once_and_named_once(
    coor: Visitor, instance: Instance, cast: Cast, agreed: int
) -> None:
    here = f"{TEXTS}/kind/nieuw"
    with instance.writing():
        text = a_text(db().scalars(select(Service)).one(), cast, GUARDIAN)
        for name in ("Noor", "Mees"):
            child = a_child(cast.bram, name)
            agree(text.id, cast.bram.id, seen_by(cast.bram), "Bram", about_id=child.id)

    page = coor.send(coor.get(here), here, owes="Anders.", reason=REASON, stap="bekijk")

    assert "1 mens krijgt bericht." in page.words
    assert page.words.count("Bram Proef") == 1


def test_two_who_change_a_text_do_not_overwrite_each_other(
    coor: Visitor, instance: Instance, cast: Cast, agreed: int
) -> None:
    page = coor.send(coor.get(NEW), NEW, owes="Iets anders.", reason=REASON, stap="bekijk")
    replaced(instance, cast)
    page = coor.send(page, NEW, stap="doe")
    assert "Iemand anders maakte net een nieuwe tekst." in page.words
    assert how_many(instance, AgreementText) == 2


def test_the_first_text_of_a_kind_needs_no_reason(
    coor: Visitor, instance: Instance, agreed: int
) -> None:
    here = f"{TEXTS}/meedoen/nieuw"
    parts: dict[str, Any] = dict.fromkeys(("may_ask", "owes", "notice", "if_missed"), "Een regel.")
    page = coor.send(coor.get(here), here, stap="bekijk", **parts)
    assert "Niemand krijgt bericht." in page.words
    coor.send(page, here, stap="doe")
    assert how_many(instance, AgreementText) == 2


def test_who_signed_on_paper_is_written_down(
    coor: Visitor, instance: Instance, cast: Cast, agreed: int
) -> None:
    page = coor.get(f"{WHO}?zoek=Anna")
    assert "Bram Proef" in page.words
    assert "Anna Proef" in page.words
    page = coor.send(page, f"{WHO}?zoek=Anna", person=str(cast.anna.id))
    assert "Dit lid krijgt een bericht met een kopie." in page.words
    with instance.reading():
        service = db().scalars(select(Service)).one()
        made = queries.running([cast.anna.id], service.id, VOLUNTEER)[cast.anna.id]
        assert (made.how, made.signed) == (AgreedHow.PAPER, "Anna Proef")


def test_a_guardian_says_whether_photos_are_fine(
    visitor: Visitor, instance: Instance, cast: Cast, agreed: int, bram: Visitor
) -> None:
    with instance.writing():
        text = a_text(db().scalars(select(Service)).one(), cast, GUARDIAN)
        child = a_child(cast.anna)
        by = seen_by(cast.anna)
        made = agree(text.id, cast.anna.id, by, "Anna", about_id=child.id, photos=True).id
    anna, here = visitor.another().signed_in_as(cast.anna), f"/mijn/papieren/{made}"
    page = anna.send(anna.get(here), f"{here}/fotos/nee")
    assert "nee, geen foto’s" in page.words
    page = anna.send(page, f"{here}/fotos/ja")
    assert "ja, dat mag" in page.words

    token = bram.get("/mijn/papieren").form("/uitloggen").values
    assert bram.post(f"{here}/fotos/nee", token).status == 404


@pytest.mark.parametrize("path", [TEXTS, NEW, WHO])
def test_members_do_not_look_after_texts(bram: Visitor, agreed: int, path: str) -> None:
    assert bram.get(path).status == 403


@pytest.mark.parametrize("path", ["/aanbod/niets/afspraak", "/aanbod/niets/afspraken"])
def test_a_service_that_is_not_there(coor: Visitor, agreed: int, path: str) -> None:
    assert coor.get(path).status == 404
