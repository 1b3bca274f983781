"""The forms of what stands on an agreement: costs, gifts; and taking off with a reason."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField
from wtforms.fields import SelectChoice

from buurtcoop.core.money import NOTHING
from buurtcoop.core.words import N_
from buurtcoop.ledger.forms import OWNER, amount_from, not_to_come
from buurtcoop.ledger.rules import LOWEST
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

WRITTEN = N_("Schrijf het zo: 12,50.")


def amount(label: str, why: str) -> Any:
    """An amount of one cent or more."""
    return fields.euro(label, hint=WRITTEN, why=why, owner=OWNER, checks=(amount_from(LOWEST),))


def reason(label: str, hint: str) -> Any:
    """Why something is taken off or ended."""
    return fields.line(
        label,
        hint=hint,
        why=N_("Wie dit later leest, wil het weten."),
        owner=OWNER,
        longest=200,
    )


class SuggestedForm(BaseForm):
    """Which of the suggested costs are put on the agreement."""

    lines = fields.several(
        N_("Welke kosten zet u erop?"),
        (),
        hint=N_("Haal het vinkje weg bij wat er niet op hoort."),
        why=N_("Deze kosten passen bij de afspraak en staan nog nergens op."),
        owner=OWNER,
    )

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """The lines of cost with their words."""
        self.lines.choices = [SelectChoice(*each) for each in choices]


class ClaimForm(BaseForm):
    """One line of cost, or a part of it, by hand."""

    amount = amount(
        N_("Hoeveel zet u erop?"), N_("Een deel mag ook. De rest blijft vrij voor een andere bron.")
    )
    category = fields.picked(
        N_("Welke soort kosten is het?"),
        hint=N_("Leeg: we kijken naar de rekening in het boek."),
        why=N_("In de brief staat welke soorten meetellen."),
        owner=OWNER,
        optional=True,
    )
    vat = fields.euro(
        N_("Hoeveel daarvan is btw?"),
        hint=WRITTEN,
        why=N_("Soms telt de btw niet mee."),
        owner=OWNER,
        optional=True,
        checks=(amount_from(NOTHING),),
    )

    def offer(self, categories: Sequence[tuple[str, str]]) -> None:
        """The kinds of cost in the letter; without any the question falls away."""
        if not categories:
            del self.category
            return
        self.category.choices = [
            SelectChoice("", Lazy(N_("Volgt uit de rekening"))),
            *(SelectChoice(*each) for each in categories),
        ]


class WithdrawForm(BaseForm):
    """Taking a cost off, with why."""

    why = reason(
        N_("Waarom gaat het eraf?"), N_("Bijvoorbeeld: hoort bij het fonds, niet bij de gemeente.")
    )


class MonthForm(BaseForm):
    """Hours of one activity and month; `which` says of which."""

    plain = BaseForm.plain | {"which"}

    which = HiddenField()


class GiftForm(BaseForm):
    """A gift that a household promised."""

    household = fields.line(
        N_("Van wie is de gift?"),
        hint=N_("Bijvoorbeeld: familie op nummer 12."),
        why=N_("Van elk huishouden telt soms maar een deel mee."),
        owner=OWNER,
        longest=80,
    )
    amount = amount(N_("Hoeveel is de gift?"), N_("De bron legt hier geld naast."))
    promised_on = fields.day(
        N_("Wanneer is het toegezegd?"),
        why=N_("Zo ziet u wat er al lang op zich laat wachten."),
        owner=OWNER,
        checks=(not_to_come,),
    )


class PaidForm(BaseForm):
    """Which money that came in paid it."""

    line = fields.picked(
        N_("Met welk geld is het betaald?"),
        hint=N_("U ziet wat binnenkwam en nog bij geen gift hoort."),
        why=N_("Een gift telt pas mee als het geld er is."),
        owner=OWNER,
    )

    def offer(self, lines: Sequence[tuple[str, str]]) -> None:
        """Money that came in, with its words."""
        self.line.choices = [
            SelectChoice("", Lazy(N_("Kies uit de lijst"))),
            *(SelectChoice(*each) for each in lines),
        ]
