"""What the forms of buying together share: checks, and fields that come back."""

from typing import Any

from wtforms import Form, HiddenField
from wtforms.validators import ValidationError

from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import _

OWNER = "coordinator"
LONGEST_NOTE = 300
LONGEST_NAME = 120
TWO_YEARS_IN_DAYS = 730


def not_to_come(form: Form, field: Any) -> None:
    """A day that was there: what is noted did happen."""
    if field.data is not None and field.data > clock.today():
        raise ValidationError(_(N_("Deze dag komt nog. Kies een dag tot en met vandaag.")))


def happened(label: str, why: str) -> Any:
    """A day that is past or today, on which something was done."""
    return fields.day(
        label,
        why=why,
        owner=OWNER,
        checks=(not_to_come, ranges.near(TWO_YEARS_IN_DAYS)),
    )


def typed_name(label: str, hint: str, why: str) -> Any:
    """The name under a yes."""
    return fields.line(label, hint=hint, why=why, owner=OWNER, longest=LONGEST_NAME)


def reason(label: str, why: str) -> Any:
    """Why something does not go on, for members to read."""
    return fields.text(
        label,
        hint=N_("Schrijf een hele zin, zonder namen van leden."),
        why=why,
        owner=OWNER,
        longest=LONGEST_NOTE,
    )


def whole(value: Any) -> int:
    """A number that went along unseen; nought for what is none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class VersionForm(BaseForm):
    """About one round or order; hidden: the version of it that was read."""

    plain = BaseForm.plain | {"version"}

    version = HiddenField()

    @property
    def read_version(self) -> int:
        """The version that was read; nought for what is no number."""
        return whole(self.version.data)
