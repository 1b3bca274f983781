"""The pages of the bank, of matching, and of closing a month."""

from dataclasses import dataclass

from sqlalchemy import select

from buurtcoop.bank.models import BankAccount, BankLine, BankMatch
from buurtcoop.bank.queries import open_lines
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot, first

BANK = "/geld/bank"


@dataclass(frozen=True)
class BankFound:
    """The rows of the demo cooperative that these pictures show."""

    account: int
    still_open: int
    booked: int


def bank_found() -> BankFound:
    """Found in an open transaction."""
    still = open_lines(limit=1)
    booked = first(select(BankMatch.line_id).order_by(BankMatch.line_id))
    return BankFound(
        account=first(select(BankAccount.id)),
        still_open=still[0].line.id if still else first(select(BankLine.id)),
        booked=booked,
    )


def bank_shots(found: BankFound, treasurer: Person) -> list[Shot]:
    """Each page as the treasurer sees it."""
    return [
        Shot("bank", BANK, treasurer),
        Shot("bank-open", f"{BANK}/bedrag/{found.still_open}", treasurer),
        Shot("bank-booked", f"{BANK}/bedrag/{found.booked}", treasurer),
        Shot("bank-rules", f"{BANK}/regels", treasurer),
        Shot("bank-reconcile", f"{BANK}/{found.account}/afstemmen", treasurer),
        Shot("bank-read", f"{BANK}/inlezen", treasurer),
        Shot(
            "bank-read-wrong",
            f"{BANK}/inlezen",
            treasurer,
            pressed="main button.btn >> nth=0",
        ),
        Shot("bank-account", f"{BANK}/rekening", treasurer),
        Shot("month-close", "/geld/afsluiten", treasurer),
    ]


def bank_shots_empty(treasurer: Person) -> list[Shot]:
    """The same before anything came in."""
    return [
        Shot("empty-bank", BANK, treasurer),
        Shot("empty-bank-rules", f"{BANK}/regels", treasurer),
        Shot("empty-bank-account", f"{BANK}/rekening", treasurer),
        Shot("empty-month-close", "/geld/afsluiten", treasurer),
    ]
