"""The rules of a service on one screen: who may join, what both promise, and what we do not."""

from collections.abc import Sequence
from typing import Any, Self

from wtforms.validators import ValidationError

from buurtcoop.core.words import N_
from buurtcoop.qualifications.models import Skill
from buurtcoop.services.forms.catalogue import (
    OWNER,
    description_field,
    number_field,
    task_field,
)
from buurtcoop.services.models import Service
from buurtcoop.services.rules import MODES
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import _

LINE_HINT = N_("Elke regel is 1 zin.")
LONGEST_LINE, MOST_LINES, LINES_SHOWN = 200, 20, 6
OF_CHILDREN = ("child_from_age", "child_to_age", "children_per_carer")
NOT_OF_CHILDREN = ("counts_for_duty",)
LINES = ("give_promise", "receive_promise", "not_promised", "instead", "card", "log_kinds")
WORDS = ("description", "give_task", *MODES, "one_mode_why")
COUNTS = ("helpers_at_least", "adults_besides", "usual_helpers", "usual_minimum", "usual_seats")
AGES = ("give_from_age", "child_from_age", "child_to_age", "children_per_carer", "log_days")
YES = ("asks_diet", "asks_kilometres", "counts_for_duty")


def _short_lines(form: Any, field: Any) -> None:
    """Lines that fit on a page."""
    written = _lines(field.data)
    if len(written) > MOST_LINES or any(len(line) > LONGEST_LINE for line in written):
        raise ValidationError(
            _(
                N_("Schrijf korter: hoogstens %(lines)s regels van %(length)s tekens."),
                lines=MOST_LINES,
                length=LONGEST_LINE,
            )
        )


def _several(label: str, *, why: str, hint: str = LINE_HINT, optional: bool = False) -> Any:
    """A field of lines, each a sentence."""
    return fields.text(
        label,
        hint=hint,
        why=why,
        owner=OWNER,
        optional=optional,
        checks=(_short_lines,),
        render_kw={"rows": LINES_SHOWN},
    )


def _way(label: str, hint: str) -> Any:
    """A field with one way to help."""
    why = N_("Niet iedereen kan of wil hetzelfde. Met 2 manieren past het vaker.")
    return fields.line(label, hint=hint, why=why, owner=OWNER, optional=True, longest=120)


def _number(column: str, label: str, *, hint: str, why: str) -> Any:
    """A field with a number that may stay away."""
    return number_field(column, label, hint=hint, why=why, optional=True)


def _switch(label: str, why: str) -> Any:
    """A box to tick for what only some services have."""
    return fields.yes(label, why=why, owner=OWNER, optional=True)


