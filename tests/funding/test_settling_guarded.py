"""What the database itself refuses of settlements, and that each guard is what does."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Engine

from buurtcoop.core.instance import Instance, db
from buurtcoop.funding import operations
from buurtcoop.funding.checks import SETTLEMENT_GUARDS, broken
from buurtcoop.funding.models import AgreementTerms, SourceKind
from buurtcoop.funding.settlement import Mode
from tests.breaching import lift, refused, still_refused, undone
from tests.cast import Cast
from tests.funding.settled import SETTLED, books, drafted, euro
from tests.setup import as_owner

AT = "'2027-01-12 07:30:00.000000'"
HASH = "'" + "a" * 64 + "'"
BEGIN = "INSERT INTO settlement (agreement_id, version, reason, story, made_at"
HANDED_IN = f"figures = '{{}}', hash = {HASH}, settled_on = '2027-01-12', handed_in_at = {AT}"
COLUMNS = [column.name for column in AgreementTerms.__table__.columns]
NEXT_TERMS = {"id": "99", "version": "2", "reason": "'anders'"}
# Agreement 1 was settled by settlement 1, decided on and booked; settlement 2 of agreement 2 is
# open, under terms 2 and then 3. Line 1 stands on agreement 1 by claim 1; line 3 stands nowhere.
BREACHES = [
    (
        "settlements_follow_each_other",
        "settlement",
        f"{BEGIN}, figures, hash) VALUES (1, 3, 'weer', '', {AT}, '', '')",
    ),
    (
        "settlements_follow_each_other",
        "settlement",
        f"{BEGIN}, figures, hash, terms_id, settled_on, handed_in_at)"
        f" VALUES (1, 2, 'weer', '', {AT}, '{{}}', {HASH}, 1, '2027-01-12', {AT})",
    ),
    (
        "settlement_under_the_newest_terms",
        "settlement",
        f"UPDATE settlement SET terms_id = 2, {HANDED_IN} WHERE id = 2",
    ),
    (
        "settlement_stays",
        "settlement",
        "UPDATE settlement SET version = 5, reason = 'x' WHERE id = 2",
    ),
    ("settlement_stays", "settlement", "UPDATE settlement SET figures = '{}' WHERE id = 1"),
    ("settlement_stays", "settlement", f"UPDATE settlement SET hash = {HASH} WHERE id = 1"),
    ("settlement_stays", "settlement", "UPDATE settlement SET story = 'mooier' WHERE id = 1"),
    ("settlement_stays", "settlement", "UPDATE settlement SET determined = 1 WHERE id = 1"),
    ("settlement_stays", "settlement", "UPDATE settlement SET entry_id = 1 WHERE id = 1"),
    (
        "settlement_stays",
        "settlement",
        "UPDATE settlement SET handed_in_at = NULL, figures = '', hash = '', terms_id = NULL,"
        " settled_on = NULL, decided_on = NULL, determined = NULL WHERE id = 1",
    ),
    ("settlement_remains", "settlement", "DELETE FROM settlement WHERE id = 1"),
    (
        "no_terms_on_a_settled_agreement",
        "agreement_terms",
        f"INSERT INTO agreement_terms ({', '.join(COLUMNS)})"
        f" SELECT {', '.join(NEXT_TERMS.get(name, name) for name in COLUMNS)}"
        " FROM agreement_terms WHERE id = 1",
    ),
    (
        "settled_agreement_stays",
        "funding_agreement",
        "UPDATE funding_agreement SET amount = 1 WHERE id = 1",
    ),
    (
        "settled_agreement_stays",
        "funding_agreement",
        "UPDATE funding_agreement SET programme = 'anders' WHERE id = 1",
    ),
    (
        "no_claim_on_a_settled_agreement",
        "cost_claim",
        "INSERT INTO cost_claim (line_id, agreement_id, amount, vat, made_at, withdrawn_why)"
        f" SELECT max(id), 1, 100, 0, {AT}, '' FROM line"
        " WHERE account_id = (SELECT id FROM ledger_account WHERE code = '4400')",
    ),
    (
        "no_claim_off_a_settled_agreement",
        "cost_claim",
        f"UPDATE cost_claim SET withdrawn_at = {AT}, withdrawn_why = 'toch niet' WHERE id = 1",
    ),
]
# What a CHECK or a unique key refuses, whoever takes the triggers away.
HALF = [
    "UPDATE settlement SET figures = '{}' WHERE id = 2",
    f"UPDATE settlement SET handed_in_at = {AT} WHERE id = 2",
    f"UPDATE settlement SET terms_id = 3, {HANDED_IN.replace('a' * 64, 'a')} WHERE id = 2",
    "UPDATE settlement SET decided_on = '2027-01-12', determined = 1 WHERE id = 2",
    f"{BEGIN}, figures, hash) VALUES (1, 2, '', '', {AT}, '', '')",
    f"{BEGIN}, figures, hash) VALUES (2, 2, 'weer', '', {AT}, '', '')",
]


@pytest.fixture
def laid(instance: Instance, cast: Cast) -> Iterator[Engine]:
    """The rows that the breaches start from, as the owner of the database sees them."""
    with instance.writing():
        made = books(cast)
        kind = SourceKind.MUNICIPAL_COFINANCING
        settled = made.agreement("Gemeente", "18000", advance="7200", kind=kind)
        made.cost(made.source_of(settled), "9500", settled)
        number = made.handed_in(settled)
        operations.decide_settlement(number, euro("5700"), SETTLED, made.by)
        operations.recognise(settled, SETTLED, made.by)
        running = made.agreement("Fonds", "100")
        operations.begin_settlement(running, by=made.by)
        operations.set_terms(running, drafted(Mode.COST_SHARE, 100), reason="brief", by=made.by)
        made.cost(made.source_of(running), "50")
        newest = select(AgreementTerms.id).order_by(AgreementTerms.id)
        assert (settled, running, number) == (1, 2, 1)
        assert db().scalars(newest).all() == [1, 2, 3]
    with as_owner(instance) as engine:
        yield engine


def test_the_database_refuses_what_breaks_a_settlement(laid: Engine) -> None:
    with undone(laid) as connection:
        statements = [statement for *_names, statement in BREACHES] + HALF
        passed = [one for one in statements if not refused(connection, one)]

    assert passed == []


@pytest.mark.guard
def test_without_its_guard_each_breach_of_a_settlement_passes(laid: Engine) -> None:
    assert still_refused(laid, BREACHES) == []


@pytest.mark.guard
def test_without_its_key_two_settlements_are_open_at_once(laid: Engine) -> None:
    with undone(laid) as connection:
        connection.execute(text("DROP INDEX one_open_settlement"))

        assert not refused(connection, HALF[-1])


def test_every_guard_of_settlements_that_the_check_knows_is_proven_here() -> None:
    assert set(SETTLEMENT_GUARDS) == {guard for guard, _table, _statement in BREACHES}


@pytest.mark.guard
def test_the_check_says_which_settlement_was_changed_and_which_guard_is_gone(
    laid: Engine, instance: Instance
) -> None:
    with laid.begin() as connection:
        lift(connection, "settlement_stays", "settlement")
        connection.execute(text("UPDATE settlement SET figures = '{}' WHERE id = 1"))

    with instance.reading():
        assert [said for said in broken() if "settlement" in said] == [
            "The guard settlement_stays on settlements is gone.",
            "The figures of settlement 1 are not what was handed in.",
        ]
