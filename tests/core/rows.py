"""Rows for any schema: values are tried until the database accepts them.

Used to carry data through migrations, where the models of today do not fit the tables of then.
"""

import random
import re
from typing import Any

from sqlalchemy import Column, MetaData, Table, inspect, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.types import Boolean, Date, DateTime, Integer, LargeBinary, Time

DAY, HOUR = "2027-01-12", "08:30:00"
MONTH = "2027-01-01"
FIRST = "01"
MOMENTS = ["2027-01-12 07:30:00.000000", "2027-01-12 09:30:00.000000"]
NUMBERS = [0, 1, 2, 60]
SEED = 20270112
ROWS, TRIES, IN_TURN = 5, 1_500, 300
FEW_TRIES = 50
LITERAL = re.compile(r"'([a-z_/]+|01)'")
# A child that comes wants a whole story before it: guardian, text, yes, booking; a note a service
# with its very words, and a helper; an order a round that is open on its chosen quote, and a turn
# an order; a step of the duty somebody who is in touch; a posting a whole hash; a total a month
# without its closing; a match an entry on its account. Chance does not always find one.
MAY_STAY_EMPTY = frozenset(
    {
        "bank_line",
        "bank_match",
        "booked_child",
        "duty_step",
        "maintenance_turn",
        "observation",
        "period_total",
        "posting",
        "purchase_order",
        "ride",
    }
)
Rows = dict[str, list[dict[str, str]]]


def fill(engine: Engine) -> Rows:
    """Put up to five rows in every table, at least one; tells what stands in them."""
    chance = random.Random(SEED)
    with engine.begin() as connection:
        for table in _tables(connection):
            for number in range(1, ROWS + 1):
                if not _insert(connection, table, number, chance) and number == 1:
                    break
    return read(engine)


def read(engine: Engine) -> Rows:
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: [
                {name: str(value) for name, value in row.items()}
                for row in connection.execute(
                    table.select().order_by(*table.primary_key)
                ).mappings()
            ]
            for table in _tables(connection)
        }


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _insert(connection: Connection, table: Table, number: int, chance: random.Random) -> bool:
    """Put a row in the table. Returns whether one was found that fits."""
    words = _words(connection, table)
    for attempt in range(FEW_TRIES if table.name in MAY_STAY_EMPTY else TRIES):
        values = {
            column.name: _value(column, words.get(column.name, []), number, chance)
            for column in table.columns
        }
        if attempt < IN_TURN:
            # Each word comes up in turn, so that other tables find every kind of row.
            values |= {
                name: known[(number - 1) % len(known)]
                for name, known in words.items()
                if values[name] in known
            }
        _point(connection, table, values, chance)
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(f":{name}" for name in values)
        try:
            with connection.begin_nested():
                into = f'INSERT INTO "{table.name}" ({names})'
                connection.execute(text(f"{into} VALUES ({places})"), values)
        except (IntegrityError, OperationalError, ProgrammingError):
            continue
        return True
    if number == 1 and table.name not in MAY_STAY_EMPTY:
        raise AssertionError(f"No row fits in {table.name}; the last try was {values}.")
    return False


def _point(
    connection: Connection, table: Table, values: dict[str, Any], chance: random.Random
) -> None:
    """Let the row point at rows that are there; links over several columns have the last word."""
    links = sorted(
        table.foreign_key_constraints,
        key=lambda link: (len(link.columns), sorted(column.name for column in link.columns)),
    )
    for link in links:
        names = [column.name for column in link.columns]
        if len(names) == 1 and table.columns[names[0]].nullable and chance.random() < 0.3:
            values[names[0]] = None
            continue
        there = connection.execute(
            link.referred_table.select().with_only_columns(
                *(element.column for element in link.elements)
            )
        ).all()
        if there:
            values.update(zip(names, chance.choice(there), strict=True))
        else:
            values.update(dict.fromkeys(names))


def _words(connection: Connection, table: Table) -> dict[str, list[str]]:
    """{column: the words its CHECKs mention}."""
    found: dict[str, list[str]] = {}
    for check in inspect(connection).get_check_constraints(table.name):
        said = str(check["sqltext"])
        for column in table.columns:
            if re.search(rf"\b{column.name}\b", said):
                found.setdefault(column.name, []).extend(LITERAL.findall(said))
    return found


def _value(column: Column[Any], words: list[str], number: int, chance: random.Random) -> Any:
    kind = column.type
    if column.name == "month" or FIRST in words:
        return MONTH
    if column.primary_key and isinstance(kind, Integer):
        return number
    if column.nullable and chance.random() < 0.3:
        return None
    if isinstance(kind, Boolean):
        return chance.random() < 0.5
    if isinstance(kind, Integer):
        return chance.choice([*NUMBERS, number])
    if isinstance(kind, DateTime):
        return chance.choice(MOMENTS)
    if isinstance(kind, Date):
        return DAY
    if isinstance(kind, Time):
        return HOUR
    if isinstance(kind, LargeBinary):
        return b"a picture"
    return _text(column.name, words, number, chance)


def _text(name: str, words: list[str], number: int, chance: random.Random) -> str:
    """SQLite keeps moments and days as text: a name tells which."""
    if name.endswith("_at"):
        return chance.choice(MOMENTS)
    if name.endswith(("_on", "day")):
        return DAY
    if words:
        return chance.choice(words)
    return f"{name} {number}"
