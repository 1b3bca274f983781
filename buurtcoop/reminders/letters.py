"""From a message to its letter: who speaks, in which language, with which values.

The contact person is who holds the coordinator role, else the deputy, else somebody of the
board; never the reader. Without any of them the cooperative itself answers.
"""

from dataclasses import dataclass

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.models import Coop
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock, words
from buurtcoop.core.instance import here
from buurtcoop.core.viewer import DUTCH
from buurtcoop.core.words import N_
from buurtcoop.messaging.mail import Correspondent, Envelope, Mail, correspondent, envelop
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.rendering import Letterhead, Paper, draw, draw_on_paper
from buurtcoop.messaging.rules import Rule
from buurtcoop.people.models import Person

CONTACTS = {
    RoleName.COORDINATOR: N_("coördinator"),
    RoleName.DEPUTY: N_("vervanger"),
    RoleName.BOARD: N_("bestuurslid"),
}


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who signs a letter and answers the phone; `first_name` is empty for the coop itself."""

    name: str
    first_name: str
    role: str
    phone: str
    email: str

    @property
    def phone_display(self) -> str:
        """06 12 34 56 78."""
        return words.phone(self.phone)


def mail_of(message: Message, rule: Rule) -> Mail:
    """The mail of a message, its links minted. Needs a transaction that may write.

    Raises AddressUnfit, and whatever goes wrong in the room the message is about.
    """
    person, language = message.recipient, _language(message.recipient)
    contact = contact_for(person, language)
    base_url = here().settings.base_url
    said = {
        name: f"{base_url}{value}" if _is_address(name) else value
        for name, value in rule.content(message).items()
    }
    letter = draw(
        rule.name,
        language=language,
        values=_always(person, contact) | said,
        letterhead=_letterhead(language),
    )
    return envelop(letter, _envelope(message, rule, contact, language), rule.attachments(message))


def paper_of(message: Message, rule: Rule) -> Paper:
    """The same text to call or print: the phone number stands where the links stood."""
    person, language = message.recipient, _language(message.recipient)
    contact = contact_for(person, language)
    said = {
        name: contact.phone_display if _is_address(name) else value
        for name, value in rule.content(message).items()
    }
    return draw_on_paper(rule.name, language=language, values=_always(person, contact) | said)


def contact_for(person: Person, language: str = DUTCH) -> Contact:
    """Who this person can call about anything we say."""
    coop = this_coop()
    for role, found in people_in_roles(tuple(CONTACTS)):
        if found.id != person.id:
            return Contact(
                name=found.full_name,
                first_name=found.call_name,
                role=words.say(CONTACTS[role], language),
                phone=found.phone or coop.phone,
                email=found.email or coop.email,
            )
    return Contact(name=_called(coop), first_name="", role="", phone=coop.phone, email=coop.email)


def _always(person: Person, contact: Contact) -> dict[str, object]:
    return {
        "name": person.call_name,
        "contact": contact,
        "contact_name": contact.name,
        "contact_phone": contact.phone_display,
        "coop_name": this_coop().short_name,
    }


def _letterhead(language: str) -> Letterhead:
    coop = this_coop()
    return Letterhead(
        coop_kind=coop.kind_name,
        coop_name=coop.short_name,
        legal_line=_legal_line(coop, language),
    )


def _envelope(message: Message, rule: Rule, contact: Contact, language: str) -> Envelope:
    coop = this_coop()
    ours = correspondent(here().settings.mail_from or coop.email)
    signed = N_("%(contact)s van %(coop)s")
    return Envelope(
        message_id=here().keys.mac(
            "message",
            message.rule,
            message.subject_kind,
            message.subject_id,
            message.occurrence,
            message.recipient_id,
        ),
        at=clock.now(),
        sender=Correspondent(
            name=words.say(signed, language, contact=contact.first_name, coop=_called(coop))
            if contact.first_name
            else _called(coop),
            email=ours.email,
        ),
        reply_to=Correspondent(name=contact.name, email=contact.email),
        recipient=Correspondent(
            name=message.recipient.full_name,
            email=rule.address(message) if rule.address else message.recipient.email or "",
        ),
        unsubscribe=f"{here().settings.base_url}/mijn/meldingen" if rule.unsubscribable else "",
    )


def _is_address(name: str) -> bool:
    return name == "url" or name.startswith("url_")


def _language(person: Person) -> str:
    return person.language if person.language in words.languages() else DUTCH


def _called(coop: Coop) -> str:
    return f"{coop.kind_name} {coop.short_name}"


def _legal_line(coop: Coop, language: str) -> str:
    registered = words.say(N_("KvK %(number)s"), language, number=coop.kvk) if coop.kvk else ""
    return ", ".join(part for part in (coop.name, coop.street, coop.city, registered) if part)
