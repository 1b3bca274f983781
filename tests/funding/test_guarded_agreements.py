"""What the database itself refuses of terms, parts and settled agreements, and that each guard
is what does.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding.checks import AGREEMENT_GUARDS, broken
from buurtcoop.funding.models import CostCategory, FundingSource
from buurtcoop.funding.operations import add_tranches, claim, pay_tranche, set_terms
from buurtcoop.funding.rules import CategoryDraft, TermsDraft
from buurtcoop.funding.settlement import Mode
from buurtcoop.ledger.operations import lend, reverse
from tests.breaching import lift, refused, still_refused, undone
from tests.funding.conftest import TODAY, Sources
from tests.funding.handed_in import handed_in
from tests.funding.standing import SHARE, line_of
from tests.setup import as_owner

AT = "'2027-01-12 07:30:00.000000'"
LUMP = TermsDraft(mode=Mode.LUMP, categories=(CategoryDraft(name="Eten", accounts=("4400",)),))
# A version as it is, with another number, of another agreement, or with one column changed.
COLUMNS = (
    "id, agreement_id, version, reason, mode, share_points, vat_counts, own_points, own_rule,"
    " others_count_as_own, hours_count_as_own, in_kind_rate, in_kind_most_points, no_profit,"
    " public_money, public_most_points, units_agreed, unit_words, full_from_points,"
    " unit_goal_number, per_household, reserve_points, reserve_begins, programme_counts,"
    " at_once_up_to, auditor_from, decision_weeks, not_promised, made_by_id, made_at"
)
PAYS = "INSERT INTO tranche_payment (id, made_at, tranche_id, line_id, amount) VALUES "


def version(number: int, agreement: int = 1, **columns: str) -> str:
    """The first version again, as this one."""
    values = {"id": "9", "agreement_id": str(agreement), "version": str(number), **columns}
    values = {"reason": "'anders'", **values}
    listed = [values.get(each, each) for each in COLUMNS.split(", ")]
    return (
        f"INSERT INTO agreement_terms ({COLUMNS}) SELECT {', '.join(listed)}"
        " FROM agreement_terms WHERE id = 1"
    )


# Agreement 1 is of the city, 10 euro: part 1 of 8 euro of which line 1 paid 5, part 2 of 2 euro.
# Versions 2 and 3 of its terms say less. Line 3 is 20 euro of the city, line 5 of the kitchen,
# line 7 was undone, line 11 is a cost of 1 euro that stands on agreement 1. Agreement 2, of the
# kitchen, is settled. More stands on agreement 3 than it promises; 4 is bare.
BREACHES = [
    ("terms_follow_each_other", "agreement_terms", version(5)),
    ("no_terms_on_a_settled_agreement", "agreement_terms", version(2, agreement=2)),
    ("agreement_terms_stays", "agreement_terms", "UPDATE agreement_terms SET vat_counts = false"),
    ("agreement_terms_remains", "agreement_terms", "DELETE FROM agreement_terms WHERE id = 4"),
    (
        "cost_category_stays",
        "cost_category",
        "UPDATE cost_category SET name = 'x' WHERE name = 'Los'",
    ),
    ("cost_category_remains", "cost_category", "DELETE FROM cost_category WHERE name = 'Los'"),
    ("category_terms_stays", "category_terms", "UPDATE category_terms SET most = 1"),
    ("category_terms_remains", "category_terms", "DELETE FROM category_terms WHERE terms_id = 3"),
    ("category_account_stays", "category_account", "UPDATE category_account SET account_id = 1"),
    ("category_account_remains", "category_account", "DELETE FROM category_account"),
    (
        "terms_activity_stays",
        "terms_activity",
        "UPDATE terms_activity SET terms_id = 4 WHERE terms_id = 1",
    ),
    ("terms_activity_remains", "terms_activity", "DELETE FROM terms_activity"),
    (
        "settled_agreement_stays",
        "funding_agreement",
        "UPDATE funding_agreement SET amount = 1 WHERE id = 2",
    ),
    (
        "settled_agreement_stays",
        "funding_agreement",
        "UPDATE funding_agreement SET programme = 'x' WHERE id = 2",
    ),
    (
        "settled_agreement_stays",
        "funding_agreement",
        "UPDATE funding_agreement SET id = 9 WHERE id = 4",
    ),
    (
        "fixed_amount_covers_its_claims",
        "funding_agreement",
        "UPDATE funding_agreement SET amount = 99 WHERE id = 1",
    ),
    ("fixed_terms_cover_their_claims", "agreement_terms", version(2, agreement=3)),
    *(
        (
            "written_terms_take_no_category",
            "category_terms",
            "INSERT INTO category_terms (id, terms_id, category_id, number)"
            f" SELECT 99, {terms}, id, 9 FROM cost_category WHERE name = 'Los'",
        )
        for terms in (1, 2)
    ),
    (
        "written_terms_take_no_account",
        "category_account",
        "INSERT INTO category_account (id, terms_id, category_terms_id, account_id)"
        " VALUES (99, 1, 1, 1)",
    ),
    (
        "written_terms_take_no_activity",
        "terms_activity",
        "INSERT INTO terms_activity (id, terms_id, activity_id)"
        " SELECT 99, 3, max(id) FROM activity",
    ),
    ("tranche_covers_what_was_paid", "tranche", "UPDATE tranche SET amount = 499 WHERE id = 1"),
    (
        "tranche_covers_what_was_paid",
        "tranche",
        f"UPDATE tranche SET dropped_at = {AT} WHERE id = 1",
    ),
    (
        "tranche_covers_what_was_paid",
        "tranche",
        "UPDATE tranche SET agreement_id = 2 WHERE id = 2",
    ),
    (
        "payment_never_more_than_its_tranche",
        "tranche_payment",
        f"{PAYS}(9, {AT}, 1, 3, 301)",
    ),
    ("payment_never_more_than_came_in", "tranche_payment", f"{PAYS}(9, {AT}, 2, 1, 1)"),
    ("payment_never_more_than_came_in", "tranche_payment", f"{PAYS}(9, {AT}, 2, 5, 1)"),
    ("payment_never_more_than_came_in", "tranche_payment", f"{PAYS}(9, {AT}, 2, 7, 1)"),
    ("payment_never_more_than_came_in", "tranche_payment", f"{PAYS}(9, {AT}, 2, 11, 1)"),
    (
        "payment_never_more_than_came_in",
        "tranche_payment",
        "INSERT INTO tranche_payment (id, made_at, tranche_id, line_id, amount)"
        f" SELECT 9, {AT}, 2, max(l.id), 1 FROM line l"
        " JOIN funding_source s ON s.fund_id = l.fund_id"
        " JOIN funding_agreement a ON a.source_id = s.id AND a.id = 1"
        " JOIN ledger_account k ON k.id = l.account_id AND k.code = '1100'",
    ),
    ("payment_stays", "tranche_payment", "UPDATE tranche_payment SET amount = 1"),
]
# What the columns themselves refuse.
CHECKS = [
    version(4, share_points="1"),
    version(4, mode="'performance'"),
    version(4, units_agreed="1"),
    version(4, mode="'cost_share'"),
    version(4, own_points="10001"),
    version(4, per_household="1"),
    version(4, decision_weeks="-1"),
    version(4, reason="''"),
    "UPDATE tranche SET amount = 0 WHERE id = 2",
    f"{PAYS}(9, {AT}, 2, 3, 0)",
    f"{PAYS}(9, {AT}, 1, 1, -1)",
    "UPDATE funding_agreement SET asked = -1 WHERE id = 1",
    "UPDATE funding_agreement SET rank = 0 WHERE id = 1",
]

# On SQLite a row can be put in the place of another: then no guard on a change is asked.
REPLACED = [
    (
        "agreement_is_not_replaced",
        "INSERT OR REPLACE INTO funding_agreement (id, source_id, starts_on, ends_on, amount,"
        " certainty, reference, programme, rank) SELECT id, source_id, starts_on, ends_on, 1,"
        " certainty, reference, programme, rank FROM funding_agreement WHERE id = 2",
    ),
    (
        "tranche_is_not_replaced",
        "INSERT OR REPLACE INTO tranche (id, agreement_id, number, amount, condition)"
        " SELECT id, agreement_id, number, 1, condition FROM tranche WHERE id = 1",
    ),
]


@pytest.fixture
def laid(instance: Instance, sources: Sources) -> Iterator[Engine]:
    """The rows that the breaches start from, as the owner of the database sees them."""
    with instance.writing():
        one, two = (sources.promised(each, 1_000) for each in (sources.city, sources.kitchen))
        first, _second = add_tranches(one, [(8_000, None, ""), (2_000, None, "")], by=sources.truus)
        paid = sources.received(sources.city, 500)
        sources.received(sources.city, 2_000, key="free")
        sources.received(sources.kitchen, 900, key="kitchen")
        undone = sources.received(sources.city, 100, key="undone")
        reverse(undone.id, day=TODAY, memo="dubbel", by=sources.truus)
        cost = line_of(sources.spent(sources.city, 100))
        pay_tranche(first.id, paid.lines[0].id, Money(500), by=sources.truus)
        for number in (one, two):
            terms = set_terms(
                number, replace(LUMP, activities=(sources.meals,)), reason="", by=sources.truus
            )
        handed_in(two, terms.id)
        bare = CategoryDraft(name="Eten")
        set_terms(one, TermsDraft(mode=Mode.LUMP, categories=(bare,)), reason="x", by=sources.truus)
        set_terms(one, TermsDraft(mode=Mode.LUMP), reason="x", by=sources.truus)
        db().add(CostCategory(agreement_id=one, name="Los"))
        claim(cost, one, Money(100), by=sources.truus)
        three, _bare = (sources.promised(sources.city, cents) for cents in (500, 600))
        set_terms(three, SHARE, reason="", by=sources.truus)
        more = line_of(sources.spent(sources.city, 501, key="more"))
        claim(more, three, Money(501), by=sources.truus)
        both = (sources.kitchen, sources.city)
        lender, borrower = (db().get_one(FundingSource, each).fund_id for each in both)
        lend(lender, borrower, Money(50), day=TODAY, memo="geleend", key="lent", by=sources.truus)
    with as_owner(instance) as engine:
        yield engine


def test_the_database_refuses_what_breaks_terms_and_parts(laid: Engine) -> None:
    with undone(laid) as connection:
        passed = [one for one in BREACHES if not refused(connection, one[2])]
        passed += [("a check", "", one) for one in CHECKS if not refused(connection, one)]
        fine = [refused(connection, one) for one in (version(4), f"{PAYS}(9, {AT}, 2, 3, 200)")]

    assert (passed, fine) == ([], [False, False])


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
def test_no_row_takes_the_place_of_another(laid: Engine) -> None:
    for guard, statement in REPLACED:
        with undone(laid) as connection:
            assert refused(connection, statement)

            connection.execute(text(f"DROP TRIGGER {guard}"))
            assert not refused(connection, statement)


@pytest.mark.guard
def test_without_its_guard_each_breach_passes(laid: Engine) -> None:
    assert still_refused(laid, BREACHES) == []


@pytest.mark.guard
@pytest.mark.parametrize(
    ("guard", "statement", "said"),
    [
        (
            "payment_never_more_than_its_tranche",
            f"{PAYS}(9, {AT}, 1, 3, 301)",
            "Part 1 of an agreement was paid more than it is.",
        ),
        (
            "payment_never_more_than_came_in",
            f"{PAYS}(9, {AT}, 2, 1, 1)",
            "Line 1 pays more parts of agreements than it is.",
        ),
    ],
)
def test_the_check_recounts_what_went_past_a_guard(
    laid: Engine, instance: Instance, guard: str, statement: str, said: str
) -> None:
    with laid.begin() as connection:
        lift(connection, guard, "tranche_payment")
        connection.execute(text(statement))

    with instance.reading():
        told = broken()

    assert f"The guard {guard} on the agreements is gone." in told
    assert said in told


def test_every_guard_that_the_check_knows_is_proven_here() -> None:
    assert {*AGREEMENT_GUARDS} == {guard for guard, _table, _statement in BREACHES} - {
        "no_terms_on_a_settled_agreement",
        "settled_agreement_stays",
    } | {guard for guard, _statement in REPLACED}
