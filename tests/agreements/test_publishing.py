"""A text changes: nobody's agreement does, and everybody is told once, with the reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.access.rules import NotYourRole
from buurtcoop.agreements import jobs, queries, rules
from buurtcoop.agreements.models import Agreement
from buurtcoop.agreements.operations import agree, publish, publish_first
from buurtcoop.agreements.reminders import due
from buurtcoop.care.models import Guardianship
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.models import Membership
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service
from tests.agreements.texts import (
    GUARDIAN,
    OTHER,
    REASON,
    SERVICE,
    VOLUNTEER,
    WORDS,
    a_child,
    a_newer_text,
    a_text,
    says_yes,
)
from tests.cast import Cast, seen_by
from tests.shifts.rota import a_service


@pytest.fixture
def service(opened: Instance) -> Service:
    return a_service()


def told() -> list[tuple[int, str]]:
    """(who, which version) of every message that a text changed."""
    rows = db().execute(
        select(Message.recipient_id, Message.occurrence)
        .where(Message.rule == "agreements.changed")
        .order_by(Message.recipient_id, Message.occurrence)
    )
    return [(who, which) for who, which in rows]


def test_who_has_an_agreement_is_told_of_each_version_once(service: Service, cast: Cast) -> None:
    text = a_text(service, cast)
    for person in (cast.anna, cast.bram):
        says_yes(text, person)
    made = a_newer_text(service, cast)

    assert (made.version, made.reason) == (2, REASON)
    assert told() == [(cast.anna.id, "2"), (cast.bram.id, "2")]
    says_yes(made, cast.anna)
    publish(service.id, VOLUNTEER, WORDS, seen_by(cast.coor), "Toch niet.")
    assert told() == [
        (cast.anna.id, "2"),
        (cast.anna.id, "3"),
        (cast.bram.id, "2"),
        (cast.bram.id, "3"),
    ]


def test_a_text_of_another_kind_or_service_tells_nobody(service: Service, cast: Cast) -> None:
    says_yes(a_text(service, cast), cast.bram)
    a_text(service, cast, SERVICE)
    a_newer_text(service, cast, SERVICE)
    other = a_service("Klussen")
    a_text(other, cast)
    a_newer_text(other, cast)
    assert told() == []


def test_a_change_has_a_reason_all_parts_and_says_something_else(
    service: Service, cast: Cast
) -> None:
    coor = seen_by(cast.coor)
    with pytest.raises(rules.PartEmpty):
        publish(service.id, VOLUNTEER, replace(WORDS, owes=" \n "), coor)
    first = a_text(service, cast)
    with pytest.raises(rules.ReasonEmpty):
        publish(service.id, VOLUNTEER, OTHER, coor, "  ")
    with pytest.raises(rules.NothingChanged):
        publish(service.id, VOLUNTEER, replace(WORDS, owes=f"\n {WORDS.owes} "), coor, REASON)
    with pytest.raises(NotYourRole):
        publish(service.id, VOLUNTEER, OTHER, seen_by(cast.bram), REASON)
    publish(service.id, VOLUNTEER, OTHER, coor, REASON, instead_of=first.id)
    with pytest.raises(rules.TextJustChanged):
        publish(service.id, VOLUNTEER, WORDS, coor, REASON, instead_of=first.id)


def test_the_first_texts_of_a_service_come_together(service: Service, cast: Cast) -> None:
    words = {VOLUNTEER: WORDS, SERVICE: OTHER}
    made = publish_first(service.id, words, seen_by(cast.coor))

    assert [(each.kind, each.version, each.reason) for each in made] == [
        (VOLUNTEER, 1, ""),
        (SERVICE, 1, ""),
    ]
    assert publish_first(service.id, words, seen_by(cast.coor)) == []
    with pytest.raises(NotYourRole):
        publish_first(service.id, words, seen_by(cast.bram))


def test_who_may_not_look_sees_nobody_who_agreed(service: Service, cast: Cast) -> None:
    says_yes(a_text(service, cast), cast.bram)
    assert queries.who_agreed(seen_by(cast.anna), service.id, VOLUNTEER) == ()
    found = queries.who_agreed(seen_by(cast.coor), service.id, VOLUNTEER)
    assert [each.about.call_name for each in found] == ["Bram"]
    assert queries.how_many_agreed(service.id) == {VOLUNTEER: 1}


def test_a_service_that_stops_says_so_once_and_ends_its_agreements(
    service: Service, cast: Cast
) -> None:
    made = says_yes(a_text(service, cast), cast.bram)
    assert list(due(clock.now())) == []
    service.stops_on = clock.today() + timedelta(days=7)
    db().flush()
    found = list(due(clock.now()))
    assert [(each.recipient_id, each.subject_id) for each in found] == [(cast.bram.id, made.id)]

    assert jobs.end_agreements(clock.now()) == 0
    later = clock.now() + timedelta(days=8)
    with clock.stopped(later):
        assert jobs.end_agreements(later) == 1
        assert jobs.end_agreements(later) == 0
    assert (made.ended_at, made.ended_by_id) == (later, None)


def test_who_left_or_is_no_guardian_any_more_has_no_agreement(service: Service, cast: Cast) -> None:
    child = a_child(cast.anna)
    text = a_text(service, cast, GUARDIAN)
    for_child = for_a_child(text.id, cast, child.id)
    own = says_yes(a_text(service, cast), cast.bram)
    end_of = db().scalars(select(Membership).where(Membership.person_id == cast.bram.id)).one()
    end_of.ends_on = clock.today() - timedelta(days=1)
    db().flush()
    assert jobs.end_agreements(clock.now()) == 1
    assert own.ended_at == clock.now()

    db().scalars(select(Guardianship)).one().ends_on = clock.today()
    db().flush()
    assert jobs.end_agreements(clock.now()) == 1
    assert for_child.ended_at == clock.now()


def for_a_child(text_id: int, cast: Cast, child_id: int) -> Agreement:
    return agree(text_id, cast.anna.id, seen_by(cast.anna), "Anna", about_id=child_id)


def test_the_name_goes_two_years_after_the_last_day(service: Service, cast: Cast) -> None:
    made = says_yes(a_text(service, cast), cast.bram)
    membership = db().scalars(select(Membership).where(Membership.person_id == cast.bram.id)).one()
    membership.ends_on = clock.today() - timedelta(days=1)
    db().flush()
    jobs.end_agreements(clock.now())
    assert jobs.forget_signatures(clock.now()) == 0

    later = clock.now() + timedelta(days=731)
    assert jobs.forget_signatures(later) == 1

    db().refresh(made)
    assert (made.signed, made.check_number, made.text_id > 0) == ("", "", True)
    assert db().scalar(select(func.count()).select_from(Agreement)) == 1
