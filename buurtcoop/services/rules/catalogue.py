"""Plain rules of the catalogue: its icons, its addresses, and the ways it says no."""

import re
import unicodedata

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

LONGEST_SLUG = 60
# Addresses of the catalogue that are pages of their own.
TAKEN_SLUGS = frozenset({"nieuw"})

# What one may choose from, with the word beside the drawing; the drawings stand in the sprite.
ICONS: dict[str, str] = {
    "tools-kitchen-2": N_("Eten en koken"),
    "users": N_("Samen zijn"),
    "horse-toy": N_("Spelen"),
    "baby-carriage": N_("Oppassen"),
    "heart-handshake": N_("Hulp van buren"),
    "tools": N_("Klussen"),
    "car": N_("Onderweg"),
    "forms": N_("Formulieren"),
    "book": N_("Leren en lezen"),
    "phone": N_("Bellen"),
    "bulb": N_("Licht en veiligheid"),
    "shield-check": N_("Toezicht"),
    "solar-panel": N_("Zon op het dak"),
    "sun": N_("Buiten"),
    "home": N_("Thuis"),
    "armchair": N_("Zitten en praten"),
}


class NameTaken(Refusal):
    """Another service has this name."""

    sentence = N_("Deze naam is er al: %(name)s. Kies een andere naam.")


class StopsBeforeStart(Refusal):
    """The last day lies before the first."""

    sentence = N_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?")


class LeadsAlready(Refusal):
    """This person already leads this service."""

    sentence = N_("%(other_name)s leidt dit al. 1 keer is genoeg.")


class LeadsNoMore(Refusal):
    """This person does not lead this service any more."""

    sentence = N_("Dit was al gestopt. Er is niets veranderd.")


class NotAnswered(Refusal):
    """A question of the list before opening has no answer yet."""

    sentence = N_("Dit kan nog niet open. Eerst hoort bij elke vraag een antwoord.")


class ChildrenNeedChecks(Refusal):
    """A service becomes one for children only with the checklist about the law."""

    sentence = N_(
        "Met kinderen zijn er eerst vragen over de wet. Begin daarom nieuw aanbod voor kinderen."
    )


class ChildrenStay(Refusal):
    """A service for children keeps its rules for children."""

    sentence = N_("Dit aanbod is voor kinderen. Begin nieuw aanbod voor andere mensen.")


class SkillUnproven(Refusal):
    """One's own word is not enough here, and the list of skills says it is."""

    sentence = N_(
        "Hier moet iemand van ons het zien: %(qualification)s. Op de lijst is een eigen woord "
        "genoeg. Geef dat daar eerst een andere naam."
    )


def slug_of(name: str) -> str:
    """The name as it stands in an address: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    hyphened = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return hyphened[:LONGEST_SLUG].strip("-") or "aanbod"


def free_slug(name: str, taken: frozenset[str]) -> str:
    """The first address for this name that is not taken: eettafel, eettafel-2, eettafel-3."""
    first = slug_of(name)
    used = taken | TAKEN_SLUGS
    if first not in used:
        return first
    return next(found for n in range(2, len(used) + 3) if (found := f"{first}-{n}") not in used)
