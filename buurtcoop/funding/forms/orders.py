"""The forms of what was ordered: ordering, paying in parts, ending."""

from collections.abc import Sequence

from wtforms.fields import SelectChoice

from buurtcoop.core.words import N_
from buurtcoop.funding.forms.booking import OWN_FUND, PER_ACTIVITY
from buurtcoop.funding.forms.claims import amount, reason
from buurtcoop.ledger.forms import OWNER, not_to_come
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

TEN_YEARS_IN_DAYS = 3_653


class OrderForm(BaseForm):
    """What was ordered, of whose money, and when the bill should come."""

    words = fields.line(
        N_("Wat is er besteld?"),
        hint=N_("Bijvoorbeeld: 6 pannen bij de groothandel."),
        why=N_("Zo weet iedereen welke rekening er nog komt."),
        owner=OWNER,
        longest=120,
    )
    amount = amount(
        N_("Hoeveel gaat het kosten?"), N_("Dit geld is nu niet meer vrij voor iets anders.")
    )
    source = fields.picked(N_("Welke bron betaalt het?"), why=OWN_FUND, owner=OWNER)
    activity = fields.picked(N_("Voor welke activiteit is het?"), why=PER_ACTIVITY, owner=OWNER)
    account = fields.picked(
        N_("Waar wordt het aan uitgegeven?"),
        why=N_("Zo klopt het met de begroting."),
        owner=OWNER,
    )
    ordered_on = fields.day(
        N_("Wanneer is het besteld?"),
        why=N_("Vanaf die dag is het geld niet meer vrij."),
        owner=OWNER,
        checks=(not_to_come,),
    )
    expected_on = fields.day(
        N_("Wanneer komt de rekening?"),
        hint=N_("Weet u het niet precies? Kies dan de dag die u verwacht."),
        why=N_("Het telt mee in het jaar van deze dag."),
        owner=OWNER,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )

    def offer(self, **lists: Sequence[tuple[str, str]]) -> None:
        """Fill the lists."""
        for name, choices in lists.items():
            self[name].choices = [
                SelectChoice("", Lazy(N_("Kies uit de lijst"))),
                *(SelectChoice(*each) for each in choices),
            ]


class PayOrderForm(BaseForm):
    """Which cost paid the order, or a part of it."""

    line = fields.picked(
        N_("Welke kosten horen bij deze bestelling?"),
        hint=N_("U ziet wat uit het potje van deze bron betaald is."),
        why=N_("Dan telt het geld niet 2 keer: als bestelling en als uitgave."),
        owner=OWNER,
    )
    amount = amount(N_("Voor hoeveel?"), N_("Een deel mag ook. De rest blijft dan open."))

    def offer(self, lines: Sequence[tuple[str, str]]) -> None:
        """Costs with their words; the first is chosen."""
        self.line.choices = [SelectChoice(*each) for each in lines]


class EndOrderForm(BaseForm):
    """Letting the rest fall away, with why."""

    why = reason(
        N_("Waarom vervalt de rest?"), N_("Bijvoorbeeld: het werd goedkoper, of niet geleverd.")
    )
