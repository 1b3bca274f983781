"""Skills on the web: the list, what was seen of a member, one's own word."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.audit.models import ReadEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.qualifications import operations
from buurtcoop.qualifications.models import Skill
from buurtcoop.qualifications.queries import skills_of
from tests.cast import Cast, seen_by
from tests.qualifications.cases import a_vog, cooking
from tests.visitor import Visitor

LAST = date(2030, 1, 12)


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.another().signed_in_as(cast.coor)


@pytest.fixture
def bram(visitor: Visitor, cast: Cast) -> Visitor:
    """Bram at his own browser."""
    return visitor.another().signed_in_as(cast.bram)


@pytest.fixture
def skills(instance: Instance, cast: Cast) -> tuple[int, int]:
    """A VOG and cooking, by number."""
    with instance.writing():
        return a_vog(cast).id, cooking(cast).id


def has(instance: Instance, cast: Cast) -> frozenset[int]:
    with instance.reading():
        return skills_of(cast.bram.id, clock.today())


def where(cast: Cast) -> str:
    return f"/leden/{cast.bram.id}/kunnen"


def test_the_empty_list_says_where_to_begin(coor: Visitor) -> None:
    page = coor.get("/kunnen")
    assert page.h1 == "Wat kunnen leden?"
    assert "Er staat nog niets op de lijst." in page.words
    assert "/kunnen" in coor.get("/leden").links


def test_coor_puts_a_skill_on_the_list_and_takes_it_off(coor: Visitor) -> None:
    page = coor.send(
        coor.get("/kunnen/nieuw"),
        name="VOG",
        explanation="Wij helpen u met de aanvraag.",
        proven="proven",
        valid_months="36",
    )
    assert page.path == "/kunnen"
    assert "VOG Wij helpen u met de aanvraag. Wij zien een bewijs" in page.words
    assert "Nog geen lid heeft dit. Het geldt 36 maanden." in page.words
    page = coor.send(page, "/kunnen/1/eraf")
    assert "Sinds dinsdag 12 januari van de lijst." in page.words
    page = coor.send(page, "/kunnen/1/erop")
    assert "van de lijst." not in page.words


def test_a_wrong_answer_is_explained_and_nothing_typed_is_lost(
    coor: Visitor, skills: tuple[int, int]
) -> None:
    typed: dict[str, Any] = {"name": "Zingen", "explanation": "In het koor.", "proven": "own_word"}
    page = coor.send(coor.get("/kunnen/nieuw"), **typed, valid_months="12")
    assert page.title.startswith("Fout: ")
    assert "Alleen een bewijs loopt af." in page.words
    assert page.form().values["name"] == ["Zingen"]
    page = coor.send(page, **{**typed, "name": "VOG"}, valid_months="")
    assert "Deze naam is er al: VOG. Kies een andere naam." in page.words
    page = coor.send(page, **typed, valid_months="999")
    assert "Kies een getal van 1 tot en met 120." in page.words


def test_coor_changes_the_words_but_not_how_we_know_it(
    coor: Visitor, skills: tuple[int, int], instance: Instance
) -> None:
    vog, cook = skills
    page = coor.get(f"/kunnen/{vog}/veranderen")
    assert "proven" not in page.form().values
    coor.send(page, explanation="Noor helpt u.", valid_months="24")
    assert "valid_months" not in coor.get(f"/kunnen/{cook}/veranderen").form().values
    with instance.reading():
        changed = db().get_one(Skill, vog)
        assert (changed.explanation, changed.proven, changed.valid_months) == (
            "Noor helpt u.",
            True,
            24,
        )


@pytest.mark.parametrize("path", ["/kunnen", "/kunnen/nieuw", "/kunnen/1/veranderen"])
def test_a_member_may_not_change_the_list(
    bram: Visitor, skills: tuple[int, int], path: str
) -> None:
    assert bram.get(path).status == 403


def test_an_unknown_skill_is_not_there(coor: Visitor) -> None:
    assert coor.get("/kunnen/99/veranderen").status == 404


def test_coor_writes_down_what_she_saw_and_bram_reads_who_looked(
    coor: Visitor, bram: Visitor, skills: tuple[int, int], cast: Cast, instance: Instance
) -> None:
    assert where(cast) in coor.get(f"/leden/{cast.bram.id}").links
    page = coor.get(where(cast))
    assert "We weten nog niet wat dit lid kan." in page.words
    assert page.form(where(cast)).values["seen_on"] == ["12-01-2027"]
    page = coor.send(page, where(cast), skill=str(skills[0]))
    assert "Gezien op 12 januari 2027 door Coor Proef." in page.words
    assert "Het geldt tot en met 12 januari 2030." in page.words
    assert has(instance, cast) == {skills[0]}
    with instance.reading():
        purposes = db().scalars(select(ReadEntry.purpose)).all()
    assert "om te zien wat u kunt en wat wij daarvan zagen" in purposes
    mine = bram.get("/mijn/kunnen")
    assert "Gezien op 12 januari 2027. Het geldt tot en met 12 januari 2030." in mine.words


def test_what_runs_out_is_said_in_words(coor: Visitor, skills: tuple[int, int], cast: Cast) -> None:
    page = coor.send(
        coor.get(where(cast)), where(cast), skill=str(skills[0]), valid_until="01-02-2027"
    )
    assert "Loopt bijna af" in page.words
    with clock.stopped(clock.start_of(date(2027, 2, 2))):
        coor.signed_in_as(cast.coor)
        page = coor.get(where(cast))
    assert "Afgelopen" in page.words
    assert "Het gold tot en met 1 februari 2027." in page.words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"seen_on": "13-01-2027"}, "Deze dag komt nog. Vul in op welke dag u het zag."),
        ({"seen_on": "12-01-2020"}, "Dit gold tot en met"),
        ({"valid_until": "11-01-2027"}, "De laatste dag ligt vóór de dag waarop u het zag."),
        ({"seen_on": "gisteren"}, "We begrijpen deze datum niet."),
        ({"skill": "99"}, "Kies een antwoord uit de lijst."),
    ],
)
def test_each_no_is_a_sentence(
    coor: Visitor,
    skills: tuple[int, int],
    cast: Cast,
    instance: Instance,
    typed: dict[str, Any],
    sentence: str,
) -> None:
    values = {"skill": str(skills[0]), **typed}
    assert sentence in coor.send(coor.get(where(cast)), where(cast), **values).words
    assert has(instance, cast) == frozenset()


def test_a_deputy_is_not_the_witness_of_her_own_proof(
    visitor: Visitor, skills: tuple[int, int], cast: Cast
) -> None:
    dees = visitor.signed_in_as(cast.dees)
    path = f"/leden/{cast.dees.id}/kunnen"
    page = dees.send(dees.get(path), path, skill=str(skills[0]))
    assert "Van uzelf kunt u dit niet opschrijven. Laat het een ander zien." in page.words


def test_coor_takes_it_back(
    coor: Visitor, skills: tuple[int, int], cast: Cast, instance: Instance
) -> None:
    page = coor.send(coor.get(where(cast)), where(cast), skill=str(skills[0]))
    page = coor.send(page, where(cast) + "/1/weg")
    assert "Dit telt niet meer. Plekken van dit lid blijven staan." in page.words
    assert has(instance, cast) == frozenset()


def test_what_another_member_has_is_not_taken_back_here(
    coor: Visitor, skills: tuple[int, int], cast: Cast, instance: Instance
) -> None:
    page = coor.send(coor.get(where(cast)), where(cast), skill=str(skills[0]))
    token = page.form().values["csrf_token"]
    gone = coor.post(f"/leden/{cast.anna.id}/kunnen/1/weg", {"csrf_token": token})
    assert gone.status == 404
    assert has(instance, cast) == {skills[0]}


def test_who_may_not_see_proof_opens_no_page_of_it(
    visitor: Visitor, bram: Visitor, skills: tuple[int, int], cast: Cast
) -> None:
    truus = visitor.another().signed_in_as(cast.truus)
    assert truus.get(where(cast)).status == 403
    assert where(cast) not in truus.get(f"/leden/{cast.bram.id}").links
    assert bram.get(where(cast)).status == 403
    assert visitor.get("/mijn/kunnen", follow=False).status == 303


def test_of_who_is_no_member_nothing_is_kept(
    coor: Visitor, skills: tuple[int, int], cast: Cast
) -> None:
    assert coor.get(f"/leden/{cast.dirk.id}/kunnen").status == 404


def test_bram_says_what_he_can_do_and_takes_it_back(
    bram: Visitor, skills: tuple[int, int], cast: Cast, instance: Instance
) -> None:
    page = bram.get("/mijn/kunnen")
    assert page.h1 == "Wat u kunt"
    assert "Nog niet gezien" in page.words
    page = bram.send(page, "/mijn/kunnen", skills=[str(skills[1])])
    assert "Opgeslagen." in page.words
    assert has(instance, cast) == {skills[1]}
    assert page.form("/mijn/kunnen").values["skills"] == [str(skills[1])]
    bram.send(page, "/mijn/kunnen", skills=[])
    assert has(instance, cast) == frozenset()


def test_bram_can_not_tick_what_needs_proof(
    bram: Visitor, skills: tuple[int, int], cast: Cast, instance: Instance
) -> None:
    page = bram.send(bram.get("/mijn/kunnen"), "/mijn/kunnen", skills=[str(skills[0])])
    assert "Kies een antwoord uit de lijst." in page.words
    assert has(instance, cast) == frozenset()


def test_saying_leaves_alone_what_was_seen(
    bram: Visitor, skills: tuple[int, int], cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        operations.note_qualification(
            cast.bram.id, skills[0], seen_on=clock.today(), by=seen_by(cast.coor)
        )
    bram.send(bram.get("/mijn/kunnen"), "/mijn/kunnen", skills=[str(skills[1])])
    assert has(instance, cast) == {*skills}


def test_without_a_list_my_page_says_what_else_there_is(bram: Visitor) -> None:
    page = bram.get("/mijn/kunnen")
    assert "Er staat nog niets op de lijst." in page.words
    assert "/rooster/open" in page.links
    assert "/mijn/kunnen" in bram.get("/mijn").links


def test_what_runs_out_stands_on_the_list_of_today(
    coor: Visitor, skills: tuple[int, int], cast: Cast
) -> None:
    coor.send(coor.get(where(cast)), where(cast), skill=str(skills[0]), valid_until="01-02-2027")
    page = coor.get("/vandaag")
    assert "VOG loopt af: Bram Proef" in page.words
    assert where(cast) in page.links
    item = coor.get("/vandaag/qualifications.runs_out/1")
    assert "Het geldt tot en met maandag 1 februari. Vraag om een nieuw bewijs." in item.words
