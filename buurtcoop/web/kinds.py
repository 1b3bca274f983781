"""What a typed answer becomes: a trimmed line, an address, a day, an hour, an amount, a number."""

from datetime import date, datetime, time
from typing import Any

from stdnum.exceptions import ValidationError as NumberWrong
from stdnum.nl import postcode as dutch_postcode
from wtforms import Form, SelectMultipleField, StringField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from buurtcoop.core import words
from buurtcoop.core.contact import ContactUnclear, read_email, read_phone
from buurtcoop.core.money import AmountAmbiguous, AmountUnclear, Money, parse
from buurtcoop.core.words import N_
from buurtcoop.web.pages import Sentences, _

# How a day and an hour are written, in every form and at every answer we do not understand.
DAY_WRITTEN = N_("Schrijf hem zo: 21-11-2026.")
HOUR_WRITTEN = N_("Schrijf de tijd zo: 19.30.")


class TrimmedField(StringField):
    """A line of text without spaces around it."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([str(value).strip() for value in valuelist])


class EmailField(TrimmedField):
    """An e-mail address, in lower case."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([str(value).lower() for value in valuelist])

    def pre_validate(self, form: Form) -> None:
        if not self.data:
            return
        try:
            self.data = read_email(self.data)
        except ContactUnclear as error:
            raise StopValidation(
                _(N_("Dit mailadres klopt niet. Het lijkt op naam@example.org."))
            ) from error


class PhoneField(TrimmedField):
    """A phone number, kept as +31…; a foreign one with + is fine."""

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data and self.errors else words.phone(self.data or "")

    def pre_validate(self, form: Form) -> None:
        if not self.data:
            return
        try:
            self.data = read_phone(self.data)
        except ContactUnclear as error:
            raise StopValidation(
                _(N_("Dit telefoonnummer klopt niet. Het zijn 10 cijfers, zoals 06 12 34 56 78."))
            ) from error


class PostcodeField(TrimmedField):
    """A Dutch postcode, kept as 1234 AB."""

    def pre_validate(self, form: Form) -> None:
        if not self.data:
            return
        try:
            self.data = dutch_postcode.validate(self.data)
        except NumberWrong as error:
            raise StopValidation(
                _(N_("Deze postcode klopt niet. Het zijn 4 cijfers en 2 letters, zoals 1234 AB."))
            ) from error


class DayField(StringField):
    """A day written as 21-11-1980; `data` is a date."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%d-%m-%Y}" if isinstance(self.data, date) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        written = str(valuelist[0]).strip().replace("/", "-").replace(".", "-") if valuelist else ""
        if not written:
            return
        parts = written.split("-")
        whole = [part for part in parts if part.isascii() and part.isdigit()]
        sizes = [len(part) for part in whole]
        if len(parts) != 3 or len(whole) != 3 or max(sizes[:2]) > 2 or sizes[2] != 4:
            raise ValueError(str(Sentences(N_("We begrijpen deze datum niet."), DAY_WRITTEN)))
        try:
            self.data = date(int(parts[2]), int(parts[1]), int(parts[0]))
        except ValueError as error:
            raise ValueError(_(N_("Deze dag bestaat niet: %(value)s."), value=written)) from error


class HourField(StringField):
    """A time written as 19.30; `data` is a time on the wall."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H.%M}" if isinstance(self.data, time) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        written = str(valuelist[0]).strip().removesuffix("uur").strip() if valuelist else ""
        if not written:
            return
        try:
            self.data = datetime.strptime(written.replace(".", ":"), "%H:%M").time()  # noqa: DTZ007 - a time on the wall
        except ValueError as error:
            raise ValueError(_(HOUR_WRITTEN)) from error


class EuroField(StringField):
    """An amount as people write it; `data` is Money."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data)[2:] if isinstance(self.data, Money) else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if not valuelist or not str(valuelist[0]).strip():
            return
        try:
            self.data = parse(str(valuelist[0]))
        except AmountAmbiguous as error:
            raise ValueError(
                _(
                    N_("Bedoelt u %(first)s of %(second)s? Kies het goede bedrag."),
                    first=error.first,
                    second=error.second,
                )
            ) from error
        except AmountUnclear as error:
            raise ValueError(
                _(N_("We begrijpen dit bedrag niet. Schrijf het zo: 12,50."))
            ) from error


class CountField(StringField):
    """A whole number; `data` is an int."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        written = str(valuelist[0]).strip() if valuelist else ""
        if not written:
            return
        if not written.isascii() or not written.isdigit() or len(written) > 9:
            raise ValueError(_(N_("Vul hier een heel getal in, zoals 4.")))
        self.data = int(written)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class BoxesField(SelectMultipleField):
    """Several answers from a list, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
