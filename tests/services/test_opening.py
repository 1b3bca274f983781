"""What must be known before a service opens."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import AuditDetail
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.services.attention import attention
from buurtcoop.services.models import OpeningCheck, Service
from buurtcoop.services.operations import answer_check, decide_opening, give_check
from buurtcoop.services.rules import (
    AnswerAhead,
    AskFirst,
    CheckAnswered,
    NameWhoSaidIt,
    NotAnswered,
    OlderAnswer,
)
from tests.cast import Cast, seen_by
from tests.services.prepared import TODAY, prepared
from tests.visitor import Visitor

LIST = "/aanbod/oppaskring/voor-het-opent"


def answered(cast: Cast) -> tuple[Service, OpeningCheck, OpeningCheck]:
    """Both questions have their answer."""
    service, own, outside = prepared()
    coor = seen_by(cast.coor)
    answer_check(own.id, "Nee, niets.", on=TODAY, by=coor)
    give_check(outside.id, cast.bo.id, due_on=TODAY, by=coor)
    answer_check(outside.id, "Het mag.", on=TODAY, said_by="K. de Wit, GGD", by=coor)
    return service, own, outside


def test_somebody_of_ours_asks_before_somebody_outside_answers(
    opened: Instance, cast: Cast
) -> None:
    _service, _own, outside = prepared()
    coor = seen_by(cast.coor)
    with pytest.raises(AskFirst):
        answer_check(outside.id, "Het mag.", on=TODAY, said_by="GGD", by=coor)

    give_check(outside.id, cast.bo.id, due_on=TODAY, by=coor)
    with pytest.raises(NameWhoSaidIt):
        answer_check(outside.id, "Het mag.", on=TODAY, by=coor)
    answer_check(outside.id, "Het mag.", on=TODAY, said_by="K. de Wit, GGD", by=coor)

    assert (outside.said_by, outside.answered_by_id) == ("K. de Wit, GGD", cast.coor.id)
    with pytest.raises(CheckAnswered):
        give_check(outside.id, cast.dees.id, due_on=TODAY, by=coor)


def test_an_answer_has_a_day_that_has_been(opened: Instance, cast: Cast) -> None:
    _service, own, _outside = prepared()
    with pytest.raises(AnswerAhead):
        answer_check(own.id, "Nee.", on=date(2027, 1, 13), by=seen_by(cast.coor))


def test_it_opens_when_each_question_has_an_answer(opened: Instance, cast: Cast) -> None:
    service, own, _outside = prepared()
    coor = seen_by(cast.coor)
    answer_check(own.id, "Nee.", on=TODAY, by=coor)
    with pytest.raises(NotAnswered):
        decide_opening(service.id, "Het bestuur", by=coor)


def test_who_decided_is_kept_with_it(opened: Instance, cast: Cast) -> None:
    service, _own, _outside = answered(cast)
    decide_opening(service.id, "Het bestuur, 12 januari", by=seen_by(cast.coor))
    assert (service.opened_on, service.opening_decided_by) == (TODAY, "Het bestuur, 12 januari")
    said = select(AuditDetail.detail).where(AuditDetail.detail == "Het bestuur, 12 januari")
    assert db().scalar(said)


def test_after_opening_only_a_newer_answer_takes_its_place(opened: Instance, cast: Cast) -> None:
    service, own, _outside = answered(cast)
    coor = seen_by(cast.coor)
    answer_check(own.id, "Nee.", on=TODAY - timedelta(days=3), by=coor)
    answer_check(own.id, "Toch niet.", on=TODAY, by=coor)
    decide_opening(service.id, "Het bestuur", by=coor)

    with pytest.raises(OlderAnswer, match="Een nieuw antwoord is van"):
        answer_check(own.id, "Ja.", on=TODAY - timedelta(days=1), by=coor)
    answer_check(own.id, "Nog steeds niet.", on=TODAY, by=coor)

    kept = db().scalars(select(AuditDetail.detail)).all()
    assert {"2027-01-09: Nee.", "2027-01-12: Toch niet."} <= set(kept)


def test_an_answer_that_is_due_stands_on_the_list_of_today(opened: Instance, cast: Cast) -> None:
    _service, _own, outside = prepared()
    coor, tomorrow = seen_by(cast.coor), TODAY + timedelta(days=1)
    give_check(outside.id, cast.dees.id, due_on=tomorrow, by=coor)
    assert attention(clock.now()) == []

    (item,) = attention(clock.now() + timedelta(days=1))
    assert (item.due, item.owner_id, item.path) == (tomorrow, cast.dees.id, LIST)

    answer_check(outside.id, "Het mag.", on=TODAY, said_by="GGD", by=coor)
    assert attention(clock.now() + timedelta(days=1)) == []


def test_coor_asks_answers_and_opens(visitor: Visitor, cast: Cast, instance: Instance) -> None:
    with instance.writing():
        prepared()
    coor = visitor.signed_in_as(cast.coor)
    assert "Beantwoord: 0 van 2 vragen." in coor.get(LIST).words
    page = coor.send(coor.get(f"{LIST}/1"), answer="Nee, niets.")
    assert "Beantwoord: 1 van 2 vragen." in page.words
    assert "opgeschreven door Coor Proef." in page.words

    assert "Kies eerst wie het navraagt." in coor.get(f"{LIST}/2").words
    page = coor.send(coor.get(f"{LIST}/2/wie"), person=str(cast.dees.id), due_on="20-01-2027")
    assert "Dees vraagt dit na vóór woensdag 20 januari." in page.words
    page = coor.send(coor.get(f"{LIST}/2"), answer="Het mag.", said_by="K. de Wit, GGD")
    assert "Antwoord van K. de Wit, GGD, op 12 januari 2027." in page.words

    assert "De lijst bewijst niet dat alles volgens de wet is." in page.words
    wrong = coor.send(page, decided_by="")
    assert "Vul dit nog in: Wie besloot dat dit kan." in wrong.words
    shown = coor.send(wrong, decided_by="Het bestuur")
    assert (shown.path, "Dit aanbod is open." in shown.words) == ("/aanbod/oppaskring", True)
    assert "Wie dat besloot: Het bestuur." in coor.get(LIST).words
    assert coor.get(f"{LIST}/1").form().values["answer"] == [""]
    assert "Deze vraag heeft al een antwoord." in coor.get(f"{LIST}/2/wie").words


def test_what_is_not_asked_is_not_there(visitor: Visitor, cast: Cast, instance: Instance) -> None:
    with instance.writing():
        prepared()
    coor = visitor.signed_in_as(cast.coor)
    assert [coor.get(f"{LIST}/{part}").status for part in ("3", "1/wie")] == [404, 404]
    assert coor.get("/aanbod/niets/voor-het-opent").status == 404
    assert visitor.another().signed_in_as(cast.anna).get(LIST).status == 403
