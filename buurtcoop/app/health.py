"""Whether all is well: the database, the clockwork, the mail, the disk."""

import shutil
from dataclasses import dataclass
from datetime import datetime

from buurtcoop.core import words
from buurtcoop.core.instance import Instance
from buurtcoop.core.words import N_
from buurtcoop.messaging.queries import in_trouble, stuck_since
from buurtcoop.reminders.health import SILENT_AFTER, WENT_WRONG, heartbeat
from buurtcoop.web.pages import _, language

LEAST_FREE_PERCENT = 10

DATABASE = N_("Gegevens")
CLOCKWORK = N_("Herinneringen")
MAIL = N_("Mails die wachten")
FAILED = N_("Mails die niet lukten")
DISK = N_("Opslag")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `name` is a message id, `said` a sentence for staff."""

    name: str
    well: bool
    said: str


def findings(instance: Instance, now: datetime) -> list[Finding]:
    """What was found just now; whoever reads this has a database that answers."""
    return [
        Finding(DATABASE, True, _("Lezen lukt.")),
        _clockwork(now),
        _mail(now),
        _failed(),
        _disk(instance),
    ]


def _clockwork(now: datetime) -> Finding:
    heart = heartbeat()
    if heart is None:
        return Finding(CLOCKWORK, False, _("Er was nog geen ronde. Draait de planner?"))
    moment = words.when(heart.beat_at, language())
    if now - heart.beat_at > SILENT_AFTER:
        return Finding(CLOCKWORK, False, _("De laatste ronde was op %(when)s.", when=moment))
    if heart.trouble:
        return Finding(CLOCKWORK, False, _(WENT_WRONG))
    return Finding(CLOCKWORK, True, _("De laatste ronde was op %(when)s.", when=moment))


def _mail(now: datetime) -> Finding:
    stuck = stuck_since(now)
    if stuck is None:
        return Finding(MAIL, True, _("Alle mail gaat op tijd weg."))
    number, since = stuck
    said = _(
        "Er wachten er %(num)s, sinds %(when)s.", num=number, when=words.when(since, language())
    )
    return Finding(MAIL, False, said)


def _failed() -> Finding:
    number = len(in_trouble())
    said = _("%(num)s op de lijst van vandaag.", num=number) if number else _("Geen.")
    return Finding(FAILED, number == 0, said)


def _disk(instance: Instance) -> Finding:
    usage = shutil.disk_usage(instance.folder)
    percent = 100 * usage.free // usage.total
    return Finding(DISK, percent >= LEAST_FREE_PERCENT, _("%(num)s procent is vrij.", num=percent))
