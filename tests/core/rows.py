"""Rows for any schema: values are tried until the database accepts them.

Used to carry data through migrations, where the models of today do not fit the tables of then.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, Table, TextClause, inspect, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.types import Boolean, Date, DateTime, Integer, LargeBinary, Time

DAY, HOUR = "2027-01-12", "08:30:00"
MONTH = "2027-01-01"
FIRST = "01"
MOMENTS = ["2027-01-12 07:30:00.000000", "2027-01-12 09:30:00.000000"]
NUMBERS = [0, 1, 2, 60]
SEEDS = range(20270123, 20270153)
ROWS, TRIES, MORE_TRIES, FEW_TRIES = 5, 600, 60, 100
# Up to this try each word comes in its turn; so often all is drawn anew; what part, mostly.
IN_TURN, START_AGAIN, SOME = 300, 40, 0.4
LITERAL = re.compile(r"'([a-z_/]*|01)'")
YEAR, WHOLE_HASH = 2027, 64
# A child that comes wants a whole story before it: guardian, text, yes, booking; a note a service
# with its very words, and a helper; an order a round that is open on its chosen quote, and a turn
# an order; a step of the duty somebody who is in touch; a posting a whole hash; a total a month
# without its closing; a match an entry on its account; what stands on an agreement its terms and a
# cost, a pack what was handed in. Chance does not always find one.
MAY_STAY_EMPTY = frozenset(
    {
        "bank_line",
        "bank_match",
        "booked_child",
        "commitment_use",
        "cost_claim",
        "duty_step",
        "maintenance_turn",
        "match_gift",
        "match_hour",
        "observation",
        "period_total",
        "posting",
        "purchase_order",
        "ride",
        "settlement_pack",
        "tranche_payment",
    }
)
Rows = dict[str, list[dict[str, str]]]


def fill(engine: Engine) -> Rows:
    """Put up to five rows in every table, at least one; tells what stands in them.

    Rows drawn early can leave no row for a later table; then all is drawn anew.
    """
    for seed in SEEDS:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            missing = _fill(connection, random.Random(seed))
            if not missing:
                connection.commit()
                return read(engine)
    raise AssertionError(missing)


def _fill(connection: Connection, chance: random.Random) -> str:
    """Fill every table; what is missing when a table stays empty."""
    for table in _tables(connection):
        missing = _insert(connection, table, 1, chance)
        if missing and table.name not in MAY_STAY_EMPTY:
            return missing
        found = 0 if missing else 1
        for number in range(2, ROWS + 1):
            # Where two in a row find nothing, as in a table of one row, no more will.
            if number - found > 2 or (missing and number == 2):
                break
            found += not _insert(connection, table, number, chance)
    return ""


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


def _insert(connection: Connection, table: Table, number: int, chance: random.Random) -> str:
    """Put a row in the table. Returns what is missing: nothing, or that no row fits.

    What the database names as wrong is drawn anew, and the rest stays; now and then all of it.
    """
    shape = _shape(connection, table)
    values: dict[str, Any] = {}
    wrong: set[str] = set()
    for attempt in range(_tries(table, number)):
        anew = wrong if wrong and attempt % START_AGAIN else set(table.columns.keys())
        values |= {
            name: _value(table.columns[name], shape.words.get(name, []), number, chance)
            for name in sorted(anew)
        }
        if attempt < IN_TURN:
            # Each word comes up in turn, so that other tables find every kind of row.
            values |= {
                name: known[(number - 1) % len(known)]
                for name, known in shape.words.items()
                if name in anew and values[name] in known and values[name]
            }
        _point(shape, values, anew, chance)
        try:
            with connection.begin_nested():
                connection.execute(shape.insert, values)
        except (IntegrityError, OperationalError, ProgrammingError) as error:
            wrong = _named_in(error, shape)
            # A guard names no column: some are drawn anew, so that what was right mostly stays.
            wrong = wrong or {name for name in values if chance.random() < SOME}
            continue
        return ""
    return f"No row fits in {table.name}; the last try was {values}."


def _tries(table: Table, number: int) -> int:
    if table.name in MAY_STAY_EMPTY:
        return FEW_TRIES
    return TRIES if number == 1 else MORE_TRIES


@dataclass(frozen=True)
class Shape:
    """What the database demands of a row: words, checks and links, read once per table."""

    insert: TextClause
    words: dict[str, list[str]]
    columns_of: dict[str, set[str]]
    links: list[tuple[list[str], list[bool], Sequence[Any]]]


def _shape(connection: Connection, table: Table) -> Shape:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    places = ", ".join(f":{column.name}" for column in table.columns)
    links = sorted(
        table.foreign_key_constraints,
        key=lambda link: (len(link.columns), sorted(column.name for column in link.columns)),
    )
    return Shape(
        insert=text(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'),
        words=_words(connection, table),
        columns_of=_columns_of(connection, table),
        links=[
            (
                [column.name for column in link.columns],
                [bool(column.nullable) for column in link.columns],
                connection.execute(
                    link.referred_table.select().with_only_columns(
                        *(element.column for element in link.elements)
                    )
                ).all(),
            )
            for link in links
        ],
    )


def _columns_of(connection: Connection, table: Table) -> dict[str, set[str]]:
    """{name of a check, key or column: the columns it is about}."""
    looking = inspect(connection)
    found = {column.name: {column.name} for column in table.columns}
    for check in looking.get_check_constraints(table.name):
        said = str(check["sqltext"])
        found[str(check["name"])] = {
            column.name for column in table.columns if re.search(rf"\b{column.name}\b", said)
        }
    keys: list[Any] = [
        *looking.get_unique_constraints(table.name),
        *looking.get_indexes(table.name),
    ]
    for once in keys:
        found[str(once["name"])] = {str(name) for name in once["column_names"]}
    return found


def _named_in(error: DBAPIError, shape: Shape) -> set[str]:
    """The columns that the database says are wrong; none when a guard refused the whole row."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        named = [str(diagnosis.constraint_name), str(diagnosis.column_name)]
    else:
        _before, _failed, said = str(error.orig).partition(" constraint failed: ")
        named = re.findall(r"\w+", said)
    return {column for name in named for column in shape.columns_of.get(name, ())}


def _point(
    shape: Shape,
    values: dict[str, Any],
    anew: set[str],
    chance: random.Random,
) -> None:
    """Let the row point at rows that are there; links over several columns have the last word."""
    for names, nullable, there in shape.links:
        if not anew.intersection(names):
            continue
        if len(names) == 1 and nullable[0] and chance.random() < 0.3:
            values[names[0]] = None
            continue
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
    if column.nullable and chance.random() < 0.4:
        return None
    if column.name == "year":
        return YEAR
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
    if name == "hash":
        return chance.choice(["", f"{number:0{WHOLE_HASH}}"])
    if not all(words) and chance.random() < 0.4:
        return ""
    return chance.choice([word for word in words if word] or [f"{name} {number}"])
