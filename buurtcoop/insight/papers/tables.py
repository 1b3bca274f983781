"""The tables of a settlement as a workbook: the same figures as the report, to reckon with."""

from collections.abc import Iterator, Sequence

from buurtcoop.documents.sheets import Cell, add_sheet, bytes_of
from buurtcoop.insight.material import Material
from buurtcoop.insight.papers.report import income_in, minutes_by_month, own_money_in, proof
from buurtcoop.insight.papers.said import done, step_name, step_sum, terms_said

Rows = Iterator[Sequence[Cell]]
SUMMARY = ("Wat", "Bedrag", "Toelichting")
PLAN = ("Soort kosten", "Volgens plan", "Werkelijk", "Verschil")
COSTS = (
    *("Boeking", "Dag", "Waarvoor", "Soort kosten", "Rekening", "Activiteit"),
    *("Bedrag", "Waarvan btw", "Bon", "Staat bij"),
)
KINDS = ("Soort kosten", "In dit verslag", "Binnen de afspraak", "Telt mee")
HOURS = ("Maand", "Minuten")
STEPS = ("Stap", "Berekening", "Uitkomst")
GOALS = ("Nummer", "Doel", "Gehaald", "Van", "Eenheid", "Geteld", "Gekozen door", "Zegt niet")
IN_FIVES = ", naar beneden afgerond op 5"
PROMISES = ("Van wie", "Wat", "Op of vóór", "Gehouden op", "Bewijs")


def made(material: Material) -> bytes:
    """The workbook: a sheet for each table of the report, the same bytes each time."""
    from openpyxl import Workbook  # slow to import, and only needed here

    book = Workbook(write_only=True)
    add_sheet(book, "Samenvatting", SUMMARY, _summary(material))
    add_sheet(book, "Begroting", PLAN, _plan(material))
    add_sheet(book, "Kosten", COSTS, _costs(material))
    add_sheet(book, "Soorten", KINDS, _kinds(material))
    add_sheet(book, "Uren", HOURS, minutes_by_month(material).items())
    add_sheet(book, "Berekening", STEPS, _steps(material))
    add_sheet(book, "Doelen", GOALS, _goals(material))
    add_sheet(book, "Beloften", PROMISES, _promises(material))
    add_sheet(book, "Afspraak", ("Wat is afgesproken",), _terms(material))
    return bytes_of(book, material.at)


def _summary(material: Material) -> Rows:
    reckoning, facts, dossier = material.reckoning, material.facts, material.dossier
    if material.draft:
        yield "Concept", None, "Nog niet ingeleverd. De cijfers kunnen veranderen."
    yield "Bron", None, dossier.source
    yield "Brief of besluit", None, dossier.reference
    yield "Van", dossier.starts_on, "eerste dag van de periode"
    yield "Tot en met", dossier.ends_on, "laatste dag van de periode"
    yield "Gevraagd", dossier.asked, ""
    yield "Toegezegd", dossier.agreed, ""
    yield "Kosten in dit verslag", reckoning.claimed, "zie het blad Kosten"
    yield "Kosten die meetellen", reckoning.cash, "zie het blad Soorten"
    yield "Uren die meetellen", reckoning.in_kind, "zie het blad Uren"
    yield "Eigen geld", own_money_in(material), "tot en met de dag van afrekenen"
    yield "Geld van andere bronnen", facts.other_income + facts.other_public, ""
    yield "De bijdrage komt uit op", reckoning.determined, "zie het blad Berekening"
    yield "Inkomsten samen", income_in(material), "bijdrage, eigen geld en andere bronnen"
    yield "Al ontvangen", facts.advances, ""
    yield "Nog te ontvangen", reckoning.to_receive, ""
    yield "Terug te betalen", reckoning.to_repay, ""
    yield "Naar de reserve", reckoning.to_reserve, ""
    yield "Controlegetal van de cijfers", None, material.hash
    yield "Controlegetal van het boek", None, dossier.chain


def _plan(material: Material) -> Rows:
    for each in material.dossier.plan:
        over = None if each.planned is None else each.spent - each.planned
        yield each.name, each.planned, each.spent, over


def _costs(material: Material) -> Rows:
    for each in material.dossier.evidence:
        yield (
            *(each.entry, each.day, each.words, each.category, each.account, each.activity),
            *(each.amount, each.vat, proof(each), each.stands_on),
        )


def _kinds(material: Material) -> Rows:
    for each in material.reckoning.categories:
        yield each.category or "Kosten", each.claimed, each.fitting, each.counted


def _steps(material: Material) -> Rows:
    for each in material.reckoning.steps:
        yield step_name(each), step_sum(each), each.result


def _goals(material: Material) -> Rows:
    for each in material.dossier.goals:
        yield (
            *(each.number, each.words, done(each), each.target, each.unit),
            *(f"{each.counted}{IN_FIVES if each.in_fives else ''}", each.chosen_by, each.tells_not),
        )


def _promises(material: Material) -> Rows:
    for each in material.dossier.promises:
        whose = "van ons" if each.ours else f"van {material.dossier.source}"
        yield whose, each.words, each.due_on, each.kept_on, each.evidence


def _terms(material: Material) -> Rows:
    dossier = material.dossier
    for each in terms_said(material.terms, dossier.source, dossier.unit_words):
        yield (each,)
    if dossier.not_promised:
        yield ("Wat we niet beloven",)
        yield (dossier.not_promised,)
