"""The kinds of cost that a letter names, as rows of a form: name, accounts, and at most what."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from buurtcoop.core.words import N_
from buurtcoop.funding.rules import AccountTwice, CategoryDraft, points_of
from buurtcoop.funding.settlement import Contradiction
from buurtcoop.funding.settlement.contradictions import CategoryTwice, NoOtherCosts
from buurtcoop.funding.settlement.steps import percent
from buurtcoop.ledger.forms import OWNER, amount_from
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.ledger.rules import LOWEST
from buurtcoop.web import fields
from buurtcoop.web.pages import Lazy, _

MOST_KINDS = 8
PERCENT = N_("Schrijf het zo: 60 of 12,5.")
# At which question of its rows a clash of kinds of cost stands.
PLACES = {CategoryTwice: "name", AccountTwice: "accounts", NoOtherCosts: "part"}


def a_percentage(form: Form, field: Any) -> None:
    """A percentage from nothing to all."""
    if field.data and points_of(field.data) is None:
        raise ValidationError(_(N_("Kies een percentage van 0 tot en met 100.")))


def add_kinds(form: type[Form]) -> None:
    """Give a form the rows of its kinds of cost."""
    for row in range(1, MOST_KINDS + 1):
        for name, question in _questions().items():
            setattr(form, f"kind_{row}_{name}", question)


def _questions() -> dict[str, Any]:
    return {
        "name": fields.line(
            N_("Soort %(number)s: hoe noemt de brief deze kosten?"),
            hint=N_("Leeg: deze soort telt niet mee."),
            why=N_("Zo herkennen zij het in de afrekening."),
            owner=OWNER,
            longest=60,
            optional=True,
        ),
        "accounts": fields.several(
            N_("Soort %(number)s: welke uitgaven horen daarbij?"),
            (),
            why=N_("Wat u zo boekt, komt vanzelf bij deze soort."),
            owner=OWNER,
            optional=True,
        ),
        "most": fields.euro(
            N_("Soort %(number)s: hoeveel euro telt hoogstens mee?"),
            hint=N_("Leeg: geen grens."),
            why=N_("Wat erboven komt, betaalt u zelf."),
            owner=OWNER,
            optional=True,
            checks=(amount_from(LOWEST),),
        ),
        "part": fields.line(
            N_("Soort %(number)s: of hoeveel procent van de andere kosten?"),
            how=PERCENT,
            hint=N_("Leeg: geen grens."),
            why=N_("Bijvoorbeeld: kantoorkosten tot 10 procent."),
            owner=OWNER,
            longest=8,
            width="w4",
            optional=True,
            checks=(a_percentage,),
        ),
    }


def keep_kinds(form: Any, *, wanted: bool) -> None:
    """Leave as many rows as are shown; none where the kind of agreement names no costs."""
    shown = _shown(form) if wanted else 0
    form.shown.data = str(shown)
    for row in range(1, MOST_KINDS + 1):
        for name in _questions():
            field = form[f"kind_{row}_{name}"]
            field.label.text = Lazy(field.label.text.message, number=row)
            if row > shown:
                del form[f"kind_{row}_{name}"]


def _shown(form: Any) -> int:
    asked = str(form.shown.data or "")
    return int(asked) if asked in {str(each) for each in range(MOST_KINDS + 1)} else 0


def one_more(form: Any) -> None:
    """Ask for one more kind of cost, before `keep_kinds`."""
    form.shown.data = str(min(_shown(form) + 1, MOST_KINDS))


def rows_of(form: Any) -> list[list[Any]]:
    """The fields of each row."""
    return [
        [form[f"kind_{row}_{name}"] for name in _questions()]
        for row in range(1, int(form.shown.data or 0) + 1)
    ]


def offer_accounts(form: Any, accounts: Sequence[LedgerAccount]) -> None:
    """The accounts of cost to choose from."""
    for _name, chosen, _most, _part in rows_of(form):
        chosen.choices = [SelectChoice(each.code, each.name) for each in accounts]


def drafted(form: Any) -> tuple[CategoryDraft, ...]:
    """The kinds of cost that were filled in; a row without a name is none."""
    return tuple(
        CategoryDraft(
            name=name.data,
            accounts=tuple(sorted(chosen.data or ())),
            most=most.data,
            most_points=points_of(part.data) if part.data else None,
        )
        for name, chosen, most, part in rows_of(form)
        if name.data
    )


def shown_of(categories: Sequence[CategoryDraft]) -> dict[str, Any]:
    """What the rows show of these kinds of cost."""
    values: dict[str, Any] = {"shown": str(len(categories))}
    for row, each in enumerate(categories, start=1):
        values[f"kind_{row}_name"] = each.name
        values[f"kind_{row}_accounts"] = list(each.accounts)
        values[f"kind_{row}_most"] = each.most
        values[f"kind_{row}_part"] = (
            percent(each.most_points) if each.most_points is not None else ""
        )
    return values


def kinds_of(form: Any, clash: Contradiction) -> list[Any]:
    """The fields of the first and the last row that a clash names; none for another clash."""
    if type(clash) not in PLACES:
        return []
    place = list(_questions()).index(PLACES[type(clash)])
    named = [row for row in rows_of(form) if row[0].data in clash.values.values()]
    return [row[place] for row in (named[:1] + named[1:][-1:])]
