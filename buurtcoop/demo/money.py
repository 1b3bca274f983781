"""The money of one year of Wilgenkwartier: who gives what and when, and what it is spent on.

Amounts are cents. The table is the same every year; `config/coop/accounts.toml` has the accounts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from buurtcoop.core.money import Money, split
from buurtcoop.funding.models import Certainty, SourceKind

EVERY_MONTH = tuple(range(1, 13))
OPENING_RESERVE = Money(1_124_000)
PAY_DAY = 25

FEE, OWN, KITCHEN_FUND = "Contributie", "Eigen bijdragen", "Fonds Buurtkeuken"
WILGENFONDS, RIETDIJK = "Stichting Wilgenfonds", "Woonstichting De Rietdijk"
COMPANIES, MUNICIPALITY = "Drie bedrijven", "Gemeente Waterveen"
OFFICE = "Kantoorruimte van De Rietdijk"

# Members pay 60 euro a year; who can't pays half, or nothing.
FEES = {Money(6_000): 94, Money(3_000): 14, Money(0): 12}

ACTIVITIES = {
    "veilig-op-straat": "Veilig op straat",
    "speelmiddag": "Speelmiddag",
    "oppaskring": "Oppaskring",
    "eettafel": "Eettafel",
    "formulierenuur": "Formulierenuur",
    "klussen-en-tuin": "Klussen en tuin",
    "samen-op-pad": "Samen op pad",
    "zon-op-ons-dak": "Zon op ons dak",
    "coordinatie": "Coördinatie",
    "leren": "Leren en oefenen",
    "vereniging": "De vereniging",
}


@dataclass(frozen=True)
class Share:
    """A part of what a source gives in a year: how much, who signs, and when it is paid.

    `late` is paid in the next year, on a day after the report.
    """

    amount: Money
    reference: str
    paid: tuple[tuple[int, int, Money], ...] = ()
    late: tuple[int, int, Money] | None = None


@dataclass(frozen=True)
class Source:
    """Somebody money comes from every year."""

    name: str
    kind: SourceKind
    shares: tuple[Share, ...]
    activity: str = "vereniging"
    organisation: str | None = None
    certainty: Certainty = Certainty.AWARDED

    @property
    def a_year(self) -> Money:
        """What it gives in a year."""
        return sum((share.amount for share in self.shares), Money(0))


@dataclass(frozen=True)
class Cost:
    """One row of the table: what it is spent on, from which sources, in which months."""

    name: str
    account: str
    activity: str
    parts: dict[str, Money]
    months: tuple[int, ...] = EVERY_MONTH

    @property
    def a_year(self) -> Money:
        """What it costs in a year."""
        return sum(self.parts.values(), Money(0))


@dataclass(frozen=True)
class Spent:
    """One amount on one day, from one source. `key` is its business key."""

    day: date
    source: str
    amount: Money
    account: str
    activity: str
    memo: str
    key: str


SOURCES = (
    Source(
        MUNICIPALITY,
        SourceKind.MUNICIPAL_COFINANCING,
        (
            Share(
                Money(3_200_000),
                "Overeenkomst %(year)s",
                tuple((month, 15, Money(720_000)) for month in (1, 4, 7, 10)),
                late=(6, 12, Money(320_000)),
            ),
        ),
        activity="coordinatie",
        organisation=MUNICIPALITY,
    ),
    Source(
        KITCHEN_FUND,
        SourceKind.GRANT,
        (
            Share(
                Money(1_250_000),
                "Brief FB-%(year)s-114",
                ((2, 2, Money(1_000_000)),),
                late=(4, 20, Money(250_000)),
            ),
        ),
        activity="eettafel",
        organisation=KITCHEN_FUND,
    ),
    Source(
        RIETDIJK,
        SourceKind.HOUSING_CORPORATION_DONATION,
        (
            Share(
                Money(900_000),
                "Afspraak van %(year)s",
                tuple((month, 5, Money(450_000)) for month in (1, 7)),
            ),
        ),
        activity="coordinatie",
        organisation=RIETDIJK,
    ),
    Source(
        OWN,
        SourceKind.OWN_CONTRIBUTION,
        (Share(Money(864_600), "Begroting %(year)s"),),
        certainty=Certainty.EXPECTED,
    ),
    Source(
        WILGENFONDS,
        SourceKind.GRANT,
        (Share(Money(750_000), "Besluit %(year)s/27", ((1, 20, Money(750_000)),)),),
        activity="leren",
        organisation=WILGENFONDS,
    ),
    Source(
        FEE,
        SourceKind.MEMBERSHIP_FEE,
        (Share(Money(606_000), "Begroting %(year)s"),),
        certainty=Certainty.EXPECTED,
    ),
    Source(
        COMPANIES,
        SourceKind.COMPANY_DONATION,
        (
            Share(Money(150_000), "Bakkerij De Halm", ((2, 10, Money(150_000)),)),
            Share(Money(100_000), "Fietsen Waterveen", ((3, 10, Money(100_000)),)),
            Share(Money(75_000), "Installatiebedrijf Sluis", ((9, 10, Money(75_000)),)),
        ),
    ),
)

# Outside all sums: a room in the house, what it would cost.
IN_KIND = Source(
    OFFICE,
    SourceKind.IN_KIND,
    (Share(Money(480_000), "Bruikleen %(year)s"),),
    organisation=RIETDIJK,
)

COSTS = (
    Cost(
        "Loon coördinator",
        "4000",
        "coordinatie",
        {
            FEE: Money(74_000),
            KITCHEN_FUND: Money(385_000),
            WILGENFONDS: Money(390_000),
            RIETDIJK: Money(660_000),
            COMPANIES: Money(211_000),
            MUNICIPALITY: Money(3_200_000),
        },
    ),
    Cost("Eten", "4400", "eettafel", {OWN: Money(413_540)}),
    Cost("Keuken", "4410", "eettafel", {KITCHEN_FUND: Money(360_000)}, (2, 5, 8, 11)),
    Cost("Kilometers", "4040", "samen-op-pad", {OWN: Money(78_430)}),
    Cost("Vergoeding voor vrijwilligers", "4030", "eettafel", {KITCHEN_FUND: Money(290_000)}),
    Cost(
        "Gereedschap",
        "4420",
        "klussen-en-tuin",
        {OWN: Money(195_000), COMPANIES: Money(50_000)},
        (2, 4, 6, 8, 10),
    ),
    Cost("Hesjes en lampen", "4430", "veilig-op-straat", {COMPANIES: Money(64_000)}, (3, 10)),
    Cost("Trainingen", "4440", "leren", {WILGENFONDS: Money(360_000)}, (3, 6, 10)),
    Cost("Verzekering", "4200", "vereniging", {FEE: Money(118_000)}, (1,)),
    Cost("Huur", "4100", "vereniging", {RIETDIJK: Money(240_000)}),
    Cost("Administratie, bank, eHerkenning", "4900", "vereniging", {FEE: Money(196_000)}),
    Cost(
        "Drukwerk en vertaling", "4910", "vereniging", {KITCHEN_FUND: Money(215_000)}, (2, 5, 9, 11)
    ),
    Cost("Ledenvergadering en tafels", "4920", "vereniging", {FEE: Money(132_000)}, (1, 4, 6, 10)),
)

# What is left of free money at the end of a year goes to the reserve.
TO_RESERVE = {FEE: Money(86_000), OWN: Money(177_630)}


def spendings(year: int) -> Iterator[Spent]:
    """Every amount that is spent in a year, shared over its months to the cent."""
    for number, cost in enumerate(COSTS):
        for source, total in cost.parts.items():
            shares = split(total, [1] * len(cost.months))
            for month, amount in zip(cost.months, shares, strict=True):
                yield Spent(
                    day=date(year, month, PAY_DAY - number),
                    source=source,
                    amount=amount,
                    account=cost.account,
                    activity=cost.activity,
                    memo=cost.name,
                    key=f"demo:{year}:{number}:{month}:{source}",
                )
