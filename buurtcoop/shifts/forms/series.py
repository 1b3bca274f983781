"""The forms that change a series, and that close a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Self

from wtforms import HiddenField

from buurtcoop.core.words import N_
from buurtcoop.qualifications.models import Skill
from buurtcoop.shifts.forms.times import (
    OFTEN,
    OWNER,
    TWO_YEARS_IN_DAYS,
    CrewForm,
)
from buurtcoop.shifts.models import Series, SeriesLine, Side
from buurtcoop.shifts.operations import LinePlan, SeriesPlan
from buurtcoop.shifts.recurrence import days_of
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

KEEP = "keep"


class SeriesForm(CrewForm):
    """A series as it is to be; `version` is the one this editor looked at."""

    plain = BaseForm.plain | {"version"}

    version = HiddenField()
    repeat = fields.one_of(
        N_("Hoe vaak is het?"),
        [(KEEP, Lazy(N_("Zoals het nu is"))), *OFTEN],
        why=N_("Zo komt het op de goede dagen in het rooster."),
        owner=OWNER,
        default=KEEP,
    )
    first_day = fields.day(
        N_("Vanaf welke dag is het anders?"),
        hint=N_("Leeg? Dan verandert alles wat nog komt. Andere dagen? Kies de eerste daarvan."),
        why=N_("Wat vóór die dag in het rooster staat, blijft zo."),
        owner=OWNER,
        optional=True,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
    last_day = fields.day(
        N_("Wat is de laatste dag?"),
        why=N_("Zo stopt het op tijd. U kunt de laatste dag later veranderen."),
        owner=OWNER,
        checks=(ranges.near(TWO_YEARS_IN_DAYS),),
    )
    reason = fields.line(
        N_("Waarom verandert het?"),
        hint=N_("Een hele zin, zoals: De kok kan donderdag niet."),
        why=N_("Deze zin staat in het bericht."),
        owner=OWNER,
        optional=True,
    )

    @classmethod
    def about(cls, series: Series, skills: Sequence[Skill]) -> Self:
        """The form with the series as it is now."""
        give, other, receive = lines_of(series)
        form = cls.sent(
            version=str(series.version),
            starts=series.starts_at,
            ends=series.ends_at,
            last_day=series.last_on,
            skips_public=series.skips_public,
            skips_school=series.skips_school,
            place=series.place,
            helpers=give and give.places,
            minimum=give.minimum if give and give.minimum < give.places else None,
            role=give.role if give else "",
            skill=str(give.skill_id) if give and give.skill_id else "",
            seats=receive and receive.places,
            other_helpers=other and other.places,
            other_role=other.role if other else "",
        )
        form.offer_skills(skills_of_form(skills, give))
        return form

    @property
    def seen(self) -> int:
        """The version this editor looked at."""
        number = str(self.version.data or "")
        return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer has the right shape, also together."""
        if not super().validate(extra_validators):
            return False
        if not self.keeps and self.first_day.data is None:
            self.wrong_together(self.first_day, _(N_("Kies een dag: het komt nu op andere dagen.")))
        self.refuse_misfits(self.first_day.data)
        return not self.wrong

    def keeps_lines_of(self, series: Series) -> bool:
        """Whether no line lost all its places; says so at the field when one did."""
        asked = (self.helpers, self.other_helpers, self.seats)
        for line, field in zip(lines_of(series), asked, strict=True):
            if line is not None and not field.data:
                self.wrong_together(field, _(N_("Dit kan niet leeg. Kies minstens 1.")))
        return not self.wrong

    def plan(self, series: Series) -> SeriesPlan:
        """What the editor wants this series to be."""
        first_on = self._first_on(series)
        known: dict[int, LinePlan] = {}
        more: list[LinePlan] = []
        lines = lines_of(series)
        for line, wish in zip(lines, self.wished(), strict=True):
            if line is not None:
                known[line.id] = _kept(line, wish, whole=line is lines[0])
            elif wish.places:
                usual = series.service.give_task if wish.side is Side.GIVE else ""
                more.append(replace(wish, role=wish.role or usual))
        return SeriesPlan(
            rule=series.rule if self.keeps else self.rule_from(first_on),
            starts_at=self.starts.data,
            minutes=self.minutes,
            place=self.place.data or series.service.place,
            first_on=first_on,
            last_on=self.last_day.data,
            skips_public=self.skips_public.data,
            skips_school=self.skips_school.data,
            lines=known,
            more_lines=tuple(more),
            reason=self.reason.data or "",
        )

    @property
    def keeps(self) -> bool:
        """Whether it stays on the same days."""
        return bool(self.repeat.data == KEEP)

    def _first_on(self, series: Series) -> date:
        """The first day that is another; of days that stay the same, one of those."""
        chosen: date | None = self.first_day.data
        if chosen is None:
            return series.first_on
        last_on = max(chosen, series.last_on)
        same = days_of(series.rule, series.first_on, last_on) if self.keeps else []
        return next((day for day in same if day >= chosen), chosen)


class CloseDayForm(BaseForm):
    """A day on which nothing goes ahead."""

    day = fields.day(
        N_("Welke dag sluit u?"),
        why=N_("Op die dag gaat niets door."),
        owner=OWNER,
        checks=(ranges.ahead(TWO_YEARS_IN_DAYS),),
    )
    reason = fields.line(
        N_("Waarom gaat het niet door?"),
        hint=N_("Een hele zin, zoals: Het buurthuis is dicht door een lekkage."),
        why=N_("Deze zin staat in het bericht en in het rooster."),
        owner=OWNER,
    )


def lines_of(series: Series) -> tuple[SeriesLine | None, SeriesLine | None, SeriesLine | None]:
    """The first task, the second task and the seats of a series, as far as it has them."""
    give = [line for line in series.lines if line.side is Side.GIVE]
    receive = [line for line in series.lines if line.side is Side.RECEIVE]
    first, second = [*give, None, None][:2]
    return first, second, next(iter(receive), None)


def _kept(line: SeriesLine, wish: LinePlan, *, whole: bool) -> LinePlan:
    """A wish with what was not said left as it is; only the first line is asked as a `whole`."""
    wish = replace(wish, role=wish.role or line.role)
    if whole:
        return wish
    everybody = line.minimum == line.places
    least = wish.places if everybody else min(line.minimum, wish.places)
    return replace(wish, skill_id=line.skill_id, minimum=least)


def skills_of_form(skills: Sequence[Skill], line: SeriesLine | None) -> list[Skill]:
    """What a place may ask for, with what this line asks already."""
    own = line.skill if line else None
    return [*skills, own] if own is not None and own not in skills else [*skills]
