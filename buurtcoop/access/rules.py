"""What each role may do, and which roles see other people's data.

A permission is named for the act, `room.act`. Deny by default: what no role names, nobody may.
"""

from enum import StrEnum


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

MEMBER = frozenset(
    {
        "mine.read",
        "mine.change",
        "shifts.claim",
        "shifts.book",
        "shifts.release",
        "members.leave",
    }
)
SEES_SHIFT_PEOPLE = frozenset({"shifts.see_people", "shifts.lead"})
DAY = frozenset({"today.read", "today.mark"})
MONEY = frozenset({"money.read"})

PERMISSIONS: dict[RoleName, frozenset[str]] = {
    RoleName.MEMBER: MEMBER,
    RoleName.COORDINATOR: DAY
    | MONEY
    | SEES_SHIFT_PEOPLE
    | {
        "applications.read",
        "applications.decide",
        "members.read",
        "services.change",
        "shifts.change",
        "shifts.act_for_others",
    },
    RoleName.TREASURER: MONEY | {"money.book", "members.read"},
    RoleName.SECRETARY: MONEY | {"members.read", "applications.read", "applications.decide"},
    RoleName.BOARD: MONEY
    | {"members.read", "applications.read", "applications.decide", "roles.change"},
    RoleName.AUDIT_COMMITTEE: MONEY,
}
PERMISSIONS[RoleName.DEPUTY] = PERMISSIONS[RoleName.COORDINATOR]

# ASVS 6.3.3: every role that sees other people's data proves a second factor.
SECOND_FACTOR = frozenset(RoleName) - {RoleName.MEMBER}

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
    allowed = {PUBLIC, SIGNED_IN}
    for role in roles:
        if proven or RoleName(role) not in SECOND_FACTOR:
            allowed |= PERMISSIONS[RoleName(role)]
    return frozenset(allowed)


def first_role(roles: tuple[str, ...]) -> str:
    """The role to act in when none was chosen."""
    return next((role.value for role in ORDER if role.value in roles), "")
