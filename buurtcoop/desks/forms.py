"""What a colleague can say about an item of the list."""

from wtforms import HiddenField

from buurtcoop.core.words import N_
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import LARGEST_NUMBER

LONGEST_NUMBER = len(str(LARGEST_NUMBER))


class MarkForm(BaseForm):
    """Any form about an item; `seen` is the mark that stood on the page."""

    plain = BaseForm.plain | {"seen"}
    seen = HiddenField()

    @property
    def seen_mark(self) -> int:
        """The mark this page was made with; something else than a number is no mark of ours."""
        written = str(self.seen.data or "")
        if not written.isascii() or not written.isdigit() or len(written) > LONGEST_NUMBER:
            return -1
        return min(int(written), LARGEST_NUMBER)


class TakeForm(MarkForm):
    """I take this item."""


class HandOverForm(MarkForm):
    """Somebody else takes this item."""

    to = fields.picked(
        N_("Aan wie geeft u dit?"),
        why=N_("Zo staat bij elk ding op de lijst wie het doet."),
        owner="coordinator",
    )


class PutOffForm(MarkForm):
    """This item can wait."""

    until = fields.day(
        N_("Tot welke dag kan dit wachten?"),
        hint=N_("Niet later dan over 30 dagen."),
        why=N_("Tot die dag staat het niet op de lijst. Daarna komt het vanzelf terug."),
        owner="coordinator",
    )
