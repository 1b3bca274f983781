"""The form of the terms: only the questions of one kind of agreement, in a letter's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from wtforms import HiddenField
from wtforms.fields import SelectChoice

from buurtcoop.coop.models import Activity
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding.forms.answers import (
    BACK,
    HOURS,
    KEEP,
    NO,
    OTHERS,
    RESERVE,
    YES,
    draft_from,
)
from buurtcoop.funding.forms.asked import ASKED, FIELDS, WITH_KINDS
from buurtcoop.funding.forms.kinds import (
    PERCENT,
    a_percentage,
    add_kinds,
    keep_kinds,
    kinds_of,
    offer_accounts,
)
from buurtcoop.funding.queries import GoalFigure
from buurtcoop.funding.rules import TermsDraft, clashes_in
from buurtcoop.funding.settlement import (
    Contradiction,
    Mode,
    OwnRule,
)
from buurtcoop.ledger.forms import OWNER, amount_from
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.ledger.rules import LOWEST
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _, sentence_of

LEFT_OVER = [
    (BACK, Lazy(N_("Wat over is, gaat terug"))),
    (KEEP, Lazy(N_("Wij mogen het houden"))),
    (RESERVE, Lazy(N_("Het mag in een reserve voor later"))),
]
RULES = [
    (OwnRule.NONE.value, Lazy(N_("Hun bedrag blijft gelijk"))),
    (OwnRule.REDUCE.value, Lazy(N_("Wat mist, gaat van hun bedrag af"))),
    (OwnRule.PROPORTIONAL.value, Lazy(N_("Leggen we de helft bij, dan geven zij de helft"))),
]
YES_NO = [(YES, Lazy(N_("Ja"))), (NO, Lazy(N_("Nee")))]
CLASHES_WITH = N_("Dit past niet bij: %(label)s.")
OWN_WITH = [
    (OTHERS, Lazy(N_("Geld van andere bronnen"))),
    (HOURS, Lazy(N_("Uren van helpers"))),
]


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The agreement that the terms are of: cents, and its days."""

    amount: Money
    first_day: date
    last_day: date


def _percent(label: str, *, why: str, hint: str = "", optional: bool = False) -> Any:
    return fields.line(
        label,
        how=PERCENT,
        hint=hint,
        why=why,
        owner=OWNER,
        longest=8,
        width="w4",
        optional=optional,
        checks=(a_percentage,),
    )


def _euro(label: str, *, why: str, hint: str = "", least: Money = LOWEST) -> Any:
    return fields.euro(
        label, hint=hint, why=why, owner=OWNER, optional=True, checks=(amount_from(least),)
    )


