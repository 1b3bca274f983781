"""The forms of a settlement: why again, the story, handing in, their letter, and the booking."""

from collections.abc import Sequence
from typing import Self

from wtforms.fields import SelectChoice

from buurtcoop.core.money import NOTHING
from buurtcoop.core.words import N_
from buurtcoop.funding.rules.settling import LONGEST_STORY
from buurtcoop.ledger.forms import amount_from
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm

OWNER = "treasurer"
TEN_YEARS_IN_DAYS = 3_653


class CorrectionForm(BaseForm):
    """Why an agreement is settled again."""

    reason = fields.text(
        N_("Wat klopte er niet?"),
        hint=N_("Bijvoorbeeld: een bon van december stond er niet in."),
        why=N_("De financier en de kascommissie lezen dit naast de vorige afrekening."),
        owner=OWNER,
        longest=500,
    )


class StoryForm(BaseForm):
    """What we did, in our own words."""

    story = fields.text(
        N_("Wat deed u met het geld?"),
        hint=N_("Vertel het als aan een buur. Schrijf geen namen op van mensen die hulp kregen."),
        why=N_("Een financier wil weten wat het geld deed, niet alleen waar het bleef."),
        owner="coordinator",
        longest=LONGEST_STORY,
    )


class HandInForm(BaseForm):
    """The day of settling, the reports that go with it, and the button that freezes it."""

    settled_on = fields.day(
        N_("Tot en met welke dag rekent u af?"),
        hint=N_("Eigen geld van na die dag telt niet meer mee."),
        why=N_("Een tekort dat u later aanvult, verandert de afrekening niet."),
        owner=OWNER,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )
    reports = fields.several(
        N_("Welk verslag levert u hiermee in?"),
        (),
        hint=N_("Dat staat dan meteen als ingeleverd."),
        why=N_("Zo leest de financier dat u deed wat u beloofde."),
        owner=OWNER,
        optional=True,
    )

    def offer(self, reports: Sequence[tuple[str, str]]) -> Self:
        """The reports that are still to be handed in; without any it is not asked."""
        if reports:
            self.reports.choices = [SelectChoice(*each) for each in reports]
        else:
            del self.reports
        return self


class DecisionForm(BaseForm):
    """What their letter says."""

    determined = fields.euro(
        N_("Welk bedrag staat in hun brief?"),
        hint=N_("Schrijf het zo: 12,50."),
        why=N_("Dit bedrag is wat zij betalen. Het mag anders zijn dan wat u vroeg."),
        owner=OWNER,
        checks=(amount_from(NOTHING),),
    )
    decided_on = fields.day(
        N_("Van welke dag is hun brief?"),
        why=N_("Zo vindt de kascommissie de brief terug."),
        owner=OWNER,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )


class RecogniseForm(BaseForm):
    """The day of the booking at the end of a month or year."""

    day = fields.day(
        N_("Op welke dag boekt u dit?"),
        hint=N_("Meestal is dat de laatste dag van een maand of jaar."),
        why=N_("Kosten en geld van na die dag tellen dan nog niet mee."),
        owner=OWNER,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )
