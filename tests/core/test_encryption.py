"""Locked texts: bound to their place, readable after a new key, never guessed."""

import json
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from buurtcoop.core.encryption import (
    KeyMissing,
    KeyRing,
    Tampered,
    load_ring,
    new_ring,
    place_of,
    save_ring,
)

PLACE = "claim.release_reason:7"


@dataclass
class Row:
    """A row as the lock sees it."""

    id: int | None
    __tablename__ = "claim"


def test_a_text_comes_back_from_its_own_place() -> None:
    ring = new_ring()

    locked = ring.lock("Ik ben ziek.", PLACE)

    assert ring.unlock(locked, PLACE) == "Ik ben ziek."
    assert "ziek" not in locked
    assert ring.lock("Ik ben ziek.", PLACE) != locked


@pytest.mark.parametrize("place", ["claim.release_reason:8", "claim.note:7", "booking.note:7"])
def test_a_text_does_not_open_in_another_place(place: str) -> None:
    ring = new_ring()

    with pytest.raises(Tampered):
        ring.unlock(ring.lock("Ik ben ziek.", PLACE), place)


def test_a_text_that_was_changed_does_not_open() -> None:
    ring = new_ring()
    locked = ring.lock("Ik ben ziek.", PLACE)
    version, key_id, nonce, sealed = locked.split("|")
    other = ("B" if sealed[0] == "A" else "A") + sealed[1:]

    with pytest.raises(Tampered):
        ring.unlock("|".join([version, key_id, nonce, other]), PLACE)


def test_a_new_key_locks_and_the_old_one_still_reads() -> None:
    old = new_ring()
    locked = old.lock("Ik ben ziek.", PLACE)

    ring = old.with_new_key()

    assert ring.newest != old.newest
    assert ring.unlock(locked, PLACE) == "Ik ben ziek."
    assert ring.locked_with(ring.lock("x", PLACE)) == ring.newest


def test_without_its_key_a_text_says_the_key_is_missing() -> None:
    locked = new_ring().lock("Ik ben ziek.", PLACE)

    with pytest.raises(KeyMissing):
        new_ring().unlock(locked, PLACE)


def test_a_link_in_a_mail_outlives_a_new_key() -> None:
    ring = new_ring()

    assert ring.with_new_key().mac("link", 1) == ring.mac("link", 1)
    assert ring.mac("link", 1) != ring.mac("link", 11)
    assert ring.mac("link", 1) != new_ring().mac("link", 1)


def test_the_parts_of_a_fingerprint_do_not_run_together() -> None:
    ring = new_ring()

    assert ring.mac("ab", "c") != ring.mac("a", "bc")


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring = new_ring()

    save_ring(ring, path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_ring(path) == ring
    path.chmod(0o644)
    with pytest.raises(KeyMissing, match="chmod 600"):
        load_ring(path)


def test_the_order_of_the_keys_stays(tmp_path: Path) -> None:
    ring = new_ring().with_new_key().with_new_key()

    save_ring(ring, tmp_path / "keys.json")

    assert list(load_ring(tmp_path / "keys.json").keys) == list(ring.keys)
    assert len(json.loads((tmp_path / "keys.json").read_text(encoding="utf-8"))) == 3


def test_a_missing_file_is_a_missing_key(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"keys\.json"):
        load_ring(tmp_path / "keys.json")


def test_a_row_needs_its_number_before_it_can_be_locked() -> None:
    assert place_of(Row(7), "release_reason") == PLACE
    with pytest.raises(ValueError, match="flush first"):
        place_of(Row(None), "release_reason")


def test_every_key_is_whole() -> None:
    assert {len(key) for key in KeyRing({}).with_new_key().keys.values()} == {32}
