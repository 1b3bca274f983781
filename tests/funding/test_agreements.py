"""What an agreement says, in versions; the letter that gives less; who pays for the same work."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding.models import Certainty, CostCategory, FundingAgreement
from buurtcoop.funding.operations import (
    add_tranches,
    ask,
    award,
    change_promise,
    promise,
    set_terms,
    share_again,
    tag_programme,
)
from buurtcoop.funding.queries import (
    activities_of,
    draft_of,
    states_of,
    terms_of,
    terms_value,
    tranches_of,
    versions_of,
)
from buurtcoop.funding.rules import (
    AccountTwice,
    CategoryDraft,
    DayToCome,
    TermsDraft,
    TermsSame,
    ThresholdsCross,
    UnitsUnused,
    clashes_in,
)
from buurtcoop.funding.rules.claims import AgreementSettled, FixedBelowClaims, ReasonMissing
from buurtcoop.funding.settlement import (
    Contradiction,
    InKind,
    Mode,
    OwnPart,
    OwnRule,
    Performance,
    contradictions_in,
)
from buurtcoop.funding.settlement.contradictions import HouseholdAboveMaximum, ShareAndOwnPart
from tests.funding.conftest import TODAY, Sources
from tests.funding.handed_in import handed_in
from tests.funding.standing import LUMP, a_standing

SHARE = TermsDraft(
    mode=Mode.COST_SHARE,
    share_points=6_000,
    categories=(
        CategoryDraft(name="Direct", accounts=("4400", "4100")),
        CategoryDraft(name="Overhead", accounts=("4900",), most_points=1_000),
    ),
    own_part=OwnPart(points=2_500, rule=OwnRule.REDUCE),
    in_kind=InKind(rate=Money(2_000), most_points=3_000),
    public_money=True,
    public_most_points=7_000,
    programme_counts=True,
    auditor_from=Money(12_500_000),
    not_promised="Dat niemand meer eenzaam is.",
)
EVENINGS = TermsDraft(
    mode=Mode.PERFORMANCE,
    performance=Performance(agreed=40, full_from_points=9_000),
    unit_words="avonden",
    no_profit=False,
)


def test_what_was_written_down_is_what_the_settlement_reckons_with(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_800_000)
        terms = replace(SHARE, activities=(sources.meals,))
        made = set_terms(number, terms, reason="", by=sources.truus)
        agreement = db().get_one(FundingAgreement, number)

        counted = activities_of([made.id])[made.id]
        assert draft_of(made, counted) == replace(
            terms,
            categories=(
                CategoryDraft(name="Direct", accounts=("4100", "4400")),
                terms.categories[1],
            ),
        )
        value = terms_value(agreement, made)
        assert (value.maximum, value.last_day) == (Money(1_800_000), date(2027, 12, 31))
        assert contradictions_in(value) == []


def test_an_agreement_that_ends_inside_a_month_counts_its_own_days(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        agreement = promise(
            sources.city,
            starts_on=date(2027, 1, 9),
            ends_on=date(2027, 3, 17),
            amount=Money(950_000),
            certainty=Certainty.AWARDED,
            reference="kort",
            by=sources.truus,
        )
        made = set_terms(agreement.id, EVENINGS, reason="", by=sources.truus)

        value = terms_value(agreement, made)

        assert value.covers(date(2027, 3, 17))
        assert not value.covers(date(2027, 3, 18))
        assert not value.covers(date(2027, 1, 8))
        assert value.performance == Performance(agreed=40, full_from_points=9_000)


def test_the_newest_version_counts_and_the_one_before_stays(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_800_000)
        set_terms(number, SHARE, reason="niet nodig", by=sources.truus)
        with pytest.raises(TermsSame):
            set_terms(number, SHARE, reason="nog eens", by=sources.truus)
        with pytest.raises(ReasonMissing):
            set_terms(number, EVENINGS, reason=" ", by=sources.truus)
        more = replace(SHARE, share_points=7_000)
        set_terms(number, more, reason="Nieuwe brief", by=sources.truus)

        newest, first = versions_of(number)
        assert (first.version, first.reason, first.share_points) == (1, "", 6_000)
        assert (newest.version, newest.reason, newest.share_points) == (2, "Nieuwe brief", 7_000)
        assert terms_of(number) is newest
        names = list(db().scalars(select(CostCategory.name)))
        assert sorted(names) == ["Direct", "Overhead"]  # one row each for both versions


@pytest.mark.parametrize(
    ("terms", "between"),
    [
        (replace(SHARE, own_part=OwnPart(points=4_500)), ("share_points", "own_part")),
        (replace(SHARE, performance=Performance(agreed=1)), ("mode", "performance")),
        (replace(SHARE, at_once_up_to=Money(12_500_001)), ("at_once_up_to", "auditor_from")),
        (
            replace(
                SHARE, categories=(*SHARE.categories, CategoryDraft(name="X", accounts=("4100",)))
            ),
            ("categories", "categories.accounts"),
        ),
    ],
)
def test_terms_that_clash_are_refused_and_the_two_are_named(
    instance: Instance, sources: Sources, terms: TermsDraft, between: tuple[str, str]
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_800_000)

        with pytest.raises(Contradiction) as refused:
            set_terms(number, terms, reason="", by=sources.truus)

        assert refused.value.between == between
        assert terms_of(number) is None


def test_a_letter_that_gives_less_keeps_what_was_asked_and_says_what_no_longer_fits(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.kitchen, 1_000_000, Certainty.EXPECTED)
        first, second, third = add_tranches(
            number,
            [(5_000, TODAY, ""), (3_000, None, "verslag"), (2_000, None, "")],
            by=sources.truus,
        )

        misfits = award(
            number, Money(750_001), awarded_on=TODAY, reference="FB-27-7", by=sources.truus
        )

        assert [each.id for each in misfits] == [second.id, third.id]
        states = states_of([number])[number]
        assert (states.asked, states.awarded) == (Money(1_000_000), Money(750_001))
        assert second.amount == Money(300_000)  # nothing changes by itself
        share_again(number, by=sources.truus)
        amounts = [each.tranche.amount for each in tranches_of(number)]
        assert amounts == [Money(375_001), Money(225_000), Money(150_000)]
        assert first.number == 1


def test_a_draft_names_the_two_of_its_own_that_clash() -> None:
    food = CategoryDraft(name="Eten", accounts=("4400",))
    draft = TermsDraft(
        mode=Mode.LUMP,
        categories=(food, replace(food, name="Boodschappen")),
        performance=Performance(agreed=40),
        at_once_up_to=Money(500_001),
        auditor_from=Money(500_000),
    )

    found = clashes_in(draft, Money(1_000_000), date(2027, 1, 1), date(2027, 12, 31))

    own = [each for each in found if isinstance(each, UnitsUnused | ThresholdsCross | AccountTwice)]
    assert [type(each) for each in own] == [UnitsUnused, ThresholdsCross, AccountTwice]
    assert own[-1].values == {"account": "4400", "first": "Eten", "second": "Boodschappen"}
    level = replace(draft, categories=(food,), performance=None, auditor_from=Money(500_001))
    assert clashes_in(level, Money(1_000_000), date(2027, 1, 1), date(2027, 12, 31)) == []


def test_a_letter_under_which_the_terms_clash_is_refused(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.kitchen, 500_000, Certainty.EXPECTED)
        match = TermsDraft(mode=Mode.MATCH, per_household=Money(25_000), no_profit=False)
        set_terms(number, match, reason="", by=sources.truus)

        with pytest.raises(HouseholdAboveMaximum):
            award(number, Money(20_000), awarded_on=TODAY, reference="x", by=sources.truus)
        with pytest.raises(DayToCome):
            award(
                number, Money(400_000), awarded_on=date(2027, 1, 13), reference="", by=sources.truus
            )
        with pytest.raises(ShareAndOwnPart):
            set_terms(
                number,
                replace(SHARE, own_part=OwnPart(points=4_001)),
                reason="anders",
                by=sources.truus,
            )


def test_a_settled_agreement_takes_no_terms_amount_tag_or_part(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_800_000)
        made = set_terms(number, SHARE, reason="", by=sources.truus)
        handed_in(number, made.id)

    tries = (
        lambda: set_terms(number, EVENINGS, reason="anders", by=sources.truus),
        lambda: award(number, Money(1), awarded_on=TODAY, reference="", by=sources.truus),
        lambda: ask(number, Money(1), asked_on=TODAY, by=sources.truus),
        lambda: tag_programme(number, programme="eten", rank=2, by=sources.truus),
        lambda: add_tranches(number, [(5_000, None, "")], by=sources.truus),
        lambda: share_again(number, by=sources.truus),
        lambda: change_promise(
            number,
            amount=Money(1),
            certainty=Certainty.AWARDED,
            reference="",
            by=sources.truus,
        ),
    )
    for act in tries:
        with instance.writing(), pytest.raises(AgreementSettled):
            act()


def test_a_fixed_amount_is_never_less_than_the_costs_on_it(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        standing = a_standing(sources)
        lump = standing.agreed(sources.city, 4_000, LUMP)
        share = standing.agreed(sources.kitchen, 1_000)
        standing.claim(standing.cost(sources.city, 3_000), lump, 3_000)
        standing.claim(standing.cost(sources.kitchen, 3_000, key="more"), share, 3_000)
        letter: dict[str, Any] = {"awarded_on": TODAY, "reference": "brief", "by": sources.truus}

        with pytest.raises(FixedBelowClaims) as refusal:
            award(lump, Money(2_999), **letter)
        with pytest.raises(FixedBelowClaims):
            change_promise(
                lump,
                amount=Money(2_999),
                certainty=Certainty.AWARDED,
                reference="",
                by=sources.truus,
            )
        with pytest.raises(FixedBelowClaims):
            set_terms(share, TermsDraft(mode=Mode.LUMP), reason="anders", by=sources.truus)
        award(share, Money(500), **letter)
        award(lump, Money(3_000), **letter)

        assert refusal.value.values == {"claimed": Money(3_000), "over": Money(1)}
