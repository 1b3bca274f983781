"""How long a way in of a financier works, and how this room says no."""

from datetime import date, timedelta

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

# Who gives financiers a way in.
INVITE = "funder.invite"

MOST_TRIES = 5
TRIES_OF_ONE_NETWORK = 30
TRIES_PER = timedelta(minutes=15)
OPEN_FOR = timedelta(hours=4)
LONGEST_DAYS = 2 * 366
# Afterwards the name of who it was for goes.
KEPT = timedelta(days=30)
CODE_DIGITS = 8


class DoorShut(Refusal):
    """The link or the code is wrong, or the link was taken back, ended or locked: never which."""

    sentence = N_(
        "Deze link en deze code horen niet bij elkaar, of de link werkt niet meer. "
        "Kijk de code na. Lukt het niet? Bel ons: %(contact_phone)s."
    )


class EndsTooSoon(Refusal):
    """The last day is past."""

    sentence = N_("Deze dag is al voorbij. Kies een latere dag.")


class LetInAlready(Refusal):
    """This person has an account that opens this source."""

    sentence = N_("%(name)s kan hier al in tot en met %(day)s.")


class AddressWithoutAccount(Refusal):
    """Nobody can sign in with this address."""

    sentence = N_("Met dit mailadres lukt het niet. Neem een ander adres, of geef een link.")


def refuse_past(ends_on: date, today: date) -> None:
    """Raises EndsTooSoon."""
    if ends_on < today:
        raise EndsTooSoon


def digits_of(typed: str) -> str:
    """The code as we keep it: spaces and dashes do not count."""
    return "".join(letter for letter in typed if letter.isascii() and letter.isdigit())


def spaced(code: str) -> str:
    """The code as people read it out: 4821 7730."""
    return f"{code[:4]} {code[4:]}"


def names_of(name: str) -> tuple[str, str]:
    """First name and the rest: ("Samira", "el Haddad")."""
    first, _, rest = name.strip().partition(" ")
    return first, rest.strip()
