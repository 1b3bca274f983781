"""The worked examples of the design, E1 to E9, from the books themselves, to the cent."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import Counts, Settlement, SourceKind
from buurtcoop.funding.rules import CategoryDraft
from buurtcoop.funding.settlement import InKind, Mode, OwnMoney, OwnPart, OwnRule, Performance
from buurtcoop.hours.models import HourKind, TimeEntry
from buurtcoop.ledger.models import AccountKind, Period
from buurtcoop.ledger.operations import close_period, give
from buurtcoop.ledger.queries import trial_balance
from tests.cast import Cast
from tests.funding.settled import LAST, SETTLED, Books, books, drafted, euro

CITY = SourceKind.MUNICIPAL_COFINANCING


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What was paid of the source's own money, of ours and of another fund; then the outcome."""

    source: str
    own: str
    grant: str
    comes: str
    other: str = "0"


def spent(made: Books, agreement_id: int, paid: Paid) -> None:
    """Costs on the agreement, out of its own fund, of ours and of another source."""
    pots = {made.source_of(agreement_id): paid.source, made.own: paid.own}
    if paid.other != "0":
        pots[made.source("Ander fonds")] = paid.other
    for source_id, amount in pots.items():
        made.cost(source_id, amount, agreement_id)


@pytest.mark.parametrize(
    ("paid", "borne"),
    [
        pytest.param(
            Paid(source="18345.67", own="9000", grant="16407.40", comes="2007.40"),
            "10938.27",
            id="E1 under-spend",
        ),
        pytest.param(
            Paid(source="21210", own="12000", grant="18000", comes="3600"),
            "15210",
            id="E2 over-spend",
        ),
        pytest.param(
            Paid(source="14000", own="6000", grant="12000", comes="-2400"), "8000", id="E3 pay-back"
        ),
    ],
)
def test_a_share_of_the_costs_in_the_books_up_to_the_maximum(
    instance: Instance, cast: Cast, paid: Paid, borne: str
) -> None:
    with instance.writing():
        made = books(cast)
        number = made.agreement("Fonds", "18000", advance="14400")
        spent(made, number, paid)

        assert made.told(number) == (euro(paid.grant), euro(paid.comes))
        assert made.reckoned(number).borne_by_others == euro(borne)
        own = queries.facts_of(number, SETTLED).own
        assert sum((each.amount for each in own), NOTHING) == euro(paid.own)


@pytest.mark.parametrize(
    ("rule", "grant", "comes"),
    [
        pytest.param(OwnRule.REDUCE, "12800", "-1600", id="E4 reduce"),
        pytest.param(OwnRule.PROPORTIONAL, "7200", "-7200", id="E4 proportional"),
        pytest.param(OwnRule.NONE, "16000", "1600", id="E4 none"),
    ],
)
def test_too_little_own_money_in_the_books_does_what_the_letter_says(
    instance: Instance, cast: Cast, rule: OwnRule, grant: str, comes: str
) -> None:
    paid = Paid(source="16000", own="3000", other="9000", grant=grant, comes=comes)
    terms = drafted(Mode.COST_SHARE, 6_000, own_part=OwnPart(points=2_500, rule=rule))
    with instance.writing():
        made = books(cast)
        number = made.agreement("Fonds", "18000", terms, advance="14400")
        spent(made, number, paid)

        assert made.told(number) == (euro(grant), euro(comes))


