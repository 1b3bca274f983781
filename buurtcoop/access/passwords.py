"""Passwords: kept as argon2id, and not one that is easy to guess.

19 MiB, two rounds, one lane; at most two at once, so that many tries at the same time take no
more than 38 MiB. Length counts, composition does not: any character may be pasted.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from buurtcoop.access.rules import PasswordCommon, PasswordShort

SHORTEST = 12
LONGEST = 128
SHORTEST_WORD = 4
# What must remain when everything that is easy to guess is taken out.
LEAST_LEFT = 4

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = BoundedSemaphore(2)
# Made with the same costs of a text nobody kept: who has no password is compared with this.
NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$UB4hWLce6woXRgJ3RZEnTw$bT1Hs7OxKGBcILMMK27X37F02LCQ5iVYuxw1z4XZMhU"
)
EASY = re.compile(r"(19|20)\d\d|(.)\2{2,}|\s")


def hashed(password: str) -> str:
    """What we keep of a password."""
    with _at_once:
        return _hasher.hash(normalize("NFC", password))


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password. Takes as long when there is none."""
    with _at_once:
        try:
            _hasher.verify(kept or NOBODYS, normalize("NFC", password))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether a password was kept with other costs than today's."""
    return _hasher.check_needs_rehash(kept)


def refuse_weak(password: str, about: Iterable[str]) -> None:
    """Refuse a password that is short or easy to guess.

    `about`: names of the person and the cooperative, which people like to use. A password is
    easy when little remains after well-known passwords, those names, years and repeats are
    taken out. Raises PasswordShort, PasswordCommon.
    """
    if len(password) < SHORTEST:
        raise PasswordShort(num=SHORTEST)
    left = password.casefold()
    texts = [text.casefold() for text in about]
    words = {word for text in texts for word in (text, *re.findall(r"\w+", text))}
    for word in sorted(words | common(), key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            left = left.replace(word, " ")
    left = EASY.sub("", left)
    if len(left) < LEAST_LEFT or len(set(password)) < LEAST_LEFT:
        raise PasswordCommon


@cache
def common() -> frozenset[str]:
    """Passwords and words that are tried first."""
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
