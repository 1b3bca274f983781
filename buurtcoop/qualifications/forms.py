"""The forms of skills: the list, what was seen of a member, one's own word."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.qualifications.models import Qualification, Skill
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "coordinator"
MOST_MONTHS = 120
TEN_YEARS_IN_DAYS = 3_653
PROVEN, OWN_WORD = "proven", "own_word"


class SkillForm(BaseForm):
    """A skill as it stands on the list."""

    name = fields.line(
        N_("Wat is het?"),
        hint=N_("Kort, zoals VOG of Koken voor een groep."),
        why=N_("Bij een plek staat dan wat er nodig is."),
        owner=OWNER,
        longest=60,
    )
    explanation = fields.line(
        N_("Leg het kort uit"),
        hint=N_("Wat is het, en hoe komt iemand eraan?"),
        why=N_("Leden lezen dit als een plek het vraagt."),
        owner=OWNER,
        longest=300,
    )
    proven = fields.one_of(
        N_("Hoe weten we het?"),
        [
            (PROVEN, Lazy(N_("Iemand van ons zag een bewijs"))),
            (OWN_WORD, Lazy(N_("Het lid zegt het zelf"))),
        ],
        hint=N_("Dit kunt u later niet veranderen."),
        why=N_("Bij sommig aanbod moeten we zeker zijn."),
        owner=OWNER,
    )
    valid_months = fields.count(
        N_("Hoeveel maanden geldt het?"),
        hint=N_("Voor altijd? Laat het vak leeg. 3 jaar is 36 maanden."),
        why=N_("Op tijd vragen we dan om een nieuw bewijs."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(1, MOST_MONTHS),),
    )

    @classmethod
    def about(cls, skill: Skill | None = None) -> Self:
        """The form for this skill, or for a new one."""
        if skill is None:
            return cls.sent()
        form = cls.sent(
            name=skill.name, explanation=skill.explanation, valid_months=skill.valid_months
        )
        del form.proven
        if not skill.proven:
            del form.valid_months
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every answer has the right shape, also together."""
        if not super().validate(extra_validators):
            return False
        if "proven" in self and self.proven.data == OWN_WORD and self.valid_months.data:
            self.valid_months.errors = [
                _(N_("Alleen een bewijs loopt af. Laat dit vak leeg, of kies een bewijs."))
            ]
            return False
        return True

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        return {
            "name": self.name.data,
            "explanation": self.explanation.data,
            "valid_months": self.valid_months.data if "valid_months" in self else None,
            **({"proven": self.proven.data == PROVEN} if "proven" in self else {}),
        }


class NoteForm(BaseForm):
    """What was seen of a member; there is no place for anything that stands in the paper."""

    skill = fields.one_of(
        N_("Wat hebt u gezien?"),
        [],
        why=N_("Dan kan dit lid plekken nemen die erom vragen."),
        owner=OWNER,
    )
    seen_on = fields.day(
        N_("Op welke dag zag u het?"),
        why=N_("Vanaf die dag telt hoelang het geldt."),
        owner=OWNER,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )
    valid_until = fields.day(
        N_("Tot en met welke dag geldt het?"),
        hint=N_("Leeg: dan rekenen we het zelf uit."),
        why=N_("Op sommige bewijzen staat een laatste dag."),
        owner=OWNER,
        optional=True,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )

    @classmethod
    def among(cls, skills: Sequence[Skill]) -> Self:
        """The form to choose one of these."""
        form = cls.sent(seen_on=clock.today())
        form.skill.choices = [(str(skill.id), skill.name) for skill in skills]
        return form

    @property
    def facts(self) -> tuple[int, date, date | None]:
        """The skill, the day it was seen, and its last day when one was given."""
        return int(self.skill.data), self.seen_on.data, self.valid_until.data


class OwnWordForm(BaseForm):
    """What I can do, in my own word."""

    skills = fields.several(
        N_("Wat kunt of doet u graag?"),
        [],
        hint=N_("Zet een vinkje bij wat bij u past. U kunt dit altijd veranderen."),
        why=N_("Zo vragen we u voor wat u graag doet."),
        owner=OWNER,
        optional=True,
    )

    @classmethod
    def among(cls, skills: Sequence[Skill], mine: Sequence[Qualification]) -> Self:
        """The form with what this member said before."""
        known = {each.skill_id for each in mine}
        form = cls.sent(skills=[str(skill.id) for skill in skills if skill.id in known])
        form.skills.choices = [(str(skill.id), skill.name) for skill in skills]
        return form

    @property
    def chosen(self) -> frozenset[int]:
        """The numbers of the skills with a tick."""
        return frozenset(int(number) for number in self.skills.data or [])
