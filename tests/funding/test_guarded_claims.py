"""What the database itself refuses of what stands on agreements, and that each guard is what does.

Every breach is tried in a transaction that leaves nothing: refused with its guard, and let
through once that guard alone is taken away.
"""

from datetime import date

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from buurtcoop.core.guards import lifted
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import operations, queries
from buurtcoop.funding.checks import CLAIM_GUARDS, SETTLEMENT_GUARDS, broken
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.ledger.rules import BANK
from tests.breaching import lift, refused, undone
from tests.cast import Cast
from tests.funding.conftest import TODAY, Sources
from tests.funding.standing import LUMP, MATCH, RATE, Standing, a_standing, an_hour, line_of
from tests.setup import as_owner

AT = "'2027-01-12 07:30:00.000000'"
CLAIM = (
    "INSERT INTO cost_claim (made_at, withdrawn_why, id, line_id, agreement_id, category_id,"
    f" amount, vat, withdrawn_at) VALUES ({AT}, '', "
)
TAKEN = CLAIM.replace(" '', ", " 'x', ")
OFF = f"UPDATE cost_claim SET withdrawn_at = {AT}, withdrawn_why = 'x'"
HOUR = (
    "INSERT INTO match_hour (made_at, id, time_entry_id, agreement_id, minutes, withdrawn_at)"
    f" VALUES ({AT}, "
)
GIFT = (
    "INSERT INTO match_gift (made_at, promised_on, household, id, agreement_id, amount, line_id)"
    f" VALUES ({AT}, '2027-01-12', 'huis 9', "
)
USE = f"INSERT INTO commitment_use (made_at, id, commitment_id, line_id, amount) VALUES ({AT}, "
# Names in braces are numbers of the rows that `laid` makes.
BREACHES = [
    (
        "claim_of_a_posted_cost",
        "cost_claim",
        f"{CLAIM}99, {{income}}, {{share}}, NULL, 1, 0, NULL)",
    ),
    (
        "claim_of_a_posted_cost",
        "cost_claim",
        f"{CLAIM}99, {{undone}}, {{share}}, NULL, 1, 0, NULL)",
    ),
    (
        "claim_never_more_than_its_line",
        "cost_claim",
        f"{CLAIM}99, {{cost}}, {{share}}, NULL, 9001, 0, NULL)",
    ),
    (
        "claim_never_more_than_a_fixed_amount",
        "cost_claim",
        f"{CLAIM}99, {{cost}}, {{lump}}, NULL, 4001, 0, NULL)",
    ),
    ("claim_under_terms", "cost_claim", f"{CLAIM}99, {{cost}}, {{bare}}, NULL, 1, 0, NULL)"),
    ("claim_under_terms", "cost_claim", f"{CLAIM}99, {{cost}}, {{share}}, NULL, 1, 2, NULL)"),
    ("claim_begins_alive", "cost_claim", f"{TAKEN}99, {{cost}}, {{share}}, NULL, 1, 0, {AT})"),
    (
        "no_claim_on_a_settled_agreement",
        "cost_claim",
        f"{CLAIM}99, {{cost}}, {{settled}}, NULL, 1, 0, NULL)",
    ),
    ("no_claim_off_a_settled_agreement", "cost_claim", f"{OFF} WHERE id = {{frozen}}"),
    (
        "claim_is_only_taken_off",
        "cost_claim",
        "UPDATE cost_claim SET amount = 1 WHERE id = {claim}",
    ),
    (
        "claim_is_only_taken_off",
        "cost_claim",
        "UPDATE cost_claim SET line_id = {bill} WHERE id = {claim}",
    ),
    ("claim_is_only_taken_off", "cost_claim", f"{OFF}, vat = 1 WHERE id = {{claim}}"),
    ("claim_is_only_taken_off", "cost_claim", f"{OFF}, made_by_id = NULL WHERE id = {{claim}}"),
    ("claim_remains", "cost_claim", "DELETE FROM cost_claim WHERE id = {claim}"),
    ("hours_never_more_than_there_are", "match_hour", f"{HOUR}99, {{hour}}, {{share}}, 61, NULL)"),
    ("hours_never_more_than_there_are", "match_hour", f"{HOUR}99, {{hour}}, {{share}}, 1, {AT})"),
    ("no_hours_on_a_settled_agreement", "match_hour", f"{HOUR}99, {{hour}}, {{settled}}, 1, NULL)"),
    ("hours_are_only_taken_off", "match_hour", "UPDATE match_hour SET minutes = 1"),
    (
        "hours_are_only_taken_off",
        "match_hour",
        f"UPDATE match_hour SET withdrawn_at = {AT}, minutes = 1",
    ),
    ("hours_remain", "match_hour", "DELETE FROM match_hour"),
    ("gift_begins_promised", "match_gift", f"{GIFT}99, {{match}}, 100, {{given}})"),
    ("gift_begins_promised", "match_gift", f"{GIFT}99, {{settled}}, 100, NULL)"),
    (
        "gift_is_paid_once",
        "match_gift",
        "UPDATE match_gift SET line_id = {given} WHERE id = {large}",
    ),
    (
        "gift_is_paid_once",
        "match_gift",
        "UPDATE match_gift SET line_id = {cost} WHERE id = {small}",
    ),
    ("gift_is_paid_once", "match_gift", "UPDATE match_gift SET line_id = NULL WHERE id = {paid}"),
    ("gift_is_paid_once", "match_gift", "UPDATE match_gift SET amount = 1 WHERE id = {small}"),
    ("gift_remains", "match_gift", "DELETE FROM match_gift WHERE id = {small}"),
    ("use_never_more_than_ordered", "commitment_use", f"{USE}99, {{order}}, {{bill}}, 2001)"),
    ("use_never_more_than_ordered", "commitment_use", f"{USE}99, {{order}}, {{income}}, 1)"),
    ("use_never_more_than_ordered", "commitment_use", f"{USE}99, {{order}}, {{undone}}, 1)"),
    ("use_never_more_than_ordered", "commitment_use", f"{USE}99, {{ended}}, {{bill}}, 1)"),
    ("use_stays", "commitment_use", "UPDATE commitment_use SET amount = 1"),
    ("use_remains", "commitment_use", "DELETE FROM commitment_use"),
    (
        "commitment_begins_running",
        "payable_commitment",
        "INSERT INTO payable_commitment SELECT 99, source_id, activity_id, account_id, amount,"
        " words, ordered_on, expected_on, ended_on, ended_why, made_by_id, made_at"
        " FROM payable_commitment WHERE id = {ended}",
    ),
    (
        "commitment_only_ends",
        "payable_commitment",
        "UPDATE payable_commitment SET amount = 1 WHERE id = {order}",
    ),
    (
        "commitment_only_ends",
        "payable_commitment",
        "UPDATE payable_commitment SET ended_on = NULL, ended_why = '' WHERE id = {ended}",
    ),
    (
        "commitment_only_ends",
        "payable_commitment",
        "UPDATE payable_commitment SET ended_on = '2027-01-12', ended_why = 'x', amount = 1"
        " WHERE id = {order}",
    ),
    (
        "commitment_remains",
        "payable_commitment",
        "DELETE FROM payable_commitment WHERE id = {spare}",
    ),
]
# What a CHECK of a table decides.
CHECKED = [
    f"{CLAIM}99, {{cost}}, {{share}}, NULL, 0, 0, NULL)",
    "UPDATE cost_claim SET withdrawn_why = 'x' WHERE id = {claim}",
    f"{HOUR}99, {{hour}}, {{share}}, 0, NULL)",
    f"{GIFT}99, {{match}}, 0, NULL)",
    f"{GIFT.replace('huis 9', '')}99, {{match}}, 100, NULL)",
    f"{USE}99, {{order}}, {{bill}}, 0)",
    "UPDATE payable_commitment SET ended_on = '2027-01-12' WHERE id = {order}",
]


