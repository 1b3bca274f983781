"""Packs of settlements: frozen when handed in, and without a story that was taken back."""

import json
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from buurtcoop.afterwards.models import Scope
from buurtcoop.afterwards.operations import take_back
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding import operations as funding
from buurtcoop.funding.models import Counts, Promiser, Settlement
from buurtcoop.funding.queries import frozen, terms_of
from buurtcoop.funding.rules.settling import NotHandedIn
from buurtcoop.funding.settlement import Mode
from buurtcoop.insight.models import SettlementPack
from buurtcoop.insight.operations.packs import (
    make_missing_packs,
    make_pack,
    renew_packs,
)
from buurtcoop.insight.queries.packs import pack_of, packs_of
from buurtcoop.ledger.models import LedgerAccount
from tests.afterwards.told import a_story
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT
from tests.funding.aiming import helped_for
from tests.funding.handed_in import handed_in
from tests.funding.settled import Books, books, drafted
from tests.ledger.test_at_the_same_time import at_once
from tests.shifts.rota import a_service

FIRST, LAST = date(2027, 1, 1), date(2027, 1, 12)
SHARE = drafted(Mode.COST_SHARE, 6_000, no_profit=False)


def words_of(paper: bytes | None) -> str:
    """What a paper says."""
    assert paper is not None
    pages = pypdf.PdfReader(BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def claimed(cast: Cast) -> tuple[Books, int]:
    """An agreement that pays 60 percent of 200 euro, of which one story tells."""
    made = books(cast)
    number = made.agreement("Gemeente Waterveen", "180", SHARE, advance="100", days=(FIRST, LAST))
    made.cost(made.source_of(number), "150", number, day=FIRST)
    made.cost(made.own, "50", number, day=LAST, account="4000")
    return made, number


def test_a_pack_says_the_figures_that_were_handed_in(opened: Instance, cast: Cast) -> None:
    made, number = claimed(cast)
    story = a_story(cast.anna, Scope.FUNDERS)
    a_story(cast.bram, Scope.MEMBERS, words="Dit is alleen voor leden.")
    settlement = made.handed_in(number)

    pack = make_pack(settlement, made.by)

    figures = frozen(db().get_one(Settlement, settlement))
    assert figures.dossier is not None
    assert figures.dossier.claimed == figures.reckoning.claimed == Money(20_000)
    said = words_of(pack.report)
    assert "De bijdrage komt uit op 120,00" in said
    assert "Ik kende hier niemand." in said
    assert "alleen voor leden" not in said
    assert "geen bon: loon, zie de loonstrook" in said
    assert json.loads(pack.stories) == [story.id]
    assert pack.tables is not None
    assert pack.letter is not None
    assert pack.report is not None
    assert pack.hash == sha256(pack.report + pack.tables + pack.letter).hexdigest()
    book = openpyxl.load_workbook(BytesIO(pack.tables))
    assert [row[6] for row in book["Kosten"].iter_rows(min_row=2, values_only=True)] == [150, 50]
    assert make_pack(settlement, made.by).id == pack.id


def test_the_evidence_adds_up_to_what_was_settled_in_a_programme(
    opened: Instance, cast: Cast
) -> None:
    made = books(cast)
    tag, days = "keuken", (FIRST, LAST)
    first = made.agreement("Fonds", "500", SHARE, days=days, programme=(tag, 1))
    terms = drafted(Mode.COST_SHARE, 5_000, no_profit=False, programme_counts=True)
    last = made.agreement("Gemeente", "500", terms, days=days, programme=(tag, 2))
    made.cost(made.source_of(first), "90", first, day=LAST)
    made.cost(made.source_of(last), "60.01", last, day=LAST)
    settlement = made.handed_in(last)

    pack = make_pack(settlement, made.by)

    figures = frozen(db().get_one(Settlement, settlement))
    assert figures.dossier is not None
    assert figures.dossier.claimed == figures.reckoning.claimed == Money(15_001)
    assert [each.stands_on for each in figures.dossier.evidence] == ["Fonds", ""]
    assert "(staat bij Fonds)" in words_of(pack.report)


def test_nothing_of_later_days_changes_a_pack(opened: Instance, cast: Cast) -> None:
    made, number = claimed(cast)
    settlement = made.handed_in(number)
    pack = make_pack(settlement, made.by)
    before = pack.hash, pack.report

    with clock.stopped(MOMENT + timedelta(days=90)):
        made.cost(made.own, "75", day=date(2027, 3, 3))
        a_story(cast.anna, Scope.FUNDERS, until=date(2027, 12, 1))
        erased = db().get_one(SettlementPack, pack.id)
        erased.report = erased.tables = erased.letter = None
        erased.gone_at = clock.now()
        db().flush()
        assert make_missing_packs() == 1

    again = packs_of(number)[0].pack
    assert (again.version, again.hash, again.report) == (2, *before)


def test_figures_that_were_changed_stop_no_other_pack(opened: Instance, cast: Cast) -> None:
    made, number = claimed(cast)
    made.handed_in(number)
    odd = made.agreement("Fonds", "10", days=(FIRST, LAST))
    terms = terms_of(odd)
    assert terms is not None
    handed_in(odd, terms.id)

    assert make_missing_packs() == 1
    assert packs_of(odd) == []


def test_what_is_open_has_no_pack(opened: Instance, cast: Cast) -> None:
    made, number = claimed(cast)
    begun = funding.begin_settlement(number, by=made.by)

    with pytest.raises(NotHandedIn):
        make_pack(begun.id, made.by)
    with pytest.raises(LookupError):
        make_pack(999, made.by)
    assert make_missing_packs() == 0


def test_a_story_taken_back_leaves_the_pack_and_its_hash_remains(
    opened: Instance, cast: Cast
) -> None:
    made, number = claimed(cast)
    gone = a_story(cast.anna, Scope.FUNDERS)
    stays = a_story(cast.bram, Scope.PUBLIC, words="Ik leerde koken.", signed="Bram")
    settlement = made.handed_in(number)
    first = make_pack(settlement, made.by)
    hash_before = first.hash

    take_back(gone.id, seen_by(cast.anna))
    assert pack_of(number, first.id).may_be_fetched is False
    assert renew_packs(clock.now()) == 1
    assert renew_packs(clock.now()) == 0

    newest, old = packs_of(number)
    assert (old.pack.hash, old.pack.report, old.pack.tables, old.pack.letter) == (
        hash_before,
        None,
        None,
        None,
    )
    assert newest.may_be_fetched
    assert json.loads(newest.pack.stories) == [stays.id]
    said = words_of(newest.pack.report)
    assert "Ik leerde koken." in said
    assert "Ik kende hier niemand." not in said
    assert not old.may_be_fetched


def test_a_yes_that_is_over_counts_as_taken_back(opened: Instance, cast: Cast) -> None:
    made, number = claimed(cast)
    a_story(cast.anna, Scope.FUNDERS, until=date(2027, 2, 1))
    pack = make_pack(made.handed_in(number), made.by)

    with clock.stopped(MOMENT + timedelta(days=20)):
        assert renew_packs(clock.now()) == 0
        assert pack_of(number, pack.id).may_be_fetched
    with clock.stopped(MOMENT + timedelta(days=21)):
        assert not pack_of(number, pack.id).may_be_fetched
        assert renew_packs(clock.now()) == 1


def test_each_correction_has_a_pack_of_its_own(opened: Instance, cast: Cast) -> None:
    made, number = claimed(cast)
    made.handed_in(number)
    assert make_missing_packs() == 1
    again = funding.begin_settlement(number, reason="De huur telde niet mee.", by=made.by)
    funding.hand_in(again.id, clock.today(), made.by)

    assert make_missing_packs() == 1

    second, first = packs_of(number)
    assert (second.settlement.version, first.settlement.version) == (2, 1)
    assert first.may_be_fetched
    assert "Versie 2, want: De huur telde niet mee." in words_of(second.pack.report)
    assert second.pack.hash != first.pack.hash


def test_without_a_budget_costs_are_held_against_the_agreement(
    opened: Instance, cast: Cast
) -> None:
    made, number = claimed(cast)

    dossier = frozen(db().get_one(Settlement, made.handed_in(number))).dossier

    assert dossier is not None
    assert "We vergelijken daarom met de afspraak." in dossier.plan_words
    (row,) = dossier.plan
    assert (row.planned, row.spent) == (Money(30_000), Money(20_000))
    assert dossier.claimed > NOTHING


def test_with_a_budget_costs_are_held_against_what_was_decided(
    opened: Instance, cast: Cast
) -> None:
    made, number = claimed(cast)
    source = made.source_of(number)
    accounts = {each.code: each.id for each in db().scalars(select(LedgerAccount))}
    budget = funding.begin_budget(2027, by=made.by)
    funding.set_line(budget.id, made.meals, accounts["4400"], source, Money(16_000), by=made.by)
    funding.set_line(budget.id, made.meals, accounts["4100"], source, Money(900), by=made.by)
    funding.set_line(budget.id, made.meals, accounts["4400"], made.own, Money(1), by=made.by)
    funding.decide_budget(
        budget.id, decided_on=date(2027, 1, 5), decided_by="de leden.", by=made.by
    )

    dossier = frozen(db().get_one(Settlement, made.handed_in(number))).dossier

    assert dossier is not None
    assert dossier.plan_words.endswith("vastgesteld op 5 januari 2027. Wie dat besloot: de leden.")
    assert [(each.planned, each.spent.cents) for each in dossier.plan] == [
        (Money(900), 0),
        (Money(16_000), 15_000),
        (None, 5_000),
    ]


def test_goals_and_what_both_sides_promised_are_frozen_with_it(
    opened: Instance, cast: Cast
) -> None:
    made, number = claimed(cast)
    goal = funding.add_goal(
        number,
        words="Nieuwe buren leren we kennen",
        target=25,
        unit="mensen",
        counts=Counts.BY_HAND,
        chosen_by="de leden",
        tells_not="of zij blijven",
        by=made.by,
    )
    funding.count_by_hand(goal.id, 26, LAST, "lijst aan de deur", made.by)
    ours = funding.add_condition(number, "Een gesprek", Promiser.WE, LAST, made.by)
    funding.meet_condition(ours.id, LAST, "verslag", made.by)
    funding.add_condition(number, "Een vast gezicht", Promiser.THEY, None, made.by)
    funding.add_report(number, "over het jaar", date(2027, 4, 1), made.by)
    funding.add_report(number, "Verslag van het eerste half jaar", LAST, made.by)
    funding.add_tranches(number, [(Money(2_000), date(2027, 2, 1), "")], by=made.by)

    pack = make_pack(made.handed_in(number), made.by)

    said = words_of(pack.report)
    assert "26 van 25 mensen, dat is 104 procent. Dit is met de hand geteld." in said
    assert "Een gesprek 12 januari 2027 ja, 12 januari 2027 verslag" in said
    assert "Een vast gezicht geen vaste dag nog niet" in said
    assert "Verslag: over het jaar 1 april 2027 nog niet" in said
    assert "Verslag: Verslag" not in said
    assert "Deel 1: € 100,00 geen vaste dag ja, 31 december 2026 € 100,00 kwam binnen" in said
    assert "Deel 2: € 20,00 1 februari 2027 nog niet" in said


def test_a_pack_that_a_crowd_makes_is_made_once(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        made, number = claimed(cast)
        settlement = made.handed_in(number)

    errors = at_once(4, instance, lambda: make_pack(settlement, made.by))

    assert errors == []
    with instance.reading():
        assert [seen.pack.version for seen in packs_of(number)] == [1]


@pytest.mark.parametrize(
    ("helpers", "said"),
    [
        (4, "Minder dan 5 mensen hielpen. Daarom staan hun uren hier niet."),
        (5, "Helpers gaven in deze periode 10 uur."),
    ],
)
def test_hours_of_so_few_helpers_that_they_could_be_known_are_not_told(
    opened: Instance, cast: Cast, helpers: int, said: str
) -> None:
    table, (made, number) = a_service(), claimed(cast)
    for person in (cast.anna, cast.bram, cast.dees, cast.bo, cast.coor)[:helpers]:
        helped_for(table, person, [(LAST, 120)])

    pack = make_pack(made.handed_in(number), made.by)

    assert said in words_of(pack.report)
    assert ("Helpers uit de buurt gaven" in words_of(pack.letter)) is (helpers == 5)
