"""The forms of beginning a book: which file, and what only a human knows about it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from wtforms import HiddenField
from wtforms.fields import SelectChoice

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.ledger.models import Fund, LedgerAccount
from buurtcoop.ledger.opening.booking import RESERVE
from buurtcoop.ledger.opening.planning import EARNED, OURS_ALONE, Answers, Questions
from buurtcoop.ledger.queries import year_is_open
from buurtcoop.ledger.rules import HIGHEST, RESULT
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "treasurer"
# The answer that the reserve is to be made, and this belongs to it.
TO_RESERVE = "reserve"
CHOOSE = ("", Lazy(N_("Kies uit de lijst")))


class OpeningFileForm(BaseForm):
    """Which file, and of which year it is the beginning."""

    year = fields.picked(
        N_("Van welk jaar is dit het begin?"),
        why=N_("Het begin komt op 1 januari van dat jaar in het boek."),
        owner=OWNER,
    )
    file = fields.file(
        N_("Welk bestand is het?"),
        kinds=(".xlsx", ".xaf", ".xml"),
        hint=N_("Een lijst met saldo’s (.xlsx) of een auditfile (.xaf)."),
        why=N_("Dan hoeft u de bedragen niet over te typen."),
        owner=OWNER,
    )

    @classmethod
    def offered(cls) -> Self:
        """What was sent, for the years around this one whose book is open."""
        this = clock.today().year
        form = cls.sent(year=str(this))
        years = [year for year in (this - 1, this, this + 1) if year_is_open(year)] or [this]
        form.year.choices = [SelectChoice(str(year), str(year)) for year in years]
        return form

    def read(self) -> bytes:
        """What stands in the file, once."""
        with self.file.data.stream as opened:
            content: bytes = opened.read()
        return content


class OpeningForm(BaseForm):
    """What the file said, carried along, with a field for each question about it."""

    plain: ClassVar[frozenset[str]] = BaseForm.plain | {"carried"}
    labels: ClassVar[Mapping[str, Lazy]] = {}
    carried = HiddenField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name, label in self.labels.items():
            self[name].label.text = label

    def answers(self, asked: Questions) -> Answers:
        """What was filled in."""
        funds = {name: self[f"fund_{number}"].data for number, name in enumerate(asked.funds)}
        return Answers(
            accounts={
                code: self[f"account_{number}"].data for number, code in enumerate(asked.accounts)
            },
            funds={name: int(fund) for name, fund in funds.items() if fund != TO_RESERVE},
            to_reserve=frozenset(name for name, fund in funds.items() if fund == TO_RESERVE),
            amounts={place: self[f"amount_{place}"].data for place in asked.amounts},
        )


def form_for(
    asked: Questions, chart: Sequence[LedgerAccount], funds: Sequence[Fund]
) -> type[OpeningForm]:
    """The form with a field for each of these questions."""
    made: dict[str, Any] = {}
    labels: dict[str, Lazy] = {}
    for number, (code, name) in enumerate(asked.accounts.items()):
        made[f"account_{number}"] = _account(chart)
        labels[f"account_{number}"] = Lazy(
            N_("Welke rekening is %(code)s %(name)s?"), code=code, name=name
        )
    for number, name in enumerate(asked.funds):
        made[f"fund_{number}"] = _fund(funds)
        if name:
            labels[f"fund_{number}"] = Lazy(N_("Welk potje is %(name)s?"), name=name)
    for place, row in asked.amounts.items():
        made[f"amount_{place}"] = _amount()
        labels[f"amount_{place}"] = Lazy(
            N_("Welk bedrag staat bij %(code)s %(name)s? In het bestand staat: %(written)s"),
            code=row.code,
            name=row.name,
            written=row.unclear,
        )
    return type("OpeningForm", (OpeningForm,), {**made, "labels": labels})


def _account(chart: Sequence[LedgerAccount]) -> Any:
    ours = [
        (account.code, f"{account.code} {account.name}")
        for account in chart
        if account.kind not in RESULT and account.code not in OURS_ALONE
    ]
    return fields.picked(
        N_("Welke rekening is dit?"),
        [CHOOSE, *ours, (EARNED, Lazy(N_("Inkomsten of kosten van vorig jaar")))],
        why=N_("Deze rekening kennen we niet."),
        owner=OWNER,
    )


def _fund(funds: Sequence[Fund]) -> Any:
    there = any(fund.name == RESERVE for fund in funds)
    new = [] if there else [(TO_RESERVE, Lazy(N_("Een nieuw potje: Reserve")))]
    return fields.picked(
        N_("In welk potje hoort wat geen potje noemt?"),
        [CHOOSE, *((str(fund.id), fund.name) for fund in funds), *new],
        why=N_("Elk bedrag in het boek hoort bij een potje."),
        owner=OWNER,
    )


def _amount() -> Any:
    return fields.euro(
        N_("Welk bedrag is dit?"),
        why=N_("Dit bedrag kunnen we op twee manieren lezen."),
        owner=OWNER,
        checks=(ranges.amount_up_to(HIGHEST),),
    )
