"""Links to sign in with: asking for one, and using it."""

from datetime import timedelta

from buurtcoop.access.messages import SIGN_IN, link_for
from buurtcoop.access.models import Account, SignInRequest
from buurtcoop.access.operations.second_factor import reset_second_factor_by_operator
from buurtcoop.access.operations.throttle import allow
from buurtcoop.access.queries import account_at
from buurtcoop.access.rules import NoAccount
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import ActionLink
from buurtcoop.messaging.operations import use_link
from buurtcoop.messaging.queries import find_link
from buurtcoop.messaging.rules import LinkUnknown

ASKED = 20
ASKED_FOR_ONE_ADDRESS = 10
ASKED_PER = timedelta(hours=1)
ANSWER = N_("Log in")


def ask_link(email: str, *, onward: str, network: str) -> None:
    """Ask for a link to sign in with; `reminders` finds the request and mails it.

    Does the same for an address we know and one we do not. `onward` is a page of ours to go on
    to afterwards. Raises TooManyAttempts.
    """
    allow(f"link:{network}", ASKED, ASKED_PER)
    allow(f"link-to:{email.strip().lower()}", ASKED_FOR_ONE_ADDRESS, ASKED_PER)
    _asked(account_at(email), onward)


def login_link(email: str, *, reset_second_factor: bool = False) -> str:
    """The path of a link to sign in with, for the operator to hand over.

    With `reset_second_factor` the code of this account is taken off first, logged, and all
    staff hear of it. Raises NoAccount.
    """
    account = account_at(email)
    if account is None:
        raise NoAccount(email=email)
    if reset_second_factor:
        reset_second_factor_by_operator(account)
    return link_for(_asked(account, ""), account.person_id)


def link_to_sign_in(token: str) -> tuple[ActionLink, SignInRequest]:
    """The link with this token and its request. Raises LinkUnknown."""
    link = find_link(token)
    asked = db().get(SignInRequest, link.subject_id) if link.purpose == SIGN_IN else None
    if asked is None or asked.account is None or asked.account.person_id != link.person_id:
        raise LinkUnknown
    return link, asked


def sign_in_by_link(token: str) -> tuple[Account, str]:
    """Use a link up. Returns the account to begin a session for, and the page to go on to.

    Raises LinkUnknown, LinkUsed, LinkExpired.
    """
    link, asked = link_to_sign_in(token)
    use_link(link, ANSWER)
    assert asked.account is not None
    return asked.account, asked.onward


def _asked(account: Account | None, onward: str) -> SignInRequest:
    asked = SignInRequest(
        account_id=account.id if account else None, onward=onward, made_at=clock.now()
    )
    db().add(asked)
    db().flush()
    return asked
