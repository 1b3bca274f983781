"""The pages of agreements: the list, one of them, its terms, its letter and its parts."""

from dataclasses import replace
from datetime import date

import pytest

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.funding.models import Certainty, SourceKind
from buurtcoop.funding.operations import add_source, add_tranches, set_terms
from buurtcoop.funding.queries import draft_of, states_of, terms_of, tranches_of
from buurtcoop.funding.rules import CategoryDraft, TermsDraft
from buurtcoop.funding.settlement import InKind, Mode, OwnPart, OwnRule, Performance
from tests.cast import Cast
from tests.funding.conftest import TODAY, Sources, statements
from tests.funding.handed_in import handed_in
from tests.visitor import Page, Visitor

HERE = "/geld/afspraken"


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """The coordinator, signed in with a second factor."""
    return visitor.signed_in_as(cast.coor)


@pytest.fixture
def number(instance: Instance, sources: Sources) -> int:
    """An agreement with the municipality over 18,000 euro, without terms."""
    with instance.writing():
        return sources.promised(sources.city, 1_800_000)


def plain(page: Page) -> str:
    """The words of a page with ordinary spaces."""
    return page.words.replace("\N{NO-BREAK SPACE}", " ")


def test_a_coordinator_writes_terms_down_and_reads_them_back(
    instance: Instance, coor: Visitor, number: int
) -> None:
    page = coor.get(f"{HERE}/{number}/voorwaarden")
    assert f"{HERE}/{number}/voorwaarden/deel-van-kosten" in page.links
    page = coor.get(f"{HERE}/{number}/voorwaarden/deel-van-kosten")
    page = coor.send(page, stap="meer", share="60")
    page = coor.send(page, stap="meer", kind_1_name="Direct", kind_1_accounts=["4400"])
    assert "Fout" not in page.words
    page = coor.send(
        page,
        kind_2_name="Kantoor",
        kind_2_accounts=["4900"],
        kind_2_part="10",
        own="25",
        own_rule="reduce",
        hour_rate="20,00",
        hours_most="30",
        public="yes",
        public_most="70",
        weeks="13",
        not_promised="Dat niemand meer alleen is.",
    )

    assert page.path == f"{HERE}/{number}"
    told = plain(page)
    assert "Zij betalen 60 procent van de kosten, tot € 18.000,00." in told
    assert "Kantoor · hoogstens 10 procent van de andere kosten" in told
    assert "Dat niemand meer alleen is." in told
    with instance.reading():
        terms = terms_of(number)
        assert terms is not None
        assert draft_of(terms) == TermsDraft(
            mode=Mode.COST_SHARE,
            share_points=6_000,
            categories=(
                CategoryDraft(name="Direct", accounts=("4400",)),
                CategoryDraft(name="Kantoor", accounts=("4900",), most_points=1_000),
            ),
            own_part=OwnPart(points=2_500, rule=OwnRule.REDUCE),
            in_kind=InKind(rate=Money(2_000), most_points=3_000),
            public_money=True,
            public_most_points=7_000,
            decision_weeks=13,
            not_promised="Dat niemand meer alleen is.",
        )


def test_what_clashes_stands_at_both_fields_and_what_was_typed_stays(
    instance: Instance, coor: Visitor, number: int
) -> None:
    page = coor.get(f"{HERE}/{number}/voorwaarden/deel-van-kosten")

    page = coor.send(page, share="80", own="30", reserve="10")

    assert "Zij betalen 80 procent en u legt zelf 30 procent." in page.words
    assert "Dit past niet bij: Hoeveel procent van de kosten betalen zij." in page.words
    assert "Wat over is, mag in een reserve. Maar er mag niets over zijn." in page.words
    assert page.form().values["share"] == ["80"]
    with instance.reading():
        assert terms_of(number) is None


