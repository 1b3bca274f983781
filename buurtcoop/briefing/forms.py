"""The forms around the day: a note, and kilometres."""

from collections.abc import Iterable, Sequence
from typing import Any, Self, cast

from buurtcoop.briefing.rules import (
    LONGEST_PLACE,
    MOST_KILOMETRES,
    REPORTED_TO,
    KindUnknown,
    LogClosed,
    SeenElsewhen,
)
from buurtcoop.briefing.seen import RideSeen
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "coordinator"


class NoteForm(BaseForm):
    """Where, what time, what, and to whom it was reported. No words about people: none fit."""

    place = fields.line(
        N_("Waar was het?"),
        hint=N_("Een straat en een plek, zoals: Essenpad, bij de speeltuin. Geen namen."),
        why=N_("Zo weet wie het oplost waar het is."),
        owner=OWNER,
        longest=LONGEST_PLACE,
    )
    at = fields.hour(
        N_("Hoe laat was het?"),
        why=N_("Zo zien we of iets vaker op dezelfde tijd is."),
        owner=OWNER,
    )
    kind = fields.one_of(
        N_("Wat zag u?"),
        [],
        why=N_("Zo tellen we hoe vaak iets gebeurt."),
        owner=OWNER,
    )
    reported_to = fields.one_of(
        N_("Aan wie meldde u het?"),
        [(each.value, Lazy(words)) for each, words in REPORTED_TO.items()],
        why=N_("Zo meldt niet iedereen hetzelfde."),
        owner=OWNER,
    )

    @classmethod
    def about(cls, kinds: Sequence[str]) -> Self:
        """The form with what this service notes."""
        form = cls.sent()
        form.kind.choices = [(kind, kind) for kind in kinds]
        return form

    def show(self, refusal: Refusal, sentence: str) -> None:
        """Put a refusal beside the answer it is about."""
        field = {SeenElsewhen: self.at, KindUnknown: self.kind}.get(type(refusal), self.place)
        if isinstance(refusal, LogClosed):
            self.form_errors.append(sentence)
            return
        field.errors = [sentence]


class RidesForm(BaseForm):
    """A number of kilometres for each helper; empty is none."""

    rows: tuple[RideSeen, ...] = ()

    @classmethod
    def about(cls, rides: Iterable[RideSeen], viewer: Viewer) -> Self:
        """The form with a field for each of these."""
        rows = tuple(rides)
        made = {_name(ride): _how_far(ride, own=ride.person_id == viewer.id) for ride in rows}
        shaped = type(cls.__name__, (cls,), {**made, "rows": rows, "__module__": __name__})
        return cast(type[Self], shaped).sent()

    def driven(self, ride: RideSeen) -> Any:
        """The field of this helper."""
        return self[_name(ride)]

    @property
    def changed(self) -> dict[int, int | None]:
        """What differs from what was there: {claim id: kilometres}; None takes it away."""
        return {
            ride.claim_id: self.driven(ride).data
            for ride in self.rows
            if self.driven(ride).data != ride.kilometres
        }


def _how_far(ride: RideSeen, *, own: bool) -> Any:
    label = N_("Hoeveel kilometer reed u?")
    return fields.count(
        label if own else _(N_("Kilometers van %(other_name)s"), other_name=ride.name),
        hint=N_("Heen en terug samen, zonder cijfers achter de komma.") if own else "",
        why=N_("We tellen de kilometers per jaar. U ziet ze bij wat u gaf."),
        owner=OWNER,
        optional=True,
        default=ride.kilometres,
        checks=(ranges.between(1, MOST_KILOMETRES),),
    )


def _name(ride: RideSeen) -> str:
    return f"driven_{ride.claim_id}"
