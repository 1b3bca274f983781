"""What changes in who is a member: joining, the details one keeps oneself, and leaving."""

from buurtcoop.members.operations.applications import admit, apply, note_talk, refuse
from buurtcoop.members.operations.details import (
    ask_email,
    change_details,
    confirm_email,
    set_limit,
    set_sides,
)
from buurtcoop.members.operations.leaving import (
    end_roles_of_former_members,
    give_notice,
    note_farewell,
    take_back_notice,
)

__all__ = [
    "admit",
    "apply",
    "ask_email",
    "change_details",
    "confirm_email",
    "end_roles_of_former_members",
    "give_notice",
    "note_farewell",
    "note_talk",
    "refuse",
    "set_limit",
    "set_sides",
    "take_back_notice",
]
