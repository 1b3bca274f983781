"""What the coordinator writes down for a member who calls or writes."""

import pytest
from sqlalchemy import select

from buurtcoop.access.models import Account
from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members import queries
from buurtcoop.members.operations import admit
from buurtcoop.messaging.models import Delivery, Message, Way
from buurtcoop.people.models import Channel, Person
from tests.cast import Cast, seen_by
from tests.members.cases import an_applicant
from tests.visitor import Visitor


@pytest.fixture
def caller(instance: Instance, cast: Cast) -> int:
    """A member without mail, who calls."""
    with instance.writing():
        application = an_applicant("Wim", email=None, channel=Channel.PHONE)
        return admit(application.id, seen_by(cast.bo)).person_id


def test_a_move_told_on_the_phone_is_written_down(
    instance: Instance, visitor: Visitor, cast: Cast, caller: int
) -> None:
    coor, here = visitor.signed_in_as(cast.coor), f"/leden/{caller}/veranderen"

    page = coor.send(coor.get(here), here, street="Lisdodde", house_number="8", sides=["gives"])

    assert "Opgeslagen." in page.words
    assert "Lisdodde 8, 1234 AC Waterveen" in page.words
    with instance.reading() as session:
        who = session.scalars(
            select(AuditEntry.actor_id).where(AuditEntry.verb == "people.change")
        ).all()
        membership = queries.membership_of(caller, clock.today())
    assert who == [cast.coor.id]
    assert membership is not None
    assert (membership.gives, membership.receives) == (True, False)


def test_a_first_mail_address_is_a_way_in(
    instance: Instance, visitor: Visitor, cast: Cast, caller: int
) -> None:
    coor, here = visitor.signed_in_as(cast.coor), f"/leden/{caller}/veranderen"

    coor.send(coor.get(here), here, email="wim@example.org")

    with instance.reading() as session:
        emails = session.scalars(select(Account.email).where(Account.person_id == caller)).all()
    assert emails == ["wim@example.org"]


def test_the_address_somebody_signs_in_with_is_changed_by_that_member(
    instance: Instance, visitor: Visitor, cast: Cast
) -> None:
    coor, here = visitor.signed_in_as(cast.coor), f"/leden/{cast.anna.id}/veranderen"

    page = coor.get(here)
    coor.send(page, here, email="ander@example.org")

    assert "Het mailadres verandert het lid zelf" in page.words
    with instance.reading():
        assert db().get_one(Person, cast.anna.id).email == "anna@example.org"


def test_a_wrong_answer_is_said_and_kept(visitor: Visitor, cast: Cast, caller: int) -> None:
    coor, here = visitor.signed_in_as(cast.coor), f"/leden/{caller}/veranderen"

    page = coor.send(coor.get(here), here, postcode="12", surname="Mol")

    assert "Deze postcode klopt niet." in page.words
    assert page.form(here).values["surname"] == ["Mol"]


def test_a_notice_by_phone_is_confirmed_on_paper(
    instance: Instance, visitor: Visitor, cast: Cast, caller: int
) -> None:
    coor, here = visitor.signed_in_as(cast.coor), f"/leden/{caller}/opzegging"
    asked = coor.get(here)

    page = coor.send(asked, here, reason="Verhuist naar zijn dochter.")

    assert "Het lidmaatschap stopt op dinsdag 9 februari." in asked.words
    assert "De laatste dag is dinsdag 9 februari." in page.words
    assert "Verhuist naar zijn dochter." in page.words
    with instance.reading() as session:
        ways = session.scalars(
            select(Delivery.way)
            .join(Message, Delivery.message_id == Message.id)
            .where(Message.rule == "members.membership_ending")
        ).all()
    assert ways == [Way.DESK]


def test_a_notice_by_phone_can_be_taken_back(
    instance: Instance, visitor: Visitor, cast: Cast, caller: int
) -> None:
    coor, here = visitor.signed_in_as(cast.coor), f"/leden/{caller}/opzegging"
    page = coor.send(coor.get(here), here)

    after = coor.send(page, f"{here}/intrekken")

    assert "De opzegging is ingetrokken." in after.words
    with instance.reading():
        membership = queries.membership_of(caller, clock.today())
        assert membership is not None
        assert membership.ends_on is None


@pytest.mark.parametrize("name", ["anna", "truus", "bo"])
def test_only_who_keeps_the_register_writes_in_it(visitor: Visitor, cast: Cast, name: str) -> None:
    other = visitor.signed_in_as(getattr(cast, name))

    for path in (f"/leden/{cast.bram.id}/veranderen", f"/leden/{cast.bram.id}/opzegging"):
        assert other.get(path).status == 403
