"""What the forms of planning share: from when to when, how often, and with how many."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from buurtcoop.core.words import N_
from buurtcoop.qualifications.models import Skill
from buurtcoop.shifts import recurrence
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.operations import LinePlan
from buurtcoop.web import fields, ranges
from buurtcoop.web.fields import Choices
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "coordinator"
WEEKLY, FORTNIGHTLY, FOUR_WEEKLY, MONTHLY, OWN = "weekly", "two_weeks", "four_weeks", "month", "own"
EVERY = {WEEKLY: 1, FORTNIGHTLY: 2, FOUR_WEEKLY: 4}
OFTEN: Choices = [
    (WEEKLY, Lazy(N_("Elke week op dezelfde dag"))),
    (FORTNIGHTLY, Lazy(N_("Elke 2 weken op dezelfde dag"))),
    (FOUR_WEEKLY, Lazy(N_("Elke 4 weken op dezelfde dag"))),
    (MONTHLY, Lazy(N_("Elke maand, zoals de tweede dinsdag"))),
    (OWN, Lazy(N_("Volgens een eigen regel"))),
]
TWO_YEARS_IN_DAYS = 731
MOST_HELPERS, MOST_SEATS = 50, 300
SHORTEST_MINUTES = 15
A_DAY_IN_MINUTES = 24 * 60


def begin() -> Any:
    """The field of the hour at which it begins."""
    return fields.hour(
        N_("Hoe laat begint het?"),
        why=N_("Helpers en gasten komen op die tijd."),
        owner=OWNER,
    )


def end() -> Any:
    """The field of the hour at which it ends."""
    return fields.hour(
        N_("Hoe laat is het klaar?"),
        why=N_("Zo weet iedereen hoelang het duurt."),
        owner=OWNER,
    )


def _how_many(label: str, *, hint: str, why: str, most: int, least: int = 1) -> Any:
    """A field with a number of people, left empty for none."""
    check = ranges.between(least, most)
    return fields.count(label, hint=hint, why=why, owner=OWNER, optional=True, checks=(check,))


def _task(label: str, hint: str) -> Any:
    """The field of what a helper does."""
    why = N_("Dan weet een helper waar het om gaat.")
    return fields.line(label, hint=hint, why=why, owner=OWNER, optional=True, longest=80)


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


class CrewForm(TimesForm):
    """When it is, how often, and with how many: what a plan and a series ask alike."""

    repeat: Any
    last_day: Any
    starts = begin()
    ends = end()
    own_rule = fields.line(
        N_("Wat is de eigen regel?"),
        hint=N_("Alleen als u daarvoor koos. Bijvoorbeeld: FREQ=WEEKLY;BYDAY=MO,TH."),
        why=N_("Zo kan het ook op dagen die hierboven niet passen."),
        owner=OWNER,
        optional=True,
        longest=recurrence.LONGEST_RULE,
    )
    skips_public = fields.yes(
        N_("Sla feestdagen over"),
        why=N_("Op een feestdag komt er dan niets in het rooster."),
        owner=OWNER,
        optional=True,
    )
    skips_school = fields.yes(
        N_("Sla schoolvakanties over"),
        why=N_("In een schoolvakantie komt er dan niets in het rooster."),
        owner=OWNER,
        optional=True,
    )
    place = fields.line(
        N_("Waar is het?"),
        hint=N_("Laat het vak leeg voor de gewone plek."),
        why=N_("Dan komt iedereen op de goede plek."),
        owner=OWNER,
        optional=True,
        longest=120,
    )
    helpers = _how_many(
        N_("Hoeveel helpers zijn er nodig?"),
        hint=N_("Geen? Laat het vak leeg."),
        why=N_("Zo zien helpers of er nog plek is."),
        most=MOST_HELPERS,
    )
    minimum = _how_many(
        N_("Met hoeveel helpers kan het ook?"),
        hint=N_("Laat het vak leeg als iedereen nodig is."),
        why=N_("Zijn er minder, dan zoeken we hulp."),
        least=0,
        most=MOST_HELPERS,
    )
    role = _task(
        N_("Wat doen deze helpers?"),
        N_("Een paar woorden, zoals: koken en afwassen."),
    )
    skill = fields.picked(
        N_("Wat moet een helper hiervoor kunnen?"),
        hint=N_("Alleen wie dit kan, neemt dan een plek."),
        why=N_("Soms is een diploma of een VOG nodig."),
        owner=OWNER,
        optional=True,
    )
    seats = _how_many(
        N_("Hoeveel plekken zijn er voor wie meedoet?"),
        hint=N_("Geen? Laat het vak leeg."),
        why=N_("Als alle plekken bezet zijn, kan niemand er meer bij."),
        most=MOST_SEATS,
    )
    other_helpers = _how_many(
        N_("Hoeveel helpers zijn er voor een tweede taak?"),
        hint=N_("Geen? Laat het vak leeg."),
        why=N_("Dan kiest een helper zelf wat die wil doen."),
        most=MOST_HELPERS,
    )
    other_role = _task(
        N_("Wat is die tweede taak?"),
        N_("Een paar woorden, zoals: tafels dekken."),
    )

    def offer_skills(self, skills: Sequence[Skill]) -> None:
        """Fill the list of what a place may ask for."""
        nothing = ("", _(N_("Niets bijzonders")))
        self.skill.choices = [nothing, *((str(each.id), each.name) for each in skills)]

    @property
    def skill_id(self) -> int | None:
        """The skill that was chosen."""
        return int(self.skill.data) if self.skill.data else None

    def wished(self, usual_role: str = "") -> tuple[LinePlan, LinePlan, LinePlan]:
        """The first task, the second and the seats, without places for what was not asked."""
        role, most, least = self.role.data or usual_role, self.helpers.data or 0, self.minimum.data
        return (
            LinePlan(Side.GIVE, role, most, least, self.skill_id),
            LinePlan(Side.GIVE, self.other_role.data or "", self.other_helpers.data or 0),
            LinePlan(Side.RECEIVE, "", self.seats.data or 0),
        )

    def rule_from(self, day: date) -> str:
        """The rule that was chosen, counted from this day."""
        if self.repeat.data == OWN:
            return str(self.own_rule.data)
        if self.repeat.data == MONTHLY:
            return recurrence.monthly(day)
        return recurrence.weekly(day, EVERY[self.repeat.data])

    def refuse_misfits(self, first_on: date | None) -> None:
        """Say what does not fit together; the last day lies not before this one."""
        if self.repeat.data == OWN and not self.own_rule.data:
            self.wrong_together(self.own_rule, _(N_("Schrijf uw eigen regel op.")))
        if self.minimum.data is not None and self.minimum.data > (self.helpers.data or 0):
            self.wrong_together(
                self.minimum, _(N_("Kies hier niet meer helpers dan er nodig zijn."))
            )
        if self.other_helpers.data and not self.other_role.data:
            self.wrong_together(self.other_role, _(N_("Schrijf op wat de tweede taak is.")))
        if first_on and self.last_day.data and self.last_day.data < first_on:
            self.wrong_together(
                self.last_day,
                _(N_("De laatste dag ligt vóór de eerste dag. Welke van de 2 klopt niet?")),
            )
        if not (self.helpers.data or self.other_helpers.data or self.seats.data):
            self.wrong_together(
                self.helpers,
                _(N_("Vul in hoeveel helpers of plekken er zijn. 1 van de 2 is genoeg.")),
            )


def _minute(hour: time) -> int:
    return hour.hour * 60 + hour.minute
