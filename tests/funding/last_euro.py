"""The last euro of a line of cost, and of a fixed amount, for a crowd to claim at once."""

from dataclasses import dataclass

from sqlalchemy import func, select

from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding import operations
from buurtcoop.funding.models import CostClaim, FundingSource, SourceKind
from buurtcoop.ledger.operations import open_year
from buurtcoop.ledger.queries import year_is_open
from tests.funding.conftest import TODAY, Sources
from tests.funding.standing import LUMP, Standing, a_standing

EURO = 100
TRUUS = Viewer(person_id=1, permissions=frozenset({"funding.change", "money.book"}))


@dataclass(frozen=True)
class LastEuro:
    """Each of the crowd claims a euro of a line on an agreement; one of them gets it."""

    lines: list[int]
    agreements: list[int]
    by: Viewer

    def claim(self, number: int) -> None:
        """What the one with this number does."""
        line_id = self.lines[number % len(self.lines)]
        agreement_id = self.agreements[number % len(self.agreements)]
        operations.claim(line_id, agreement_id, Money(EURO), by=self.by)


def money_of(by: Viewer = TRUUS) -> Standing:
    """Sources that nobody has yet, in a year that is open. Inside a transaction that writes."""
    if not year_is_open(TODAY.year):
        open_year(TODAY.year)
    mark = (db().scalar(select(func.count(FundingSource.id))) or 0) + 1
    kitchen = operations.add_source(f"Fonds {mark}", SourceKind.GRANT, by=by)
    city = operations.add_source(f"Gemeente {mark}", SourceKind.MUNICIPAL_COFINANCING, by=by)
    meals = db().scalars(select(Activity.id).order_by(Activity.id)).first()
    assert meals is not None
    return a_standing(Sources(by, kitchen.id, city.id, meals), f"Contributie {mark}")


def of_a_line(standing: Standing) -> LastEuro:
    """A euro is left of a line of a hundred, and two agreements want it."""
    sources = standing.sources
    agreements = [standing.agreed(source, 90_000) for source in (sources.city, sources.kitchen)]
    line_id = standing.cost(standing.members, 10_000, key=f"line {sources.city}")
    standing.claim(line_id, agreements[0], 10_000 - EURO)
    return LastEuro([line_id], agreements, sources.truus)


def of_an_agreement(standing: Standing) -> LastEuro:
    """A euro is left of a fixed amount of a hundred, and costs of three lines want it."""
    sources = standing.sources
    agreement_id = standing.agreed(sources.kitchen, 10_000, LUMP)
    lines = [
        standing.cost(sources.kitchen, 20_000, key=f"agreement {sources.city} {number}")
        for number in range(3)
    ]
    standing.claim(lines[0], agreement_id, 10_000 - EURO)
    return LastEuro(lines, [agreement_id], sources.truus)


def claimed_of(last: LastEuro) -> Money:
    """All that stands on these agreements of these lines."""
    found = db().scalar(
        select(func.sum(CostClaim.amount)).where(
            CostClaim.line_id.in_(last.lines), CostClaim.agreement_id.in_(last.agreements)
        )
    )
    return found or Money(0)
