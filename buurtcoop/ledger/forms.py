"""The forms of the book itself; booking in words is in the room of the sources."""

from collections.abc import Callable, Sequence
from typing import Any, Self

from wtforms import Form
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from buurtcoop.core import clock
from buurtcoop.core.money import Money
from buurtcoop.core.words import N_
from buurtcoop.documents.rules import MEDIA_TYPES
from buurtcoop.ledger.models import Every, Fund
from buurtcoop.ledger.reports.files import YearFile
from buurtcoop.ledger.rules import HIGHEST, LOWEST
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

OWNER = "treasurer"
TEN_YEARS_IN_DAYS = 3_653
EVERY = {
    Every.MONTH: N_("Elke maand"),
    Every.QUARTER: N_("Elk kwartaal"),
    Every.YEAR: N_("Elk jaar"),
}
YEAR_FILES = {
    YearFile.WORKBOOK: N_("Grootboek (Excel)"),
    YearFile.AUDIT_FILE: N_("Auditfile (XAF)"),
    YearFile.ACCOUNTS: N_("Jaarrekening (PDF)"),
    YearFile.BEANCOUNT: N_("Boek als tekst (Beancount)"),
}


def amount_from(lowest: Money) -> Callable[[Form, Any], None]:
    """An amount from this much to what a neighbourhood can have."""

    def check(form: Form, field: Any) -> None:
        if field.data is not None and not lowest <= field.data <= HIGHEST:
            raise ValidationError(
                _(N_("Kies een bedrag van %(min)s tot en met %(max)s."), min=lowest, max=HIGHEST)
            )

    return check


def not_to_come(form: Form, field: Any) -> None:
    """A day that was there: what is booked did happen."""
    if field.data is not None and field.data > clock.today():
        raise ValidationError(_(N_("Deze dag komt nog. Kies een dag tot en met vandaag.")))


def _fund(label: str) -> Any:
    return fields.picked(
        label,
        why=N_("Elk potje heeft zijn eigen geld. Samen klopt het met de bank."),
        owner=OWNER,
    )


def _euro(label: str, *, lowest: Money = LOWEST, **more: Any) -> Any:
    return fields.euro(
        label,
        how=N_("Schrijf het zo: 12,50."),
        owner=OWNER,
        checks=(amount_from(lowest),),
        **more,
    )


class UndoForm(BaseForm):
    """Undo an entry: on which day, and why."""

    day = fields.day(
        N_("Op welke dag maakt u dit ongedaan?"),
        why=N_("Vanaf deze dag telt het bedrag niet meer mee."),
        owner=OWNER,
        checks=(not_to_come,),
    )
    memo = fields.line(
        N_("Waarom maakt u dit ongedaan?"),
        hint=N_("Bijvoorbeeld: dubbel geboekt. Schrijf geen namen van leden op."),
        why=N_("De kascommissie leest later wat er gebeurde."),
        owner=OWNER,
        longest=120,
    )


class OpenYearForm(BaseForm):
    """One button that makes the book of a year ready."""


class BetweenForm(BaseForm):
    """Money from one fund to another; what that means, the page says."""

    from_fund = _fund(N_("Uit welk potje gaat het?"))
    to_fund = _fund(N_("Naar welk potje gaat het?"))
    amount = _euro(N_("Hoeveel?"), why=N_("Dit bedrag gaat van het ene potje naar het andere."))
    day = fields.day(
        N_("Op welke dag?"),
        why=N_("Vanaf deze dag hoort het bij het andere potje."),
        owner=OWNER,
        checks=(not_to_come,),
    )
    memo = fields.line(
        N_("Waarom doet u dit?"),
        hint=N_("Bijvoorbeeld: tot de gemeente betaalt. Schrijf geen namen van leden op."),
        why=N_("De kascommissie en het bestuur lezen dit later terug."),
        owner=OWNER,
        longest=120,
    )

    def among(self, funds: Sequence[Fund]) -> Self:
        """The same form with these funds to choose from."""
        for field in (self.from_fund, self.to_fund):
            field.choices = [
                SelectChoice("", Lazy(N_("Kies uit de lijst"))),
                *(SelectChoice(str(fund.id), fund.name) for fund in funds),
            ]
        return self


