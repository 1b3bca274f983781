"""The shape of a rule pack: what its file may hold, and of which kind."""

from dataclasses import dataclass, field, fields
from typing import Any

from buurtcoop.core.money import Money
from buurtcoop.services.rules import MODES

Lines = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SkillWanted:
    """Something to put on the list of skills; one of them each helper `must_have`."""

    name: str
    explanation: str
    proven: bool = False
    valid_months: int | None = None
    must_have: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """A question that must have an answer before it opens; perhaps of somebody outside."""

    question: str
    explanation: str
    outside: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """The first text of an agreement, in lines."""

    may_ask: Lines
    owes: Lines
    notice: Lines
    if_missed: Lines


@dataclass(frozen=True, kw_only=True)
class Modes:
    """The ways to help: doing it, teaching it, taking along, something else; or why not two."""

    mode_provide: str = ""
    mode_teach: str = ""
    mode_carry: str = ""
    mode_alternative: str = ""
    one_mode_why: str = ""


@dataclass(frozen=True, kw_only=True)
class Agreements:
    """The agreements it asks: of who comes, of who helps, of a guardian for a child."""

    service: Words | None = None
    volunteer: Words | None = None
    guardian: Words | None = None

    @property
    def asked(self) -> dict[str, Words]:
        """Those it asks, by kind."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {kind: words for kind, words in found.items() if words is not None}


@dataclass(frozen=True, kw_only=True)
class RulePack:
    """A start for a service. Texts of lines are tuples; `price` is cents, ages are years."""

    code: str
    name: str
    brings: str
    summary: str
    icon: str
    give_task: str
    give_promise: Lines
    receive_promise: Lines
    not_promised: Lines
    instead: Lines
    trial_question: str
    modes: Modes
    description: str = ""
    place: str = ""
    price: int = 0
    release_hours: int = 24
    claim_hours: int = 0
    rest_hours: int = 0
    hold_hours: int = 24
    children_per_carer: int | None = None
    helpers_at_least: int = 0
    adults_besides: int = 0
    give_from_age: int | None = None
    child_from_age: int | None = None
    child_to_age: int | None = None
    counts_for_duty: bool = True
    asks_diet: bool = False
    asks_consent: bool = False
    asks_kilometres: bool = False
    card: Lines = ()
    log_kinds: Lines = ()
    log_days: int | None = None
    usual_helpers: int = 1
    usual_minimum: int = 0
    usual_seats: int = 0
    skills: tuple[SkillWanted, ...] = ()
    checklist: tuple[Check, ...] = ()
    agreements: Agreements = field(default_factory=Agreements)

    @property
    def for_children(self) -> bool:
        """Whether seats are for children."""
        return self.children_per_carer is not None

    def columns(self) -> dict[str, Any]:
        """What of it a service holds, by the name of its column; lines are one text."""
        found = {name: _as_kept(getattr(self, name)) for name in COLUMNS}
        modes = {name: getattr(self.modes, name) for name in (*MODES, "one_mode_why")}
        return found | modes | {"price": Money(self.price), "pack": self.code}


APART = frozenset(
    {"code", "brings", "price", "modes", "trial_question", "skills", "checklist", "agreements"}
)
COLUMNS = tuple(each.name for each in fields(RulePack) if each.name not in APART)


def _as_kept(value: Any) -> Any:
    return "\n".join(value) if isinstance(value, tuple) else value
