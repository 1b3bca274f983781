"""What a member keeps about oneself: name, home, how to be reached, both sides, mail address."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from buurtcoop.access.operations import change_email, need_fresh, open_account
from buurtcoop.access.queries import viewer_of
from buurtcoop.audit.operations import record
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.core.words import N_
from buurtcoop.members.messages import (
    CONFIRM_EMAIL,
    CONFIRM_EMAIL_WORKS,
    EMAIL_ASKED,
    occurrence_of,
)
from buurtcoop.members.models import EmailChange, Membership
from buurtcoop.members.queries import membership_of
from buurtcoop.members.rules import NotAMember, SameAddress
from buurtcoop.messaging.models import ActionLink
from buurtcoop.messaging.operations import put, use_link
from buurtcoop.messaging.rules import LinkUnknown
from buurtcoop.people.models import Person
from buurtcoop.people.operations import change_person, household_at

CONFIRMED = N_("Ja, dit is mijn mailadres")


def change_details(
    person_id: int,
    by: Viewer,
    *,
    street: str,
    house_number: int,
    addition: str,
    postcode: str,
    **changed: Any,
) -> frozenset[str]:
    """Change name, phone, channel, language and home. Returns what became different.

    Only this person moves: who lived in the same house changes it too, or stays. A first mail
    address, told on the phone, lets this person sign in when nobody else does with it.
    """
    home = household_at(street, house_number, addition, postcode, this_coop().city)
    different = change_person(person_id, by, household_id=home.id, **changed)
    if "email" in different:
        open_account(db().get_one(Person, person_id))
    return different


def set_sides(person_id: int, gives: bool, receives: bool, by: Viewer) -> Membership:
    """Say whether one wants to be asked to help, and whether one uses what there is.

    Raises NotAMember.
    """
    membership = membership_of(person_id, clock.today())
    if membership is None:
        raise NotAMember
    if (membership.gives, membership.receives) == (gives, receives):
        return membership
    db().execute(
        update(Membership)
        .where(Membership.id == membership.id)
        .values(gives=gives, receives=receives)
    )
    db().refresh(membership)
    record(by, "members.set_sides", membership)
    return membership


def set_limit(person_id: int, most_a_month: int | None, by: Viewer) -> Membership:
    """Say how often a month one helps at most; None for as often as it comes.

    What was promised before stays. Raises NotAMember.
    """
    membership = membership_of(person_id, clock.today())
    if membership is None:
        raise NotAMember
    if membership.most_a_month == most_a_month:
        return membership
    db().execute(
        update(Membership).where(Membership.id == membership.id).values(most_a_month=most_a_month)
    )
    db().refresh(membership)
    record(by, "members.set_limit", membership)
    return membership


def ask_email(person_id: int, email: str, by: Viewer) -> EmailChange:
    """Ask for another mail address. Nothing changes until the link sent there is used.

    The address that counts until then hears of it, so that its owner can stop it.
    Whether somebody else signs in with that address is told to who proves to own it only.
    Raises FreshSignInNeeded, SameAddress.
    """
    need_fresh(by)
    person = db().get_one(Person, person_id)
    if person.email == email:
        raise SameAddress
    now = clock.now()
    change = EmailChange(person_id=person_id, email=email, made_at=now, used_at=None)
    db().add(change)
    db().flush()
    told = (CONFIRM_EMAIL, EMAIL_ASKED) if person.email else (CONFIRM_EMAIL,)
    for rule in told:
        put(
            rule,
            subject_id=change.id,
            occurrence=occurrence_of(now),
            recipient_id=person_id,
            expires_at=now + CONFIRM_EMAIL_WORKS,
        )
    record(by, "members.ask_email", change)
    return change


def confirm_email(link: ActionLink) -> None:
    """Let the new address count: for mail, and to sign in with.

    Whoever has the link owns the address; who it is was shown when the link was asked. All
    sessions end, so that nobody stays in who should not. Raises LinkUsed, LinkExpired,
    LinkUnknown when the wish is gone or a newer one took its place, and AddressTaken.
    """
    use_link(link, CONFIRMED)
    wishes = aliased(EmailChange)
    newest = select(func.max(wishes.id)).where(wishes.person_id == link.person_id)
    done = db().scalars(
        update(EmailChange)
        .where(
            EmailChange.id == link.subject_id,
            EmailChange.used_at.is_(None),
            EmailChange.id == newest.scalar_subquery(),
        )
        .values(used_at=clock.now())
        .returning(EmailChange.id)
    )
    if done.first() is None:
        raise LinkUnknown
    change = db().get_one(EmailChange, link.subject_id)
    db().refresh(change)
    by = viewer_of(change.person)
    change_email(change.person_id, change.email, by=STRANGER)
    change_person(change.person_id, by, email=change.email)
    record(by, "members.confirm_email", change)
