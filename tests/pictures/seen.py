"""The pages with pictures of the money."""

from buurtcoop.people.models import Person
from tests.pictures.shot import Shot


def seen_shots(treasurer: Person) -> list[Shot]:
    """Each page as the treasurer sees it, of the year before where that tells more."""
    return [
        Shot("seen-stream", "/geld/stroom?jaar=2026", treasurer),
        Shot("seen-sources", "/geld/beeld?jaar=2026", treasurer),
        Shot("seen-help", "/geld/beeld/hulp?jaar=2026", treasurer),
        Shot("seen-goals", "/geld/beeld/doelen?jaar=2026", treasurer),
    ]
