"""The forms of days off: a stretch by hand, a calendar file, the holidays of a year."""

from typing import Any, Self

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.days.models import DayKind
from buurtcoop.days.rules import LONGEST_NAME
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "coordinator"
FAR_IN_DAYS = 3 * 366
KIND_WORDS = {
    DayKind.PUBLIC: N_("Feestdagen"),
    DayKind.SCHOOL: N_("Schoolvakanties"),
    DayKind.CLOSED: N_("Dagen dat we dicht zijn"),
}


def _kind(label: str) -> Any:
    return fields.one_of(
        label,
        [(kind.value, Lazy(words)) for kind, words in KIND_WORDS.items()],
        why=N_("Een reeks kan feestdagen of schoolvakanties overslaan."),
        owner=OWNER,
    )


class DayOffForm(BaseForm):
    """One stretch of days, by hand."""

    kind = _kind(N_("Wat voor dagen zijn het?"))
    name = fields.line(
        N_("Hoe heten deze dagen?"),
        hint=N_("Bijvoorbeeld: Koningsdag, of: De keuken wordt geverfd."),
        why=N_("Zo weet iedereen waarom er dan niets is."),
        owner=OWNER,
        longest=LONGEST_NAME,
    )
    first_day = fields.day(
        N_("Wat is de eerste dag?"),
        why=N_("Vanaf deze dag zetten we niets nieuws in het rooster."),
        owner=OWNER,
        checks=(ranges.near(FAR_IN_DAYS),),
    )
    last_day = fields.day(
        N_("Wat is de laatste dag?"),
        hint=N_("Laat het vak leeg als het 1 dag is."),
        why=N_("Daarna gaat alles weer gewoon door."),
        owner=OWNER,
        optional=True,
        checks=(ranges.near(FAR_IN_DAYS),),
    )


class CalendarForm(BaseForm):
    """A calendar file."""

    sort = _kind(N_("Wat staat er in het bestand?"))
    file = fields.file(
        N_("Welk bestand is het?"),
        kinds=("text/calendar", ".ics"),
        hint=N_("Een agendabestand: de naam eindigt op .ics."),
        why=N_("Dan hoeft u de dagen niet over te typen."),
        owner=OWNER,
    )

    def read(self) -> bytes:
        """What stands in the file, once."""
        with self.file.data.stream as opened:
            content: bytes = opened.read()
        return content


class HolidaysForm(BaseForm):
    """The public holidays of a year."""

    year = fields.picked(
        N_("Van welk jaar?"),
        why=N_("De dagen van Pasen en Pinksteren zijn elk jaar anders."),
        owner=OWNER,
    )

    @classmethod
    def ahead(cls) -> Self:
        """What was sent, for this year and the two after it."""
        return cls.sent()._offer()

    @classmethod
    def opening(cls) -> Self:
        """The form as it opens."""
        return cls.fresh(year=str(clock.today().year))._offer()

    def _offer(self) -> Self:
        this = clock.today().year
        self.year.choices = [(str(year), str(year)) for year in range(this, this + 3)]
        return self
