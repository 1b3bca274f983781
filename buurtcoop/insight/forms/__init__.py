"""The forms of ways in."""

from buurtcoop.core.words import N_
from buurtcoop.insight.rules import LONGEST_DAYS
from buurtcoop.web import fields, ranges
from buurtcoop.web.forms import BaseForm
from buurtcoop.web.pages import Lazy

OWNER = "treasurer"
LINK, ACCOUNT = "link", "account"
HOW = [
    (LINK, Lazy(N_("Met een link en een code"))),
    (ACCOUNT, Lazy(N_("Met een eigen account"))),
]
HOW_NOTES = {
    LINK: N_("U stuurt de link en vertelt de code apart, bijvoorbeeld aan de telefoon."),
    ACCOUNT: N_("Deze persoon logt in met een mailadres."),
}


class GiveForm(BaseForm):
    """Who may read along, how, and until when."""

    name = fields.line(
        N_("Voor wie is het?"),
        hint=N_("Bijvoorbeeld Samira Haddad."),
        why=N_("Zo weet u later wie er mee kan lezen."),
        owner=OWNER,
        longest=80,
    )
    how = fields.one_of(
        N_("Hoe komt deze persoon binnen?"),
        HOW,
        why=N_("Beide laten precies hetzelfde zien."),
        owner=OWNER,
    )
    email = fields.email(
        N_("Mailadres"),
        hint=N_("Alleen nodig bij een eigen account."),
        why=N_("Met dit adres logt deze persoon in."),
        owner=OWNER,
        optional=True,
    )
    ends_on = fields.day(
        N_("Laatste dag"),
        why=N_("Daarna werkt het niet meer. Zo blijft er niets openstaan."),
        owner=OWNER,
        checks=(ranges.ahead(LONGEST_DAYS),),
    )


class DoorForm(BaseForm):
    """The code that came beside the link."""

    code = fields.line(
        N_("Code"),
        hint=N_("8 cijfers. U kreeg ze apart van de link."),
        why=N_("Zo kan iemand die de link vindt, nog niets lezen."),
        owner=OWNER,
        longest=20,
        width="w7",
        autocomplete="one-time-code",
    )
