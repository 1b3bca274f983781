"""Where the money goes on from its first page."""

from buurtcoop.core.words import N_
from buurtcoop.ledger.queries import how_many_wait_for
from buurtcoop.web.pages import _, ngettext, viewer

READY = "/geld/klaar"
# Who may go there, what it is called, what is there, its address and icon.
ROOMS = (
    (
        "money.read",
        N_("Afspraken"),
        N_("Wat bronnen toezegden, wat zij vragen en wat binnen is."),
        "/geld/afspraken",
        "heart-handshake",
    ),
    (
        "money.read",
        N_("Kosten zonder afspraak"),
        N_("Welke kosten nog op geen afspraak staan, en wat bijna te laat is."),
        "/geld/kosten-open",
        "alert-circle",
    ),
    (
        "money.read",
        N_("Begroting"),
        N_("Wat we willen uitgeven, en hoe het nu gaat."),
        "/geld/begroting",
        "scale",
    ),
    (
        "money.read",
        N_("Vooruitkijken"),
        N_("Hoe lang het geld nog reikt, en wat er gebeurt als iets verandert."),
        "/geld/vooruit",
        "hourglass-empty",
    ),
    (
        "money.read",
        N_("Geld in beeld"),
        N_("Van welke bron het geld komt en waar het heen gaat."),
        "/geld/stroom",
        "eye",
    ),
    (
        "money.read",
        N_("Bestellingen"),
        N_("Wat besteld is en nog niet betaald."),
        "/geld/bestellingen",
        "list-check",
    ),
    (
        "funder.invite",
        N_("Geldgevers"),
        N_("Wie zelf mag zien wat zijn geld deed."),
        "/geld/geldgevers",
        "key",
    ),
    (
        "money.read",
        N_("Boek van alle bedragen"),
        N_("Zoek terug wat binnenkwam en wat uitging."),
        "/geld/boek",
        "file-text",
    ),
    (
        "bank.read",
        N_("Bank"),
        N_("Lees een bankbestand in en zet het in het boek."),
        "/geld/bank",
        "building-bank",
    ),
    (
        "money.read",
        N_("Cijfers"),
        N_("Voor de vergadering, de kascommissie en de accountant."),
        "/geld/cijfers",
        "chart-bar",
    ),
    (
        "money.read",
        N_("Staat klaar"),
        N_("Wat op een tweede persoon wacht, en wat vaker terugkomt."),
        READY,
        "clock",
    ),
    (
        "money.read",
        N_("Bonnen"),
        N_("Foto’s van wat er gekocht is, elk met een nummer."),
        "/geld/bonnen",
        "receipt",
    ),
    (
        "money.read",
        N_("Potjes"),
        N_("Hoeveel er in elk potje zit, en waarvoor het is."),
        "/geld/potjes",
        "coin-euro",
    ),
    (
        "money.close",
        N_("Maand afsluiten"),
        N_("Daarna verandert er niets meer in die maand."),
        "/geld/afsluiten",
        "lock",
    ),
)


def rooms() -> list[tuple[str, str, str, str]]:
    """Where the money goes on, for who may: words, what is there, address, icon."""
    ready = how_many_wait_for(viewer())
    waits = ngettext("%(num)s staat klaar voor u", "%(num)s staan klaar voor u", ready)
    return [
        (waits if ready and url == READY else _(words), _(about), url, icon)
        for may, words, about, url, icon in ROOMS
        if viewer().may(may)
    ]
