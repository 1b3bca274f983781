"""Agreeing on the spot: the text and the promise in one press."""

from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.agreements.models import Agreement, AgreementText
from buurtcoop.agreements.queries import current_text
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim, CrewLine, Shift
from tests.agreements.texts import VOLUNTEER, a_newer_text, a_text, says_yes
from tests.cast import Cast
from tests.counting import statements
from tests.shifts.pages import set_table
from tests.shifts.rota import Evening, a_service
from tests.visitor import Visitor


@pytest.fixture
def evening(instance: Instance, cast: Cast) -> Evening:
    """Two places, four seats, and a text for who helps."""
    made = set_table(instance)
    with instance.writing():
        a_text(_service(made), cast)
    return made


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    """Bram at his own browser."""
    return visitor.signed_in_as(cast.bram)


def _service(evening: Evening) -> Service:
    return db().get_one(Shift, evening.shift_id).service


def made(instance: Instance) -> tuple[int, int]:
    """How many agreements and claims there are."""
    with instance.reading():
        return (
            len(db().scalars(select(Agreement)).all()),
            len(db().scalars(select(Claim)).all()),
        )


def test_one_press_agrees_and_promises(bram: Visitor, evening: Evening, instance: Instance) -> None:
    here = f"/rooster/{evening.shift_id}"
    with statements(instance) as sent:
        page = bram.get(here)
    assert len(sent) <= 9
    assert "Bij Eettafel hoort een afspraak." in page.words
    assert "Iemand leert het u." in page.words
    assert "Ik ga akkoord en ik help mee" in page.words

    page = bram.send(page, f"{here}/helpen")
    assert "Vul dit nog in: Typ uw naam." in page.words
    assert made(instance) == (0, 0)

    page = bram.send(page, f"{here}/helpen", signed="Bram Proef")
    assert "Fijn, we rekenen op u." in page.words
    assert made(instance) == (1, 1)


def test_who_agreed_before_reads_no_text_and_costs_no_question_more(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        text = current_text(_service(evening).id, VOLUNTEER)
        assert text is not None
        says_yes(text, cast.bram)
    with statements(instance) as sent:
        page = bram.get(f"/rooster/{evening.shift_id}")
    assert len(sent) <= 8
    assert "hoort een afspraak" not in page.words


def test_a_text_that_changed_meanwhile_is_read_first(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    here = f"/rooster/{evening.shift_id}"
    page = bram.get(here)
    with instance.writing():
        a_newer_text(_service(evening), cast)

    page = bram.send(page, f"{here}/helpen", signed="Bram")
    assert "Er is intussen een nieuwe versie van dit papier." in page.words
    assert "We betalen uw onkosten." in page.words
    assert page.form(f"{here}/helpen").values["signed"] == ["Bram"]
    assert made(instance) == (0, 0)

    bram.send(page, f"{here}/helpen")
    assert made(instance) == (1, 1)
    with instance.reading():
        assert db().scalars(
            select(AgreementText.version).join(Agreement, Agreement.text_id == AgreementText.id)
        ).all() == [2]


def test_when_it_is_full_nothing_is_agreed(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    here = f"/rooster/{evening.shift_id}"
    page = bram.get(here)
    with instance.writing():
        line = db().get_one(CrewLine, evening.give)
        line.taken = line.places
    page = bram.send(page, f"{here}/helpen", signed="Bram")
    assert "Alle plekken" in page.words or "genoeg helpers" in page.words
    assert made(instance) == (0, 0)


def test_a_text_of_another_service_is_no_yes_here(
    bram: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    here = f"/rooster/{evening.shift_id}"
    with instance.writing():
        other = a_text(a_service("Klussen"), cast).id
    page = bram.send(bram.get(here), f"{here}/helpen", signed="Bram", read=str(other))
    assert "hoort een afspraak" in page.words
    assert made(instance) == (0, 0)


def test_the_coordinator_writes_down_a_signed_paper_and_puts_on_the_list(
    visitor: Visitor, evening: Evening, instance: Instance, cast: Cast
) -> None:
    coor, here = visitor.signed_in_as(cast.coor), f"/rooster/{evening.shift_id}/namens?zoek=Bram"
    page = coor.get(here)
    assert "lid 2 · geen afspraak om te helpen" in page.words
    chosen: dict[str, Any] = {"person": str(cast.bram.id), "line": str(evening.give)}
    page = coor.send(page, here, **chosen)
    assert "Bram heeft die nog niet." in page.words
    assert made(instance) == (0, 0)

    page = coor.send(page, here, paper="y", **chosen)
    assert "Opgeslagen." in page.words
    assert made(instance) == (1, 1)


def test_waiting_agrees_with_the_same_press(
    bram: Visitor, evening: Evening, instance: Instance
) -> None:
    with instance.writing():
        line = db().get_one(CrewLine, evening.give)
        line.places = line.minimum = 1
        line.taken = 1
    here = f"/rooster/{evening.shift_id}/wachten?plek={evening.give}"
    page = bram.get(here)
    assert "Ik ga akkoord. Zet mij op de wachtlijst" in page.words
    page = bram.send(page, here, signed="Bram")
    assert "U staat op de wachtlijst als nummer 1." in page.words
    assert made(instance) == (1, 0)
