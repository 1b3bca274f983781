"""What changes in this room: accounts, sessions, links, second factor, roles, throttling."""

from buurtcoop.access.operations.accounts import (
    change_email,
    close_account,
    open_account,
    password_is_right,
    remove_password,
    set_password,
)
from buurtcoop.access.operations.links import ask_link, login_link, sign_in_by_link
from buurtcoop.access.operations.roles import end_member_role, end_role, give_role, grant
from buurtcoop.access.operations.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    new_recovery_codes,
    prove,
    reset_second_factor,
    reset_second_factor_by_operator,
)
from buurtcoop.access.operations.sessions import (
    act_as,
    begin_session,
    end_session,
    end_sessions,
    need_fresh,
    refresh_session,
)
from buurtcoop.access.operations.throttle import allow, forget

__all__ = [
    "act_as",
    "allow",
    "ask_link",
    "begin_second_factor",
    "begin_session",
    "change_email",
    "close_account",
    "confirm_second_factor",
    "end_member_role",
    "end_role",
    "end_session",
    "end_sessions",
    "forget",
    "give_role",
    "grant",
    "login_link",
    "need_fresh",
    "new_recovery_codes",
    "open_account",
    "password_is_right",
    "prove",
    "refresh_session",
    "remove_password",
    "reset_second_factor",
    "reset_second_factor_by_operator",
    "set_password",
    "sign_in_by_link",
]
