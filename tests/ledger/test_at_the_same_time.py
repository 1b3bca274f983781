"""Two transactions on one entry: whoever is second sees what the first did."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from buurtcoop.core.instance import Instance, db
from buurtcoop.ledger import operations
from buurtcoop.ledger.checks import broken
from buurtcoop.ledger.models import Posting
from buurtcoop.ledger.queries import balances
from tests.ledger.conftest import TODAY, Books
from tests.ledger.guarded import NEXT_CLOSING, WITH_NUMBER
from tests.ledger.laid import AT, CLOSE, CLOSING, LINE, POST, PREPARED_LINE, TOTAL, lay, numbered

ON_POSTGRESQL = pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
POSTING = (*WITH_NUMBER[2], f"{POST} 2")
EXTRA_LINE = f"{LINE} (99, 2, 1, 1, NULL, 100)"


@pytest.fixture
def app_login(instance: Instance, owner: Engine) -> Iterator[Engine]:
    """The books of `guarded`, committed, as the app login sees them."""
    with owner.begin() as connection:
        lay(connection)
    engine = create_engine(instance.settings.database)
    yield engine
    engine.dispose()


@ON_POSTGRESQL
def test_a_line_that_comes_while_an_entry_posts_waits_and_is_refused(app_login: Engine) -> None:
    with app_login.connect() as poster:
        do(poster, *POSTING)
        with meanwhile(app_login, EXTRA_LINE) as late:
            assert late.waits()
            poster.commit()

    assert isinstance(late.error, IntegrityError)
    assert lines_of_two(app_login) == 2


@ON_POSTGRESQL
def test_a_posting_waits_for_a_line_and_then_sees_it(app_login: Engine) -> None:
    with app_login.connect() as writer:
        do(writer, EXTRA_LINE)
        with meanwhile(app_login, *POSTING) as late:
            assert late.waits()
            writer.commit()

    assert isinstance(late.error, IntegrityError)
    assert "adds up to zero" in str(late.error)


@ON_POSTGRESQL
@pytest.mark.guard
def test_without_the_lock_a_line_slips_into_a_posted_entry(
    app_login: Engine, owner: Engine
) -> None:
    with owner.begin() as connection:
        unlock(connection, "posted_entry_takes_no_line", " FOR NO KEY UPDATE")

    with app_login.connect() as poster:
        do(poster, *POSTING)
        with meanwhile(app_login, EXTRA_LINE) as late:
            late.waits()
            poster.commit()

    assert late.error is None
    assert lines_of_two(app_login) == 3


@ON_POSTGRESQL
def test_a_month_that_closes_waits_for_a_posting_in_it(app_login: Engine) -> None:
    with app_login.connect() as poster:
        do(poster, *POSTING)
        with meanwhile(app_login, *NEXT_CLOSING, f"{CLOSE} 1") as late:
            assert late.waits()
            poster.commit()

    assert isinstance(late.error, IntegrityError)


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (
            (
                "SELECT 1 FROM period WHERE id = 3 FOR UPDATE",
                f"{CLOSING} (99, 3, 0, '', {AT})",
            ),
            f"{TOTAL} (99, 3, 1, 1, NULL, 500, 1)",
            "come before its closing",
        ),
        (
            (f"UPDATE prepared_entry SET dropped_at = {AT}, dropped_why = 'nee' WHERE id = 1",),
            f"{PREPARED_LINE} (99, 1, 1, 1, NULL, 500)",
            "takes no amount afterwards",
        ),
    ],
)
def test_an_amount_that_comes_while_its_whole_ends_waits_and_is_refused(
    app_login: Engine, first: tuple[str, ...], second: str, why: str
) -> None:
    with app_login.connect() as ender:
        do(ender, *first)
        with meanwhile(app_login, second) as late:
            assert late.waits()
            ender.commit()

    assert why in str(late.error)


@ON_POSTGRESQL
def test_who_numbers_waits_for_who_numbers_and_then_takes_the_next(app_login: Engine) -> None:
    with app_login.connect() as poster:
        do(poster, *POSTING)
        with meanwhile(app_login, numbered(6, 4, 5)) as late:
            assert late.waits()
            poster.commit()

    assert late.error is None


@ON_POSTGRESQL
@pytest.mark.guard
def test_without_the_turn_the_guard_on_numbers_does_not_see_who_is_before(
    app_login: Engine, owner: Engine
) -> None:
    with owner.begin() as connection:
        unlock(connection, "posting_follows", "  PERFORM pg_advisory_xact_lock(5001);\n")

    with app_login.connect() as poster:
        do(poster, *POSTING)
        with meanwhile(app_login, numbered(6, 4, 5)) as late:
            late.waits()
            poster.commit()

    assert "next place" in str(late.error)


def test_fifty_that_book_one_cause_book_it_once(instance: Instance, books: Books) -> None:
    errors = at_once(50, instance, lambda: books.income(12_500, key="payment:7"))

    assert errors == []
    with instance.reading():
        assert {abs(balance.amount.cents) for balance in balances()} == {12_500}


def test_ten_that_undo_one_entry_undo_it_once(instance: Instance, books: Books) -> None:
    with instance.writing():
        entry = books.income(12_500)

    errors = at_once(
        10,
        instance,
        lambda: operations.reverse(entry.id, day=TODAY, memo="dubbel", by=books.truus),
    )

    assert len(errors) == 9
    assert {type(error).__name__ for error in errors} == {"AlreadyReversed"}
    with instance.reading():
        assert {balance.amount.cents for balance in balances()} == {0}


def test_eight_that_post_at_once_leave_no_gap_and_one_chain(
    instance: Instance, books: Books
) -> None:
    keys = iter(range(24))

    def post_three() -> None:
        for _time in range(3):
            books.income(100, key=f"entry {next(keys)}")

    errors = at_once(8, instance, post_three)

    assert errors == []
    with instance.reading():
        placed = db().execute(select(Posting.id, Posting.number).order_by(Posting.id)).all()
        assert [tuple(row) for row in placed] == [(number, number) for number in range(1, 25)]
        assert broken() == []


class Late:
    """Statements in a transaction of their own, in a thread."""

    def __init__(self, engine: Engine, statements: tuple[str, ...]) -> None:
        self.error: Exception | None = None
        self.engine, self.statements = engine, statements
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def waits(self) -> bool:
        """Whether it is still not done after a moment in which it could have been."""
        time.sleep(0.3)
        return self.thread.is_alive()

    def _run(self) -> None:
        try:
            with self.engine.begin() as connection:
                do(connection, *self.statements)
        except IntegrityError as error:
            self.error = error


@contextmanager
def meanwhile(engine: Engine, *statements: str) -> Iterator[Late]:
    late = Late(engine, statements)
    yield late
    late.thread.join(timeout=20)


def at_once(number: int, instance: Instance, act: Callable[[], object]) -> list[Exception]:
    """Do it in as many threads, each in its own transaction; what they raised."""
    errors: list[Exception] = []
    start = threading.Barrier(number)

    def run() -> None:
        start.wait()
        try:
            with instance.writing():
                act()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def do(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))


def unlock(connection: Connection, guard: str, lock: str) -> None:
    """The naive variant of a guard: it looks without waiting."""
    source = connection.execute(text(f"SELECT pg_get_functiondef('{guard}'::regproc)")).scalar_one()
    assert lock in source
    connection.execute(text(source.replace(lock, "")))


def lines_of_two(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(text("SELECT count(*) FROM line WHERE entry_id = 2")).scalar_one()
        )
