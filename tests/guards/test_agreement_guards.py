"""The guards of agreements, each taken away in turn: then what may never be, is."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from buurtcoop.agreements.operations import agreeing, end_agreement
from buurtcoop.core.instance import Instance
from buurtcoop.shifts import checks
from tests.agreements import test_contention as contention
from tests.agreements.texts import GUARDIAN, SERVICE, a_child, a_text, says_yes
from tests.cast import Cast, seen_by
from tests.guards.meeting import PATIENCE
from tests.guards.test_house_guards import as_owner, without
from tests.shifts.rota import a_service, an_evening

pytestmark = pytest.mark.guard

CLAIM = (
    "INSERT INTO claim (shift_id, line_id, side, person_id, made_by_id, made_at, state)"
    " VALUES ({shift_id}, {give}, 'give', {bram}, {bram}, '2027-01-12 08:30:00+00', 'promised')"
)
BOOKING = (
    "INSERT INTO booking (shift_id, line_id, side, person_id, people, made_by_id, made_at, state)"
    " VALUES ({shift_id}, {receive}, 'receive', {bram}, 1, {bram}, '2027-01-12 08:30:00+00',"
    " 'promised')"
)
FOR_A_CHILD = (
    "INSERT INTO agreement (text_id, service_id, kind, person_id, about_id, how, signed, photos,"
    " check_number, agreed_at, made_by_id) VALUES ({text}, {service}, 'guardian', {bram}, {child},"
    " 'typed', 'Bram', false, 'x', '2027-01-12 08:30:00+00', {bram})"
)
AGREEMENT = "UPDATE agreement SET {what}"
TEXT = "UPDATE agreement_text SET owes = 'niets'"
GUARDED = [
    ("claim_with_agreement", "claim", CLAIM),
    ("booking_with_agreement", "booking", BOOKING),
    ("agreement_of_guardian", "agreement", FOR_A_CHILD),
    ("agreement_text_stays", "agreement_text", TEXT),
    ("agreement_text_remains", "agreement_text", "DELETE FROM agreement_text WHERE id = {text}"),
    ("agreement_remains", "agreement", "DELETE FROM agreement"),
    ("agreement_stands", "agreement", AGREEMENT.format(what="agreed_at = ended_at")),
    ("agreement_stays_signed", "agreement", AGREEMENT.format(what="signed = 'Anna'")),
    ("agreement_runs_once", "agreement", AGREEMENT.format(what="ended_at = NULL")),
]


@pytest.mark.parametrize(("trigger", "table", "statement"), GUARDED)
def test_without_its_trigger_the_database_takes_it(
    instance: Instance, cast: Cast, trigger: str, table: str, statement: str
) -> None:
    with instance.writing():
        service = a_service()
        evening = an_evening(service)
        a_text(service, cast, SERVICE)
        for_children = a_text(service, cast, GUARDIAN)
        made = says_yes(a_text(service, cast), cast.dees)
        end_agreement(made.id, seen_by(cast.dees))
        values = {
            "shift_id": evening.shift_id,
            "give": evening.give,
            "receive": evening.receive,
            "bram": cast.bram.id,
            "text": for_children.id,
            "service": service.id,
            "child": a_child(cast.anna).id,
        }
    statement = statement.format(**values)

    assert not takes(instance, statement)
    without(instance, trigger, table)
    assert takes(instance, statement)


def takes(instance: Instance, statement: str) -> bool:
    """Whether the database does this for its owner; nothing of it remains."""
    owner = create_engine(instance.settings.owner_database)
    try:
        with owner.connect() as connection:
            connection.execute(text(statement))
            connection.rollback()
    except DBAPIError:
        return False
    finally:
        owner.dispose()
    return True


# SQLite has one writer at a time: the claim can't come in between.
@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_without_holding_the_person_a_claim_slips_in(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreeing, "_hold", lambda person_ids: None)
    assert contention.claim_while_it_ends(instance, cast, PATIENCE) == "claimed"


def test_a_promise_without_its_agreement_is_found_afterwards(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        service = a_service()
        evening = an_evening(service)
        a_text(service, cast)
    without(instance, "claim_with_agreement", "claim")
    values = {"shift_id": evening.shift_id, "give": evening.give, "bram": cast.bram.id}
    as_owner(instance, CLAIM.format(**values))

    with instance.reading():
        found = [each for each in checks.broken() if "agreement" in each]
    assert found == ["Claim 1 was promised without the agreement its service asks."]
