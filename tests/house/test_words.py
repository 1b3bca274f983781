"""Every sentence of the screens: plain Dutch, and complete English."""

import re
from pathlib import Path

from tests import words

WORDS_TO_AVOID = Path(__file__).with_name("words_to_avoid.txt")
LONGEST_MEAN = 15
# Pages for treasurer, board and operator may use the words marked with a degree sign.
STAFF = ("templates/funding", "templates/ledger", "buurtcoop/funding", "buurtcoop/ledger")
PLACE = re.compile(r"%\(\w+\)s")


def sentences() -> list[tuple[str, bool]]:
    """Every message id, with whether it only stands on pages for staff."""
    found = []
    for message in words.dutch():
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        staff = all(str(place).startswith(STAFF) for place, _line in message.locations)
        found += [(text, staff) for text in ids if text]
    return found


def patterns() -> list[tuple[re.Pattern[str], str, bool]]:
    """The words to avoid: pattern, what to say instead, whether staff may read it."""
    read = []
    for line in WORDS_TO_AVOID.read_text(encoding="utf-8").splitlines():
        wrong, right = line.split(" = ")
        pattern = re.escape(wrong.strip()).replace(r"\*", r"\w*")
        read.append((re.compile(rf"\b{pattern}\b", re.IGNORECASE), right, "°" in right))
    return read


def test_no_sentence_uses_a_word_to_avoid() -> None:
    avoid = patterns()

    found = [
        f"“{text}”: say {right}"
        for text, staff in sentences()
        for pattern, right, staff_may in avoid
        if pattern.search(PLACE.sub("", text)) and not (staff and staff_may)
    ]

    assert not found


def test_sentences_are_short_on_average() -> None:
    lengths = [
        len(sentence.split())
        for text, _staff in sentences()
        for sentence in re.split(r"(?<=[.?!])\s+", text)
        if len(sentence.split()) > 3
    ]

    assert sum(lengths) / len(lengths) <= LONGEST_MEAN


def test_no_sentence_is_glued_or_carries_a_percent_sign() -> None:
    assert not [text for text, _staff in sentences() if "%" in PLACE.sub("", text)]


def test_english_is_complete() -> None:
    english = words.english()

    missing = [
        str(message.id)
        for message in words.dutch()
        if message.id
        and english.get(message.id[0] if isinstance(message.id, tuple) else message.id) is None
    ]

    assert not missing + words.untranslated(english)


def test_english_fills_the_same_places_as_dutch() -> None:
    wrong = [
        str(message.id)
        for message in words.english()
        if message.id
        and isinstance(message.id, str)
        and set(PLACE.findall(message.id)) != set(PLACE.findall(str(message.string)))
    ]

    assert not wrong
