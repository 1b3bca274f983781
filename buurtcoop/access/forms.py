"""The forms of signing in and of roles."""

from buurtcoop.access.passwords import LONGEST
from buurtcoop.access.rules import GRANTABLE, ROLE_NAMES
from buurtcoop.core.words import N_
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "board"
LONGEST_CODE = 40
A_YEAR_IN_DAYS = 366


class LinkForm(BaseForm):
    """Where to send a link to sign in with."""

    email = fields.email(
        N_("Mailadres"),
        hint=N_("Het adres waarop u mail van ons krijgt."),
        why=N_("Daar sturen we de link naartoe."),
        owner=OWNER,
    )


class PasswordForm(BaseForm):
    """Signing in with a password."""

    address = fields.email(
        N_("Mailadres"),
        why=N_("Zo weten we wie u bent."),
        owner=OWNER,
        autocomplete="username",
    )
    password = fields.password(
        N_("Wachtwoord"),
        why=N_("Zo weten we zeker dat u het bent."),
        owner=OWNER,
        longest=LONGEST,
        autocomplete="current-password",
    )


class AgainForm(BaseForm):
    """Showing once more who one is."""

    password = fields.password(
        N_("Wachtwoord"),
        why=N_("Zo weten we zeker dat u het bent."),
        owner=OWNER,
        longest=LONGEST,
        autocomplete="current-password",
    )


class CodeForm(BaseForm):
    """A code from the app, or a recovery code."""

    code = fields.line(
        N_("Code"),
        hint=N_("De 6 cijfers uit uw app. Een noodcode van 12 cijfers mag ook."),
        why=N_("U ziet gegevens van anderen. Een code maakt dat veiliger."),
        owner=OWNER,
        longest=LONGEST_CODE,
        width="w7",
        autocomplete="one-time-code",
        render_kw={"inputmode": "numeric"},
    )


class FirstCodeForm(BaseForm):
    """The first code of a new second factor."""

    code = fields.line(
        N_("Code"),
        hint=N_("De 6 cijfers die uw app nu laat zien."),
        why=N_("Zo weten we dat het gelukt is."),
        owner=OWNER,
        longest=LONGEST_CODE,
        width="w7",
        autocomplete="one-time-code",
        render_kw={"inputmode": "numeric"},
    )


class NewPasswordForm(BaseForm):
    """A password to choose."""

    password = fields.password(
        N_("Nieuw wachtwoord"),
        hint=N_("Minstens 12 tekens. Een korte zin werkt goed. Plakken mag."),
        why=N_("Daarmee kunt u inloggen zonder mail."),
        owner=OWNER,
        longest=LONGEST,
        autocomplete="new-password",
    )


class GiveRoleForm(BaseForm):
    """A role for somebody."""

    role = fields.one_of(
        N_("Welke rol?"),
        choices=[(role.value, Lazy(ROLE_NAMES[role])) for role in GRANTABLE],
        why=N_("De rol bepaalt wat iemand ziet en doet."),
        owner=OWNER,
    )
    starts_on = fields.day(
        N_("Eerste dag"),
        why=N_("Vanaf die dag telt de rol."),
        owner=OWNER,
        checks=(ranges.near(A_YEAR_IN_DAYS),),
    )
