"""A new service in the browser: from the packs to the page that opens it."""

from typing import Any

from tests.visitor import Page, Visitor

GIVEN: dict[str, str] = {
    "asked_by": "bewoners van de Wilgenlaan",
    "name": "Eettafel",
    "summary": "Elke donderdag samen eten.",
    "place": "Buurthuis De Knotwilg",
    "price": "4,00",
    "price_decided_by": "het bestuur, op 5 januari",
    "activity_id": "1",
    "starts_on": "12-01-2027",
}


def given(**other: str) -> dict[str, Any]:
    """The answers of the second page, with these instead."""
    return {**GIVEN, **other}


def begin(visitor: Visitor, code: str = "eettafel", **other: str) -> Page:
    """Fill in the second page of a pack; leads to its rules."""
    said = given(**other)
    page = visitor.get(f"/aanbod/nieuw/{code}")
    asked = page.form().values
    return visitor.send(page, **{name: said[name] for name in said if name in asked})


def open_now(visitor: Visitor, code: str = "eettafel", **other: str) -> Page:
    """Begin it, and open it with the rules of the pack."""
    return visitor.send(begin(visitor, code, **other))