@pytest.fixture
def laid(instance: Instance, sources: Sources, cast: Cast) -> dict[str, int]:
    """Rows of every kind, by name."""
    with instance.writing():
        standing = a_standing(sources)
        rows = {**_costs(standing), **_orders(standing)}
        rows["claim"] = standing.claim(rows["cost"], rows["share"], 1_000)
        rows["hour"] = an_hour(cast, sources).id
        operations.put_hours(rows["share"], [an_hour(cast, sources, 2).id], sources.truus)
        return {**rows, **_gifts(standing, rows["match"])}


def test_the_database_refuses_what_breaks_what_stands_on_agreements(
    instance: Instance, laid: dict[str, int]
) -> None:
    with as_owner(instance) as engine, undone(engine) as connection:
        passed = [
            statement
            for statement in (*(each[2] for each in BREACHES), *CHECKED)
            if not refused(connection, statement.format(**laid))
        ]

    assert passed == []


@pytest.mark.guard
def test_without_its_guard_each_breach_passes(instance: Instance, laid: dict[str, int]) -> None:
    still_refused = []
    with as_owner(instance) as engine:
        for guard, table, statement in BREACHES:
            with undone(engine) as connection:
                lift(connection, guard, table)
                if refused(connection, statement.format(**laid)):
                    still_refused.append((guard, statement))

    assert still_refused == []


