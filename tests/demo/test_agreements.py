"""The agreements of Wilgenkwartier come out to the cent, from the book itself."""

from datetime import date

from sqlalchemy import func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.demo.agreed import AGREED, REPORTED_TO
from buurtcoop.demo.claiming import claims
from buurtcoop.demo.money import COSTS, FEE, MUNICIPALITY, OWN, SOURCES
from buurtcoop.demo.rules import OFFICER
from buurtcoop.funding import queries
from buurtcoop.funding.checks import broken
from buurtcoop.funding.models import CostClaim, FundingAgreement, FundingSource
from buurtcoop.insight.models import FigureRelease, FunderAccess

LAST_YEAR, THIS_YEAR = 2026, 2027


def agreement(source: str, year: int = LAST_YEAR) -> int:
    """The first agreement of this source for this year."""
    return (
        db()
        .scalars(
            select(FundingAgreement.id)
            .join(FundingSource)
            .where(FundingSource.name == source, FundingAgreement.starts_on == date(year, 1, 1))
            .order_by(FundingAgreement.id)
        )
        .all()[0]
    )


def test_every_cost_of_a_year_stands_whole_on_the_letters_of_its_source() -> None:
    per_letter: dict[tuple[str, str], Money] = {}
    for spent, reference, amount in claims(LAST_YEAR):
        letter = spent.source, reference
        per_letter[letter] = per_letter.get(letter, NOTHING) + amount

    for source in SOURCES:
        told = [per_letter.get((source.name, share.reference), NOTHING) for share in source.shares]
        spent_of_it = [cost.parts.get(source.name, NOTHING) for cost in COSTS]
        assert sum(told, NOTHING) == sum(spent_of_it, NOTHING), source.name
        if source.name not in (FEE, OWN):
            assert told == [share.amount for share in source.shares], source.name


def test_the_municipal_agreement_comes_out_to_the_cent(demo: Instance) -> None:
    number = agreement(MUNICIPALITY)
    found = queries.reckon(number, clock.today())

    assert found.cash == Money(7_139_970)
    assert found.above_maximum == Money(12_987)
    assert found.above_maximum + Money(3_200_000) == Money(3_212_987)
    assert found.determined == Money(3_200_000)
    assert found.own_counted >= found.own_required
    [settled] = queries.settlements_of(number)
    assert settled.determined == Money(3_200_000)
    assert queries.differs_since(settled) == []


def test_nothing_of_last_year_is_left_and_each_report_was_decided_on(demo: Instance) -> None:
    assert queries.unclaimed(LAST_YEAR) == []
    assert db().scalar(
        select(func.sum(CostClaim.amount))
        .join(FundingAgreement)
        .where(FundingAgreement.starts_on == date(LAST_YEAR, 1, 1))
    ) == Money(7_631_970)
    for source in REPORTED_TO:
        number = agreement(source)
        assert queries.is_settled(number), source
        [settled] = queries.settlements_of(number)
        assert settled.determined == db().get_one(FundingAgreement, number).amount, source
        assert not queries.is_settled(agreement(source, THIS_YEAR)), source
    assert broken() == []


def test_goals_of_last_year_were_reached_but_one_handover(demo: Instance) -> None:
    done = {
        each.goal.words: (each.done, each.reached)
        for source in REPORTED_TO
        for each in queries.goals_of(agreement(source))
    }

    aims = [aim for source in REPORTED_TO for aim in AGREED[source].aims]
    assert set(done) == {aim.words for aim in aims}
    assert done["Elke week samen eten"] == (46, True)
    assert done["Vragen van buren waar we bij hielpen"] == (838, True)
    assert [words for words, (_number, reached) in done.items() if not reached] == [
        "Elke overdracht aan het wijkteam is afgerond"
    ]


def test_the_figures_of_the_cooperative_are_those_of_its_table(demo: Instance) -> None:
    for year in (LAST_YEAR, THIS_YEAR):
        assert queries.leverage(year).euros == Money(247)
        largest = queries.dependency(year).largest
        assert largest is not None
        assert (largest.name, largest.share) == (MUNICIPALITY, 405)
        assert queries.salary_months(year).tenths == 94
        budget = queries.budget_of(year)
        assert budget is not None
        assert budget.decided_on is not None
    share = queries.helping_share(LAST_YEAR)
    assert share is not None
    assert share.money.spent == Money(7_631_970)
    assert share.money.helping.cents * 1_000 // share.money.spent.cents == 611


def test_a_financier_has_a_way_in_and_reads_what_was_told(demo: Instance) -> None:
    told = db().scalars(
        select(FigureRelease.month)
        .where(FigureRelease.agreement_id == agreement(MUNICIPALITY))
        .order_by(FigureRelease.month)
    )

    assert list(told) == [date(LAST_YEAR, month, 1) for month in range(1, 13)]
    ways = list(db().scalars(select(FunderAccess).order_by(FunderAccess.id)))
    assert [(way.name, way.person_id is None) for way in ways] == [
        ("Beleidsadviseur", True),
        (OFFICER, False),
    ]