class TermsForm(BaseForm):
    """The terms of an agreement of one kind; `asking` leaves only the questions of that kind."""

    plain: ClassVar[frozenset[str]] = BaseForm.plain | {"shown"}

    shown = HiddenField()
    share = _percent(
        N_("Hoeveel procent van de kosten betalen zij?"),
        why=N_("Hiermee rekenen we uit wat u krijgt."),
    )
    agreed = fields.count(
        N_("Hoeveel spraken we af?"),
        hint=N_("Bijvoorbeeld 40, voor 40 eetavonden."),
        why=N_("Zij betalen voor wat u doet."),
        owner=OWNER,
        checks=(ranges.between(1, 100_000),),
    )
    unit = fields.line(
        N_("Waarvan?"),
        hint=N_("Bijvoorbeeld: eetavonden."),
        why=N_("Zo leest iedereen hetzelfde in de afspraak."),
        owner=OWNER,
        longest=60,
    )
    full_from = _percent(
        N_("Vanaf hoeveel procent krijgt u alles?"),
        hint=N_("Leeg: pas als alles gedaan is."),
        why=N_("Soms telt iets minder ook als alles."),
        optional=True,
    )
    goal = fields.picked(
        N_("Welk doel telt dit?"),
        why=N_("Dan tellen we het niet 2 keer."),
        owner=OWNER,
        optional=True,
    )
    household_most = _euro(
        N_("Hoeveel telt er hoogstens mee per huishouden?"),
        hint=N_("Leeg: alles telt mee."),
        why=N_("Zo kan 1 grote gift niet alles opmaken."),
    )
    activities = fields.several(
        N_("Voor welke activiteiten is het?"),
        (),
        hint=N_("Kies er geen: dan tellen alle activiteiten mee."),
        why=N_("Kosten van andere activiteiten tellen dan niet mee."),
        owner=OWNER,
        optional=True,
    )
    vat = fields.one_of(
        N_("Telt de btw mee als kosten?"),
        YES_NO,
        why=N_("Wie btw terugkrijgt, mag die vaak niet meetellen."),
        owner=OWNER,
    )
    own = _percent(
        N_("Hoeveel procent moeten we zelf bijleggen?"),
        hint=N_("Leeg: niets."),
        why=N_("Is het te weinig, dan kan dat geld kosten."),
        optional=True,
    )
    own_rule = fields.one_of(
        N_("En als we minder bijleggen?"),
        RULES,
        why=N_("Kies alleen iets anders dan de eerste als de brief dat zegt."),
        owner=OWNER,
    )
    own_with = fields.several(
        N_("Wat telt ook als eigen geld?"),
        OWN_WITH,
        why=N_("Kies dit alleen als de brief het zegt."),
        owner=OWNER,
        optional=True,
    )
    hour_rate = _euro(
        N_("Hoeveel is een uur van een helper waard?"),
        hint=N_("Leeg: uren tellen niet mee."),
        why=N_("Sommige bronnen tellen uren mee als kosten."),
    )
    hours_most = _percent(
        N_("Hoeveel procent van alles mogen uren zijn?"),
        hint=N_("Leeg: geen grens."),
        why=N_("Vaak mag maar een deel uit uren bestaan."),
        optional=True,
    )
    left_over = fields.one_of(
        N_("Wat gebeurt er met geld dat over is?"),
        LEFT_OVER,
        why=N_("Zo weet u of u iets terug moet betalen."),
        owner=OWNER,
    )
    reserve = _percent(
        N_("Hoeveel procent mag in de reserve?"),
        hint=N_("Alleen als u hierboven een reserve koos."),
        why=N_("Wat daarboven over is, gaat terug."),
        optional=True,
    )
    reserve_begins = _euro(
        N_("Hoeveel zit er aan het begin in de reserve?"),
        hint=N_("Leeg: we nemen wat er na de vorige afrekening van deze bron in zat."),
        why=N_("Wat er al in zit, telt mee voor de grens."),
        least=NOTHING,
    )
    public = fields.one_of(
        N_("Is dit geld van de overheid?"),
        YES_NO,
        why=N_("Overheden mogen samen vaak niet alles betalen."),
        owner=OWNER,
    )
    public_most = _percent(
        N_("Hoeveel procent mogen alle overheden samen betalen?"),
        hint=N_("Leeg: geen grens."),
        why=N_("Geven anderen al veel, dan geven zij minder."),
        optional=True,
    )
    programme = fields.one_of(
        N_("Tellen kosten op andere afspraken voor dit werk mee?"),
        YES_NO,
        why=N_("Wie een deel van het hele werk betaalt, telt alle kosten daarvan."),
        owner=OWNER,
    )
    at_once = _euro(
        N_("Tot welk bedrag vragen ze geen verslag?"),
        hint=N_("Leeg: dat staat niet in de brief."),
        why=N_("Dan doet u geen werk dat niemand vraagt."),
    )
    auditor = _euro(
        N_("Vanaf welk bedrag kijkt een accountant mee?"),
        hint=N_("Leeg: dat staat niet in de brief."),
        why=N_("Een accountant kost geld en tijd. Zo weet u het op tijd."),
    )
    weeks = fields.count(
        N_("Binnen hoeveel weken beslissen zij?"),
        hint=N_("Na uw afrekening. Leeg: dat staat niet in de brief."),
        why=N_("Dan weet u wanneer het laatste geld kan komen."),
        owner=OWNER,
        optional=True,
        checks=(ranges.between(1, 104),),
    )
    not_promised = fields.text(
        N_("Wat beloven we niet?"),
        hint=N_("Bijvoorbeeld: dat niemand meer alleen is."),
        why=N_("De bron leest dit ook. Zo verwacht niemand te veel."),
        owner=OWNER,
        longest=500,
        optional=True,
    )
    reason = fields.line(
        N_("Waarom veranderen de voorwaarden?"),
        hint=N_("Bijvoorbeeld: nieuwe brief van 3 maart."),
        why=N_("Wat er eerst stond, blijft te lezen, met deze reden."),
        owner=OWNER,
        longest=200,
    )

    def asking(self, mode: Mode, bounds: Bounds, *, base: TermsDraft, again: bool) -> Self:
        """Leave the questions of this kind; `base` gives what is not asked, `again` asks why."""
        self.mode, self.bounds, self.base = mode, bounds, base
        wanted = {*ASKED[mode], *self.plain} - (set() if again else {"reason"})
        for name in [field.name for field in self]:
            if name not in wanted and not name.startswith("kind_"):
                del self[name]
        keep_kinds(self, wanted=mode in WITH_KINDS)
        return self

    def offer(
        self,
        activities: Sequence[Activity],
        accounts: Sequence[LedgerAccount],
        goals: Sequence[GoalFigure],
    ) -> Self:
        """Fill the lists."""
        self.names = {account.code: account.name for account in accounts}
        if "activities" in self:
            self["activities"].choices = [
                SelectChoice(str(each.id), each.name) for each in activities
            ]
        if "goal" in self:
            self["goal"].choices = [
                SelectChoice("", Lazy(N_("Geen doel"))),
                *(SelectChoice(str(each.goal.number), each.goal.words) for each in goals),
            ]
        if "own_with" in self and self.mode is Mode.DEFICIT:
            self["own_with"].choices = [SelectChoice(*OWN_WITH[0])]
        offer_accounts(self, accounts)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Each answer by itself, and then whether two of them clash."""
        if not super().validate(extra_validators):
            return False
        if self._reserve_unclear():
            return False
        bounds = self.bounds
        clashes = clashes_in(self.draft(), bounds.amount, bounds.first_day, bounds.last_day)
        for clash in clashes:
            self._tell(clash)
        return not clashes

    def draft(self) -> TermsDraft:
        """What was filled in, on top of what this form does not ask."""
        return draft_from(self, self.base)

    def _reserve_unclear(self) -> bool:
        if "reserve" not in self:
            return False
        if self["left_over"].data == RESERVE and not self["reserve"].data:
            self["reserve"].errors = [_(N_("Hoeveel procent mag in de reserve? Vul dat in."))]
        elif self["left_over"].data == KEEP and self["reserve"].data:
            self["reserve"].errors = [_(N_("U mag alles houden. Laat de reserve dan leeg."))]
        return bool(self["reserve"].errors)

    def _tell(self, clash: Contradiction) -> None:
        """Put a clash at both its fields, or with the whole form when it is about none of them."""
        if "account" in clash.values:
            clash.values["account"] = self.names[str(clash.values["account"])]
        places = kinds_of(self, clash) or [
            self[name] for term in clash.between if (name := FIELDS.get(term, "")) in self
        ]
        for number, place in enumerate(places):
            other = places[number - 1].label.text
            told = _(CLASHES_WITH, label=str(other).rstrip("?.")) if number else sentence_of(clash)
            place.errors = [*place.errors, told]
        if not places:
            self.form_errors.append(sentence_of(clash))


add_kinds(TermsForm)
