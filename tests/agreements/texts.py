"""Texts of agreements, and people who said yes: what the tests of this room begin with."""

from datetime import timedelta

from buurtcoop.agreements.models import Agreement, AgreementKind, AgreementText
from buurtcoop.agreements.operations import AgreementWords, agree, publish
from buurtcoop.care.models import Guardianship
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.people.models import Channel, Person
from buurtcoop.services.models import Service
from tests.cast import SINCE, Cast, seen_by

VOLUNTEER, SERVICE, GUARDIAN = (
    AgreementKind.VOLUNTEER,
    AgreementKind.SERVICE,
    AgreementKind.GUARDIAN,
)
WORDS = AgreementWords(
    may_ask="Iemand leert het u.\nU zegt wat u wel en niet doet.",
    owes="U komt als u het belooft.",
    notice="Stoppen kan elke dag.",
    if_missed="We bellen u.",
)
OTHER = AgreementWords(
    may_ask="Iemand leert het u.\nWe betalen uw onkosten.",
    owes="U komt als u het belooft.",
    notice="Stoppen kan elke dag.",
    if_missed="We bellen u.",
)
REASON = "Leden vroegen naar hun onkosten."


def a_text(service: Service, cast: Cast, kind: AgreementKind = VOLUNTEER) -> AgreementText:
    """The first text of this kind, published an hour ago."""
    with clock.stopped(clock.now() - timedelta(hours=1)):
        return publish(service.id, kind, WORDS, seen_by(cast.coor))


def a_newer_text(service: Service, cast: Cast, kind: AgreementKind = VOLUNTEER) -> AgreementText:
    """The next version, with another line in the first part."""
    return publish(service.id, kind, OTHER, seen_by(cast.coor), REASON)


def says_yes(text: AgreementText, person: Person) -> Agreement:
    """This person types the name."""
    return agree(text.id, person.id, seen_by(person), person.call_name)


def a_child(guardian: Person, name: str = "Noor") -> Person:
    """A child of this member, without an account."""
    child = Person(
        call_name=name,
        prefix="",
        surname="Proef",
        birth_date=clock.today() - timedelta(days=6 * 366),
        email=None,
        phone=None,
        channel=Channel.MAIL,
        language="nl",
        household_id=guardian.household_id,
        made_at=clock.now(),
    )
    db().add(child)
    db().flush()
    db().add(
        Guardianship(
            guardian_id=guardian.id, child_id=child.id, starts_on=SINCE, made_by_id=guardian.id
        )
    )
    db().flush()
    return child
