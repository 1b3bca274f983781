"""The meeting point itself: it orders a crowd, and says so when somebody did not come."""

from collections.abc import Callable
from threading import Thread
from types import SimpleNamespace

import pytest

from tests.guards import meeting
from tests.guards.meeting import Meeting

CROWD = 5


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def room(said: list[str]) -> SimpleNamespace:
    """A room with something to ask, to do, and to do before all."""
    return SimpleNamespace(
        look=lambda: said.append("look"),
        write=lambda: said.append("write"),
        end=lambda: said.append("end"),
    )


def together(acts: list[Callable[[], object]]) -> None:
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)


def look_and_write(room: SimpleNamespace) -> None:
    room.look()
    room.write()


def test_all_have_looked_before_the_first_writes(
    room: SimpleNamespace, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Meeting(monkeypatch, CROWD).after(room, "look")
    together([lambda: look_and_write(room)] * CROWD)
    assert said == ["look"] * CROWD + ["write"] * CROWD
    assert met.held


def test_who_goes_first_is_done_before_the_others_write(
    room: SimpleNamespace, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Meeting(monkeypatch, CROWD).before(room, "write").first(room, "end")
    together([lambda: room.end(), *[lambda: look_and_write(room)] * (CROWD - 1)])
    assert said == ["look"] * (CROWD - 1) + ["end"] + ["write"] * (CROWD - 1)
    assert met.held


def test_the_test_itself_never_waits(
    room: SimpleNamespace, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = Meeting(monkeypatch, CROWD).after(room, "look").first(room, "end")
    look_and_write(room)
    room.end()
    assert said == ["look", "write", "end"]
    assert not met.held


def test_when_one_does_not_come_the_others_walk_on_and_it_was_not_held(
    room: SimpleNamespace, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting, "PATIENCE", 0.2)
    met = Meeting(monkeypatch, CROWD).after(room, "look")
    together([lambda: look_and_write(room)] * (CROWD - 1))
    assert said.count("write") == CROWD - 1
    assert not met.held
