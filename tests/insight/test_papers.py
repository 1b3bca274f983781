"""The report, the tables and the letter of a settlement say what was settled, to anybody."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pypdf

from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money, euros
from buurtcoop.funding.settlement import (
    Category,
    InKind,
    Mode,
    OwnPart,
    OwnRule,
    Performance,
    Terms,
)
from buurtcoop.insight.papers import letter, papers_of, report, tables
from buurtcoop.insight.papers.said import shortened, terms_said
from tests.insight.material import HANDED_IN, a_settlement

LONG = "Dit is een heel lange zin met woorden die maar door blijven gaan zonder einde. " * 60


def read(paper: bytes) -> tuple[str, pypdf.PdfReader]:
    """Its words in their order, and the paper itself."""
    reader = pypdf.PdfReader(BytesIO(paper))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()), reader


def plain(amount: Money) -> str:
    """1.234,50"""
    return str(amount).removeprefix("€\N{NO-BREAK SPACE}")


def accessible(reader: pypdf.PdfReader) -> bool:
    """Whether it says its language, has tags, and promises PDF/UA."""
    root: Any = reader.trailer["/Root"]
    return (
        root["/Lang"].lower().startswith("nl")
        and bool(root["/MarkInfo"]["/Marked"])
        and b"pdfuaid" in root["/Metadata"].get_data()
    )


def test_the_report_is_tagged_dutch_and_says_what_was_settled() -> None:
    material = a_settlement(costs=6)

    said, paper = read(report.made(material))

    assert accessible(paper)
    assert paper.metadata is not None
    assert paper.metadata.title == "Verantwoording Gemeente Waterveen 2026"
    assert f"De bijdrage komt uit op {plain(material.reckoning.determined)}" in said
    assert "We kookten elke dinsdag voor de buurt." in said
    assert "36 van 40 avonden, dat is 90 procent." in said
    assert "Ik kende hier niemand. Nu eet ik elke week mee. Anna uit de Wilgenlaan" in said
    assert "Dit is de begroting van 2026" in said
    assert "geen bon: geen foto bewaard" in said
    assert "bon 2026-0001" in said
    assert "Eten (staat bij Fonds Buurtkeuken)" in said
    assert "Wij leggen er eigen geld naast: 25 procent van de kosten." in said
    assert "Deel 1: € 14.400,00 1 maart 2026 ja, 12 maart 2026" in said
    assert "op plaats 812 in het boek" in said
    assert "ab" * 16 in said
    assert "oncept" not in said


def test_a_draft_says_so_on_each_page() -> None:
    draft = a_settlement(draft=True, hash="", story="")

    assert "Wat we deden Dit verhaal komt nog." in read(report.made(draft))[0]
    for paper in (report.made(draft), letter.made(draft)):
        said, reader = read(paper)
        assert "oncept" in said
        assert all("CONCEPT" in page.extract_text() for page in reader.pages)
    book = openpyxl.load_workbook(BytesIO(tables.made(draft)))
    assert next(book["Samenvatting"].iter_rows(min_row=2, values_only=True))[0] == "Concept"


def test_the_same_settlement_is_the_same_bytes_on_any_day() -> None:
    first = papers_of(a_settlement())

    with clock.stopped(HANDED_IN.replace(year=2031)):
        again = papers_of(a_settlement())

    assert again == first
    assert papers_of(a_settlement(story="Anders.")) != first


def test_the_tables_add_up_to_the_figures() -> None:
    material = a_settlement(costs=20)
    book = openpyxl.load_workbook(BytesIO(tables.made(material)))

    def added(sheet: str, column: int) -> str:
        rows = book[sheet].iter_rows(min_row=2, values_only=True)
        return euros(Money(round(sum(float(str(row[column] or 0)) for row in rows) * 100)))

    assert added("Kosten", 6) == euros(material.reckoning.claimed)
    assert added("Begroting", 2) == euros(material.dossier.claimed)
    assert added("Soorten", 1) == euros(material.reckoning.claimed)
    assert added("Soorten", 3) == euros(material.reckoning.cash)
    hours = book["Uren"].iter_rows(min_row=2, values_only=True)
    assert [(str(month)[:10], each) for month, each in hours] == [
        ("2026-03-01", 610),
        ("2026-09-01", 1230),
    ]
    summary = {row[0]: row[1] for row in book["Samenvatting"].iter_rows(values_only=True)}
    assert euros(Money(round(float(str(summary["De bijdrage komt uit op"])) * 100))) == euros(
        material.reckoning.determined
    )
    steps = list(book["Berekening"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in steps] == [each.name for each in material.reckoning.steps]


def test_the_letter_is_one_page_however_long_the_words_are() -> None:
    usual = a_settlement()
    goal = replace(usual.dossier.goals[0], words=LONG, unit=LONG, tells_not=LONG, done=99_999)
    crowded = replace(
        usual.dossier,
        coop=LONG,
        address=LONG,
        contact=LONG,
        source=LONG,
        not_promised=LONG,
        goals=tuple(replace(goal, number=number) for number in range(1, 7)),
    )

    for material in (usual, a_settlement(story=LONG, dossier=crowded)):
        said, paper = read(letter.made(material))
        assert len(paper.pages) == 1
        assert accessible(paper)
        assert "Met groet" in said


def test_the_letter_tells_a_council_what_came_of_it() -> None:
    material = a_settlement(costs=6)

    said, _paper = read(letter.made(material))

    assert "Aan de gemeenteraad, via Gemeente Waterveen 1 maart 2027" in said
    assert f"De kosten waren € {plain(material.reckoning.claimed)}." in said
    assert "Elke dinsdag eten we samen: 36 van 40 avonden, niet gehaald." in said
    assert "Wat we niet beloven We beloven niet dat iedereen mee-eet." in said
    fund = a_settlement(dossier=replace(material.dossier, council=False, source="Fonds X"))
    assert "Aan Fonds X" in read(letter.made(fund))[0]


def test_so_few_people_that_they_could_be_known_are_no_number() -> None:
    material = a_settlement()
    few = replace(material.dossier.goals[0], done=0, few=True, target=25, unit="mensen")
    material = replace(material, dossier=replace(material.dossier, goals=(few,)))

    for paper in (report.made(material), letter.made(material)):
        assert "minder dan 5 van 25 mensen" in read(paper)[0]


def test_people_are_told_in_fives_and_reaching_tells_no_more() -> None:
    material = a_settlement()
    goal = replace(material.dossier.goals[0], done=20, in_fives=True, unit="mensen")
    goals = tuple(replace(goal, number=at, target=target) for at, target in enumerate((20, 23, 25)))
    material = replace(material, dossier=replace(material.dossier, goals=goals))

    said = read(letter.made(material))[0]

    assert "minstens 20 van 20 mensen, gehaald." in said
    assert "minstens 20 van 23 mensen." in said
    assert "minstens 20 van 25 mensen, niet gehaald." in said
    assert "We ronden het af naar beneden, steeds op 5." in read(report.made(material))[0]


def test_every_term_is_said() -> None:
    usual: dict[str, Any] = {
        "maximum": Money(950_000),
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 6, 30),
    }
    modes = [
        Terms(mode=Mode.LUMP, no_profit=False, **usual),
        Terms(
            mode=Mode.PERFORMANCE,
            performance=Performance(agreed=40, full_from_points=9_000),
            **usual,
        ),
        Terms(mode=Mode.DEFICIT, reserve_points=1_000, vat_counts=False, **usual),
        Terms(mode=Mode.MATCH, per_household=Money(25_000), **usual),
        Terms(
            mode=Mode.COST_SHARE,
            share_points=5_050,
            categories=(Category(name="Loon", most=NOTHING),),
            own_part=OwnPart(points=1_000, rule=OwnRule.PROPORTIONAL, hours_count=True),
            in_kind=InKind(rate=Money(2_000)),
            **usual,
        ),
    ]

    said = " ".join(" ".join(terms_said(terms, "Fonds X", "avonden")) for terms in modes)

    for words in (
        "een vast bedrag: € 9.500,00",
        "voor 40 avonden. Vanaf 90 procent",
        "wat eigen geld en anderen openlaten",
        "10 procent van de bijdrage in een reserve",
        "De btw telt niet mee.",
        "Van een huishouden telt hoogstens € 250,00.",
        "50,5 procent van de kosten",
        "Loon (hoogstens € 0,00)",
        "naar verhouding kleiner",
        "Uren van helpers tellen daarbij als eigen geld.",
    ):
        assert words in said.replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_too_long_ends_at_a_sentence_or_a_word() -> None:
    assert shortened("Kort.", 20) == "Kort."
    assert shortened("Een zin hier. En nog een zin daar.", 20) == "Een zin hier."
    assert shortened("Woorden zonder enige punt erin", 20) == "Woorden zonder…"
    assert len(shortened("x" * 500, 20)) == 20
