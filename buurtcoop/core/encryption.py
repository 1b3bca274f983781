"""Sensitive texts under lock: AES-256-GCM, bound to the row they stand in.

Format `v1|key id|nonce|ciphertext` (the last two in URL-safe base64). The associated data is
`table.column:row`, so a ciphertext copied to another row or column does not open. Keys live in
the instance folder, outside the database and its backups; a new key is added in front and the
old ones stay to read with.
"""

import hmac
import json
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12


class KeyMissing(Exception):
    """The key that locked this text is not in the key ring; nothing was erased."""


class Tampered(Exception):
    """The text was changed, or belongs to another row."""


@dataclass(frozen=True)
class KeyRing:
    """The keys of one coop, newest first: {key id: 32 bytes}."""

    keys: dict[str, bytes]

    @property
    def newest(self) -> str:
        """The id of the key that locks from now on."""
        return next(iter(self.keys))

    def lock(self, text: str, place: str) -> str:
        """Encrypt a text for one place, `table.column:row`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.newest]).encrypt(nonce, text.encode(), place.encode())
        return "|".join([VERSION, self.newest, _text(nonce), _text(sealed)])

    def unlock(self, locked: str, place: str) -> str:
        """Read a text that stands in this place. Raises KeyMissing or Tampered."""
        version, key_id, nonce, sealed = locked.split("|")
        if version != VERSION or key_id not in self.keys:
            raise KeyMissing(key_id)
        try:
            opened = AESGCM(self.keys[key_id]).decrypt(
                urlsafe_b64decode(nonce), urlsafe_b64decode(sealed), place.encode()
            )
        except InvalidTag as error:
            raise Tampered(place) from error
        return opened.decode()

    @staticmethod
    def locked_with(locked: str) -> str:
        """The id of the key that locked this text."""
        return locked.split("|")[1]

    def mac(self, *parts: object) -> str:
        """A keyed fingerprint of these parts under the oldest key, 43 URL-safe characters.

        The oldest key, so that a link in a mail outlives the rotation of the keys.
        """
        oldest = list(self.keys.values())[-1]
        message = "\x1f".join(str(part) for part in parts).encode()
        return _text(hmac.new(oldest, message, sha256).digest()).rstrip("=")

    def with_new_key(self) -> "KeyRing":
        """The same ring with a fresh key in front."""
        return KeyRing({secrets.token_hex(4): os.urandom(KEY_BYTES), **self.keys})


def place_of(row: object, column: str) -> str:
    """Where a sensitive text stands. The row must have its id: flush first."""
    table: str = row.__tablename__  # type: ignore[attr-defined]  # every model has one
    row_id: int | None = row.id  # type: ignore[attr-defined]  # every model has one
    if row_id is None:
        raise ValueError("A row needs its id before its text can be locked: flush first.")
    return f"{table}.{column}:{row_id}"


def new_ring() -> KeyRing:
    """A ring with one fresh key."""
    return KeyRing({}).with_new_key()


def load_ring(path: Path) -> KeyRing:
    """Read the key ring of an instance. Raises KeyMissing when there is none."""
    if not path.exists():
        raise KeyMissing(path.name)
    if path.stat().st_mode & 0o077:
        raise KeyMissing(f"Others can read {path.name}. Make it private: chmod 600 {path.name}")
    stored = json.loads(path.read_text(encoding="utf-8"))
    return KeyRing({key_id: urlsafe_b64decode(key) for key_id, key in stored.items()})


def save_ring(ring: KeyRing, path: Path) -> None:
    """Write the key ring so that only its owner can read it, in one move."""
    stored = {key_id: _text(key) for key_id, key in ring.keys.items()}
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(stored, file, indent=1)
    fresh.replace(path)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()
