"""Saying yes, stopping and promising at one moment: one agreement runs, and no promise slips in."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.agreements.messages import CHANGED
from buurtcoop.agreements.models import Agreement
from buurtcoop.agreements.operations import agree, end_agreement, publish
from buurtcoop.agreements.rules import AgreementMissing
from buurtcoop.audit.models import AuditEntry
from buurtcoop.checks import broken
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.models import Message
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import Claim
from tests.agreements.texts import OTHER, REASON, VOLUNTEER, a_text, says_yes
from tests.cast import Cast, seen_by
from tests.shifts.crowd import contend
from tests.shifts.rota import EVENING, a_service, an_evening

CROWD = 8
ROUNDS = [2, pytest.param(20, marks=pytest.mark.long)]


def test_eight_times_yes_at_once_is_one_agreement(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        text_id = a_text(a_service(), cast).id
    bram = Viewer(person_id=cast.bram.id)

    outcome = contend(instance, lambda _: agree(text_id, bram.id, bram, "Bram"), CROWD)

    assert outcome.errors == []
    with instance.reading():
        assert db().scalar(select(func.count()).select_from(Agreement)) == 1
        assert db().scalar(select(func.count()).select_from(Message)) == 1
        assert list(broken()) == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_no_promise_is_made_after_the_agreement_ended(
    instance: Instance, cast: Cast, rounds: int
) -> None:
    bram = Viewer(person_id=cast.bram.id)
    for round_ in range(rounds):
        with instance.writing():
            service = a_service(f"Aanbod{round_}")
            made_id = says_yes(a_text(service, cast), cast.bram).id
            lines = [
                an_evening(service, EVENING + timedelta(days=10 * round_ + number)).give
                for number in range(CROWD)
            ]

        def act(number: int, lines: list[int] = lines, made_id: int = made_id) -> object:
            if number == CROWD - 1:
                return end_agreement(made_id, bram)
            return shifts.claim(lines[number], bram.id, bram)

        outcome = contend(instance, act, CROWD)

        assert outcome.errors == []
        assert set(outcome.refused) <= {"AgreementMissing"}
        with instance.reading():
            assert claimed_after_the_end() == []
            assert list(broken()) == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_who_says_yes_while_the_text_changes_hears_of_it(
    instance: Instance, cast: Cast, rounds: int
) -> None:
    people = [each.id for each in (cast.anna, cast.bram, cast.bo, cast.dees, cast.truus)]
    for round_ in range(rounds):
        with instance.writing():
            service = a_service(f"Aanbod{round_}")
            text = a_text(service, cast)
            service_id, text_id = service.id, text.id

        def act(number: int, service_id: int = service_id, text_id: int = text_id) -> object:
            if number == len(people):
                return publish(service_id, VOLUNTEER, OTHER, seen_by(cast.coor), REASON)
            by = Viewer(person_id=people[number])
            return agree(text_id, by.id, by, "Wie tekent")

        outcome = contend(instance, act, len(people) + 1)

        assert outcome.errors == []
        assert set(outcome.refused) <= {"TextReplaced"}
        with instance.reading():
            said = select(Agreement.id).where(Agreement.text_id == text_id)
            told = select(Message.subject_id).where(
                Message.rule == CHANGED.name, Message.subject_id.in_(said)
            )
            assert set(db().scalars(told)) == set(db().scalars(said))


def claimed_after_the_end() -> list[int]:
    """The claims that stand in the audit log behind the last end of an agreement."""
    last = select(func.max(AuditEntry.id)).where(AuditEntry.verb == "agreements.end")
    return list(
        db().scalars(
            select(AuditEntry.subject_id).where(
                AuditEntry.verb == "shifts.claim", AuditEntry.id > last.scalar_subquery()
            )
        )
    )


def claim_while_it_ends(instance: Instance, cast: Cast, patience: float = 0.5) -> str:
    """Let Bram end his agreement, and claim before that is committed. Returns what he read.

    `patience`: for how many seconds the end waits for the claim, which waits for the end.
    """
    bram = Viewer(person_id=cast.bram.id)
    with instance.writing():
        service = a_service()
        made_id = says_yes(a_text(service, cast), cast.bram).id
        line_id = an_evening(service).give
    said: list[str] = []

    def claims() -> None:
        try:
            with instance.writing():
                shifts.claim(line_id, bram.id, bram)
        except AgreementMissing:
            said.append("missing")
        else:
            said.append("claimed")

    other = threading.Thread(target=claims)
    with instance.writing():
        end_agreement(made_id, bram)
        other.start()
        other.join(patience)
    other.join(20)
    return said[0]


def test_who_claims_while_the_agreement_ends_waits_and_is_refused(
    instance: Instance, cast: Cast
) -> None:
    assert claim_while_it_ends(instance, cast) == "missing"
    with instance.reading():
        assert db().scalars(select(Claim)).all() == []
