"""Where threads meet, so that it goes wrong for sure once a guard is taken away."""

from collections.abc import Iterator

import pytest

from tests.guards.meeting import Meet, Meeting


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meet]:
    """Makes a meeting of so many; afterwards they have met, else the test proved nothing."""
    made: list[Meeting] = []

    def make(people: int, rounds: int = 1) -> Meeting:
        made.append(Meeting(monkeypatch, people, rounds))
        return made[-1]

    yield make
    assert all(each.held for each in made), "The threads did not meet."
