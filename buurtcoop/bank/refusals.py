"""How this room says no to who keeps the accounts; `rules` says no to a file."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_


class IbanWrong(Refusal):
    """The check digits or the length are not right."""

    sentence = N_(
        "Dit rekeningnummer klopt niet. Kijk op uw bankpas. "
        "Een IBAN uit Nederland begint met NL en heeft 18 tekens."
    )


class AccountKnown(Refusal):
    """The number, or its place in the books, is taken."""

    sentence = N_("Deze rekening staat er al, of de plek in het boek is bezet.")


class PlaceWrong(Refusal):
    """A bank account stands in the books on bank or savings."""

    sentence = N_("Kies of het de bank of de spaarrekening is.")


class DaysDiffer(Refusal):
    """The file tells movements of a day that another file told already, without them."""

    sentence = N_(
        "Over %(day)s is al een ander bestand ingelezen. Er is niets verwerkt. "
        "Kies bij uw bank een bestand vanaf %(next_day)s."
    )


class DaysToCome(Refusal):
    """The file tells of a day that is still to come: whatever it says, no bank knows that."""

    sentence = N_(
        "Dit bestand gaat over %(day)s. Die dag moet nog komen. Er is niets verwerkt. "
        "Haal het opnieuw op bij uw bank."
    )


class NothingOpen(Refusal):
    """All of this movement is booked."""

    sentence = N_("Dit bedrag staat al helemaal in het boek.")


class MoreThanOpen(Refusal):
    """The parts together are more than what is open, or go the other way."""

    sentence = N_("Hiervan is nog %(amount)s te boeken. Vul niet meer in dan dat.")


class PartsMissing(Refusal):
    """A part has no source, no kind, no activity or no amount."""

    sentence = N_("Kies bij elk deel een bron, een soort en een activiteit.")


class KindWrong(Refusal):
    """Money on the bank is not booked against the bank itself, or between sources."""

    sentence = N_("Zo kunt u een bedrag van de bank niet boeken. Kies een andere soort.")


class EntryElsewhere(Refusal):
    """The entry did nothing on this account, has its movement, or was undone."""

    sentence = N_("Deze boeking past niet bij dit bedrag. Kies een andere.")


class MonthNotReady(Refusal):
    """Something stands in the way of closing."""

    sentence = N_("Deze maand kan nog niet dicht. Kijk wat er nog moet.")
