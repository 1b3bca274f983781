"""The forms of attendance: who was there, one's own word, and the code at the door."""

from collections.abc import Iterable
from typing import Any, Self, cast

from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.operations import Said
from buurtcoop.attendance.seen import Key, PersonOnShift
from buurtcoop.core.words import N_
from buurtcoop.hours.rules import MOST_MINUTES
from buurtcoop.shifts.models import Side
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "coordinator"
WHY_OUTCOME = N_("Zo klopt de lijst en tellen we de uren.")
WHY_MINUTES = N_("We tellen de uren die iemand echt hielp.")
OUTCOMES = [
    (Outcome.PRESENT.value, Lazy(N_("Was er"))),
    (Outcome.LATE.value, Lazy(N_("Kwam later"))),
    (Outcome.EXCUSED.value, Lazy(N_("Afgemeld"))),
    (Outcome.NO_SHOW.value, Lazy(N_("Niet gezien"))),
]


class PresenceForm(BaseForm):
    """Who was there: an answer for each person on the list, and the minutes of who helped.

    Nobody has to be answered for: who is left open stays open.
    """

    rows: tuple[PersonOnShift, ...] = ()

    @classmethod
    def about(cls, people: Iterable[PersonOnShift], minutes: int) -> Self:
        """The form with a row for each of these; `minutes` is how long it lasted."""
        rows, made = tuple(people), {}
        for row in rows:
            made[_answer(row.key)] = _outcome(row)
            if row.key[0] is Side.GIVE:
                made[_minutes(row.key)] = _how_long(row, minutes)
        shaped = type(cls.__name__, (cls,), {**made, "rows": rows, "__module__": __name__})
        return cast(type[Self], shaped).sent()

    def answer(self, row: PersonOnShift) -> Any:
        """The field that asks whether this person was there."""
        return self[_answer(row.key)]

    def minutes(self, row: PersonOnShift) -> Any:
        """The field that asks how long this person helped; None for a guest."""
        return self._fields.get(_minutes(row.key))

    @property
    def outcomes(self) -> dict[Key, Said]:
        """What was answered."""
        found = {}
        for row in self.rows:
            outcome, minutes = self.answer(row).data, self.minutes(row)
            if outcome:
                found[row.key] = Said(Outcome(outcome), minutes.data if minutes else None)
        return found


class DoorForm(BaseForm):
    """The code at the door."""

    code = fields.line(
        N_("Wat is de code?"),
        hint=N_("Het zijn 6 cijfers. U ziet ze bij de deur."),
        why=N_("Zo weten we dat u er bent."),
        owner=OWNER,
        longest=20,
        width="w7",
    )


def _outcome(row: PersonOnShift) -> Any:
    return fields.one_of(
        row.name,
        OUTCOMES,
        why=WHY_OUTCOME,
        owner=OWNER,
        optional=True,
        default=row.outcome.value if row.outcome else None,
    )


def _how_long(row: PersonOnShift, minutes: int) -> Any:
    return fields.count(
        _(N_("Minuten van %(other_name)s"), other_name=row.name),
        why=WHY_MINUTES,
        owner=OWNER,
        optional=True,
        default=row.minutes or minutes,
        checks=(ranges.between(1, MOST_MINUTES),),
    )


def _answer(key: Key) -> str:
    return f"{'helper' if key[0] is Side.GIVE else 'guest'}_{key[1]}"


def _minutes(key: Key) -> str:
    return f"minutes_{key[1]}" if key[0] is Side.GIVE else ""
