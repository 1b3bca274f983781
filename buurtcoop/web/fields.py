"""The fields of our forms: each says why it is asked, whose it is, and what is wrong in a sentence.

`why` is shown to who fills it in; `owner` names the role that answers for asking it; `prefilled`
is true when we filled it in. A test refuses a field without them.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from buurtcoop.core.words import N_
from buurtcoop.web.kinds import (
    DAY_WRITTEN,
    HOUR_WRITTEN,
    BoxesField,
    CountField,
    DayField,
    EmailField,
    EuroField,
    HourField,
    PhoneField,
    PostcodeField,
    TrimmedField,
)
from buurtcoop.web.pages import Lazy, Sentences, _

# Turn the direction of what follows (UAX 9): a name could read as another. Arabic needs none.
TURNS_TEXT = frozenset(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
Choices = Sequence[tuple[str, str | Lazy]]


class Asked:
    """What each of our fields carries beside its value."""

    why: Lazy
    owner: str
    optional: bool
    width: str
    autocomplete: str
    longest: int
    object_data: Any

    @property
    def prefilled(self) -> bool:
        """Whether we filled it in."""
        return self.object_data not in (None, "", [], False)


class Filled:
    """Refuses an empty field, unless it may stay empty."""

    field_flags: dict[str, bool] = {}

    def __call__(self, form: Form, field: Any) -> None:
        empty = not field.raw_data or not any(str(value).strip() for value in field.raw_data)
        if not empty:
            return
        field.errors = []
        if field.optional:
            raise StopValidation
        raise StopValidation(_(N_("Vul dit nog in: %(label)s."), label=_label(field)))


class NotTooLong:
    """Refuses a text that does not fit, or that hides control characters."""

    def __call__(self, form: Form, field: Any) -> None:
        text = field.data if isinstance(field.data, str) else ""
        if len(text) > field.longest:
            raise ValidationError(
                _(
                    N_("Deze tekst is te lang: %(length)s tekens. Er passen er %(max)s."),
                    length=len(text),
                    max=field.longest,
                )
            )
        allowed = "\n\r\t" if isinstance(field, TextAreaField) else ""
        if any(_is_hidden(letter) and letter not in allowed for letter in text):
            raise ValidationError(
                _(N_("Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw."))
            )


def _is_hidden(letter: str) -> bool:
    """Whether this draws nothing but changes what stands around it: a control, a turned text."""
    return unicodedata.category(letter) == "Cc" or letter in TURNS_TEXT


def asked(
    kind: type[Field],
    label: str,
    *,
    why: str,
    owner: str = "secretary",
    how: str = "",
    hint: str = "",
    optional: bool = False,
    longest: int = 200,
    width: str = "",
    autocomplete: str = "off",
    checks: Sequence[Callable[[Form, Any], None]] = (),
    **kwargs: Any,
) -> Any:
    """A field of this kind. `label`, `how`, `hint` and `why` are message ids.

    `how` says how the answer is written; it stands before the hint.
    """
    return _our(kind)(
        Lazy(label),
        validators=[Filled(), NotTooLong(), *checks],
        description=Sentences(how, hint),
        name=None,
        ours={
            "why": Lazy(why),
            "owner": owner,
            "optional": optional,
            "longest": longest,
            "width": width,
            "autocomplete": autocomplete,
        },
        **kwargs,
    )


_made: dict[type[Field], type[Field]] = {}


def _our(kind: type[Field]) -> type[Field]:
    """The same field class with what ours carry; made once per kind."""
    if kind in _made:
        return _made[kind]

    def made(self: Any, *args: Any, ours: dict[str, Any], **kwargs: Any) -> None:
        kind.__init__(self, *args, **kwargs)
        self.__dict__.update(ours)

    _made[kind] = type(f"Asked{kind.__name__}", (Asked, kind), {"__init__": made})
    return _made[kind]


def line(label: str, **more: Any) -> Any:
    """One line of text."""
    return asked(TrimmedField, label, **more)


def text(label: str, **more: Any) -> Any:
    """A few lines of text."""
    return asked(TextAreaField, label, **{"longest": 2000, **more})


def password(label: str, **more: Any) -> Any:
    """A secret to type; never shown again."""
    return asked(PasswordField, label, **{"longest": 128, **more})


def email(label: str, **more: Any) -> Any:
    """An e-mail address."""
    return asked(EmailField, label, **{"autocomplete": "email", **more})


def phone(label: str, **more: Any) -> Any:
    """A phone number."""
    return asked(PhoneField, label, **{"autocomplete": "tel", "width": "w7", **more})


def postcode(label: str, **more: Any) -> Any:
    """A Dutch postcode."""
    return asked(PostcodeField, label, **{"autocomplete": "postal-code", "width": "w7", **more})


def day(label: str, **more: Any) -> Any:
    """A date."""
    return asked(DayField, label, **{"width": "w7", "how": DAY_WRITTEN, **more})


def hour(label: str, **more: Any) -> Any:
    """A time on the wall."""
    return asked(HourField, label, **{"width": "w4", "how": HOUR_WRITTEN, **more})


def euro(label: str, **more: Any) -> Any:
    """An amount of money."""
    return asked(EuroField, label, **{"width": "w7", **more})


def count(label: str, **more: Any) -> Any:
    """A whole number."""
    return asked(CountField, label, **{"width": "w4", **more})


def one_of(label: str, choices: Choices, **more: Any) -> Any:
    """One answer from a short list, as radio buttons."""
    return asked(RadioField, label, choices=[SelectChoice(*each) for each in choices], **more)


def picked(label: str, choices: Choices = (), **more: Any) -> Any:
    """One answer from a longer list."""
    return asked(SelectField, label, choices=[SelectChoice(*each) for each in choices], **more)


def several(label: str, choices: Choices, **more: Any) -> Any:
    """Any number of answers from a list."""
    return asked(BoxesField, label, choices=[SelectChoice(*each) for each in choices], **more)


def yes(label: str, **more: Any) -> Any:
    """A box to tick."""
    return asked(BooleanField, label, **more)


def file(label: str, *, kinds: Sequence[str], **more: Any) -> Any:
    """A file of one of these media types or endings. `data` is the file."""
    return asked(FileField, label, render_kw={"accept": ",".join(kinds)}, **more)


def photo(label: str, *, kinds: Sequence[str], **more: Any) -> Any:
    """A file with a photo; `kinds` are the media types a phone may offer. `data` is the file."""
    return file(label, kinds=kinds, **more)


def _label(field: Any) -> str:
    return str(field.label.text).rstrip("?.")
