"""Something of all that stands beside the book: what waits, what comes back, papers."""

from buurtcoop.coop.operations import set_rule
from buurtcoop.core import clock
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import FundingSource
from buurtcoop.ledger.models import Every, Why
from buurtcoop.ledger.operations import keep_receipt, prepare, repeat
from buurtcoop.ledger.rules import ALONE_UP_TO, NewLine
from tests.documents.photos import photo


def stand_ready(source: FundingSource, activity_id: int, by: Viewer) -> None:
    """A large cost that waits with its paper, one that comes back, and a loose paper.

    Needs an open transaction and an open book.
    """
    today = clock.today()
    set_rule(ALONE_UP_TO, "25000", valid_from=today, source="bestuur", by=by)
    paper = keep_receipt(photo(), "Nieuwe oven", by)
    keep_receipt(photo(65), "Groente", by)
    cost = Money(40_000)
    lines = [
        NewLine(account="4400", fund_id=source.fund_id, amount=cost, activity_id=activity_id),
        NewLine(account="1100", fund_id=source.fund_id, amount=-cost),
    ]
    prepare(
        today,
        "Nieuwe oven",
        lines,
        key="oven",
        why=Why.SECOND_PERSON,
        by=by,
        receipt_id=paper.id,
    )
    repeat("Huur", lines, every=Every.MONTH, first_on=today, by=by)