class RulesForm(BaseForm):
    """The rules of one service. What a service without children has no use for is left out."""

    give_from_age = _number(
        "give_from_age",
        N_("Vanaf welke leeftijd mag iemand helpen?"),
        hint=N_("Voor iedereen? Laat het vak leeg."),
        why=N_("Soms is dat veiliger."),
    )
    skill = fields.picked(
        N_("Wat moet elke helper hebben of kunnen?"),
        hint=N_("Alleen wie dit heeft, neemt dan een plek."),
        why=N_("Soms is een diploma of een VOG nodig."),
        owner=OWNER,
        optional=True,
    )
    helpers_at_least = _number(
        "helpers_at_least",
        N_("Met hoeveel volwassenen zijn we er altijd minstens?"),
        hint=N_("Bij kinderen minstens 2. Mag iemand alleen? Laat het vak leeg."),
        why=N_("Met minder mensen gaat het niet door."),
    )
    child_from_age = _number(
        "child_from_age",
        N_("Vanaf welke leeftijd komt een kind?"),
        hint=N_("Een getal, zoals 4."),
        why=N_("Zo past het bij elk kind dat komt."),
    )
    child_to_age = _number(
        "child_to_age",
        N_("Tot en met welke leeftijd?"),
        hint=N_("Een getal, zoals 9."),
        why=N_("Zo past het bij elk kind dat komt."),
    )
    children_per_carer = _number(
        "children_per_carer",
        N_("Hoeveel kinderen per helper?"),
        hint=N_("Hoogstens zoveel kinderen, zoals 4."),
        why=N_("Zonder genoeg helpers kan er geen kind meer bij."),
    )
    give_promise = _several(
        N_("Wat belooft wie helpt?"), why=N_("Zo weten mensen wat ze van elkaar mogen vragen.")
    )
    receive_promise = _several(
        N_("Wat belooft wie komt?"), why=N_("Er zijn telt aan allebei de kanten.")
    )
    not_promised = _several(
        N_("Wat beloven we niet?"), why=N_("Dan rekent niemand op iets wat wij niet kunnen.")
    )
    instead = _several(
        N_("Waar kan iemand daarvoor heen?"),
        hint=N_("Elke regel is 1 zin, met een naam of een nummer."),
        why=N_("Een nee zonder weg verder helpt niemand."),
    )
    mode_provide = _way(N_("Doen"), N_("Iemand doet het voor een ander."))
    mode_teach = _way(N_("Leren"), N_("Iemand leert het een ander."))
    mode_carry = _way(N_("Meenemen"), N_("Iemand doet het samen met een ander."))
    mode_alternative = _way(N_("Anders"), N_("Een andere manier, of een andere taak."))
    one_mode_why = fields.line(
        N_("Minder dan 2 manieren? Waarom kan dat hier niet?"),
        hint=N_("Alleen nodig als u er maar 1 invult."),
        why=N_("Zo hebben we er in elk geval over nagedacht."),
        owner=OWNER,
        optional=True,
    )
    description = description_field(optional=True)
    give_task = task_field(optional=True)
    usual_helpers = _number(
        "usual_helpers",
        N_("Hoeveel helpers zijn er meestal?"),
        hint=N_("Dit staat klaar als u een dag plant."),
        why=N_("Dan hoeft u het niet elke keer in te vullen."),
    )
    usual_minimum = _number(
        "usual_minimum",
        N_("Met hoeveel helpers kan het ook?"),
        hint=N_("Dit staat klaar als u een dag plant."),
        why=N_("Zijn er minder, dan zoeken we hulp."),
    )
    adults_besides = _number(
        "adults_besides",
        N_("Hoeveel volwassenen zijn er nog naast de helpers?"),
        hint=N_("Bijvoorbeeld 1: de ander in huis. Niemand? Laat het vak leeg."),
        why=N_("Zij tellen mee voor met hoeveel we er minstens zijn."),
    )
    usual_seats = _number(
        "usual_seats",
        N_("Hoeveel plekken zijn er meestal voor wie meedoet?"),
        hint=N_("Dit staat klaar als u een dag plant."),
        why=N_("Dan hoeft u het niet elke keer in te vullen."),
    )
    asks_diet = _switch(
        N_("Vraag gasten wat ze niet eten"),
        N_("De koks zien dan waar ze op letten."),
    )
    asks_kilometres = _switch(
        N_("Laat helpers kilometers opschrijven"),
        N_("Zo weten we wat het kost."),
    )
    counts_for_duty = _switch(
        N_("Uren tellen mee voor wat een lid belooft te doen"),
        N_("Alleen als de coöperatie dat vraagt van leden."),
    )
    card = _several(
        N_("Wat leest een helper vlak voor het begin?"),
        why=N_("Zo weet elke helper wat te doen, ook als het misgaat."),
        optional=True,
    )
    log_kinds = _several(
        N_("Wat schrijven helpers op tijdens het werk?"),
        hint=N_("Elke regel is 1 soort, zoals: Lamp kapot. Nooit over mensen."),
        why=N_("Zo kunnen we doorgeven wat kapot is."),
        optional=True,
    )
    log_days = _number(
        "log_days",
        N_("Na hoeveel dagen wissen we dat?"),
        hint=N_("Bijvoorbeeld 28."),
        why=N_("We bewaren niets langer dan nodig."),
    )

    @classmethod
    def about(cls, service: Service, skills: Sequence[Skill]) -> Self:
        """The form with the rules as they are now."""
        form = cls.sent(
            **{name: getattr(service, name) for name in (*LINES, *WORDS, *COUNTS, *AGES, *YES)},
            skill=str(service.skill_id or ""),
        )
        children = service.children_per_carer is not None
        for name in NOT_OF_CHILDREN if children else OF_CHILDREN:
            del form[name]
        own = [service.skill] if service.skill and service.skill not in skills else []
        must = children and service.skill_id is not None
        nothing = [] if must else [("", _(N_("Niets bijzonders")))]
        form.skill.choices = [*nothing, *((str(each.id), each.name) for each in [*skills, *own])]
        return form

    def facts(self, service: Service) -> dict[str, Any]:
        """What was filled in, as the operations take it; a task left empty stays as it was."""
        there = self.data
        found: dict[str, Any] = {name: "\n".join(_lines(there[name])) for name in LINES}
        found |= {name: (there[name] or "").strip() for name in WORDS}
        found |= {name: there[name] or 0 for name in COUNTS}
        found |= {name: there[name] for name in (*AGES, *YES) if name in there}
        found["give_task"] = found["give_task"] or service.give_task
        found["skill_id"] = int(self.skill.data) if self.skill.data else None
        return found


def _lines(written: str | None) -> list[str]:
    return [line.strip() for line in (written or "").splitlines() if line.strip()]
