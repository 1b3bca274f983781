"""Promised, received, spent and left: the table of the demo cooperative comes out of the lines."""

from datetime import date

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import STRANGER
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import Certainty, SourceKind
from buurtcoop.ledger.operations import open_year, reverse
from tests.cast import Cast, seen_by
from tests.funding.conftest import TODAY, Sources

# The money table of one year of Wilgenkwartier, in cents: source, kind, promised, and what was
# spent on which account.
TABLE = {
    "Contributie": (
        SourceKind.MEMBERSHIP_FEE,
        606_000,
        {"4000": 74_000, "4200": 118_000, "4900": 196_000, "4920": 132_000},
    ),
    "Eigen bijdragen": (
        SourceKind.OWN_CONTRIBUTION,
        864_600,
        {"4400": 413_540, "4040": 78_430, "4420": 195_000},
    ),
    "Buurtkeuken": (
        SourceKind.GRANT,
        1_250_000,
        {"4000": 385_000, "4410": 360_000, "4030": 290_000, "4910": 215_000},
    ),
    "Wilgenfonds": (SourceKind.GRANT, 750_000, {"4000": 390_000, "4440": 360_000}),
    "De Rietdijk": (
        SourceKind.HOUSING_CORPORATION_DONATION,
        900_000,
        {"4000": 660_000, "4100": 240_000},
    ),
    "Drie bedrijven": (
        SourceKind.COMPANY_DONATION,
        325_000,
        {"4000": 211_000, "4420": 50_000, "4430": 64_000},
    ),
    "Gemeente": (SourceKind.MUNICIPAL_COFINANCING, 3_200_000, {"4000": 3_200_000}),
}
LEFT = {"Contributie": 86_000, "Eigen bijdragen": 177_630}


def test_the_columns_of_the_demo_table_come_out_of_the_lines(
    sources: Sources, opened: Instance
) -> None:
    lay_out(sources)

    found = {source.name: source for source in queries.figures(2027) if source.name in TABLE}

    for name, (_kind, promised, costs) in TABLE.items():
        source = found[name]
        assert source.promised == source.received == Money(promised)
        assert source.spent == Money(sum(costs.values()))
        assert source.left == source.in_cash == Money(LEFT.get(name, 0))


def test_the_totals_of_the_demo_table_come_out(sources: Sources, opened: Instance) -> None:
    lay_out(sources)

    all_ = queries.overview(queries.figures(2027))

    assert all_.promised == all_.received == Money(7_895_600)
    assert all_.spent == Money(7_631_970)
    assert all_.left == Money(263_630)
    assert all_.beside_each_euro == Money(147)
    assert all_.largest is not None
    assert (all_.largest.name, all_.largest.share) == ("Gemeente", 405)
    assert not all_.dependent
    assert [source.share for source in all_.sources][:7] == [405, 158, 114, 110, 95, 77, 41]


def test_left_is_what_was_promised_minus_what_was_spent(sources: Sources, opened: Instance) -> None:
    sources.promised(sources.kitchen, 1_250_000)
    sources.received(sources.kitchen, 1_000_000)
    sources.spent(sources.kitchen, 531_000)

    kitchen = figures_of("Fonds Buurtkeuken")

    assert (kitchen.left, kitchen.in_cash) == (Money(719_000), Money(469_000))


def test_an_expected_promise_counts_and_is_told_apart(sources: Sources, opened: Instance) -> None:
    sources.promised(sources.kitchen, 1_000_000)
    sources.promised(sources.kitchen, 250_000, Certainty.EXPECTED)

    kitchen = figures_of("Fonds Buurtkeuken")

    assert (kitchen.promised, kitchen.expected) == (Money(1_250_000), Money(250_000))


def test_a_gift_nobody_promised_may_be_spent(sources: Sources, opened: Instance) -> None:
    sources.received(sources.kitchen, 50_000)
    sources.spent(sources.kitchen, 20_000)

    assert figures_of("Fonds Buurtkeuken").left == Money(30_000)


