"""What each role may do, which roles see other people's data, and how this room says no.

A permission is named for the act, `room.act`. Deny by default: what no role names, nobody may.
"""

from enum import StrEnum

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_


class RoleName(StrEnum):
    """The roles of the cooperative; a service lead is a row in `services`."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    TREASURER = "treasurer"
    SECRETARY = "secretary"
    BOARD = "board"
    AUDIT_COMMITTEE = "audit_committee"


PUBLIC = "public"
SIGNED_IN = "signed_in"

# Whoever has a role has a page of their own, also a coordinator who is no member.
OWN = frozenset({"mine.read", "mine.change"})
MEMBER = OWN | frozenset(
    {
        "shifts.claim",
        "shifts.book",
        "shifts.release",
        "cover.answer",
        "cover.swap",
        "cover.watch",
        "members.leave",
        "services.wish",
        "purchases.read",
        "purchases.order",
    }
)
SEES_SHIFT_PEOPLE = frozenset({"shifts.see_people", "shifts.lead"})
DAY = frozenset({"today.read", "today.mark"})
MONEY = frozenset({"money.read"})
BOOKS_OUT = frozenset({"money.export"})
# What a source asks, what stands on it, and what we plan.
FUNDING = frozenset({"funding.change", "budget.change", "funder.invite"})
CHARGES = frozenset({"payments.read", "payments.waive"})

PERMISSIONS: dict[RoleName, frozenset[str]] = {
    RoleName.MEMBER: MEMBER,
    RoleName.COORDINATOR: DAY
    | MONEY
    | FUNDING
    | CHARGES
    | SEES_SHIFT_PEOPLE
    | {
        "afterwards.read",
        "afterwards.take_down",
        "care.change",
        "briefing.read",
        "agreements.publish",
        "agreements.record",
        "skills.change",
        "skills.see_proof",
        "applications.read",
        "applications.decide",
        "members.read",
        "members.reach",
        "members.change",
        "obligations.change",
        "obligations.contact",
        "purchases.read",
        "purchases.change",
        "services.answer_wish",
        "services.change",
        "services.wish",
        "shifts.change",
        "shifts.act_for_others",
    },
    RoleName.TREASURER: MONEY
    | FUNDING
    | BOOKS_OUT
    | CHARGES
    | {
        "bank.read",
        "bank.change",
        "funding.hand_in",
        "budget.decide",
        "money.book",
        "money.close",
        "members.read",
    },
    RoleName.SECRETARY: MONEY
    | {
        "skills.see_proof",
        "members.read",
        "members.reach",
        "members.change",
        "applications.read",
        "applications.decide",
    },
    RoleName.BOARD: MONEY
    | BOOKS_OUT
    | {
        "budget.decide",
        "funder.invite",
        "funding.hand_in",
        "money.approve",
        "members.read",
        "applications.read",
        "applications.decide",
        "obligations.change",
        "skills.change",
        "roles.change",
        "access.reset",
    },
    RoleName.AUDIT_COMMITTEE: MONEY | BOOKS_OUT,
}
PERMISSIONS[RoleName.DEPUTY] = PERMISSIONS[RoleName.COORDINATOR]

# ASVS 6.3.3: every role that sees other people's data proves a second factor.
SECOND_FACTOR = frozenset(RoleName) - {RoleName.MEMBER}

# Without these nobody could do the day's work, or give a role to anybody.
KEPT = frozenset({RoleName.COORDINATOR, RoleName.BOARD})

# Being a member is granted by admission, the others by the board.
GRANTABLE = tuple(role for role in RoleName if role is not RoleName.MEMBER)

ROLE_NAMES: dict[str, str] = {
    RoleName.MEMBER: N_("Lid"),
    RoleName.COORDINATOR: N_("Coördinator"),
    RoleName.DEPUTY: N_("Vervanger van de coördinator"),
    RoleName.TREASURER: N_("Penningmeester"),
    RoleName.SECRETARY: N_("Secretaris"),
    RoleName.BOARD: N_("Bestuurslid"),
    RoleName.AUDIT_COMMITTEE: N_("Kascommissie"),
}

# The role the pages are shown for when somebody holds several: the one with most to do first.
ORDER = (
    RoleName.COORDINATOR,
    RoleName.DEPUTY,
    RoleName.TREASURER,
    RoleName.BOARD,
    RoleName.SECRETARY,
    RoleName.AUDIT_COMMITTEE,
    RoleName.MEMBER,
)


def permissions_of(roles: tuple[str, ...], *, proven: bool) -> frozenset[str]:
    """What these roles may do together; without a second factor only what a member may."""
    allowed = {PUBLIC, SIGNED_IN} | (OWN if roles else frozenset())
    for role in roles:
        if proven or RoleName(role) not in SECOND_FACTOR:
            allowed |= PERMISSIONS[RoleName(role)]
    return frozenset(allowed)


def needs_second_factor(roles: tuple[str, ...]) -> bool:
    """Whether one of these roles sees other people's data."""
    return any(RoleName(role) in SECOND_FACTOR for role in roles)


def first_role(roles: tuple[str, ...]) -> str:
    """The role to act in when none was chosen."""
    return next((role.value for role in ORDER if role.value in roles), "")


class LoginWrong(Refusal):
    """No account has this address with this password."""

    sentence = N_(
        "Dit mailadres en wachtwoord horen niet bij elkaar. "
        "Probeer het nog eens of vraag een link per mail."
    )


class CodeWrong(Refusal):
    """The code is none of this moment, or was used before."""

    sentence = N_("De code klopt niet. Elke code werkt kort. Neem de nieuwste.")


class TooManyAttempts(Refusal):
    """Somebody tried too often in a stretch of time."""

    sentence = N_(
        "Dit is te vaak geprobeerd. Over %(num)s minuten kan het weer. "
        "Bellen kan nu al: %(contact_phone)s."
    )


class PasswordShort(Refusal):
    """Fewer characters than we ask."""

    sentence = N_("Kies een wachtwoord van minstens %(num)s tekens. Een korte zin werkt goed.")


class PasswordCommon(Refusal):
    """Many people, or people of this cooperative, would think of it."""

    sentence = N_("Dit wachtwoord is makkelijk te raden. Kies een ander.")


class FreshSignInNeeded(Refusal):
    """The act weighs much, and it is a while since this person showed who it is."""

    sentence = N_("Dit is belangrijk. Bevestig daarom eerst dat u het bent.")


class NotYourRole(Refusal):
    """No role of this person allows the act."""

    sentence = N_("Dit hoort niet bij uw rol.")


class RoleRuns(Refusal):
    """Somebody has this role already."""

    sentence = N_("%(other_name)s heeft deze rol al.")


class LastCoordinator(Refusal):
    """Without this role nobody would do the day's work."""

    sentence = N_("Dit is de laatste coördinator. Geef deze rol eerst aan iemand anders.")


class LastBoardMember(Refusal):
    """Without this role nobody could give a role to anybody."""

    sentence = N_("Dit is het laatste bestuurslid. Geef deze rol eerst aan iemand anders.")


class SecondPersonNeeded(Refusal):
    """Taking away a second factor takes somebody else."""

    sentence = N_("Uw eigen code kunt u hier niet uitzetten. Vraag het een ander bestuurslid.")


class NoAccount(Refusal):
    """Nobody signs in with this address."""

    sentence = N_("Met dit mailadres kan niemand inloggen: %(email)s.")


class AddressTaken(Refusal):
    """Somebody else signs in with this address."""

    sentence = N_("Met dit mailadres logt al iemand anders in. Kies een ander mailadres.")
