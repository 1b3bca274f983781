"""The forms of the book itself; booking in words is in the room of the sources."""

from buurtcoop.core.words import N_
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm


class UndoForm(BaseForm):
    """Undo an entry: on which day, and why."""

    day = fields.day(
        N_("Op welke dag maakt u dit ongedaan?"),
        why=N_("Vanaf deze dag telt het bedrag niet meer mee."),
        owner="treasurer",
    )
    memo = fields.line(
        N_("Waarom maakt u dit ongedaan?"),
        hint=N_("Bijvoorbeeld: dubbel geboekt. Schrijf geen namen van leden op."),
        why=N_("De kascommissie leest later wat er gebeurde."),
        owner="treasurer",
        longest=120,
    )


class OpenYearForm(BaseForm):
    """One button that makes the book of a year ready."""
