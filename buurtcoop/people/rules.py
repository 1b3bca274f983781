"""How names and addresses are written and compared; no database here."""

import unicodedata

# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


def plain(text: str) -> str:
    """A text to compare by: small letters without marks, one space between words.

    >>> plain("Çelik-Öztürk")
    'celik ozturk'
    """
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in letters.translate(PLAIN))
    return " ".join(words.split())


def sort_name(call_name: str, prefix: str, surname: str) -> str:
    """By what lists sort: "berg  anna van den".

    Two spaces after the surname, so that everybody called Berg comes before Berg Smit.
    """
    return f"{plain(surname)}  {plain(call_name)} {plain(prefix)}".strip()


def tidy(text: str) -> str:
    """One spelling of what somebody typed: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def tidy_street(street: str) -> str:
    """A street with a capital at the start."""
    street = tidy(street)
    return street[:1].upper() + street[1:]


def tidy_addition(addition: str) -> str:
    """The letter or addition of a house number in one spelling: "a-2" and "A 2" are "A2"."""
    return "".join(letter for letter in addition.upper() if letter.isalnum())


def tidy_postcode(postcode: str) -> str:
    """1234 AB, however the space and the capitals were typed."""
    written = "".join(postcode.upper().split())
    return f"{written[:4]} {written[4:]}"
