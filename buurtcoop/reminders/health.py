"""Whether the clockwork and the mail do what they should."""

from datetime import datetime, timedelta

from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.queries import in_trouble, stuck_since
from buurtcoop.reminders.models import Heartbeat
from buurtcoop.reminders.rounds import CLOCK_JUMPED
from buurtcoop.reminders.steady import HELD

SILENT_AFTER = timedelta(minutes=5)
SILENT = N_("De herinneringen staan stil. Er gaat geen mail weg. De beheerder kan dit oplossen.")
MAIL_WAITS = N_("Mailen lukt nu niet. De berichten staan klaar en gaan straks vanzelf weg.")
WENT_WRONG = N_("Bij de herinneringen ging iets mis. De beheerder kan zien wat.")
FAILED = N_("Een mail lukte niet. Op de lijst van vandaag staat welke.")


def trouble(now: datetime) -> str | None:
    """What staff should know on every page, one sentence (a message id); None when all is well."""
    heart = heartbeat()
    if heart is not None and now - heart.beat_at > SILENT_AFTER:
        return SILENT
    if stuck_since(now) is not None:
        return MAIL_WAITS
    if heart is not None and heart.jumped_at is not None and abs(now - heart.jumped_at) < HELD:
        return CLOCK_JUMPED
    if heart is not None and heart.trouble:
        return WENT_WRONG
    return FAILED if in_trouble() else None


def heartbeat() -> Heartbeat | None:
    """The last round, with what went wrong in it, for the operator; None before the first."""
    return db().get(Heartbeat, 1)
