"""The forms of members: joining, the talk, one's own details, leaving."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from wtforms import Form, HiddenField
from wtforms.validators import ValidationError

from buurtcoop.core import clock
from buurtcoop.core.words import N_, NAMES
from buurtcoop.members.models import Membership
from buurtcoop.members.rules import OF_AGE, TooYoung, age_on, is_age
from buurtcoop.people.models import Channel, Person
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy, _

HIGHEST_HOUSE_NUMBER = 99_999
MOST_A_MONTH = 31
GIVES, RECEIVES = "gives", "receives"
CHANNELS = {
    Channel.MAIL: N_("Mail"),
    Channel.TEXT: N_("Sms"),
    Channel.PHONE: N_("Bellen"),
    Channel.PAPER: N_("Brief"),
}
WHERE = N_("Dan weten we of u in onze buurt woont.")
REACHED = N_("1 van de 2 is genoeg. We gebruiken het alleen voor de coöperatie.")
UNDERSTOOD = N_("Zo mist u niets en verstaan we elkaar.")
BIRTH_WHY = N_("Uw contributie hangt af van uw leeftijd. Bij sommig aanbod moet u %(age)s zijn.")


def of_age(form: Form, field: Any) -> None:
    """A birth date of somebody alive who may decide alone."""
    born, today = field.data, clock.today()
    if not isinstance(born, date):
        return
    if not is_age(born, today):
        raise ValidationError(_(N_("Kijk nog eens naar het jaar. Klopt deze geboortedatum?")))
    if age_on(born, today) < OF_AGE:
        raise ValidationError(_(TooYoung.sentence, age=OF_AGE))


def _birth_date(*, optional: bool = False) -> Any:
    """The field of the day somebody was born."""
    return fields.day(
        N_("Geboortedatum"),
        how=N_("Schrijf hem zo: 21-11-1980."),
        why=BIRTH_WHY,
        autocomplete="bday",
        optional=optional,
        checks=(of_age,),
    )


class PersonForm(BaseForm):
    """Who somebody is and how to reach them, as one types it oneself."""

    call_name = fields.line(
        N_("Hoe mogen we u noemen?"),
        hint=N_("Een voornaam is genoeg."),
        why=N_("Zo spreken we u aan."),
        longest=60,
        autocomplete="given-name",
    )
    prefix = fields.line(
        N_("Tussenvoegsel"),
        hint=N_("Zoals van, de of van der."),
        why=N_("Zo staat uw naam goed in de lijst."),
        optional=True,
        longest=20,
        width="w7",
    )
    surname = fields.line(
        N_("Achternaam"),
        hint=N_("Woorden als van of de komen in het vak ervoor."),
        why=N_("Een coöperatie houdt een lijst van haar leden bij."),
        longest=80,
        autocomplete="family-name",
    )
    street = fields.line(N_("Straat"), why=WHERE, longest=80)
    house_number = fields.count(
        N_("Huisnummer"),
        hint=N_("Alleen het getal."),
        why=WHERE,
        checks=(ranges.between(1, HIGHEST_HOUSE_NUMBER),),
    )
    addition = fields.line(
        N_("Letter of toevoeging"),
        hint=N_("Zoals A of 2."),
        why=WHERE,
        optional=True,
        longest=10,
        width="w4",
    )
    postcode = fields.postcode(N_("Postcode"), hint=N_("Bijvoorbeeld 1234 AB."), why=WHERE)
    email = fields.email(
        N_("Mailadres"),
        hint=N_("Geen mail? Laat het vak leeg."),
        why=REACHED,
        optional=True,
    )
    phone = fields.phone(
        N_("Telefoonnummer"),
        hint=N_("Bijvoorbeeld 06 12 34 56 78."),
        why=REACHED,
        optional=True,
    )
    channel = fields.one_of(
        N_("Hoe bereiken we u het liefst?"),
        [(channel.value, Lazy(word)) for channel, word in CHANNELS.items()],
        hint=N_("Kies mail, sms, bellen of een brief."),
        why=UNDERSTOOD,
    )
    language = fields.picked(
        N_("Welke taal praat u het liefst?"), list(NAMES.items()), why=UNDERSTOOD
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are right, and this person can be reached as wished."""
        return bool(super().validate(extra_validators)) and self.can_be_reached()

    def can_be_reached(self) -> bool:
        """Whether there is an address for the wished way; says at the field what is missing."""
        email, phone = self.known_email, self.phone.data
        if not email and not phone:
            missing = N_("Vul een mailadres of een telefoonnummer in. 1 van de 2 is genoeg.")
            return _wrong(self.email or self.phone, missing)
        if self.channel.data == Channel.MAIL and not email:
            return _wrong(
                self.email or self.channel, N_("U koos voor mail. Vul dan ook uw mailadres in.")
            )
        if self.channel.data in (Channel.TEXT, Channel.PHONE) and not phone:
            return _wrong(
                self.phone, N_("U koos voor bellen of sms. Vul dan ook uw telefoonnummer in.")
            )
        return True

    @property
    def known_email(self) -> str:
        """The mail address this person can be reached at."""
        return self.email.data or ""

    def who(self) -> dict[str, Any]:
        """Name, phone, channel, language and home, as the operations take them."""
        plain = ("call_name", "prefix", "surname", "language")
        home = ("street", "house_number", "addition", "postcode")
        return {
            **{name: self[name].data or "" for name in plain},
            **{name: self[name].data for name in home},
            "addition": self.addition.data or "",
            "phone": self.phone.data or None,
            "channel": Channel(self.channel.data),
        }


