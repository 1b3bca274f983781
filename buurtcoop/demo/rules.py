"""Who one can be in the demo, and from where its pages are there; no database here."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from buurtcoop.access.rules import RoleName
from buurtcoop.core.words import N_
from buurtcoop.demo.neighbours import RESIDENT, VOLUNTEER
from buurtcoop.settings import LOOPBACK

# Somebody of the municipality, who reads what its money did.
OFFICER = "Saskia Wildeman"


@dataclass(frozen=True, kw_only=True)
class Part:
    """Somebody to be: found by full name or by role; `what` and `task` are message ids."""

    slug: str
    what: str
    task: str
    leads_to: str
    full_name: str = ""
    role: RoleName | None = None


PARTS = (
    Part(
        slug="bewoner",
        what=N_("bewoner, komt graag langs"),
        task=N_("Zoek de Eettafel in het rooster en reserveer een plek."),
        leads_to="/rooster",
        full_name=RESIDENT,
    ),
    Part(
        slug="helper",
        what=N_("bewoner, helpt vaak mee"),
        task=N_("Kies iets om mee te helpen. Meld u daarna weer af."),
        leads_to="/mijn",
        full_name=VOLUNTEER,
    ),
    Part(
        slug="coordinator",
        what=N_("coördinator"),
        task=N_("Begin bij het bovenste punt van vandaag."),
        leads_to="/vandaag",
        role=RoleName.COORDINATOR,
    ),
    Part(
        slug="penningmeester",
        what=N_("penningmeester"),
        task=N_("Kijk wat er per bron over is. Boek daarna een uitgave."),
        leads_to="/geld",
        role=RoleName.TREASURER,
    ),
    Part(
        slug="bestuurslid",
        what=N_("bestuurslid"),
        task=N_("Er wachten nieuwe aanmeldingen. Maak iemand lid."),
        leads_to="/leden/aanmeldingen",
        role=RoleName.BOARD,
    ),
    Part(
        slug="gemeente",
        what=N_("werkt bij de gemeente, die meebetaalt"),
        task=N_("Lees wat er met het geld van de gemeente gebeurde."),
        leads_to="/financier",
        full_name=OFFICER,
    ),
)


def on_this_machine(*, listens_on: str, caller: str | None, asked_for: str) -> bool:
    """Whether a request stays on this machine: where we listen, who asks, and under which name.

    The name keeps out a page elsewhere that lets its own name lead to this machine.
    """
    try:
        from_here = ip_address(caller or "").is_loopback
    except ValueError:
        return False
    host = urlsplit(f"//{asked_for}").hostname or ""
    return from_here and listens_on in LOOPBACK and host in LOOPBACK