def test_money_in_a_reserve_asks_for_a_reserve(coor: Visitor, number: int) -> None:
    page = coor.get(f"{HERE}/{number}/voorwaarden/vast-bedrag")

    page = coor.send(page, left_over="keep", reserve="", reserve_begins="2500")

    assert "Er zit al geld in een reserve, maar er mag geen reserve zijn." in page.words
    assert "Dit past niet bij: Hoeveel procent mag in de reserve." in page.words
    assert page.form().values["reserve_begins"] == ["2500"]
    below = coor.send(page, left_over="reserve", reserve="10", reserve_begins="-1")
    assert "Kies een bedrag van € 0,00 tot en met" in below.words


def test_an_account_under_two_kinds_of_cost_names_both(coor: Visitor, number: int) -> None:
    page = coor.get(f"{HERE}/{number}/voorwaarden/vast-bedrag")
    page = coor.send(page, stap="meer")
    page = coor.send(page, stap="meer")

    page = coor.send(
        page,
        kind_1_name="Eten",
        kind_1_accounts=["4400"],
        kind_2_name="Overig",
        kind_2_accounts=["4400", "4900"],
    )

    assert "staat bij Eten en bij Overig. Kies 1 van de 2." in page.words
    assert "4400 staat" not in page.words


@pytest.mark.parametrize(
    ("place", "draft", "sentence"),
    [
        (
            "per-aantal",
            TermsDraft(
                mode=Mode.PERFORMANCE,
                performance=Performance(agreed=40, full_from_points=9_000),
                unit_words="avonden",
                no_profit=False,
            ),
            "Anders een deel. Er is nog geen doel dat dit telt. Daarom telt er nog niets.",
        ),
        (
            "verdubbelen",
            TermsDraft(mode=Mode.MATCH, per_household=Money(25_000), no_profit=False),
            "Van elk huishouden telt hoogstens € 250,00 mee.",
        ),
        ("tekort", TermsDraft(mode=Mode.DEFICIT, vat_counts=False), "De btw telt niet mee."),
        (
            "vast-bedrag",
            TermsDraft(mode=Mode.LUMP, no_profit=False, reserve_points=1_000),
            "Wat over is, mag in een reserve: tot 10 procent van hun bedrag.",
        ),
        (
            "vast-bedrag",
            TermsDraft(
                mode=Mode.LUMP, no_profit=False, reserve_points=1_000, reserve_begins=Money(0)
            ),
            "In die reserve zit aan het begin € 0,00.",
        ),
    ],
)
def test_every_kind_of_agreement_shows_itself_and_changes_with_a_reason(
    instance: Instance,
    coor: Visitor,
    sources: Sources,
    number: int,
    place: str,
    draft: TermsDraft,
    sentence: str,
) -> None:
    with instance.writing():
        set_terms(number, draft, reason="", by=sources.truus)

    page = coor.get(f"{HERE}/{number}/voorwaarden/{place}")
    page = coor.send(page, weeks="8", reason="Nieuwe brief")

    assert sentence in plain(page)
    assert "Waarom veranderd Nieuwe brief" in plain(page)
    assert (f"{HERE}/{number}/giften" in page.links) is (draft.mode is Mode.MATCH)
    assert f"{HERE}/{number}/uren" not in page.links
    with instance.reading():
        terms = terms_of(number)
        assert terms is not None
        assert terms.version == 2
        assert draft_of(terms) == replace(draft, decision_weeks=8)


def test_a_letter_that_gives_less_leads_to_the_parts_which_are_shared_again(
    instance: Instance, coor: Visitor, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.kitchen, 1_000_000, Certainty.EXPECTED)
    page = coor.get(f"{HERE}/{number}/delen")
    page = coor.send(
        page,
        f"{HERE}/{number}/delen/erbij",
        part_1="80 procent",
        day_1="1-3-2027",
        part_2="2.000,00",
    )
    assert "Deel 2" in page.words
    page = coor.get(f"{HERE}/{number}/brief")

    page = coor.send(page, amount="7.500,00", awarded_on="12-1-2027", reference="FB-7")

    assert "Opgeslagen. 2 delen passen niet meer." in page.words
    page = coor.send(page, f"{HERE}/{number}/delen/opnieuw")
    with instance.reading():
        states = states_of([number])[number]
        assert (states.asked, states.awarded) == (Money(1_000_000), Money(750_000))
        assert states.next_day == date(2027, 3, 1)
        amounts = [each.tranche.amount for each in tranches_of(number)]
        assert amounts == [Money(600_000), Money(150_000)]
    assert "onbekend" not in coor.get(f"{HERE}?jaar=2027").words


