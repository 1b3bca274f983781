"""Saying yes, keeping one's version, saying yes to a newer one, and ending it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.agreements import checks, queries, rules
from buurtcoop.agreements.models import AgreedHow, Agreement, AgreementText
from buurtcoop.agreements.operations import agree, end_agreement
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.refusal import Refusal
from buurtcoop.members.rules import NoMemberNow
from buurtcoop.messaging.models import Message
from buurtcoop.services.models import Service
from tests.agreements.texts import (
    GUARDIAN,
    VOLUNTEER,
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


@pytest.fixture
def text(service: Service, cast: Cast) -> AgreementText:
    return a_text(service, cast)


def said(rule: str) -> int:
    """How many messages of this rule there are."""
    return db().scalar(select(func.count()).select_from(Message).where(Message.rule == rule)) or 0


def test_a_yes_keeps_name_moment_version_and_check_number(text: AgreementText, cast: Cast) -> None:
    made = agree(text.id, cast.bram.id, seen_by(cast.bram), "  Bram   Proef ")

    assert (made.signed, made.agreed_at, made.text_id) == ("Bram Proef", clock.now(), text.id)
    assert made.check_number == rules.check_number(text.parts, "Bram Proef", clock.now())
    assert said("agreements.agreed") == 1
    assert checks.broken() == []


def test_saying_yes_twice_is_once(text: AgreementText, cast: Cast) -> None:
    first, second = says_yes(text, cast.bram), says_yes(text, cast.bram)

    assert first.id == second.id
    assert said("agreements.agreed") == 1


def test_a_running_agreement_keeps_its_version_and_a_new_yes_ends_it(
    service: Service, text: AgreementText, cast: Cast
) -> None:
    old = says_yes(text, cast.bram)
    newer = a_newer_text(service, cast)
    running = queries.running([cast.bram.id], service.id, VOLUNTEER)
    assert running[cast.bram.id].text_id == text.id
    assert queries.lacks(cast.bram.id, service.id, VOLUNTEER) is None

    new = says_yes(newer, cast.bram)

    assert (old.ended_at, new.ended_at) == (clock.now(), None)
    assert queries.running([cast.bram.id], service.id, VOLUNTEER)[cast.bram.id].id == new.id
    assert checks.broken() == []


def test_nobody_says_yes_to_a_text_that_was_replaced(
    service: Service, text: AgreementText, cast: Cast
) -> None:
    a_newer_text(service, cast)
    with pytest.raises(rules.TextReplaced):
        says_yes(text, cast.bram)


def test_who_lacks_a_text_is_told_which(service: Service, text: AgreementText, cast: Cast) -> None:
    assert queries.lacks(cast.bram.id, service.id, VOLUNTEER) == text
    assert queries.unagreed([cast.bram.id, cast.anna.id], [service.id], VOLUNTEER) == {
        (service.id, cast.bram.id),
        (service.id, cast.anna.id),
    }
    says_yes(text, cast.bram)
    assert queries.unagreed([cast.bram.id, cast.anna.id], [service.id], VOLUNTEER) == {
        (service.id, cast.anna.id)
    }
    assert queries.asked([service.id]) == {service.id: frozenset({VOLUNTEER})}


def test_an_empty_name_is_no_yes(text: AgreementText, cast: Cast) -> None:
    with pytest.raises(rules.SignatureEmpty):
        agree(text.id, cast.bram.id, seen_by(cast.bram), "   ")


def test_everybody_types_their_own_name(text: AgreementText, cast: Cast) -> None:
    for by, how in [
        (cast.anna, AgreedHow.TYPED),
        (cast.anna, AgreedHow.PAPER),
        (cast.coor, AgreedHow.TYPED),
        (cast.bram, AgreedHow.PAPER),
    ]:
        with pytest.raises(rules.NotForOthers):
            agree(text.id, cast.bram.id, seen_by(by), "Bram", how)


def test_the_coordinator_writes_down_what_was_signed_on_paper(
    text: AgreementText, cast: Cast
) -> None:
    by, yesterday = seen_by(cast.coor), clock.today() - timedelta(days=1)
    with pytest.raises(rules.SignedAtOtherTime):
        agree(text.id, cast.bram.id, by, "Bram", AgreedHow.PAPER, signed_on=yesterday)
    with clock.stopped(clock.now() + timedelta(days=3)):
        today = clock.today()
        with pytest.raises(rules.SignedAtOtherTime):
            agree(
                text.id, cast.bram.id, by, "B", AgreedHow.PAPER, signed_on=today + timedelta(days=1)
            )
        made = agree(
            text.id, cast.bram.id, by, "Bram", AgreedHow.PAPER, signed_on=today - timedelta(days=1)
        )
    assert (made.how, made.made_by_id) == (AgreedHow.PAPER, cast.coor.id)
    assert clock.local(made.agreed_at).date() == today - timedelta(days=1)
    assert checks.broken() == []


def test_only_members_say_yes_and_only_to_what_goes_on(
    service: Service, text: AgreementText, cast: Cast
) -> None:
    with pytest.raises(NoMemberNow):
        says_yes(text, cast.dirk)
    service.stops_on = clock.today() - timedelta(days=1)
    with pytest.raises(rules.ServiceStopped):
        says_yes(text, cast.bram)


def test_only_a_guardian_says_yes_for_a_child(service: Service, cast: Cast) -> None:
    text, child = a_text(service, cast, GUARDIAN), a_child(cast.anna)
    anna, bram = seen_by(cast.anna), seen_by(cast.bram)
    for person, by, about in [
        (cast.bram, bram, child.id),
        (cast.anna, anna, None),
    ]:
        with pytest.raises(rules.NotGuardian):
            agree(text.id, person.id, by, "X", about_id=about)

    made = agree(text.id, cast.anna.id, anna, "Anna", about_id=child.id, photos=True)

    assert (made.person_id, made.about_id, made.photos) == (cast.anna.id, child.id, True)
    assert list(queries.running([child.id], service.id, GUARDIAN)) == [child.id]


def test_a_yes_for_oneself_is_not_for_a_child(text: AgreementText, cast: Cast) -> None:
    child = a_child(cast.anna)
    with pytest.raises(rules.NotGuardian):
        agree(text.id, cast.anna.id, seen_by(cast.anna), "Anna", about_id=child.id)


def test_ending_is_for_who_agreed_and_who_looks_after_it(text: AgreementText, cast: Cast) -> None:
    made = says_yes(text, cast.bram)
    with pytest.raises(rules.NotForOthers):
        end_agreement(made.id, seen_by(cast.anna))

    end_agreement(made.id, seen_by(cast.bram))
    end_agreement(made.id, seen_by(cast.coor))

    assert (made.ended_at, made.ended_by_id) == (clock.now(), cast.bram.id)
    assert said("agreements.ended") == 1
    assert says_yes(text, cast.bram).id != made.id


def test_what_was_changed_behind_our_back_shows(text: AgreementText, cast: Cast) -> None:
    made = says_yes(text, cast.bram)
    assert made.check_number != rules.check_number(
        replace_line(text, "Stoppen kan nooit."), made.signed, made.agreed_at
    )
    assert made.check_number != rules.check_number(text.parts, "Bran", made.agreed_at)


def replace_line(text: AgreementText, line: str) -> dict[str, list[str]]:
    return {**text.parts, "notice": [line]}


@pytest.mark.parametrize("wrong", [rules.TextReplaced, rules.NotGuardian, rules.NotForOthers])
def test_every_refusal_is_a_sentence(wrong: type[Refusal]) -> None:
    assert str(wrong()).endswith(".")


def test_the_newest_of_three_versions_is_asked(
    service: Service, text: AgreementText, cast: Cast
) -> None:
    second = a_newer_text(service, cast)
    found = queries.current_texts([service.id])
    assert found == {(service.id, VOLUNTEER): second}
    assert [each.version for each in queries.versions(service.id, VOLUNTEER)] == [2, 1]
    assert not queries.is_current(text)


def test_lines_that_differ_stand_old_before_new() -> None:
    lines = rules.difference(["a", "b", "c"], ["a", "x", "c", "d"])
    assert [(each.words, each.change) for each in lines] == [
        ("a", ""),
        ("b", "gone"),
        ("x", "new"),
        ("c", ""),
        ("d", "new"),
    ]


def test_papers_say_when_a_newer_text_is_there(
    service: Service, text: AgreementText, cast: Cast
) -> None:
    says_yes(text, cast.bram)
    assert [(each.agreement.text_id, each.newer) for each in queries.papers_of(cast.bram.id)] == [
        (text.id, None)
    ]
    newer = a_newer_text(service, cast)
    assert [each.newer for each in queries.papers_of(cast.bram.id)] == [newer]
    assert queries.papers_of(cast.anna.id) == []


def test_an_agreement_is_seen_by_who_may(text: AgreementText, cast: Cast) -> None:
    made: Agreement = says_yes(text, cast.bram)
    for person in (cast.bram, cast.coor):
        assert queries.agreement_for(seen_by(person), made.id) is made
    with pytest.raises(LookupError):
        queries.agreement_for(seen_by(cast.anna), made.id)
    with pytest.raises(LookupError):
        queries.agreement_for(replace(seen_by(cast.anna), person_id=None), made.id)