class ReserveForm(BaseForm):
    """A fund the cooperative makes itself: money kept apart for something."""

    name = fields.line(
        N_("Hoe heet het potje?"),
        hint=N_("Bijvoorbeeld: Nieuwe keuken."),
        why=N_("Onder deze naam staat het in het boek."),
        owner=OWNER,
        longest=80,
    )
    purpose = fields.line(
        N_("Waarvoor is het geld?"),
        why=N_("In het jaarverslag staat waarvoor u geld apart houdt."),
        owner=OWNER,
        longest=160,
    )
    decided = fields.line(
        N_("Wie besliste dit, en wanneer?"),
        hint=N_("Bijvoorbeeld: bestuur, 4 januari 2027."),
        why=N_("Alleen het bestuur of de leden houden geld apart."),
        owner=OWNER,
        longest=80,
    )


class PurposeForm(BaseForm):
    """What a fund is for, in other words."""

    purpose = fields.line(
        N_("Waarvoor is het geld?"),
        hint=N_("Schrijf erbij wie dit besliste."),
        why=N_("In het jaarverslag staat waarvoor u geld apart houdt."),
        owner=OWNER,
        longest=240,
    )


class DropForm(BaseForm):
    """Why something that stands ready is not done."""

    reason = fields.line(
        N_("Waarom gaat dit niet door?"),
        hint=N_("Bijvoorbeeld: we kopen het ergens anders."),
        why=N_("Wie het klaarzette, leest waarom."),
        owner=OWNER,
        longest=120,
    )


class LimitsForm(BaseForm):
    """Up to which amount one person decides, and what deciding together costs."""

    alone = _euro(
        N_("Tot en met welk bedrag beslist 1 persoon?"),
        lowest=Money(0),
        optional=True,
        hint=N_("Laat u dit leeg, dan hoeft niemand te wachten."),
        why=N_("Kleine bedragen hoeven niet te wachten. Zo houdt u tijd over."),
    )
    deciding = _euro(
        N_("Wat kost het ongeveer om samen te beslissen?"),
        lowest=Money(0),
        optional=True,
        hint=N_("Denk aan de uren van wie erover praat."),
        why=N_("Kost beslissen meer dan de uitgave, dan ziet u dat."),
    )
    valid_from = fields.day(
        N_("Vanaf welke dag geldt dit?"),
        why=N_("Wat daarvoor is geboekt, verandert niet."),
        owner=OWNER,
        checks=(ranges.near(TEN_YEARS_IN_DAYS),),
    )
    source = fields.line(
        N_("Wie besliste dit, en wanneer?"),
        hint=N_("Bijvoorbeeld: bestuur, 4 januari 2027."),
        why=N_("De kascommissie leest later wie dit besliste."),
        owner=OWNER,
        longest=120,
    )


class RepeatForm(BaseForm):
    """How often an entry comes back, and from which day."""

    every = fields.one_of(
        N_("Hoe vaak komt dit terug?"),
        [(every.value, Lazy(word)) for every, word in EVERY.items()],
        why=N_("Dan staat het op tijd voor u klaar."),
        owner=OWNER,
    )
    first_on = fields.day(
        N_("Wanneer is de volgende keer?"),
        why=N_("Op die dag staat het de eerste keer klaar."),
        owner=OWNER,
        checks=(ranges.ahead(TEN_YEARS_IN_DAYS),),
    )


class YearFileForm(BaseForm):
    """Which file of which year somebody takes along."""

    kind = fields.one_of(
        N_("Welk bestand wilt u?"),
        [(kind.value, Lazy(word)) for kind, word in YEAR_FILES.items()],
        why=N_("Elk bestand is voor iets anders."),
        owner=OWNER,
    )
    year = fields.picked(
        N_("Van welk jaar?"),
        why=N_("Een bestand gaat over 1 jaar."),
        owner=OWNER,
        width="w4",
    )


def photo_of_receipt(*, optional: bool = False) -> Any:
    """The photo of a paper, taken on the spot or chosen."""
    return fields.photo(
        N_("Foto van de bon"),
        kinds=MEDIA_TYPES,
        hint=N_("JPEG, PNG of WebP, tot 10 MB. Maak de foto recht van boven."),
        why=N_("De kascommissie ziet zo wat er gekocht is."),
        owner=OWNER,
        optional=optional,
    )


class ReceiptForm(BaseForm):
    """A receipt that comes in: its photo, and what is on it."""

    photo = photo_of_receipt()
    words = fields.line(
        N_("Wat staat er op de bon?"),
        hint=N_("Bijvoorbeeld: groente, € 62,50. Schrijf geen namen van leden op."),
        why=N_("Zo vindt u de bon terug zonder de foto te openen."),
        owner=OWNER,
        longest=120,
    )
