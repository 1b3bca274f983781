"""The locks: everything by hash, from no place in particular, the same in both."""

import re
import tomllib

import pytest

from tests.house.files import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)(.*)$")


@pytest.mark.parametrize("name", LOCKS)
def test_every_library_is_pinned_with_a_hash(name: str) -> None:
    for entry in entries(name):
        assert PINNED.match(entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_says_where_it_was_made_or_where_to_look(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert re.findall(r"https?:|file:|--index|--extra-index|--find-links|--trusted", text) == []
    assert [line for line in text.splitlines() if re.search(r"\s/\w", line)] == []


def test_the_development_lock_holds_the_other_whole() -> None:
    run, development = versions("requirements.lock"), versions("requirements-dev.lock")

    assert run.items() - development.items() == set()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    asked = names([*project["dependencies"], *extras["build"]])
    assert asked - versions("requirements.lock").keys() == set()
    assert names(extras["dev"]) - versions("requirements-dev.lock").keys() == set()


def entries(name: str) -> list[str]:
    """One text per library: its version, marker and hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def versions(name: str) -> dict[str, str]:
    found = (PINNED.match(entry) for entry in entries(name))
    return {match[1]: match[2] for match in found if match}


def names(wishes: list[str]) -> set[str]:
    return {re.split(r"[^a-z0-9-]", wish)[0] for wish in wishes}
