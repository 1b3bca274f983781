"""A bank with something on every page: booked, open, learnt, and a month that can close."""

from datetime import date, timedelta

from buurtcoop.bank.models import BankAccount
from buurtcoop.bank.operations import Part, add_account, book_line, import_statements
from buurtcoop.core.money import Money
from buurtcoop.core.viewer import Viewer
from tests.bank.conftest import OURS, moved, told


def a_bank(source_id: int, activity_id: int, day: date, truus: Viewer) -> BankAccount:
    """An account with movements of this day, of which the first is booked and learnt."""
    account = add_account(OURS, "Betaalrekening", "1100", truus)
    first = told(moved(-500, day=day), moved(-900, day=day, iban=""), first=day, last=day)
    import_statements([first], "bank.xml", truus)
    part = Part(source_id=source_id, account="4400", activity_id=activity_id, amount=Money(-500))
    book_line(1, [part], truus, memo="Boodschappen")
    next_day = day + timedelta(days=1)
    later = told(moved(-400, day=next_day), opening=-1400, first=next_day, last=next_day)
    import_statements([later], "bank.xml", truus)
    return account
