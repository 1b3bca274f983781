"""Stories of the tests."""

from datetime import date
from typing import Any

from sqlalchemy import select

from buurtcoop.afterwards.models import Scope, Story
from buurtcoop.afterwards.operations import tell
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.documents.operations import keep_photo
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from tests.cast import seen_by
from tests.documents.photos import photo
from tests.shifts.rota import a_service

WORDS = "Ik kende hier niemand.\n\nNu eet ik elke week mee."


def a_story(teller: Person, scope: Scope = Scope.PUBLIC, **more: Any) -> Story:
    """A story about the table, for a year unless told otherwise. Needs an open transaction."""
    service = db().scalar(select(Service)) or a_service()
    today = clock.today()
    how: dict[str, Any] = {
        "words": WORDS,
        "signed": "Anna uit de Wilgenlaan",
        "scope": scope,
        "until": date(today.year + 1, today.month, today.day),
        "agreed": True,
    }
    return tell(service.id, seen_by(teller), **{**how, **more})


def a_photo(maker: Person) -> int:
    """A photo this person gave, with a place hidden in it when it came."""
    return keep_photo(photo(), seen_by(maker)).id
