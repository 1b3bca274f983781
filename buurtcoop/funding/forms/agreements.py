"""The forms of an agreement: the letter, the work it shares, and the parts in which money comes."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from wtforms import Form
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from buurtcoop.core.money import NOTHING, AmountUnclear, Money, parse
from buurtcoop.core.words import N_
from buurtcoop.funding.queries import Free
from buurtcoop.funding.rules import points_of
from buurtcoop.ledger.forms import OWNER, amount_from, not_to_come
from buurtcoop.ledger.rules import LOWEST
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

TEN_YEARS_IN_DAYS = 3_653
ROWS = (1, 2, 3)
HOW_MUCH = N_("Schrijf een bedrag, zoals 9.000,00. Of een deel, zoals 50 procent.")
AFTERWARDS = N_("Leeg: dit deel komt na de afrekening.")
SO_MUCH = N_("Schrijf het zo: 9.000,00 of 50 procent.")


def read_part(written: str) -> int | Money | None:
    """Basis points of a percentage, or an amount; None when it is neither."""
    if "%" in written or "procent" in written:
        return points_of(written.replace("procent", ""))
    try:
        return parse(written)
    except AmountUnclear:
        return None


def _a_part(form: Form, field: Any) -> None:
    if field.data and not read_part(field.data):
        raise ValidationError(_(SO_MUCH))


class AwardForm(BaseForm):
    """What we asked, and the letter that says what they give."""

    asked = fields.euro(
        N_("Hoeveel vroegen we?"),
        hint=N_("Schrijf het zo: 12,50."),
        why=N_("Dan blijft te zien of het minder werd dan we vroegen."),
        owner=OWNER,
        optional=True,
        checks=(amount_from(NOTHING),),
    )
    asked_on = fields.day(
        N_("Wanneer vroegen we het?"),
        why=N_("Zo ziet u hoe lang zij erover deden."),
        owner=OWNER,
        optional=True,
        checks=(not_to_come,),
    )
    amount = fields.euro(
        N_("Hoeveel krijgen we volgens de brief?"),
        hint=N_("Schrijf het zo: 12,50."),
        why=N_("Dit is het meeste dat zij betalen."),
        owner=OWNER,
        checks=(amount_from(NOTHING),),
    )
    awarded_on = fields.day(
        N_("Welke dag staat er op de brief?"),
        why=N_("Zo vindt de kascommissie de brief terug."),
        owner=OWNER,
        checks=(not_to_come,),
    )
    reference = fields.line(
        N_("Kenmerk van de brief"),
        hint=N_("Bijvoorbeeld het nummer. Het staat straks ook bij het geld op de bank."),
        why=N_("Hieraan zien we welk geld op de bank erbij hoort."),
        owner=OWNER,
        longest=80,
        optional=True,
    )


class ProgrammeForm(BaseForm):
    """Which agreements pay for the same work, and whose turn it is."""

    programme = fields.line(
        N_("Hoe noemt u het werk dat zij samen betalen?"),
        hint=N_("Gebruik bij elke afspraak hetzelfde woord. Leeg: deze staat alleen."),
        why=N_("Zo tellen kosten niet dubbel, en wel bij wie ze mag meetellen."),
        owner=OWNER,
        longest=60,
        optional=True,
    )
    rank = fields.count(
        N_("De hoeveelste rekent deze af?"),
        hint=N_("1 is de eerste. Wie later is, telt mee wat de eerste gaf."),
        why=N_("Een gemeente vult vaak aan wat anderen niet betalen. Zij komt dan later."),
        owner=OWNER,
        checks=(ranges.between(1, 9),),
    )


class TranchesForm(BaseForm):
    """Up to three parts at once, in amounts or in percent."""

    def parts(self) -> list[tuple[int | Money, date | None, str]]:
        """What was filled in, part by part."""
        found = []
        for row in ROWS:
            part = read_part(self[f"part_{row}"].data or "")
            if part is not None:
                words = self[f"condition_{row}"].data or ""
                found.append((part, self[f"day_{row}"].data, words))
        return found

    def numbered(self, before: int) -> Self:
        """Name the rows by the parts that they would be, after so many that are there."""
        for row, three in enumerate(self.rows(), start=1):
            for field in three:
                field.label.text = Lazy(field.label.text.message, number=before + row)
        return self

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each part."""
        return [(self[f"part_{row}"], self[f"day_{row}"], self[f"condition_{row}"]) for row in ROWS]


def _add_rows() -> None:
    """Give the form the same three questions for each part; only the first must be there."""
    for row in ROWS:
        part = fields.line(
            N_("Deel %(number)s: hoeveel?"),
            hint=HOW_MUCH,
            why=N_("In de brief staat in welke delen het geld komt."),
            owner=OWNER,
            longest=20,
            width="w7",
            optional=row > 1,
            checks=(_a_part,),
        )
        day = fields.day(
            N_("Deel %(number)s: wanneer moet het er zijn?"),
            hint=AFTERWARDS,
            why=N_("Dan komt het op tijd op uw lijst van vandaag."),
            owner=OWNER,
            optional=True,
            checks=(ranges.near(TEN_YEARS_IN_DAYS),),
        )
        condition = fields.line(
            N_("Deel %(number)s: wat moet daarvoor klaar zijn?"),
            hint=N_("Bijvoorbeeld: een verslag van het eerste half jaar."),
            why=N_("Soms komt een deel pas als er iets af is."),
            owner=OWNER,
            longest=200,
            optional=True,
        )
        setattr(TranchesForm, f"part_{row}", part)
        setattr(TranchesForm, f"day_{row}", day)
        setattr(TranchesForm, f"condition_{row}", condition)


_add_rows()


class RequestForm(BaseForm):
    """The day we asked for a part."""

    day = fields.day(
        N_("Op welke dag vroeg u dit deel aan?"),
        why=N_("Dan weet iedereen dat het onderweg is."),
        owner=OWNER,
        checks=(not_to_come,),
    )


class CameInForm(BaseForm):
    """What came in of a part: which booking, and how much of it."""

    line = fields.picked(
        N_("Welk geld kwam binnen?"),
        why=N_("Zo klopt de afspraak met het boek."),
        owner=OWNER,
    )
    amount = fields.euro(
        N_("Hoeveel daarvan is voor dit deel?"),
        hint=N_("Kwam het in 2 keer? Vul dan in wat nu kwam. De rest blijft open."),
        why=N_("Een deel komt soms in stukken."),
        owner=OWNER,
        checks=(amount_from(LOWEST),),
    )

    def offer(self, found: Sequence[Free]) -> None:
        """What came in of this source and pays no part yet."""
        self["line"].choices = [
            SelectChoice(
                str(each.line_id),
                Lazy(N_("%(day)s: %(memo)s, %(amount)s"), **_said(each)),
            )
            for each in found
        ]


def _said(free: Free) -> dict[str, object]:
    return {"day": free.day.strftime("%d-%m-%Y"), "memo": free.memo, "amount": free.left}
