"""What a photo may be, and the ways this room says no; no pictures are read here."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 10 * MEGABYTE
# A photo that is a little too large gets its sentence; what is far too large is not read.
MOST_SENT = LARGEST_PHOTO + 2 * MEGABYTE
# What a picture unfolds to: 36 million dots take 144 megabytes while they are read.
MOST_DOTS = 36_000_000
# Read from the content, never from the name; what none of these readers knows is no photo.
KINDS = ("JPEG", "PNG", "WEBP")
KINDS_IN_WORDS = "JPEG, PNG, WebP"
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp")
KEPT_KIND = "image/jpeg"
LONGEST_SIDE = 1280


class PhotoUnclear(Refusal):
    """It begins as a photo, and can't be read to the end."""

    sentence = N_("Dit bestand gaat niet open. Misschien is het kapot of zit er een wachtwoord op.")


class PhotoKind(PhotoUnclear):
    """It is no photo of a kind we read."""

    sentence = N_("Dit soort bestand kunnen we niet lezen. Wel goed: %(kinds)s.")


class PhotoEmpty(PhotoUnclear):
    """There is nothing in it."""

    sentence = N_("Dit bestand is leeg.")


class PhotoTooLarge(Refusal):
    """More bytes than we take."""

    sentence = N_("Dit bestand is te groot: %(size)s. Het mag tot %(max)s.")


class PhotoTooFine(PhotoTooLarge):
    """More dots than we take, however few bytes it came in."""

    sentence = N_("Deze foto heeft te veel beeldpunten. Kies een kleinere foto.")


def megabytes(size: int) -> str:
    """A number of bytes as people say it: 12 MB, rounded up, with a hard space."""
    return f"{-(-size // MEGABYTE)}\N{NO-BREAK SPACE}MB"
