"""A yes in a mail that lacks an agreement leads to the text first, and keeps its link."""

from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.cover import operations as cover
from buurtcoop.cover.models import Ask
from buurtcoop.messaging.operations import offer_link
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim
from tests.agreements.texts import a_text
from tests.cast import Cast, seen_by
from tests.shifts.pages import set_table
from tests.shifts.rota import EVENING
from tests.visitor import Visitor


def test_who_is_asked_to_stand_in_reads_the_agreement_and_then_says_yes(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = set_table(instance)
    with instance.writing():
        a_text(db().scalars(select(Service)).one(), cast)
        cover.ask(evening.give, 20, seen_by(cast.coor))
        asked = db().scalars(select(Ask).where(Ask.person_id == cast.bram.id)).one()
        path = offer_link(
            "cover.yes",
            subject_kind="ask",
            subject_id=asked.id,
            occurrence="1",
            person_id=cast.bram.id,
            expires_at=EVENING,
        )
    page = visitor.get(path)
    paper = f"/aanbod/eettafel/afspraak/helpen?rooster={evening.shift_id}"
    assert "Bij Eettafel hoort een afspraak." in page.words
    assert paper in page.links

    bram = visitor.another().signed_in_as(cast.bram)
    bram.send(bram.get(paper), paper, signed="Bram")

    visitor.send(visitor.get(path))
    with instance.reading():
        assert db().scalars(select(Claim.person_id)).all() == [cast.bram.id]
