"""The forms of planning: a day or a series, another time, not going ahead, for somebody else."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from buurtcoop.care.queries import Child
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.qualifications.models import Skill
from buurtcoop.services.models import Service
from buurtcoop.shifts.forms.children import child_choices
from buurtcoop.shifts.forms.promises import MOST_PEOPLE
from buurtcoop.shifts.forms.times import (
    OFTEN,
    OWNER,
    TWO_YEARS_IN_DAYS,
    CrewForm,
    TimesForm,
    begin,
    end,
)
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.operations import LinePlan
from buurtcoop.shifts.seen import LineSeen, ShiftSeen
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

ONCE = "once"


class PlanForm(CrewForm):
    """One day, or days that come back."""

    service = fields.picked(
        N_("Wat wilt u plannen?"),
        why=N_("Daar horen de prijs en de uitleg bij."),
        owner=OWNER,
    )
    first_day = fields.day(
        N_("Op welke dag is het?"),
        hint=N_("Komt het vaker, kies dan de eerste dag."),
        why=N_("Dan staat het op de goede dag in het rooster."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
    repeat = fields.one_of(
        N_("Hoe vaak is het?"),
        [(ONCE, Lazy(N_("1 keer"))), *OFTEN],
        why=N_("Wat steeds terugkomt, hoeft u maar 1 keer te plannen."),
        owner=OWNER,
        default=ONCE,
    )
    last_day = fields.day(
        N_("Wat is de laatste dag?"),
        hint=N_("Alleen nodig als het steeds terugkomt."),
        why=N_("Zo stopt het op tijd. U kunt de laatste dag later veranderen."),
        owner=OWNER,
        optional=True,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )

    @classmethod
    def among(
        cls, services: Sequence[Service], chosen: Service | None, skills: Sequence[Skill]
    ) -> Self:
        """The form for one of these services, with what we know of the chosen one."""
        form = cls.sent(**(_usual(chosen) if chosen else {}))
        form.service.choices = [(str(each.id), each.name) for each in services]
        form.offer_skills(skills)
        return form

    @property
    def comes_back(self) -> bool:
        """Whether it is more than once."""
        return bool(self.repeat.data != ONCE)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer has the right shape, also together."""
        if not super().validate(extra_validators):
            return False
        if self.comes_back and self.last_day.data is None:
            self.wrong_together(
                self.last_day, _(N_("Kies een laatste dag: het komt steeds terug."))
            )
        self.refuse_misfits(self.first_day.data if self.comes_back else None)
        return not self.wrong

    def lines(self, usual_role: str) -> list[LinePlan]:
        """The crew lines to make; without words a helper does what is usual here."""
        return [line for line in self.wished(usual_role) if line.places]


class MoveForm(TimesForm):
    """Another day or another time."""

    day = fields.day(
        N_("Op welke dag is het?"),
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


class ForMemberForm(BaseForm):
    """A member asked us to be put on the list."""

    names_children: ClassVar[bool] = True

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

    children = fields.several(
        N_("Welk kind komt er?"),
        [],
        hint=N_("Alleen als een kind komt meedoen."),
        why=N_("Zo weten de begeleiders wie er komt."),
        owner=OWNER,
        optional=True,
    )

    paper = fields.yes(
        N_("Dit lid tekende de afspraak op papier"),
        hint=N_("Zet alleen een vinkje als u het papier hebt."),
        why=N_("Zonder afspraak kan een lid hier niet op de lijst."),
        owner=OWNER,
        optional=True,
    )

    def ask_paper(self, asks: bool) -> Self:
        """Ask whether the agreement was signed on paper, where there is one."""
        if not asks:
            del self.paper
        return self

    @property
    def on_paper(self) -> bool:
        """Whether it was."""
        return "paper" in self and bool(self.paper.data)

    @classmethod
    def among(
        cls, people: Sequence[Person], shift: ShiftSeen, children: Sequence[Child] = ()
    ) -> Self:
        """The form to choose one of these people for one of the lines of this shift."""
        form = cls.sent()
        form.person.choices = [(str(person.id), person.full_name) for person in people]
        form.line.choices = [
            (str(line.id), _line_words(line, line.role or shift.give_task)) for line in shift.lines
        ]
        if cls.names_children and shift.asks_consent:
            names = {person.id: person.full_name for person in people}
            day = clock.local(shift.starts_at).date()
            form.children.choices = child_choices(children, day, names)
            del form.people
            return form
        del form.children
        if shift.children_per_carer is not None:
            form.people.label.text = Lazy(N_("Met hoeveel kinderen komt dit lid?"))
            form.people.description = Lazy(N_("Tel alleen de kinderen. Wie helpt, telt als 1."))
        return form


def _usual(service: Service) -> dict[str, Any]:
    """What is usual for this service; a minimum of all of them is left empty."""
    helpers, minimum = service.usual_helpers, service.usual_minimum
    return {
        "service": str(service.id),
        "place": service.place,
        "role": service.give_task,
        "helpers": helpers or None,
        "minimum": minimum if 0 < minimum < helpers else None,
        "seats": service.usual_seats or None,
        "skill": str(service.skill_id or ""),
    }


def _line_words(line: LineSeen, role: str) -> str:
    if line.side is Side.RECEIVE:
        return _(N_("Meedoen"))
    if line.skill:
        return _(
            N_("Helpen: %(role)s, nodig: %(qualification)s"), role=role, qualification=line.skill
        )
    return _(N_("Helpen: %(role)s"), role=role)
