"""Reading a bank file: look first, which writes nothing; then all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from buurtcoop.audit.operations import record
from buurtcoop.bank import formats
from buurtcoop.bank.matching import Seen
from buurtcoop.bank.models import BankLine, Statement
from buurtcoop.bank.operations.booking import match_new, take_turn
from buurtcoop.bank.operations.planning import Planned, Preview, fingerprint, plan, sure
from buurtcoop.bank.queries import known_for
from buurtcoop.bank.refusals import DaysToCome
from buurtcoop.bank.rules import ReadStatement
from buurtcoop.core import clock
from buurtcoop.core.database import insert_each_once, insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer

# On free days some banks write the next day on which they work.
FREE_DAYS = timedelta(days=5)
LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a file did: movements that are new and that were known, statements, booked at once."""

    new: int
    known: int
    statements: int
    at_once: int


def look(data: bytes) -> Preview:
    """What this file would do; nothing is written.

    Raises what `formats.read_file` raises, BankFileOther, DaysToCome and DaysDiffer.
    """
    return look_at(_read(data))


def look_at(read: Sequence[ReadStatement]) -> Preview:
    """What these statements would do. Raises BankFileOther and DaysDiffer."""
    return Preview(statements=[_with_sure(each) for each in plan(read)])


def import_file(data: bytes, name: str, by: Viewer) -> Imported:
    """Take a file in: all of it or, with a refusal, nothing. The same file twice is once.

    Holds afterwards: each movement of the file is there once, as the bank said it. What is sure
    is booked at once. Raises what `look` raises.
    """
    return import_statements(_read(data), name, by)


def import_statements(read: Sequence[ReadStatement], name: str, by: Viewer) -> Imported:
    """Take these statements in, from a file of this name. Raises BankFileOther and DaysDiffer."""
    take_turn()
    planned = plan(read)
    new: list[int] = []
    made = 0
    for each in planned:
        statement_id = None if each.repeated else _keep(each, name, by)
        if statement_id is None:
            continue
        made += 1
        new += _keep_lines(each, statement_id)
    return Imported(
        new=len(new),
        known=sum(each.known for each in planned),
        statements=made,
        at_once=match_new(by, new),
    )


def _read(data: bytes) -> list[ReadStatement]:
    """What stands in a file, of days that were. Raises as `formats.read_file`, and DaysToCome."""
    read = formats.read_file(data)
    newest = max(each.last_day for each in read)
    if newest > clock.today() + FREE_DAYS:
        raise DaysToCome(day=newest)
    return read


def _keep(planned: Planned, name: str, by: Viewer) -> int | None:
    """The statement; None when somebody else brought it at the same moment."""
    read = planned.read
    number = insert_once(
        db(),
        Statement,
        bank_account_id=planned.account.id,
        fingerprint=fingerprint(read),
        format=read.format,
        name=_printable(name)[:LONGEST_NAME],
        first_day=read.first_day,
        last_day=read.last_day,
        opening=read.opening,
        closing=read.closing,
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    if number is not None:
        record(by, "bank.import", db().get_one(Statement, number))
    return number


def _printable(name: str) -> str:
    """A name without what a file system takes in it, and a database or a screen does not."""
    return "".join(sign if sign.isprintable() else " " for sign in name)


def _keep_lines(planned: Planned, statement_id: int) -> list[int]:
    rows = [
        {
            "bank_account_id": planned.account.id,
            "statement_id": statement_id,
            "identity": who,
            "day": movement.day,
            "amount": movement.amount,
            "counterparty": movement.counterparty,
            "counterparty_iban": movement.counterparty_iban,
            "words": movement.words,
            "reference": movement.reference,
            "batch": movement.batch,
            "return_reason": movement.return_reason,
        }
        for who, movement in planned.fresh
    ]
    return insert_each_once(db(), BankLine, rows)


def _with_sure(planned: Planned) -> Planned:
    """The same, with what the import would book by itself."""
    seen = [Seen.of(movement, movement.amount) for _who, movement in planned.fresh]
    found = sure(seen, known_for(planned.account, seen))
    return replace(planned, at_once=[each for each in found if each is not None])
