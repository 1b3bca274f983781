"""Checks on the value of a field that our forms share: how much, and which day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from wtforms import Form
from wtforms.validators import ValidationError

from buurtcoop.core import clock, words
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.web.pages import _, language

Check = Callable[[Form, Any], None]


def between(lowest: int, highest: int) -> Check:
    """A whole number within these two, both allowed."""

    def check(form: Form, field: Any) -> None:
        if field.data is not None and not lowest <= field.data <= highest:
            raise ValidationError(
                _(
                    N_("Kies een getal van %(min)s tot en met %(max)s."),
                    min=lowest,
                    max=highest,
                )
            )

    return check


def amount_up_to(highest: Money) -> Check:
    """An amount from nothing to this much."""

    def check(form: Form, field: Any) -> None:
        if field.data is not None and not NOTHING <= field.data <= highest:
            raise ValidationError(
                _(
                    N_("Kies een bedrag van %(min)s tot en met %(max)s."),
                    min=NOTHING,
                    max=highest,
                )
            )

    return check


def ahead(days: int) -> Check:
    """A day from today on, at most this many days ahead."""

    def check(form: Form, field: Any) -> None:
        if field.data is None:
            return
        if field.data < clock.today():
            raise ValidationError(_(N_("Kies een dag vanaf vandaag.")))
        near(days)(form, field)

    return check


def near(days: int) -> Check:
    """A day at most this many days from today, before or after."""

    def check(form: Form, field: Any) -> None:
        if field.data is None:
            return
        reach = timedelta(days=days)
        first, last = clock.today() - reach, clock.today() + reach
        if not first <= field.data <= last:
            raise ValidationError(
                _(
                    N_("Deze dag ligt te ver weg. Kies een dag tussen %(first)s en %(last)s."),
                    first=_said(first),
                    last=_said(last),
                )
            )

    return check


def _said(value: date) -> str:
    return words.full_date(value, language())
