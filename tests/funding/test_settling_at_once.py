"""Several people settle at once: it is done once, with the figures of that moment."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import operations, queries
from buurtcoop.funding.models import Settlement
from buurtcoop.funding.settlement import Mode
from buurtcoop.ledger.models import Entry
from tests.cast import Cast
from tests.funding.settled import LAST, SETTLED, Books, books, drafted, euro
from tests.ledger.test_at_the_same_time import at_once

CROWD = 4
MOMENT = 0.3


@dataclass(frozen=True)
class Desk:
    """Agreement 1 with a settlement that waits for its press, and a line that stands nowhere."""

    books: Books
    agreement: int
    settlement: int
    line: int

    def hand_in(self) -> object:
        return operations.hand_in(self.settlement, SETTLED, self.books.by)

    def claim(self) -> object:
        return operations.claim(self.line, self.agreement, euro("500"), by=self.books.by)

    def set_terms(self) -> object:
        half = drafted(Mode.COST_SHARE, 5_000)
        return operations.set_terms(self.agreement, half, reason="brief", by=self.books.by)

    def frozen(self) -> tuple[Money, int]:
        """What was handed in: all costs, and the share."""
        told = queries.frozen(db().get_one(Settlement, self.settlement))
        return told.reckoning.claimed, told.terms.share_points


@pytest.fixture
def desk(instance: Instance, cast: Cast) -> Desk:
    with instance.writing():
        made = books(cast)
        number = made.agreement("Fonds", "18000", advance="7200")
        made.cost(made.source_of(number), "9500", number)
        line = made.cost(made.source_of(number), "500")
        begun = operations.begin_settlement(number, by=made.by)
        operations.tell_story(begun.id, "We kookten.", made.by)
        return Desk(made, number, begun.id, line.id)


def meanwhile(
    instance: Instance, first: Callable[[], object], second: Callable[[], object]
) -> list[Exception]:
    """The second begins while the first is done and not yet kept; what it raised."""
    errors: list[Exception] = []

    def run() -> None:
        try:
            with instance.writing():
                second()
        except Exception as error:
            errors.append(error)

    late = threading.Thread(target=run)
    with instance.writing():
        first()
        late.start()
        time.sleep(MOMENT)
    late.join()
    return errors


def named(errors: list[Exception]) -> list[str]:
    return [type(error).__name__ for error in errors]


def test_a_crowd_hands_in_once(instance: Instance, desk: Desk) -> None:
    errors = at_once(CROWD, instance, desk.hand_in)

    assert named(errors) == ["HandedInAlready"] * (CROWD - 1)


def test_a_cost_that_comes_while_handing_in_is_refused(instance: Instance, desk: Desk) -> None:
    errors = meanwhile(instance, desk.hand_in, desk.claim)

    assert named(errors) == ["AgreementSettled"]
    with instance.reading():
        assert desk.frozen() == (euro("9500"), 6_000)


def test_a_cost_that_came_just_before_is_in_what_was_handed_in(
    instance: Instance, desk: Desk
) -> None:
    assert meanwhile(instance, desk.claim, desk.hand_in) == []

    with instance.reading():
        assert desk.frozen() == (euro("10000"), 6_000)


def test_terms_that_change_while_handing_in_are_refused_or_are_those_that_count(
    instance: Instance, desk: Desk
) -> None:
    assert meanwhile(instance, desk.set_terms, desk.hand_in) == []

    with instance.reading():
        assert desk.frozen() == (euro("9500"), 5_000)
    late = meanwhile(instance, lambda: None, desk.set_terms)
    assert named(late) == ["AgreementSettled"]


def test_a_crowd_books_the_end_of_the_year_once(instance: Instance, desk: Desk) -> None:
    by = desk.books.by
    errors = at_once(CROWD, instance, lambda: operations.recognise(desk.agreement, LAST, by))

    assert errors == []
    with instance.reading():
        settling = select(func.count(Entry.id)).where(Entry.key.startswith("settling:"))
        assert db().scalar(settling) == 1


def test_a_crowd_begins_one_correction(instance: Instance, desk: Desk) -> None:
    with instance.writing():
        desk.hand_in()

    errors = at_once(
        CROWD,
        instance,
        lambda: operations.begin_settlement(desk.agreement, reason="Weer", by=desk.books.by),
    )

    assert named(errors) == ["SettlementOpen"] * (CROWD - 1)