class SidesForm(BaseForm):
    """What somebody wants to do; both, one or neither."""

    sides = fields.several(
        N_("Wat wilt u doen?"),
        [
            (GIVES, Lazy(N_("Ik wil meehelpen"))),
            (RECEIVES, Lazy(N_("Ik wil hulp of aanbod gebruiken"))),
        ],
        hint=N_("Allebei mag. U kunt dit later veranderen."),
        why=N_("Bij ons kan elk lid geven en krijgen."),
        optional=True,
    )

    def both_sides(self) -> tuple[bool, bool]:
        """Whether this person wants to give, and to receive."""
        chosen = self.sides.data or []
        return GIVES in chosen, RECEIVES in chosen


class LimitForm(BaseForm):
    """How often one helps at most; asked of who is a member."""

    most_a_month = fields.count(
        N_("Hoe vaak per maand wilt u op z’n meest helpen?"),
        hint=N_("Maakt het u niet uit? Laat het vak leeg."),
        why=N_("Dan vragen we u niet vaker."),
        owner="coordinator",
        optional=True,
        checks=(ranges.between(1, MOST_A_MONTH),),
    )


class JoinForm(PersonForm, SidesForm):
    """Becoming a member, in three sheets and a last look; nothing is kept before it is sent.

    What was typed on the other sheets travels along unseen.
    """

    plain = BaseForm.plain | {"step"}
    sheets = (
        ("call_name", "prefix", "surname", "birth_date"),
        (
            *("street", "house_number", "addition", "postcode"),
            *("email", "phone", "channel", "language"),
        ),
        ("sides", "statutes"),
    )
    last_look = len(sheets) + 1

    step = HiddenField()
    birth_date = _birth_date()
    statutes = fields.yes(
        N_("Ik word lid en houd mij aan de statuten."),
        hint=N_("Statuten zijn de regels van de coöperatie. Onderaan staat het kort."),
        why=N_("U weet dan wat u van ons mag vragen, en wij van u."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.birth_date.why = Lazy(BIRTH_WHY, age=OF_AGE)

    @property
    def came_from(self) -> int:
        """The sheet that was sent; the first when that is no sheet of ours."""
        written = str(self.step.data or "")
        known = {str(number): number for number in range(1, self.last_look + 1)}
        return known.get(written, 1)

    def first_wrong(self, upto: int) -> int | None:
        """The first of these sheets that needs another look, with its errors said."""
        for number, names in enumerate(self.sheets[:upto], start=1):
            right = [self[name].validate(self) for name in names]
            if not all(right) or ("channel" in names and not self.can_be_reached()):
                return number
        return None

    def unseen(self, step: int) -> Iterator[tuple[str, str]]:
        """What travels along on this sheet: name and value of every field that is not on it."""
        shown = self.sheets[step - 1] if step < self.last_look else ()
        for field in self.asked_fields():
            if field.name in shown:
                continue
            for value in _typed(field, sent=self.is_submitted()):
                yield field.name, value


class TalkForm(BaseForm):
    """A talk with an applicant."""

    held_on = fields.day(
        N_("Wanneer was het gesprek?"),
        why=N_("We beloven binnen 2 werkdagen te bellen."),
        checks=(ranges.near(366),),
    )
    note = fields.text(
        N_("Wat is er gezegd, in het kort?"),
        hint=N_("Schrijf wat het lid zelf ook mag lezen. Geen ziekte, geen geld."),
        why=N_("Wie beslist, weet dan wat er is besproken. We wissen dit 28 dagen na het besluit."),
        optional=True,
        longest=1000,
    )


class PressForm(BaseForm):
    """One button, pressed once."""


class DetailsForm(PersonForm, SidesForm, LimitForm):
    """What we know of a member, to be changed by the member or by who hears it on the phone.

    The birth date is asked of whom we do not know it; after that it does not change here.
    """

    kept_email = ""

    birth_date = _birth_date(optional=True)

    @classmethod
    def about(
        cls, person: Person, membership: Membership | None, *, signs_in: bool
    ) -> "DetailsForm":
        """The form for this person; without the sides for who is no member.

        Who signs in with a mail address changes that on a page of its own.
        """
        form = cls.sent(**_values(person, membership))
        if person.birth_date is None:
            form.birth_date.why = Lazy(BIRTH_WHY, age=OF_AGE)
        else:
            del form.birth_date
        if membership is None:
            del form.sides
            del form.most_a_month
        if signs_in:
            form.kept_email = person.email or ""
            del form.email
        return form

    @property
    def known_email(self) -> str:
        """The mail address of this form, or the one that stands on another page."""
        return self.email.data or "" if self.email else self.kept_email

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the operations take it."""
        return {
            **self.who(),
            **({"email": self.email.data or None} if self.email else {}),
            **({"birth_date": self.birth_date.data} if self.birth_date else {}),
        }


class EmailForm(BaseForm):
    """Another mail address."""

    email = fields.email(
        N_("Uw nieuwe mailadres"),
        hint=N_("U krijgt daar een mail om het te bevestigen."),
        why=N_("Hier komen onze berichten, en hiermee logt u in."),
    )


class LeavingForm(BaseForm):
    """Ending one's membership."""

    reason = fields.text(
        N_("Wilt u zeggen waarom?"),
        hint=N_("U hoeft geen reden te geven."),
        why=N_("Opzeggen lukt ook zonder deze antwoorden."),
        optional=True,
        longest=1000,
    )


def _wrong(field: Any, message: str) -> bool:
    field.errors = [*field.errors, _(message)]
    return False


def _typed(field: Any, *, sent: bool) -> list[str]:
    if sent:
        return [str(value) for value in field.raw_data or []]
    if isinstance(field.data, list):
        return [str(value) for value in field.data]
    return [str(field.data)] if field.data else []


def _values(person: Person, membership: Membership | None) -> dict[str, Any]:
    names = ("call_name", "prefix", "surname", "email", "phone", "language")
    home = person.household
    sides = [
        *([GIVES] if membership and membership.gives else []),
        *([RECEIVES] if membership and membership.receives else []),
    ]
    return {
        **{name: getattr(person, name) for name in names},
        "channel": person.channel.value,
        "street": home.street if home else "",
        "house_number": home.house_number if home else None,
        "addition": home.addition if home else "",
        "postcode": home.postcode if home else "",
        "sides": sides,
        "most_a_month": membership.most_a_month if membership else None,
    }