def test_a_late_payment_of_last_year_is_not_more_to_spend(
    sources: Sources, opened: Instance
) -> None:
    sources.promised(sources.kitchen, 1_000_000)
    sources.received(sources.kitchen, 1_000_000)
    sources.received(sources.kitchen, 250_000, key="last part of 2026")

    assert figures_of("Fonds Buurtkeuken").left == Money(1_000_000)


def test_what_was_undone_does_not_count(sources: Sources, opened: Instance) -> None:
    sources.promised(sources.kitchen, 1_250_000)
    twice = sources.spent(sources.kitchen, 531_000)
    reverse(twice.id, day=TODAY, memo="dubbel", by=sources.truus)

    kitchen = figures_of("Fonds Buurtkeuken")

    assert (kitchen.spent, kitchen.left) == (NOTHING, Money(1_250_000))


def test_years_stand_apart(sources: Sources, opened: Instance) -> None:
    open_year(2026)
    sources.promised(sources.kitchen, 1_250_000, year=2026)
    sources.spent(sources.kitchen, 100_000, day=date(2026, 6, 1))

    assert figures_of("Fonds Buurtkeuken").promised == NOTHING
    assert figures_of("Fonds Buurtkeuken", 2026).left == Money(1_150_000)
    assert queries.years() == [2027, 2026]


def test_what_is_in_kind_stands_outside_the_sums(sources: Sources, opened: Instance) -> None:
    room = operations.add_source("Kantoorruimte", SourceKind.IN_KIND, by=sources.truus)
    sources.promised(room.id, 480_000)
    sources.promised(sources.city, 3_200_000)

    all_ = queries.overview(queries.figures(2027))

    assert all_.promised == Money(3_200_000)
    assert [source.name for source in all_.in_kind] == ["Kantoorruimte"]
    assert "Kantoorruimte" not in {source.name for source in queries.left_per_source(2027)}


def test_more_than_half_from_one_funder_warns(sources: Sources, opened: Instance) -> None:
    sources.promised(sources.city, 501)
    sources.promised(sources.kitchen, 499)

    assert queries.overview(queries.figures(2027)).dependent


def test_exactly_half_does_not_warn(sources: Sources, opened: Instance) -> None:
    sources.promised(sources.city, 500)
    sources.promised(sources.kitchen, 500)

    assert not queries.overview(queries.figures(2027)).dependent


def test_what_members_pay_is_no_dependency(sources: Sources, opened: Instance) -> None:
    fee = operations.add_source("Contributie", SourceKind.MEMBERSHIP_FEE, by=sources.truus)
    sources.promised(fee.id, 900_000)
    sources.promised(sources.city, 100_000)

    all_ = queries.overview(queries.figures(2027))

    assert all_.largest is not None
    assert all_.largest.name == "Gemeente Waterveen"
    assert not all_.dependent


def test_left_per_source_tells_most_first_and_leaves_out_what_is_not_used(
    sources: Sources, opened: Instance
) -> None:
    operations.add_source("Bakkerij", SourceKind.COMPANY_DONATION, by=sources.truus)
    sources.promised(sources.kitchen, 1_250_000)
    sources.promised(sources.city, 3_200_000)
    sources.spent(sources.city, 3_300_000)

    told = [(source.name, source.left) for source in queries.left_per_source(2027)]

    assert told == [
        ("Fonds Buurtkeuken", Money(1_250_000)),
        ("Gemeente Waterveen", Money(-100_000)),
    ]


def test_who_may_not_see_money_sees_no_source(
    sources: Sources, opened: Instance, cast: Cast
) -> None:
    assert queries.sources_for(seen_by(cast.coor), 2027)
    assert queries.sources_for(seen_by(cast.anna), 2027) == []
    assert queries.sources_for(STRANGER, 2027) == []


def lay_out(sources: Sources) -> None:
    """Promise, receive and spend the whole table."""
    for name, (kind, promised, costs) in TABLE.items():
        source = operations.add_source(name, kind, by=sources.truus)
        sources.promised(source.id, promised)
        sources.received(source.id, promised, key=f"in {name}")
        for account, cents in costs.items():
            sources.spent(source.id, cents, account=account, key=f"{name} {account}")


def figures_of(name: str, year: int = 2027) -> queries.SourceFigures:
    return next(source for source in queries.figures(year) if source.name == name)
