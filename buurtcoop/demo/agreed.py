"""What the sources of Wilgenkwartier ask: terms, parts, promises of both sides, goals, reports.

All of it is the same every year; a day is a month and a number of the year of the agreement.
"""

from dataclasses import dataclass

from buurtcoop.core.money import Money
from buurtcoop.demo.money import (
    COMPANIES,
    FEE,
    KITCHEN_FUND,
    MUNICIPALITY,
    OWN,
    RIETDIJK,
    WILGENFONDS,
)
from buurtcoop.funding.models import Counts, Promiser
from buurtcoop.funding.rules import CategoryDraft, TermsDraft
from buurtcoop.funding.settlement import Mode, OwnPart, Performance

Day = tuple[int, int]
PROGRAMME = "Wilgenkwartier %(year)s"
MEMBERS_CHOSE = "De leden, op de vergadering van het najaar."
WE, THEY = Promiser.WE, Promiser.THEY


@dataclass(frozen=True)
class Promised:
    """What one side promised; without a day it holds all year. `kept` is the day, with what."""

    words: str
    whose: Promiser = WE
    due: Day | None = None
    kept: Day | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Aim:
    """A goal with its story. `by_hand` are the counts of a year, each on its day."""

    words: str
    target: int
    unit: str
    chosen_by: str
    tells_not: str
    counts: Counts = Counts.BY_HAND
    service: str = ""
    by_hand: tuple[tuple[int, int, int], ...] = ()
    evidence: str = ""


@dataclass(frozen=True)
class Agreed:
    """What comes with the money of a source. `rank`: when it settles, members' money last.

    `report` is the day in the next year on which they want it; `asked` is what we asked first.
    """

    terms: TermsDraft
    rank: int = 1
    asked: Money | None = None
    promised: tuple[Promised, ...] = ()
    aims: tuple[Aim, ...] = ()
    report: tuple[str, Day] | None = None
    story: str = ""


