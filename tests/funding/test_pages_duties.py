"""Goals and promises on screen: who may, what is said, counted, kept and taken back."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.documents.models import Attachment
from buurtcoop.funding import operations
from buurtcoop.funding.models import MOST_GOALS, Promiser
from tests.cast import Cast
from tests.documents.photos import photo
from tests.funding.aiming import a_goal
from tests.funding.conftest import Sources
from tests.visitor import Visitor


@pytest.fixture
def agreement(instance: Instance, sources: Sources) -> int:
    """An agreement of the fund for this year."""
    with instance.writing():
        return sources.promised(sources.kitchen, 1_250_000)


def test_a_goal_is_chosen_with_its_story_and_counted_by_hand_with_a_photo(
    truus: Visitor, instance: Instance, agreement: int
) -> None:
    here = f"/geld/afspraken/{agreement}/doelen"
    truus.send(
        truus.get(f"{here}/nieuw"),
        words="Drie verhalen van gasten",
        target="3",
        unit="verhalen",
        counts="by_hand",
        service="",
        chosen_by="De leden, op 12 mei.",
        tells_not="Of het gezellig was.",
    )
    counted = truus.send(
        truus.get(f"{here}/1/tel"),
        number="2",
        on_day="12-1-2027",
        evidence="Map verhalen",
        photo=(BytesIO(photo()), "verhaal.jpg"),
    )

    for said in (
        "Drie verhalen van gasten",
        "2 van 3 verhalen",
        "Dit tellen we zelf.",
        "De leden, op 12 mei.",
        "Of het gezellig was.",
        "Map verhalen",
    ):
        assert said in counted.words
    assert truus.get(f"{here}/telling/1/foto").status == 200
    taken = truus.send(counted, action=f"{here}/telling/1/terug")
    assert "0 van 3 verhalen" in taken.words
    assert "Teruggenomen. Dit telt niet mee." in taken.words
    ended = truus.send(truus.get(f"{here}/1/stop"), why="Het zei te weinig.")
    assert "Het zei te weinig." in ended.words
    assert "U bent gestopt" in ended.words


def test_when_six_goals_run_the_page_says_so(
    truus: Visitor, instance: Instance, sources: Sources, agreement: int
) -> None:
    here = f"/geld/afspraken/{agreement}/doelen"
    new = truus.get(f"{here}/nieuw")
    with instance.writing():
        for _ in range(MOST_GOALS):
            a_goal(sources, agreement)

    assert "Er lopen 6 doelen. Meer onthoudt niemand." in truus.get(here).words
    full = truus.send(
        new,
        words="Nog een",
        target="1",
        unit="keer",
        counts="by_hand",
        service="",
        chosen_by="Ik",
        tells_not="Niets",
    )
    assert "Er lopen al 6 doelen." in full.words


def test_promises_of_both_sides_and_reports_are_written_down_moved_and_kept(
    truus: Visitor, instance: Instance, agreement: int
) -> None:
    here = f"/geld/afspraken/{agreement}/beloofd"
    truus.send(truus.get(f"{here}/nieuw"), words="3 verhalen", whose="we", due_on="1-2-2027")
    truus.send(truus.get(f"{here}/nieuw"), words="Binnen 6 weken antwoord", whose="they", due_on="")
    truus.send(truus.get(f"{here}/verslag"), words="Verslag met bedragen", due_on="1-3-2027")
    truus.send(truus.get(f"{here}/1/dag"), due_on="1-1-2027")
    late = truus.send(truus.get(f"{here}/verslag/1/dag"), due_on="4-3-2027")
    assert "te laat" in late.words
    assert "Laatste dag: 4 maart 2027" in late.words
    assert "Geldt de hele tijd" in late.words
    truus.send(truus.get(f"{here}/1/gedaan"), on="12-1-2027", evidence="Map verhalen", photo="")
    done = truus.send(truus.get(f"{here}/verslag/1/ingeleverd"), on="12-1-2027")

    assert "Map verhalen" in done.words
    assert "Ingeleverd op 12 januari 2027." in done.words
    again = truus.send(truus.get(f"{here}/1/gedaan"), on="12-1-2027", evidence="x", photo="")
    assert "Dit staat er al als gedaan." in again.words
    with instance.reading():
        assert db().scalar(select(func.count(Attachment.id))) == 0


@pytest.mark.parametrize("page", ["doelen", "beloofd"])
def test_who_keeps_no_money_sees_none_of_it(
    visitor: Visitor, instance: Instance, sources: Sources, cast: Cast, agreement: int, page: str
) -> None:
    with instance.writing():
        a_goal(sources, agreement)
        operations.add_condition(agreement, "Iets", Promiser.WE, None, sources.truus)

    anna = visitor.signed_in_as(cast.anna)
    assert anna.get(f"/geld/afspraken/{agreement}/{page}").status == 403
    assert anna.get(f"/geld/afspraken/{agreement}/{page}/nieuw").status == 403
    bo = visitor.another().signed_in_as(cast.bo)
    seen = bo.get(f"/geld/afspraken/{agreement}/{page}")
    assert seen.status == 200
    assert f"/geld/afspraken/{agreement}/{page}/nieuw" not in seen.links
    assert bo.get(f"/geld/afspraken/{agreement + 1}/{page}").status == 404
