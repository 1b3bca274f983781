"""Why a cost, an hour, a gift or an order is not put on an agreement or a source."""

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_


class AgreementSettled(Refusal):
    """The newest settlement was handed in: nothing comes on or off any more."""

    sentence = N_("Deze afspraak is al afgerekend. Klopt er iets niet? Maak eerst een correctie.")


class TermsMissing(Refusal):
    """A promise without terms says nothing about what counts."""

    sentence = N_("Schrijf eerst op wat in de brief staat. Daarna kunnen er kosten op.")


class NotACost(Refusal):
    """The line is income, was not posted, or was undone."""

    sentence = N_("Dit zijn geen kosten, of de boeking is ongedaan gemaakt.")


class MoreThanCost(Refusal):
    """All claims together would be more than the line."""

    sentence = N_("Van deze kosten is nog %(left)s vrij. Kies een lager bedrag.")


class FixedFull(Refusal):
    """A fixed amount takes no more than that amount."""

    sentence = N_("Op deze afspraak past nog %(left)s. Kies een lager bedrag.")


class FixedBelowClaims(Refusal):
    """A fixed amount would be less than what stands on it."""

    sentence = N_("Er staat al %(claimed)s aan kosten op. Haal er eerst %(over)s af.")


class VatTooLarge(Refusal):
    """VAT is a part of the amount."""

    sentence = N_("De btw zit in het bedrag. Dus de btw kan niet hoger zijn.")


class CategoryElsewhere(Refusal):
    """The kind of cost is not one of this agreement."""

    sentence = N_("Deze soort kosten hoort niet bij deze afspraak. Kies een andere.")


class ReasonMissing(Refusal):
    """What is taken off or ended says why."""

    sentence = N_("Schrijf op waarom. Wie dit later leest, wil het weten.")


class ClaimGone(Refusal):
    """It was taken off already."""

    sentence = N_("Deze kosten zijn al van de afspraak gehaald.")


class HoursNotAsked(Refusal):
    """The terms give no rate for an hour."""

    sentence = N_("Bij deze afspraak tellen uren van helpers niet mee.")


class GiftsNotAsked(Refusal):
    """The terms match no gifts."""

    sentence = N_("Bij deze afspraak tellen giften van huishoudens niet mee.")


class GiftPaid(Refusal):
    """A gift is paid once."""

    sentence = N_("Deze gift is al betaald.")


class NotThatIncome(Refusal):
    """The line is no income, was undone, or has less left than the gift."""

    sentence = N_("Kies geld dat binnenkwam en dat groot genoeg is voor deze gift.")


class OrderEnded(Refusal):
    """The rest of it fell away, or all of it was paid."""

    sentence = N_("Deze bestelling is al klaar.")


class MoreThanOrdered(Refusal):
    """The parts paid would be more than was ordered."""

    sentence = N_("Van deze bestelling is nog %(left)s niet betaald. Kies een lager bedrag.")


class MoreThanBill(Refusal):
    """The line pays other orders for the rest of it."""

    sentence = N_("Van deze kosten is nog %(left)s vrij voor een bestelling.")


class OtherPot(Refusal):
    """What a source's order costs is paid from the fund of that source."""

    sentence = N_("Deze kosten zijn uit een ander potje betaald dan de bestelling.")


class ExpectedBeforeOrdered(Refusal):
    """The bill can't come before the order."""

    sentence = N_("De rekening kan niet komen vóór de dag van de bestelling.")