def test_a_part_is_asked_for_paid_by_the_book_let_go_and_taken_out(
    instance: Instance, coor: Visitor, sources: Sources, number: int
) -> None:
    with instance.writing():
        (part,) = add_tranches(number, [(5_000, TODAY, "verslag")], by=sources.truus)
    here, one = f"{HERE}/{number}/delen", f"{HERE}/{number}/delen/{part.id}"
    page = coor.get(f"{one}/binnen")
    assert "Boek het eerst bij de bank." in page.words
    assert "/geld/bank" not in page.links
    with instance.writing():
        sources.received(sources.city, 500_000)
    coor.send(coor.get(f"{one}/vraag"))
    page = coor.send(coor.get(f"{one}/binnen"), amount="5.000,01")
    assert "Van dit bedrag is nog € 5.000,00 vrij." in plain(page)
    page = coor.send(page, amount="5.000,00")
    assert "deels binnen" in page.words
    payment = next(form.action for form in page.forms if "/betaling/" in form.action)

    page = coor.send(page, payment)

    assert "aangevraagd" in page.words
    page = coor.send(page, f"{one}/eruit")
    assert "Het geld is nog niet in delen verdeeld." in page.words
    assert coor.get(f"{one}/binnen").status == 404
    assert coor.get(here).status == 200


def test_a_settled_agreement_says_so_and_refuses_in_a_sentence(
    instance: Instance, coor: Visitor, sources: Sources, number: int
) -> None:
    page = coor.get(f"{HERE}/{number}/voorwaarden/tekort")
    letter = coor.get(f"{HERE}/{number}/brief")
    with instance.writing():
        terms = TermsDraft(mode=Mode.LUMP)
        handed_in(number, set_terms(number, terms, reason="", by=sources.truus).id)

    for refused in (
        coor.send(page, reason="anders"),
        coor.send(letter, amount="1,00", awarded_on="12-1-2027"),
    ):
        assert "Deze afspraak is al afgerekend." in refused.words
    assert "Deze afspraak is afgerekend." in coor.get(f"{HERE}/{number}").words


def test_a_member_reads_no_agreement_and_a_reader_changes_none(
    visitor: Visitor, cast: Cast, number: int
) -> None:
    board = visitor.signed_in_as(cast.bo)
    page = board.get(f"{HERE}/{number}")
    assert page.status == 200
    assert f"{HERE}/{number}/voorwaarden" not in page.links
    assert board.get(f"{HERE}/{number}/brief").status == 403
    assert board.get(f"{HERE}/999").status == 404
    assert visitor.another().signed_in_as(cast.anna).get(HERE).status == 403


def test_what_is_no_money_counts_in_no_sum_and_asks_for_no_parts(
    instance: Instance, coor: Visitor, sources: Sources, number: int
) -> None:
    with instance.writing():
        room = add_source("Zaal", SourceKind.IN_KIND, by=sources.truus)
        loan = sources.promised(room.id, 480_000)

    page = coor.get(HERE)
    assert "Samen € 18.000,00 € 0,00" in plain(page)
    assert "In natura is geen geld. Het telt niet mee bij samen." in page.words
    page = coor.get(f"{HERE}/{loan}")
    assert "Dit is geen geld." in page.words
    assert not {f"{HERE}/{loan}/{each}" for each in ("voorwaarden", "kosten")} & set(page.links)


def test_the_list_asks_as_much_of_the_database_for_many_as_for_one(
    instance: Instance, coor: Visitor, sources: Sources, number: int
) -> None:
    asked = []
    for cents in (1, 2, 3):
        with statements(instance) as sent:
            assert coor.get(HERE).status == 200
        asked.append(len(sent))
        with instance.writing():
            add_tranches(
                sources.promised(sources.kitchen, 1_000 * cents),
                [(5_000, TODAY, "")],
                by=sources.truus,
            )

    assert asked[1] == asked[2]