def monthly(whole: int) -> tuple[tuple[int, int, int], ...]:
    """A number of a year in twelve, each on the last working days of its month."""
    shares = [whole * month // 12 - whole * (month - 1) // 12 for month in range(1, 13)]
    return tuple((month, 27, number) for month, number in enumerate(shares, start=1))


_LUMP = TermsDraft(mode=Mode.LUMP, no_profit=False)
_MUNICIPAL = Agreed(
    terms=TermsDraft(
        mode=Mode.COST_SHARE,
        share_points=4_500,
        categories=(
            CategoryDraft(name="Loon van de coördinator", accounts=("4000",)),
            CategoryDraft(
                name="Wat we doen in de buurt",
                accounts=("4030", "4040", "4400", "4420", "4430", "4440"),
            ),
            CategoryDraft(name="Huur en verzekering", accounts=("4100", "4200")),
            CategoryDraft(name="Kantoor en drukwerk", accounts=("4900", "4910")),
        ),
        own_part=OwnPart(points=4_500, others_count=True),
        no_profit=False,
        public_money=True,
        programme_counts=True,
        decision_weeks=13,
        not_promised="We beloven niet dat er minder vraag naar zorg komt.",
    ),
    rank=2,
    asked=Money(3_400_000),
    promised=(
        Promised(
            "Elk kwartaal een tafel met bewoners en de gemeente",
            kept=(12, 11),
            evidence="Verslagen van de 4 tafels.",
        ),
        Promised("Elke overdracht wordt afgerond"),
        Promised("Binnen 13 weken een besluit over de afrekening", THEY),
        Promised(
            "Een vaste ambtenaar die meedenkt", THEY, (2, 1), (1, 18), "Mail van de gemeente."
        ),
    ),
    aims=(
        Aim(
            "Vragen van buren waar we bij hielpen",
            750,
            "vragen",
            "De gemeente en het bestuur, samen.",
            "Niet hoe groot de vraag was, en niet wie geen vraag durfde te stellen.",
            by_hand=monthly(838),
            evidence="Lijst met vragen van deze maand, in de map.",
        ),
        Aim(
            "Snel antwoord: binnen 2 werkdagen, 90 van de 100 vragen",
            675,
            "vragen",
            "De gemeente en het bestuur, samen.",
            "Niet of het antwoord ook hielp.",
            by_hand=monthly(813),
            evidence="Lijst met vragen van deze maand, in de map.",
        ),
        Aim(
            "Elk kwartaal een tafel",
            4,
            "tafels",
            MEMBERS_CHOSE,
            "Niet wat er met de afspraken van de tafel gebeurde.",
            by_hand=((3, 12, 1), (6, 11, 1), (9, 10, 1), (12, 10, 1)),
            evidence="Verslag van de tafel, met wie er was.",
        ),
        Aim(
            "Elke overdracht aan het wijkteam is afgerond",
            14,
            "overdrachten",
            "De coördinator en het wijkteam.",
            "Niet hoe het daarna met iemand ging.",
            by_hand=((3, 26, 3), (6, 26, 3), (9, 26, 3), (12, 26, 4)),
            evidence="Lijst van het wijkteam.",
        ),
    ),
    report=("Verslag in woorden en bedragen, over het hele jaar", (4, 1)),
    story=(
        "Buren hielpen elkaar het hele jaar, in 8 soorten aanbod. De coördinator hield het bij "
        "elkaar. Elk kwartaal zaten we met bewoners en de gemeente aan tafel."
    ),
)
_KITCHEN = Agreed(
    terms=TermsDraft(
        mode=Mode.PERFORMANCE,
        performance=Performance(agreed=40),
        unit_words="avonden samen eten",
        unit_goal_number=1,
        categories=(
            # At most 35 % of all is salary: so much of what the other costs are.
            CategoryDraft(name="Loon", accounts=("4000",), most_points=5_384),
            CategoryDraft(
                name="Keuken, vrijwilligers en drukwerk", accounts=("4030", "4410", "4910")
            ),
        ),
        no_profit=False,
        decision_weeks=8,
        not_promised="We beloven niet dat iedereen elke week komt.",
    ),
    promised=(
        Promised(
            "3 verhalen van gasten, met toestemming", kept=(11, 19), evidence="Verhalen in de map."
        ),
        Promised("Uitnodiging voor hun netwerkdag", THEY, (10, 1), (9, 14), "Brief van het fonds."),
    ),
    aims=(
        Aim(
            "Elke week samen eten",
            40,
            "avonden",
            MEMBERS_CHOSE,
            "Niet of het gezellig was, en niet wie er nog alleen eet.",
            counts=Counts.EVENINGS,
            service="eettafel",
        ),
        Aim(
            "Verhalen van gasten",
            3,
            "verhalen",
            "Het fonds.",
            "Niet wat gasten liever niet vertellen.",
            by_hand=((4, 22, 1), (8, 19, 1), (11, 18, 1)),
            evidence="Verhaal in de map, met toestemming.",
        ),
    ),
    report=("Verslag met 3 verhalen en de bedragen", (3, 1)),
    story="Elke week kookten buren voor buren. Gasten vertelden zelf wat dat met hen deed.",
)
_WILGENFONDS = Agreed(
    terms=TermsDraft(
        mode=Mode.LUMP,
        no_profit=False,
        own_part=OwnPart(points=2_500, others_count=True),
        programme_counts=True,
        decision_weeks=6,
        not_promised="We beloven niet dat iedereen die oefent ook blijft helpen.",
    ),
    promised=(
        Promised(
            "Het geld is op vóór het eind van het jaar",
            due=(12, 31),
            kept=(12, 30),
            evidence="Boek van het jaar.",
        ),
        Promised("Gratis lesruimte", THEY, (3, 1), (2, 12), "Sleutel ontvangen."),
    ),
    aims=(
        Aim(
            "Mensen die leerden en oefenden",
            30,
            "mensen",
            "Het fonds en de leden.",
            "Niet wat iemand er later mee doet.",
            counts=Counts.PEOPLE_BY_HAND,
            by_hand=((3, 21, 12), (6, 20, 11), (10, 17, 11)),
            evidence="Lijst van de training.",
        ),
    ),
    report=("Kort verslag: wie leerde wat", (2, 1)),
    story="Op 3 trainingen leerden buren rijden met passagiers, koken voor velen en luisteren.",
)
_RIETDIJK = Agreed(
    terms=TermsDraft(
        mode=Mode.LUMP,
        no_profit=False,
        categories=(
            CategoryDraft(name="Coördinator", accounts=("4000",)),
            CategoryDraft(name="Ruimte", accounts=("4100",)),
        ),
        not_promised="We doen geen werk van de woonstichting.",
    ),
    promised=(
        Promised("Gesprek in het voorjaar", due=(5, 31), kept=(5, 12), evidence="Verslag."),
        Promised("Gesprek in het najaar", due=(11, 30), kept=(11, 9), evidence="Verslag."),
        Promised(
            "Kantoorruimte, het hele jaar", THEY, kept=(12, 30), evidence="We zaten er elke dag."
        ),
    ),
)
_COMPANY = Agreed(
    terms=_LUMP,
    promised=(
        Promised(
            "Hun naam op het bord bij de deur", due=(10, 1), kept=(9, 15), evidence="Foto van bord."
        ),
    ),
)
AGREED = {
    MUNICIPALITY: _MUNICIPAL,
    KITCHEN_FUND: _KITCHEN,
    WILGENFONDS: _WILGENFONDS,
    RIETDIJK: _RIETDIJK,
    COMPANIES: _COMPANY,
    # What members pay settles with nobody; it stands beside the money of the municipality.
    FEE: Agreed(terms=_LUMP, rank=2),
    OWN: Agreed(terms=_LUMP, rank=2),
}
# Who is reported to, in the order in which they settle.
REPORTED_TO = (WILGENFONDS, KITCHEN_FUND, MUNICIPALITY)
