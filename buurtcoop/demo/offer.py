"""What Wilgenkwartier offers, with the dates, places and prices of its year."""

from dataclasses import dataclass
from datetime import date, time

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.demo.dates import (
    QUARTERS,
    Moment,
    Slot,
    first_dates,
    holidays,
    quarter_days,
    spread_dates,
    summer,
)

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
HOUSE = "Buurthuis De Knotwilg, Molenwerf 2"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One service as the demo makes it.

    `quarters` says how many shifts each quarter of a year has. The first `main` of `slots` are
    its days in the week; the others help out where the calendar has too few. `paid_visits` says
    per quarter how many shifts have seats, when not all do.
    """

    slug: str
    name: str
    summary: str
    description: str
    icon: str
    place: str
    give_task: str
    quarters: tuple[int, int, int, int]
    minutes: int
    places: int
    slots: tuple[Slot, ...]
    main: int
    seats: int = 0
    price: Money = NOTHING
    release_hours: int = 24
    minimum: int | None = None
    rest_hours: int = 0
    children_per_carer: int | None = None
    summer_weeks: int = 0
    paid_visits: tuple[int, int, int, int] | None = None
    crew: int = 16
    guests: int = 24


@dataclass(frozen=True)
class Planned:
    """A shift of the demo: what, when, and how many seats it has."""

    offer: Offer
    when: Moment
    seats: int


def planned(year: int, *, evenly: bool = False, until: date = date.max) -> list[Planned]:
    """Every shift of a year up to a day, by time.

    A year that is over takes the first dates of each quarter; `evenly` spreads them.
    """
    choose = spread_dates if evenly else first_dates
    found = []
    for offer in OFFERS:
        closed = holidays(year) | summer(year, offer.summer_weeks)
        for quarter, count in zip(QUARTERS, offer.quarters, strict=True):
            days = [day for day in quarter_days(year, quarter) if day not in closed]
            moments = choose(offer.slots, days, count, main=offer.main)
            visits = offer.paid_visits[quarter - 1] if offer.paid_visits else count
            found += [
                Planned(offer, when, offer.seats if place < visits else 0)
                for place, when in enumerate(moments)
                if when.day <= until
            ]
    return sorted(found, key=lambda shift: (shift.when, shift.offer.slug))


def _every_day(*hours: str) -> tuple[Slot, ...]:
    """Monday to Saturday at the first hour, then at the second, and so on."""
    return tuple(Slot(day, time.fromisoformat(hour)) for hour in hours for day in range(MON, SUN))


OFFERS = (
    Offer(
        slug="veilig-op-straat",
        name="Veilig op straat",
        summary="Met z’n tweeën een avondronde door de buurt, op vrijdag en zaterdag.",
        description=(
            "Elke vrijdag en zaterdag lopen 2 buren een ronde. Ze letten op kapotte lampen en "
            "open deuren, en groeten wie ze tegenkomen.\n\n"
            "U draagt een hesje en loopt nooit alleen. Ziet u iets dat niet klopt? Dan belt u. "
            "U grijpt niet in."
        ),
        icon="shield-check",
        place="Start bij de Oude Sluis",
        give_task="samen een ronde lopen",
        quarters=(26, 26, 26, 26),
        minutes=120,
        places=2,
        rest_hours=8,
        slots=tuple(Slot(day, time(20, 30)) for day in (FRI, SAT, THU, SUN)),
        main=2,
    ),
    Offer(
        slug="speelmiddag",
        name="Speelmiddag",
        summary="Elke woensdag spelen, voor 12 kinderen van 4 tot en met 9 jaar. Gratis.",
        description=(
            "Op woensdagmiddag spelen 12 kinderen in en om De Knotwilg. Er zijn altijd 3 "
            "volwassenen bij.\n\n"
            "Meld uw kind van tevoren aan. Bij de deur tekent u het kind in en weer uit."
        ),
        icon="horse-toy",
        place="De Knotwilg en de speelplaats",
        give_task="spelen en een oogje houden",
        quarters=(10, 11, 7, 12),
        minutes=180,
        places=3,
        seats=12,
        children_per_carer=4,
        slots=tuple(Slot(day, time(13, 30)) for day in (WED, FRI, TUE)),
        main=1,
        summer_weeks=6,
        guests=14,
    ),
    Offer(
        slug="oppaskring",
        name="Oppaskring",
        summary="Ouders passen op elkaars kinderen. Gratis, om en om.",
        description=(
            "Wilt u een avond weg? Een andere ouder uit de kring past op. De volgende keer bent "
            "u aan de beurt.\n\n"
            "U kent elkaar van de kennismaking. Er gaat geen geld om."
        ),
        icon="baby-carriage",
        place="Bij iemand van de kring thuis",
        give_task="een avond oppassen",
        quarters=(18, 20, 18, 24),
        minutes=180,
        places=1,
        seats=1,
        release_hours=48,
        children_per_carer=4,
        slots=tuple(Slot(day, time(19)) for day in (SAT, TUE, FRI)),
        main=2,
        crew=10,
        guests=10,
    ),
    Offer(
        slug="eettafel",
        name="Eettafel",
        summary="Elke donderdag samen eten, € 4,00 per maaltijd.",
        description=(
            "Elke donderdag koken 5 buren voor 24 gasten. Om 18.00 uur gaan we aan tafel.\n\n"
            "Alleen komen mag, met meer ook. Helpers eten gratis mee. Is € 4,00 te veel? Bel "
            "ons, dan regelen we het."
        ),
        icon="tools-kitchen-2",
        place=HOUSE,
        give_task="koken, serveren en afwassen",
        quarters=(12, 12, 9, 13),
        minutes=240,
        places=5,
        minimum=4,
        seats=24,
        price=Money(400),
        release_hours=28,
        slots=tuple(Slot(day, time(16)) for day in (THU, TUE)),
        main=1,
        summer_weeks=4,
        crew=18,
        guests=40,
    ),
    Offer(
        slug="formulierenuur",
        name="Formulierenuur",
        summary="Samen uw post en formulieren doen. Gratis.",
        description=(
            "Ligt er een brief die u niet begrijpt? Neem hem mee. Iemand leest met u mee en "
            "helpt met het formulier.\n\n"
            "U houdt uw papieren zelf. We bewaren er niets van."
        ),
        icon="forms",
        place="De Knotwilg, kamer 1",
        give_task="meelezen en meeschrijven",
        quarters=(14, 12, 11, 11),
        minutes=120,
        places=2,
        seats=6,
        slots=(Slot(TUE, time(19)), Slot(THU, time(10)), Slot(MON, time(10))),
        main=1,
        crew=8,
        guests=26,
    ),
    Offer(
        slug="klussen-en-tuin",
        name="Klussen en tuin",
        summary="Een lamp, een heg, een lekkende kraan. € 7,50 per keer.",
        description=(
            "Een handige buur komt langs voor een kleine klus in huis of tuin. Dat duurt "
            "anderhalf uur.\n\n"
            "Materiaal betaalt u zelf. Aan gas en vaste stroom werken we niet."
        ),
        icon="tools",
        place="Bij een buur thuis",
        give_task="een kleine klus doen",
        quarters=(53, 68, 57, 82),
        minutes=90,
        places=1,
        seats=1,
        price=Money(750),
        slots=_every_day("10:00", "14:00"),
        main=5,
        crew=14,
        guests=48,
    ),
    Offer(
        slug="samen-op-pad",
        name="Samen op pad",
        summary="Een rit naar de dokter of de markt, met gezelschap. € 3,00.",
        description=(
            "Een buur haalt u op, gaat mee en brengt u weer thuis. Naar de dokter, de markt of "
            "een bezoek.\n\n"
            "U betaalt € 3,00 per rit. Een rollator kan mee."
        ),
        icon="car",
        place="Van huis, in en om Waterveen",
        give_task="rijden en meegaan",
        quarters=(63, 80, 67, 100),
        minutes=90,
        places=1,
        seats=1,
        price=Money(300),
        slots=_every_day("10:15", "13:15"),
        main=6,
        crew=18,
        guests=46,
    ),
    Offer(
        slug="zon-op-ons-dak",
        name="Zon op ons dak",
        summary="Advies over zonnepanelen van een buur die het weet. Advies aan huis € 75,00.",
        description=(
            "Onze zoncoaches rekenen met u uit of panelen op uw dak passen. Bellen en vragen "
            "is gratis.\n\n"
            "Wilt u advies aan huis? Dan komt iemand kijken. Dat kost € 75,00."
        ),
        icon="solar-panel",
        place="De Knotwilg, of bij u thuis",
        give_task="rekenen en advies geven",
        quarters=(12, 14, 12, 16),
        minutes=120,
        places=1,
        seats=1,
        price=Money(7_500),
        slots=(Slot(TUE, time(14)), Slot(SAT, time(11)), Slot(THU, time(14))),
        main=1,
        paid_visits=(4, 5, 4, 5),
        crew=5,
        guests=30,
    ),
)
WITH_VOG = frozenset({"speelmiddag", "oppaskring"})
BY_SLUG = {offer.slug: offer for offer in OFFERS}
