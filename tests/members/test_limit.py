"""How often a month a member helps at most: the member's own choice, to be left empty."""

import pytest
from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.members.operations import set_limit
from buurtcoop.members.rules import NotAMember
from tests.cast import Cast, seen_by
from tests.visitor import Visitor

PATH = "/mijn/gegevens"


def kept(instance: Instance, cast: Cast) -> int | None:
    with instance.reading():
        mine = select(Membership.most_a_month).where(Membership.person_id == cast.bram.id)
        return db().scalars(mine).one()


def test_bram_chooses_how_often_and_takes_it_back(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    bram = visitor.signed_in_as(cast.bram)
    page = bram.get(PATH)
    assert "Hoe vaak per maand wilt u op z’n meest helpen?" in page.words
    page = bram.send(page, PATH, most_a_month="3")
    assert kept(instance, cast) == 3
    assert page.form(PATH).values["most_a_month"] == ["3"]
    bram.send(page, PATH, most_a_month="")
    assert kept(instance, cast) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "Kies een getal van 1 tot en met 31."),
        ("99", "Kies een getal van 1 tot en met 31."),
        ("vaak", "Vul hier een heel getal in, zoals 4."),
    ],
)
def test_a_wrong_number_is_explained(
    visitor: Visitor, instance: Instance, cast: Cast, typed: str, sentence: str
) -> None:
    bram = visitor.signed_in_as(cast.bram)
    page = bram.send(bram.get(PATH), PATH, most_a_month=typed)
    assert sentence in page.words
    assert page.form(PATH).values["most_a_month"] == [typed]
    assert kept(instance, cast) is None


def test_the_coordinator_sees_it_and_writes_it_down_on_the_phone(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    coor = visitor.signed_in_as(cast.coor)
    here = f"/leden/{cast.bram.id}"
    assert "Helpt op z’n meest geen grens gekozen" in coor.get(here).words
    page = coor.send(coor.get(f"{here}/veranderen"), f"{here}/veranderen", most_a_month="2")
    assert "Helpt op z’n meest 2 keer per maand" in page.words
    assert kept(instance, cast) == 2


def test_who_is_no_member_is_not_asked(visitor: Visitor, cast: Cast, instance: Instance) -> None:
    page = visitor.signed_in_as(cast.coor).get(PATH)
    assert "most_a_month" not in page.form(PATH).values
    with instance.writing(), pytest.raises(NotAMember):
        set_limit(cast.coor.id, 2, seen_by(cast.coor))
