"""The forms of planning: a day or a series, another time, not going ahead, for somebody else."""

from collections.abc import Sequence
from datetime import time
from typing import Any, Self

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.operations import LinePlan
from buurtcoop.shifts.seen import ShiftSeen
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "coordinator"
ONCE, WEEKLY = "once", "weekly"
TWO_YEARS_IN_DAYS = 731
MOST_HELPERS, MOST_SEATS, MOST_PEOPLE = 50, 300, 8
SHORTEST_MINUTES = 15
A_DAY_IN_MINUTES = 24 * 60
DAY_HINT = N_("Schrijf hem zo: 21-11-2026.")
HOUR_HINT = N_("Schrijf de tijd zo: 19.30.")


def begin() -> Any:
    """The field of the hour at which it begins."""
    return fields.hour(
        N_("Hoe laat begint het?"),
        hint=HOUR_HINT,
        why=N_("Helpers en gasten komen op die tijd."),
        owner=OWNER,
    )


def end() -> Any:
    """The field of the hour at which it ends."""
    return fields.hour(
        N_("Hoe laat is het klaar?"),
        hint=HOUR_HINT,
        why=N_("Zo weet iedereen hoelang het duurt."),
        owner=OWNER,
    )


class TimesForm(BaseForm):
    """A begin and an end on the wall; an end before the begin is on the next day."""

    starts: Any
    ends: Any

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (_minute(self.ends.data) - _minute(self.starts.data)) % A_DAY_IN_MINUTES

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer has the right shape, also together."""
        right = super().validate(extra_validators)
        if right and self.minutes < SHORTEST_MINUTES:
            self.wrong_together(self.ends, _(N_("Kies een tijd die later is dan het begin.")))
            return False
        return bool(right)

    @staticmethod
    def wrong_together(field: Any, sentence: str) -> None:
        """Say at this field what does not fit with another."""
        field.errors = [*field.errors, sentence]


class PlanForm(TimesForm):
    """One day, or every week."""

    service = fields.picked(
        N_("Wat wilt u plannen?"),
        why=N_("Daar horen de prijs en de uitleg bij."),
        owner=OWNER,
    )
    first_day = fields.day(
        N_("Op welke dag is het?"),
        hint=N_("Schrijf hem zo: 21-11-2026. Komt het elke week, kies dan de eerste dag."),
        why=N_("Dan staat het op de goede dag in het rooster."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
    starts = begin()
    ends = end()
    repeat = fields.one_of(
        N_("Hoe vaak is het?"),
        [
            (ONCE, Lazy(N_("1 keer"))),
            (WEEKLY, Lazy(N_("Elke week op dezelfde dag"))),
        ],
        why=N_("Wat elke week komt, hoeft u maar 1 keer te plannen."),
        owner=OWNER,
        default=ONCE,
    )
    last_day = fields.day(
        N_("Wat is de laatste dag?"),
        hint=N_("Alleen nodig als het elke week komt. Schrijf hem zo: 21-11-2026."),
        why=N_("Zo stopt het op tijd. U kunt de laatste dag later veranderen."),
        owner=OWNER,
        optional=True,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
    place = fields.line(
        N_("Waar is het?"),
        hint=N_("Laat het vak leeg voor de gewone plek."),
        why=N_("Dan komt iedereen op de goede plek."),
        owner=OWNER,
        optional=True,
        longest=120,
    )
    helpers = fields.count(
        N_("Hoeveel helpers zijn er nodig?"),
        hint=N_("Geen? Laat het vak leeg."),
        why=N_("Zo zien helpers of er nog plek is."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(1, MOST_HELPERS),),
    )
    role = fields.line(
        N_("Wat doen deze helpers?"),
        hint=N_("Een paar woorden, zoals: koken en afwassen."),
        why=N_("Dan weet een helper waar het om gaat."),
        owner=OWNER,
        optional=True,
        longest=80,
    )
    seats = fields.count(
        N_("Hoeveel plekken zijn er voor wie meedoet?"),
        hint=N_("Geen? Laat het vak leeg."),
        why=N_("Als alle plekken bezet zijn, kan niemand er meer bij."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(1, MOST_SEATS),),
    )
    other_helpers = fields.count(
        N_("Hoeveel helpers zijn er voor een tweede taak?"),
        hint=N_("Geen? Laat het vak leeg."),
        why=N_("Dan kiest een helper zelf wat die wil doen."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(1, MOST_HELPERS),),
    )
    other_role = fields.line(
        N_("Wat is die tweede taak?"),
        hint=N_("Een paar woorden, zoals: tafels dekken."),
        why=N_("Dan weet een helper waar het om gaat."),
        owner=OWNER,
        optional=True,
        longest=80,
    )

    @classmethod
    def among(cls, services: Sequence[Service], chosen: Service | None) -> Self:
        """The form for one of these services, with what we know of the chosen one."""
        known = (
            {"service": str(chosen.id), "place": chosen.place, "role": chosen.give_task}
            if chosen
            else {}
        )
        form = cls.sent(**known)
        form.service.choices = [(str(each.id), each.name) for each in services]
        return form

    @property
    def weekly(self) -> bool:
        """Whether it comes every week."""
        return bool(self.repeat.data == WEEKLY)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer has the right shape, also together."""
        if not super().validate(extra_validators):
            return False
        if self.weekly and self.last_day.data is None:
            self.wrong_together(self.last_day, _(N_("Kies een laatste dag: het komt elke week.")))
        elif self.weekly and self.last_day.data < self.first_day.data:
            self.wrong_together(
                self.last_day,
                _(N_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?")),
            )
        if not self.lines(""):
            self.wrong_together(
                self.helpers,
                _(N_("Vul in hoeveel helpers of plekken er zijn. 1 van de 2 is genoeg.")),
            )
        if self.other_helpers.data and not self.other_role.data:
            self.wrong_together(self.other_role, _(N_("Schrijf op wat de tweede taak is.")))
        return not self.wrong

    def lines(self, usual_role: str) -> list[LinePlan]:
        """The crew lines to make; without words a helper does what is usual here."""
        asked = [
            (Side.GIVE, self.role.data or usual_role, self.helpers.data),
            (Side.GIVE, self.other_role.data or "", self.other_helpers.data),
            (Side.RECEIVE, "", self.seats.data),
        ]
        return [LinePlan(side, role, places) for side, role, places in asked if places]


class MoveForm(TimesForm):
    """Another day or another time."""

    day = fields.day(
        N_("Op welke dag is het?"),
        hint=DAY_HINT,
        why=N_("Dan staat het op de goede dag in het rooster."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
    starts = begin()
    ends = end()
    reason = fields.line(
        N_("Waarom verandert het?"),
        hint=N_("Een hele zin, zoals: De kok kan donderdag niet."),
        why=N_("Deze zin staat in het bericht."),
        owner=OWNER,
        optional=True,
    )

    @classmethod
    def about(cls, shift: ShiftSeen) -> Self:
        """The form with the time as it is now."""
        first, last = clock.local(shift.starts_at), clock.local(shift.ends_at)
        return cls.sent(day=first.date(), starts=first.time(), ends=last.time())


class CallOffForm(BaseForm):
    """It does not go ahead."""

    reason = fields.line(
        N_("Waarom gaat het niet door?"),
        hint=N_("Een hele zin, zoals: Het buurthuis is dicht door een lekkage."),
        why=N_("Deze zin staat in het bericht en in het rooster."),
        owner=OWNER,
    )


class LastDayForm(BaseForm):
    """Until when a series runs."""

    last_day = fields.day(
        N_("Wat is de laatste dag?"),
        hint=DAY_HINT,
        why=N_("Zo stopt het op tijd. U kunt de laatste dag later veranderen."),
        owner=OWNER,
        checks=(ranges.near(TWO_YEARS_IN_DAYS),),
    )


class ForMemberForm(BaseForm):
    """A member asked us to be put on the list."""

    person = fields.one_of(
        N_("Voor wie is het?"),
        [],
        why=N_("Dit lid krijgt een bericht en staat op de lijst."),
        owner=OWNER,
    )
    line = fields.one_of(
        N_("Wat komt dit lid doen?"),
        [],
        why=N_("Helpen en meedoen hebben elk hun eigen plekken."),
        owner=OWNER,
    )
    people = fields.picked(
        N_("Met hoeveel mensen komt dit lid?"),
        [(str(number), str(number)) for number in range(1, MOST_PEOPLE + 1)],
        hint=N_("Tel het lid mee. Wie helpt, telt als 1."),
        why=N_("Zo weten we voor hoeveel mensen er plek nodig is."),
        owner=OWNER,
    )

    @classmethod
    def among(cls, people: Sequence[Person], shift: ShiftSeen) -> Self:
        """The form to choose one of these people for one of the lines of this shift."""
        form = cls.sent()
        form.person.choices = [(str(person.id), person.full_name) for person in people]
        form.line.choices = [
            (
                str(line.id),
                _(N_("Helpen: %(role)s"), role=line.role or shift.give_task)
                if line.side is Side.GIVE
                else _(N_("Meedoen")),
            )
            for line in shift.lines
        ]
        return form


def _minute(hour: time) -> int:
    return hour.hour * 60 + hour.minute