def test_e3_in_the_books_what_came_too_much_goes_back_and_all_adds_up(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        made = books(cast)
        number = made.agreement("Gemeente", "18000", advance="14400", kind=CITY)
        city = made.source_of(number)
        came_in(made, "8000")
        made.cost(city, "20000", number)
        gave(made, city, "6000", LAST)

        settlement = db().get_one(Settlement, made.handed_in(number))
        gave(made, city, "2000", SETTLED)
        entry = operations.recognise(number, SETTLED, made.by)

        assert queries.frozen(settlement).reckoning.to_repay == euro("2400")
        assert entry is not None
        assert settlement.entry_id == entry.id
        said = {code: made.on(code, city) for code in ("1100", "1450", "8200", "4400", "0590")}
        assert said == {
            "1100": euro("2400"),
            "1450": euro("-2400"),
            "8200": euro("-12000"),
            "4400": euro("20000"),
            "0590": euro("-8000"),
        }
        assert sum(balance.amount.cents for balance in trial_balance()) == 0
        assert operations.recognise(number, SETTLED, made.by) is None


def test_own_money_given_in_a_month_that_was_closed_since_counts_on(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        made = books(cast)
        number = made.agreement("Gemeente", "18000", kind=CITY)
        came_in(made, "6000")
        gave(made, made.source_of(number), "6000", LAST)
        open_told = queries.facts_of(number, SETTLED).own

        for period in db().scalars(
            select(Period).where(Period.ends_on <= LAST).order_by(Period.ends_on)
        ):
            close_period(period.id, made.by)

        closed_told = queries.facts_of(number, SETTLED).own
        assert OwnMoney(day=LAST, amount=euro("6000")) in closed_told
        assert closed_told == open_told


def came_in(made: Books, amount: str) -> None:
    """Money of our own."""
    operations.receive(
        made.own,
        day=LAST,
        amount=euro(amount),
        memo="Bijdragen",
        activity_id=made.meals,
        key="own",
        by=made.by,
    )


def gave(made: Books, source_id: int, amount: str, day: date) -> None:
    """Our own part, for good."""
    give(
        made.fund(made.own),
        made.fund(source_id),
        euro(amount),
        day=day,
        memo="Eigen deel",
        key=f"give {amount}",
        by=made.by,
    )


@pytest.mark.parametrize(
    ("spent_so_far", "income", "ahead", "to_come"),
    [
        pytest.param(["9500"], "5700", "1500", "0", id="too early"),
        pytest.param(["14250"], "8550", "0", "1350", id="still to come"),
        pytest.param(["9500", "4750"], "8550", "0", "1350", id="one after the other"),
    ],
)
def test_the_year_end_of_the_design_makes_income_what_was_earned(
    instance: Instance, cast: Cast, spent_so_far: list[str], income: str, ahead: str, to_come: str
) -> None:
    with instance.writing():
        made = books(cast)
        number = made.agreement("Gemeente", "18000", advance="7200", kind=CITY)
        city = made.source_of(number)
        for amount in spent_so_far:
            made.cost(city, amount, number)
            operations.recognise(number, LAST, made.by)

        said = (made.on("8200", city), made.on("1400", city), made.on("1250", city))
        assert said == (-euro(income), -euro(ahead), euro(to_come))


def test_e5_the_municipality_comes_last_in_its_programme(instance: Instance, cast: Cast) -> None:
    counts = {"programme_counts": True, "public_money": True}
    with instance.writing():
        made = books(cast)
        housing = made.agreement(
            "Woonstichting",
            "5000",
            drafted(Mode.LUMP, no_profit=False),
            kind=SourceKind.HOUSING_CORPORATION_DONATION,
            programme=("wijk", 1),
        )
        province = made.agreement(
            "Provincie",
            "10000",
            drafted(Mode.COST_SHARE, 3_000, **counts),
            advance="9000",
            programme=("wijk", 2),
        )
        city = made.agreement(
            "Gemeente",
            "15000",
            drafted(Mode.COST_SHARE, 5_000, public_most_points=7_000, **counts),
            advance="12000",
            kind=CITY,
            programme=("wijk", 3),
        )
        for number, amount in ((housing, "5000"), (province, "9750"), (city, "13000")):
            made.cost(made.source_of(number), amount, number)
        made.cost(made.own, "4750", city)

        assert made.told(province) == (euro("9750"), euro("750"))
        assert made.told(city) == (euro("13000"), euro("1000"))
        assert made.reckoned(city).borne_by_us == euro("4750")


def test_e6_a_kind_of_cost_has_its_limit_and_other_costs_do_not_count(
    instance: Instance, cast: Cast
) -> None:
    kinds = (
        CategoryDraft(name="direct", accounts=("4400",)),
        CategoryDraft(name="overhead", accounts=("4900",), most_points=1_000),
    )
    with instance.writing():
        made = books(cast)
        terms = drafted(Mode.COST_SHARE, 7_500, categories=kinds)
        number = made.agreement("Fonds", "20000", terms, advance="16000")
        fund = made.source_of(number)
        made.cost(made.own, "4000", number)
        made.cost(fund, "16000", number)
        made.cost(fund, "2900", number, account="4900")
        made.cost(fund, "312.50", number, account="4990")
        made.cost(fund, "450", number, day=date(2027, 1, 1))

        told = made.reckoned(number)
        assert made.told(number) == (euro("16500"), euro("500"))
        assert {each.category: each.counted for each in told.categories} == {
            "direct": euro("20000"),
            "overhead": euro("2000"),
            "": NOTHING,
        }
        assert (told.claimed, told.borne_by_us) == (euro("23662.50"), euro("7162.50"))


@pytest.mark.parametrize(
    ("share", "advances", "grant", "comes"),
    [
        pytest.param(5_000, "6000", "8571.43", "2571.43", id="E7 half"),
        pytest.param(8_000, "9000", "10500", "1500", id="E7 four fifths"),
    ],
)
def test_e7_hours_of_helpers_count_as_costs_up_to_their_maximum(
    instance: Instance, cast: Cast, share: int, advances: str, grant: str, comes: str
) -> None:
    hours = InKind(rate=euro("20"), most_points=3_000)
    with instance.writing():
        made = books(cast)
        terms = drafted(Mode.COST_SHARE, share, in_kind=hours)
        number = made.agreement("Fonds", "20000", terms, advance=advances)
        made.cost(made.own, "1500", number)
        made.cost(made.source_of(number), "10500", number)
        operations.put_hours(number, helped(made, cast, 64), made.by)

        assert made.reckoned(number).in_kind == euro("5142.85")
        assert made.told(number) == (euro(grant), euro(comes))


def helped(made: Books, cast: Cast, times: int) -> list[int]:
    """So many days of ten hours of help."""
    entries = [
        TimeEntry(
            person_id=cast.bram.id,
            activity_id=made.meals,
            kind=HourKind.HELPING,
            on_day=LAST,
            minutes=600,
            words="Eettafel",
            cause_kind="test",
            cause_id=number,
            round=1,
            made_at=clock.now(),
        )
        for number in range(times)
    ]
    db().add_all(entries)
    db().flush()
    return [entry.id for entry in entries]


@pytest.mark.parametrize(
    ("held", "grant", "back", "over"),
    [
        pytest.param(34, "8075", "1425", "0", id="E8 too few"),
        pytest.param(36, "9500", "0", "1376.60", id="E8 within the tolerance"),
    ],
)
def test_e8_a_fixed_amount_shrinks_when_its_goal_counts_too_little(
    instance: Instance, cast: Cast, held: int, grant: str, back: str, over: str
) -> None:
    evenings = Performance(agreed=40, full_from_points=9_000)
    with instance.writing():
        made = books(cast)
        terms = drafted(Mode.PERFORMANCE, performance=evenings, no_profit=False, unit_goal_number=1)
        number = made.agreement("Fonds", "9500", terms, advance="9500")
        made.cost(made.source_of(number), "8123.40", number)
        goal = operations.add_goal(
            number,
            words="Eetavonden",
            target=40,
            unit="avonden",
            counts=Counts.BY_HAND,
            chosen_by="de leden",
            tells_not="Of het smaakte.",
            by=made.by,
        )
        operations.count_by_hand(goal.id, held, LAST, "De lijst aan de muur", made.by)

        told = made.reckoned(number)
        assert (told.determined, told.to_repay) == (euro(grant), euro(back))
        assert told.left_over == euro(over)


@pytest.mark.parametrize(
    ("maximum", "grant"),
    [pytest.param("5000", "3375", id="E9 room"), pytest.param("3000", "3000", id="E9 maximum")],
)
def test_e9_gifts_that_were_paid_are_matched_for_each_household(
    instance: Instance, cast: Cast, maximum: str, grant: str
) -> None:
    paid = ["250", "100", "400", "600", "320.50", "25", *["75"] * 30]
    promised = ["50", *["75"] * 5]
    with instance.writing():
        made = books(cast)
        terms = drafted(Mode.MATCH, per_household=euro("250"), no_profit=False)
        number = made.agreement("Fonds", maximum, terms)
        line = gifts_in(made, "3945.50")
        for place, amount in enumerate([*paid, *promised]):
            gift = operations.promise_gift(
                number, f"Huis {place}", euro(amount), promised_on=LAST, by=made.by
            )
            if place < len(paid):
                operations.pay_gift(gift.id, line, made.by)

        facts = queries.facts_of(number, SETTLED)
        assert made.reckoned(number).determined == euro(grant)
        assert {type(gift.household) for gift in facts.gifts} == {int}


def gifts_in(made: Books, amount: str) -> int:
    """A line of income with all gifts."""
    entry = operations.receive(
        made.own,
        day=LAST,
        amount=euro(amount),
        memo="Giften",
        activity_id=made.meals,
        key="gifts",
        by=made.by,
    )
    return next(each.id for each in entry.lines if each.account.kind is AccountKind.INCOME)
