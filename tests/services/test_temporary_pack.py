"""A pack that nobody of us knows: a file in the coop's folder becomes something people do.

Walked in the browser: from the pack to the day, both agreements on the spot, who was there, and
the hours that count. No code knows this pack.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.agreements.models import Agreement
from buurtcoop.attendance.models import Attendance
from buurtcoop.checks import broken
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.hours.models import TimeEntry
from buurtcoop.qualifications.models import Skill
from buurtcoop.qualifications.operations import say_so
from buurtcoop.services.models import Service
from buurtcoop.services.queries import offered
from buurtcoop.shifts.models import Booking, Claim, CrewLine, Shift, Side
from tests.cast import Cast, seen_by
from tests.services.prepared import TODAY
from tests.services.starting import GIVEN
from tests.visitor import Visitor

CHESS = """
code = "schaakuur"
name = "Schaakuur"
brings = "Borden, en iemand die het uitlegt."
summary = "Schaken voor wie het kan of wil leren."
icon = "armchair"
give_task = "spelen en uitleggen"
usual_helpers = 2
usual_minimum = 1
usual_seats = 6
trial_question = "Komen mensen terug?"
give_promise = ["Ik speel met wie er zit."]
receive_promise = ["Ik kom op tijd."]
not_promised = ["We geven geen les voor wedstrijden."]
instead = ["Wedstrijden: de schaakclub in de stad."]
[modes]
mode_provide = "Spelen met wie er zit."
mode_teach = "De regels uitleggen."
[[skills]]
name = "Schaken"
explanation = "U kent de regels. Uw eigen woord is genoeg."
must_have = true
[agreements.service]
may_ask = ["Een bord en iemand om mee te spelen."]
owes = ["Dat u komt, of u afmeldt."]
notice = ["U stopt wanneer u wilt."]
if_missed = ["Dan bellen we hoe het gaat."]
[agreements.volunteer]
may_ask = ["Koffie, en borden die heel zijn."]
owes = ["Dat u uitlegt wat u doet."]
notice = ["U stopt wanneer u wilt."]
if_missed = ["Dan zoeken we een invaller."]
"""
PLAN = "/rooster/nieuw?aanbod=schaakuur"


@pytest.fixture
def shift(visitor: Visitor, instance: Instance, cast: Cast) -> Shift:
    """A day of the Schaakuur, planned by Coor, from the file on."""
    folder = instance.folder / "packs"
    folder.mkdir()
    (folder / "schaakuur.toml").write_text(CHESS, encoding="utf-8")
    coor = visitor.another().signed_in_as(cast.coor)

    packs = coor.get("/aanbod/nieuw")
    assert "Borden, en iemand die het uitlegt." in packs.words
    facts = coor.get(next(link for link in packs.links if link.endswith("/schaakuur")))
    said: dict[str, Any] = {
        name: value for name, value in GIVEN.items() if name not in ("name", "summary", "price")
    }
    rules = coor.send(facts, **said)
    assert rules.path == "/aanbod/schaakuur/regels"
    assert coor.send(rules).path == "/aanbod/schaakuur"
    (folder / "schaakuur.toml").unlink()

    planned = coor.send(coor.get(PLAN), PLAN, first_day="20-01-2027", starts="19.00", ends="21.00")
    assert "Opgeslagen." in planned.words
    with instance.reading():
        return db().scalars(select(Shift)).one()


def test_a_day_has_the_crew_and_the_skill_the_pack_asked(shift: Shift, instance: Instance) -> None:
    with instance.reading():
        assert [each.name for each in offered(TODAY)] == ["Schaakuur"]
        lines = {line.side: line for line in db().scalars(select(CrewLine))}
        give, receive = lines[Side.GIVE], lines[Side.RECEIVE]
        skill = db().get_one(Skill, give.skill_id)
        assert db().scalars(select(Service.skill_id)).one() == skill.id
    assert (give.places, give.minimum, skill.name) == (2, 1, "Schaken")
    assert (give.role, receive.places) == ("spelen en uitleggen", 6)


def test_both_sides_agree_on_the_spot_and_the_hours_count(
    shift: Shift, visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    helping, coming = f"/rooster/{shift.id}/helpen", f"/rooster/{shift.id}/meedoen"
    with instance.writing():
        skill_id = db().scalars(select(Skill.id).where(Skill.name == "Schaken")).one()
        say_so(cast.bram.id, skill_id, seen_by(cast.bram))
    bram = visitor.another().signed_in_as(cast.bram)
    anna = visitor.another().signed_in_as(cast.anna)

    page = bram.get(helping)
    assert "Dat u uitlegt wat u doet." in page.words
    assert "Fijn, we rekenen op u." in bram.send(page, helping, signed="Bram Proef").words
    page = anna.get(coming)
    assert "Een bord en iemand om mee te spelen." in page.words
    assert (
        "Er is een plek voor u." in anna.send(page, coming, signed="Anna Proef", people="1").words
    )

    coor = visitor.another()
    with instance.reading():
        claim, booking = db().scalars(select(Claim)).one(), db().scalars(select(Booking)).one()
        agreed = {each.person_id: each.signed for each in db().scalars(select(Agreement))}
    assert agreed == {cast.bram.id: "Bram Proef", cast.anna.id: "Anna Proef"}

    with clock.stopped(shift.ends_at + timedelta(minutes=5)):
        coor = visitor.another().signed_in_as(cast.coor)
        there = coor.get(f"/rooster/{shift.id}/aanwezig")
        answers = {f"helper_{claim.id}": "present", f"guest_{booking.id}": "present"}
        assert "Opgeslagen." in coor.send(there, None, follow=True, **answers).words

    with instance.reading():
        assert len(db().scalars(select(Attendance)).all()) == 2
        hours = db().scalars(select(TimeEntry)).one()
        assert (hours.person_id, hours.minutes, hours.counts) == (cast.bram.id, 120, True)
        assert list(broken()) == []
