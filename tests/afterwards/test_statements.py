"""The pages of this room ask the database as much for much as for little."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from buurtcoop.afterwards.models import Lesson, Thanks
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from tests.afterwards.evening import Over
from tests.afterwards.told import a_photo, a_story
from tests.cast import Cast
from tests.shifts.pages import counting
from tests.shifts.rota import members
from tests.visitor import Visitor

Grow = Callable[[Instance, Cast, Over, int], None]


def more_stories(instance: Instance, cast: Cast, evening: Over, count: int) -> None:
    with instance.writing():
        for _number in range(count):
            a_story(cast.anna, photo_id=a_photo(cast.anna), others_agreed=True)


def more_said(instance: Instance, cast: Cast, evening: Over, count: int) -> None:
    """So many more people say how it went, and thank."""
    with instance.writing():
        first = len(db().scalars(select(Person.id)).all()) + 100
        for person in members(count, first=first):
            key = {
                "shift_id": evening.shift_id,
                "person_id": person.id,
                "said_at": clock.now(),
            }
            db().add(Lesson(**key, went_well=True, words=""))
            db().add(Thanks(**key, words="Dank u wel."))


@pytest.mark.parametrize("empty_instance", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("who", "path", "grow"),
    [
        ("bram", "/verhalen", more_stories),
        ("anna", "/mijn/verhalen", more_stories),
        ("coor", "/aanbod/eettafel/lessen", more_said),
        ("bram", "/rooster/1/hoe-ging-het", more_said),
        ("bram", "/mijn", more_said),
    ],
)
def test_a_page_asks_the_same_at_two_sizes(
    evening: Over, instance: Instance, cast: Cast, visitor: Visitor, who: str, path: str, grow: Grow
) -> None:
    visitor.signed_in_as(getattr(cast, who))
    asked = []
    for count in (2, 10):
        grow(instance, cast, evening, count)
        visitor.get(path)
        with counting(instance.readers, instance.writers) as statements:
            assert visitor.get(path).status == 200
        asked.append(statements())

    assert asked[0] == asked[1] <= 12
