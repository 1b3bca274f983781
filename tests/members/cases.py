"""What several tests of members begin with."""

from datetime import date
from typing import Any

from buurtcoop.members.models import Application
from buurtcoop.members.operations import apply
from buurtcoop.people.models import Channel
from tests.visitor import Page, Visitor

NAME = {"call_name": "Hanneke", "prefix": "de", "surname": "Vos", "birth_date": "21-11-1980"}
REACH = {
    "street": "Essenpad",
    "house_number": "24",
    "addition": "a",
    "postcode": "1234ac",
    "email": "hanneke@example.org",
    "phone": "0612345699",
    "channel": "mail",
    "language": "nl",
}
SIDES = {"sides": ["gives", "receives"], "statutes": "y"}
SHEETS: tuple[dict[str, Any], ...] = (NAME, REACH, SIDES)


def fill_in(visitor: Visitor, upto: int = 3, **changed: Any) -> Page:
    """Fill in the first sheets of /lid-worden, as a browser without scripts does."""
    page = visitor.get("/lid-worden")
    for sheet in SHEETS[:upto]:
        typed = sheet | {name: value for name, value in changed.items() if name in sheet}
        page = onward(visitor, page, **typed)
    return page


def onward(visitor: Visitor, page: Page, **typed: Any) -> Page:
    """Press the first button of the sheet that is shown."""
    return visitor.send(page, "/lid-worden", **{"naar": "verder", **typed})


def an_applicant(call_name: str = "Hanneke", **changed: Any) -> Application:
    """Somebody applied just now. Needs an open transaction."""
    known: dict[str, Any] = {
        "call_name": call_name,
        "surname": "Vos",
        "birth_date": date(1980, 11, 21),
        "street": "Essenpad",
        "house_number": 24,
        "postcode": "1234 AC",
        "email": f"{call_name.lower()}@example.org",
        "phone": "+31612345699",
        "channel": Channel.MAIL,
    }
    return apply(**{**known, **changed})
