"""What lies on the treasurer's desk today: a cost that waits, a receipt, the rent that returns."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

from PIL import Image, ImageDraw

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.demo.money import FEE, KITCHEN_FUND
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.funding.models import FundingSource
from buurtcoop.ledger.models import Every, Why
from buurtcoop.ledger.operations import keep_receipt, prepare, repeat
from buurtcoop.ledger.rules import BANK, NewLine

KITCHEN, OFFICE_COST = "4410", "4900"
TABLES, INTERNET = Money(48_000), Money(3_950)
RECEIPT = (
    "BOUWMARKT OUDE SLUIS",
    "",
    "schroeven     12,40",
    "verf          11,00",
    "",
    "TOTAAL  23,40",
)


def on_the_desk(stage: Stage, now: datetime) -> Iterator[Event]:
    """All of it in the last days."""
    yield Event(now - timedelta(days=3), partial(_tables, stage))
    yield Event(now - timedelta(days=2), partial(_receipt, stage))
    yield Event(now - timedelta(days=2), partial(_internet, stage))


def _tables(stage: Stage) -> None:
    """More than one person may decide alone, so a second one looks."""
    lines = _paid(stage, KITCHEN_FUND, KITCHEN, "eettafel", TABLES)
    prepare(
        clock.today(),
        "Vier klaptafels voor de Eettafel",
        lines,
        key="demo:tables",
        why=Why.SECOND_PERSON,
        by=stage.treasurer(),
    )


def _receipt(stage: Stage) -> None:
    """Its cost stands at the bank, and nobody booked it yet."""
    paper = Image.new("RGB", (420, 560), "white")
    draw = ImageDraw.Draw(paper)
    for number, line in enumerate(RECEIPT):
        draw.text((40, 60 + 60 * number), line, fill="black", font_size=28)
    data = BytesIO()
    paper.save(data, "PNG")
    keep_receipt(data.getvalue(), "Bouwmarkt, schroeven en verf, € 23,40", by=stage.treasurer())


def _internet(stage: Stage) -> None:
    first_on = (clock.today().replace(day=28) + timedelta(days=4)).replace(day=5)
    lines = _paid(stage, FEE, OFFICE_COST, "vereniging", INTERNET)
    repeat(
        "Internet en telefoon", lines, every=Every.MONTH, first_on=first_on, by=stage.treasurer()
    )


def _paid(
    stage: Stage, source: str, account: str, activity: str, amount: Money
) -> tuple[NewLine, NewLine]:
    fund_id = db().get_one(FundingSource, stage.source_ids[source]).fund_id
    activity_id = stage.activity_ids[activity]
    return (
        NewLine(account=account, fund_id=fund_id, amount=amount, activity_id=activity_id),
        NewLine(account=BANK, fund_id=fund_id, amount=-amount),
    )