@pytest.mark.guard
def test_the_check_tells_of_a_guard_that_is_gone_and_recounts_a_line(
    instance: Instance, laid: dict[str, int]
) -> None:
    guard, table, statement = BREACHES[2]
    with as_owner(instance) as engine, engine.begin() as connection:
        lift(connection, guard, table)
        connection.execute(text(statement.format(**laid)))

    with instance.reading():
        assert [each for each in broken() if "line" in each or "guard" in each] == [
            f"The guard {guard} on the agreements is gone.",
            f"The claims on line {laid['cost']} are {Money(10_001)}, and it is {Money(10_000)}.",
        ]


def test_every_guard_that_the_check_knows_is_proven_here_and_in_force(
    instance: Instance, laid: dict[str, int]
) -> None:
    proven = {guard for guard, _table, _statement in BREACHES}
    assert set(CLAIM_GUARDS) == proven - set(SETTLEMENT_GUARDS)
    with instance.reading():
        assert lifted(db(), CLAIM_GUARDS) == []
        assert queries.open_orders()
        assert broken() == []


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
def test_the_app_login_cannot_take_away_what_stands_on_agreements(instance: Instance) -> None:
    engine = create_engine(instance.settings.database)
    for statement in (
        "TRUNCATE cost_claim",
        "DELETE FROM cost_claim",
        "DELETE FROM match_hour",
        "UPDATE match_hour SET minutes = 1",
        "DROP TRIGGER claim_remains ON cost_claim",
    ):
        with (
            engine.connect() as connection,
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        ):
            connection.execute(text(statement))
    engine.dispose()


def _costs(standing: Standing) -> dict[str, int]:
    """Agreements of each kind, a cost of a hundred euro, one that was undone, and income."""
    sources = standing.sources
    rows = {
        "share": standing.agreed(sources.city, 100_000, in_kind=RATE),
        "lump": standing.agreed(sources.kitchen, 4_000, LUMP),
        "match": standing.agreed(sources.kitchen, 50_000, MATCH),
        "bare": sources.promised(sources.kitchen, 60_000),
        "cost": standing.cost(standing.members, 10_000),
        "bill": standing.cost(sources.kitchen, 5_000, key="bill"),
        "undone": standing.cost(sources.kitchen, 100, key="undone"),
    }
    standing.undo(rows["undone"])
    late = standing.cost(sources.city, 700, key="settled")
    rows["settled"] = standing.settled(sources.city, late, 700)
    rows["frozen"] = queries.claims_on(rows["settled"]).claims[0].id
    rows["income"] = line_of(sources.received(sources.kitchen, 900), BANK)
    return rows


def _orders(standing: Standing) -> dict[str, int]:
    sources = standing.sources
    account = db().scalars(select(LedgerAccount.id).where(LedgerAccount.code == "4400")).one()
    found = {}
    for name in ("order", "ended", "spare"):
        found[name] = operations.order(
            sources.kitchen,
            activity_id=sources.meals,
            account_id=account,
            amount=Money(3_000),
            words=f"Pannen {name}",
            ordered_on=TODAY,
            expected_on=date(2027, 2, 1),
            by=sources.truus,
        ).id
    bill = standing.cost(sources.kitchen, 1_000, key="part")
    operations.pay_order(found["order"], bill, Money(1_000), sources.truus)
    operations.end_order(found["ended"], "De winkel is dicht.", sources.truus)
    return found


def _gifts(standing: Standing, match: int) -> dict[str, int]:
    """Of a hundred euro given, thirty pay a gift; one gift is too large for what is left."""
    sources = standing.sources
    given = line_of(sources.received(standing.members, 10_000, key="given"))
    rows = {"given": given}
    for name, cents in (("paid", 3_000), ("small", 1_000), ("large", 8_000)):
        gift = operations.promise_gift(
            match, f"huis {name}", Money(cents), promised_on=TODAY, by=sources.truus
        )
        rows[name] = gift.id
    operations.pay_gift(rows["paid"], given, sources.truus)
    return rows
