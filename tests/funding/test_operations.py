"""Sources, promises, and booking what comes in and goes out."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from buurtcoop.audit.models import AuditDetail
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding import operations
from buurtcoop.funding.checks import broken
from buurtcoop.funding.models import Certainty, FundingAgreement, FundingSource, SourceKind
from buurtcoop.funding.rules import (
    INCOME_ACCOUNTS,
    AmountOutside,
    InKindIsNoMoney,
    PromiseExists,
    SourceExists,
    SpansYears,
)
from buurtcoop.ledger.models import Entry, FundKind
from buurtcoop.ledger.queries import find_entry
from buurtcoop.ledger.rules import PeriodMissing
from tests.funding.conftest import TODAY, Sources


@pytest.mark.parametrize("kind", SourceKind)
def test_a_source_of_every_kind_has_a_fund_of_its_own(
    sources: Sources, opened: Instance, kind: SourceKind
) -> None:
    source = operations.add_source(f"Bron {kind}", kind, by=sources.truus)

    assert source.fund.name == source.name
    others = db().scalars(select(FundingSource.fund_id).where(FundingSource.id != source.id))
    assert source.fund_id not in set(others)


def test_money_with_conditions_stands_in_a_restricted_fund(
    sources: Sources, opened: Instance
) -> None:
    company = operations.add_source("Bakkerij", SourceKind.COMPANY_DONATION, by=sources.truus)
    city = db().get_one(FundingSource, sources.city)

    assert (company.fund.kind, city.fund.kind) == (FundKind.FREE, FundKind.RESTRICTED)


@pytest.mark.parametrize("name", ["Fonds Buurtkeuken", "fonds buurtkeuken"])
def test_a_second_source_of_one_name_is_refused(
    sources: Sources, opened: Instance, name: str
) -> None:
    with pytest.raises(SourceExists, match="is er al"):
        operations.add_source(name, SourceKind.GRANT, by=sources.truus)


def test_what_came_in_is_a_debit_of_the_bank_and_a_credit_of_its_kind(
    sources: Sources, opened: Instance
) -> None:
    entry = sources.received(sources.city, 720_000)

    assert seen(entry) == [("1100", 720_000, None), ("8200", -720_000, sources.meals)]


def test_what_went_out_is_a_debit_of_its_cost_and_a_credit_of_the_bank(
    sources: Sources, opened: Instance
) -> None:
    entry = sources.spent(sources.kitchen, 6_250)

    assert seen(entry) == [("1100", -6_250, None), ("4400", 6_250, sources.meals)]


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if kind is not SourceKind.IN_KIND])
def test_every_kind_of_money_has_an_account_to_come_in_on(
    sources: Sources, opened: Instance, kind: SourceKind
) -> None:
    source = operations.add_source("Nog een", kind, by=sources.truus)

    entry = sources.received(source.id, 100)

    assert seen(entry)[1][0] == INCOME_ACCOUNTS[kind]


def test_all_lines_stand_on_the_fund_of_the_source(sources: Sources, opened: Instance) -> None:
    entry = sources.spent(sources.kitchen, 6_250)

    kitchen = db().get_one(FundingSource, sources.kitchen)
    assert {line.fund_id for line in find_entry(entry.id).lines} == {kitchen.fund_id}


def test_the_same_cause_is_booked_once(sources: Sources, opened: Instance) -> None:
    first = sources.received(sources.city, 720_000)
    second = sources.received(sources.city, 720_000)

    assert first.id == second.id


def test_what_is_given_in_kind_is_not_booked(sources: Sources, opened: Instance) -> None:
    room = operations.add_source("Kantoorruimte", SourceKind.IN_KIND, by=sources.truus)

    with pytest.raises(InKindIsNoMoney, match="geen geld"):
        sources.received(room.id, 480_000)


@pytest.mark.parametrize("cents", [0, -6_250])
def test_nothing_and_less_than_nothing_are_not_booked(
    sources: Sources, opened: Instance, cents: int
) -> None:
    with pytest.raises(AmountOutside):
        sources.spent(sources.kitchen, cents)


def test_a_cost_account_is_needed_to_spend(sources: Sources, opened: Instance) -> None:
    with pytest.raises(LookupError, match="not for cost"):
        sources.spent(sources.kitchen, 6_250, account="8000")


def test_a_day_outside_the_book_is_refused(sources: Sources, opened: Instance) -> None:
    with pytest.raises(PeriodMissing):
        sources.spent(sources.kitchen, 6_250, day=date(2025, 12, 31))
    assert db().scalars(select(Entry)).all() == []


def test_a_promise_belongs_to_one_year(sources: Sources, opened: Instance) -> None:
    with pytest.raises(SpansYears):
        promise(sources.truus, sources.city, starts_on=TODAY, ends_on=date(2028, 1, 31))


def test_the_database_refuses_a_promise_over_two_years(sources: Sources, opened: Instance) -> None:
    with pytest.raises(IntegrityError, match="in_one_year"):
        db().execute(
            text(
                "INSERT INTO funding_agreement "
                "(source_id, starts_on, ends_on, amount, certainty, reference, programme, rank) "
                "VALUES (:source, '2027-12-01', '2028-01-31', 100, 'awarded', 'x', '', 1)"
            ),
            {"source": sources.city},
        )


def test_one_letter_is_promised_once(sources: Sources, opened: Instance) -> None:
    promise(sources.truus, sources.city)

    with pytest.raises(PromiseExists, match="staat er al"):
        promise(sources.truus, sources.city)


def test_two_letters_for_the_same_year_both_count(sources: Sources, opened: Instance) -> None:
    promise(sources.truus, sources.city, reference="een")
    promise(sources.truus, sources.city, reference="twee")

    assert len(db().scalars(select(FundingAgreement)).all()) == 2


def test_an_expected_promise_becomes_an_award_and_what_it_was_stays_written(
    sources: Sources, opened: Instance
) -> None:
    number = promise(sources.truus, sources.city, certainty=Certainty.EXPECTED)

    operations.change_promise(
        number,
        amount=Money(3_000_000),
        certainty=Certainty.AWARDED,
        reference="Besluit 7",
        by=sources.truus,
    )

    changed = db().get_one(FundingAgreement, number)
    assert (changed.amount, changed.certainty) == (Money(3_000_000), Certainty.AWARDED)
    words = db().scalars(select(AuditDetail.detail).order_by(AuditDetail.entry_id)).all()
    assert words[-1].startswith("expected €\N{NO-BREAK SPACE}32.000,00")


def test_a_promise_does_not_become_the_twin_of_another(sources: Sources, opened: Instance) -> None:
    promise(sources.truus, sources.city, reference="een")
    number = promise(sources.truus, sources.city, reference="twee")

    with pytest.raises(PromiseExists):
        operations.change_promise(
            number,
            amount=Money(1),
            certainty=Certainty.AWARDED,
            reference="een",
            by=sources.truus,
        )


def test_sources_and_promises_hold(sources: Sources, opened: Instance) -> None:
    promise(sources.truus, sources.city)
    sources.received(sources.city, 720_000)

    assert broken() == []


def test_money_booked_on_a_source_in_kind_is_named(sources: Sources, opened: Instance) -> None:
    sources.received(sources.city, 720_000)
    db().get_one(FundingSource, sources.city).kind = SourceKind.IN_KIND
    db().flush()

    assert broken() == ["The source Gemeente Waterveen gives in kind, but money is booked on it."]


def promise(
    by: Viewer,
    source_id: int,
    *,
    starts_on: date = date(2027, 1, 1),
    ends_on: date = date(2027, 12, 31),
    certainty: Certainty = Certainty.AWARDED,
    reference: str = "Besluit 1",
) -> int:
    return operations.promise(
        source_id,
        starts_on=starts_on,
        ends_on=ends_on,
        amount=Money(3_200_000),
        certainty=certainty,
        reference=reference,
        by=by,
    ).id


def seen(entry: Entry) -> list[tuple[str, int, int | None]]:
    """(account, cents, activity) of each line, by account."""
    lines = find_entry(entry.id).lines
    return sorted((line.account.code, line.amount.cents, line.activity_id) for line in lines)
