"""The forms of the bank: an account, a file, booking a movement by hand."""

from collections.abc import Sequence
from typing import Self

from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import Regexp

from buurtcoop.bank.rules import LARGEST_FILE
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.funding.forms.booking import OWN_FUND, PER_ACTIVITY, MoneyForm
from buurtcoop.funding.queries import OpenTranche
from buurtcoop.ledger.forms import OWNER, amount_from
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.ledger.rules import LOWEST
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

KINDS = (".xml", ".zip", ".csv", ".tab", ".txt", ".sta", ".940", ".mt940", ".swi")


class AccountForm(BaseForm):
    """A bank account of ours."""

    name = fields.line(
        N_("Hoe noemt u deze rekening?"),
        hint=N_("Bijvoorbeeld Betaalrekening."),
        why=N_("Zo ziet u welke rekening u voor u hebt."),
        owner=OWNER,
        longest=60,
    )
    iban = fields.line(
        N_("Wat is het rekeningnummer (IBAN)?"),
        hint=N_("Het staat op de bankpas en op elk afschrift."),
        why=N_("Aan dit nummer ziet de computer welk bankbestand erbij hoort."),
        owner=OWNER,
        longest=42,
    )
    place = fields.picked(
        N_("Wat voor rekening is het?"),
        why=N_("Elke bankrekening heeft een eigen plek in het boek."),
        owner=OWNER,
    )

    def offer(self, places: Sequence[LedgerAccount]) -> None:
        """The places in the books that are free."""
        self.place.choices = [(place.code, place.name) for place in places]


class UploadForm(BaseForm):
    """A file of the bank, to look at first."""

    file = fields.file(
        N_("Welk bestand van de bank is het?"),
        kinds=KINDS,
        hint=N_("Kies bij uw bank voor CAMT.053, MT940 of CSV. Een zip mag ook."),
        why=N_("Dan hoeft u de bedragen niet over te typen."),
        owner=OWNER,
    )

    def read(self) -> tuple[bytes, str]:
        """What stands in the file, once and never more than we take, and its name."""
        with self.file.data.stream as opened:
            return opened.read(LARGEST_FILE + 1), self.file.data.filename or ""


class ImportForm(BaseForm):
    """The file that was looked at, sealed by us, and the button that takes it in."""

    plain = BaseForm.plain | {"kept"}

    kept = HiddenField()


class AcceptForm(BaseForm):
    """One press on a suggestion; `shown` says which, so that no other is booked."""

    plain = BaseForm.plain | {"shown"}

    shown = HiddenField()


class EntryForm(BaseForm):
    """One press: this movement is that entry."""

    plain = BaseForm.plain | {"entry"}

    entry = HiddenField(validators=[Regexp("[0-9]{1,9}$")])


class LineForm(MoneyForm):
    """A movement, or a part of it, booked by hand."""

    amount = fields.euro(
        N_("Hoeveel hiervan boekt u?"),
        hint=N_("Is het voor meer dan 1 ding? Boek dan eerst een deel. De rest blijft open."),
        why=N_("Een bedrag kan over meer bronnen of activiteiten gaan."),
        owner=OWNER,
        checks=(amount_from(LOWEST),),
    )
    account = fields.picked(
        N_("Wat voor bedrag is het?"),
        why=N_("Zo zien we waar het geld vandaan komt en waar het aan opgaat."),
        owner=OWNER,
    )
    source = fields.picked(
        N_("Bij welke bron hoort het?"),
        why=OWN_FUND,
        owner=OWNER,
    )
    activity = fields.picked(
        N_("Voor welke activiteit is het?"),
        why=PER_ACTIVITY,
        owner=OWNER,
    )
    tranche = fields.picked(
        N_("Bij welk deel van een afspraak hoort het?"),
        why=N_("Dan ziet u bij de afspraak wat er al binnen is."),
        owner=OWNER,
        optional=True,
    )
    memo = fields.line(
        N_("Waar ging het om?"),
        hint=N_("Bijvoorbeeld: boodschappen. Schrijf geen namen van leden op."),
        why=N_("De kascommissie en het bestuur lezen dit later terug."),
        owner=OWNER,
        longest=120,
    )
    learn = fields.yes(
        N_("Boek het volgende bedrag van deze rekening meteen zo"),
        why=N_("Dan hoeft u het de volgende keer niet te kiezen. U kunt het altijd terugdraaien."),
        owner=OWNER,
        optional=True,
    )

    def offer_tranches(self, coming: Sequence[OpenTranche], amount: Money) -> Self:
        """The parts that still come; none is the first choice. Money that goes out asks nothing."""
        if amount < NOTHING or not coming:
            del self["tranche"]
            return self
        self["tranche"].choices = [
            SelectChoice("", Lazy(N_("Bij geen deel"))),
            *(SelectChoice(str(each.id), _named(each)) for each in coming),
        ]
        return self

    @property
    def tranche_id(self) -> int | None:
        """The part that was chosen."""
        chosen = self["tranche"].data if "tranche" in self else ""
        return int(chosen) if chosen else None


def _named(part: OpenTranche) -> Lazy:
    return Lazy(
        N_("%(source)s %(year)s, deel %(number)s: nog %(amount)s"),
        source=part.source.name,
        year=part.year,
        number=part.number,
        amount=part.open,
    )
