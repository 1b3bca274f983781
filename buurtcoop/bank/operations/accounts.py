"""Adding an account of ours, and forgetting what was learnt."""

from sqlalchemy import select
from stdnum import iban as iban_number

from buurtcoop.audit.operations import record
from buurtcoop.bank.models import BankAccount, MatchRule
from buurtcoop.bank.queries import PLACES
from buurtcoop.bank.refusals import AccountKnown, IbanWrong, PlaceWrong
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger.queries import accounts_by_code


def add_account(iban: str, name: str, account_code: str, by: Viewer) -> BankAccount:
    """Add a bank account of ours, on its own place in the books.

    Raises IbanWrong, PlaceWrong, AccountKnown.
    """
    number = iban_number.compact(iban)
    if not iban_number.is_valid(number):
        raise IbanWrong
    if account_code not in PLACES:
        raise PlaceWrong
    place = accounts_by_code({account_code})[account_code]
    same = select(BankAccount.id).where(
        (BankAccount.iban == number) | (BankAccount.account_id == place.id)
    )
    if db().scalar(same.limit(1)) is not None:
        raise AccountKnown
    made = insert_once(db(), BankAccount, iban=number, name=name, account_id=place.id)
    if made is None:
        raise AccountKnown
    account = db().get_one(BankAccount, made)
    record(by, "bank.add_account", account, f"{number} {account_code}")
    return account


def forget_rule(rule_id: int, by: Viewer) -> None:
    """Forget what was learnt of a counterparty; what it booked stays. Raises LookupError."""
    rule = db().get(MatchRule, rule_id)
    if rule is None:
        raise LookupError(f"There is no rule {rule_id}.")
    record(by, "bank.forget_rule", rule)
    db().delete(rule)
    db().flush()
