"""Somebody undoes an entry at the moment another puts something on it: that is said, not broken.

On SQLite there is one writer, so nobody comes in between.
"""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.funding import operations
from buurtcoop.funding.checks import broken
from buurtcoop.funding.operations import claims, matching, orders, tranches
from buurtcoop.funding.rules import NotACost, NotThatIncome, OtherSourcePaid
from buurtcoop.ledger.rules import BANK
from tests.conftest import MOMENT
from tests.funding.conftest import TODAY, Sources
from tests.funding.standing import MATCH, Standing, a_standing, line_of

Act = Callable[[], object]


def a_claim(standing: Standing) -> tuple[int, Act]:
    agreement, line = standing.agreed(standing.sources.city, 1_000), _cost(standing)
    return line, lambda: standing.claim(line, agreement, 100)


def an_order(standing: Standing) -> tuple[int, Act]:
    sources, line = standing.sources, _cost(standing)
    ordered = operations.order(
        sources.city,
        activity_id=sources.meals,
        account_id=1,
        amount=Money(100),
        words="Pannen",
        ordered_on=TODAY,
        expected_on=TODAY,
        by=sources.truus,
    ).id
    return line, lambda: operations.pay_order(ordered, line, Money(100), sources.truus)


def a_gift(standing: Standing) -> tuple[int, Act]:
    sources = standing.sources
    agreement = standing.agreed(sources.city, 1_000, MATCH)
    gift = operations.promise_gift(
        agreement, "Wilgenlaan 3", Money(100), promised_on=TODAY, by=sources.truus
    ).id
    line = line_of(sources.received(standing.members, 100))
    return line, lambda: operations.pay_gift(gift, line, sources.truus)


def a_part(standing: Standing) -> tuple[int, Act]:
    sources = standing.sources
    agreement = standing.agreed(sources.city, 1_000)
    (part,) = operations.add_tranches(agreement, [(Money(100), None, "")], by=sources.truus)
    number, line = part.id, line_of(sources.received(sources.city, 100), BANK)
    return line, lambda: operations.pay_tranche(number, line, Money(100), by=sources.truus)


@pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("lay", "module", "looks", "refusal"),
    [
        (a_claim, claims, "left_of_line", NotACost),
        (an_order, orders, "used_of_line", NotACost),
        (a_gift, matching, "income_left", NotThatIncome),
        (a_part, tranches, "came_in_by", OtherSourcePaid),
    ],
)
def test_who_comes_too_late_reads_that_it_was_undone(
    instance: Instance,
    sources: Sources,
    monkeypatch: pytest.MonkeyPatch,
    lay: Callable[[Standing], tuple[int, Act]],
    module: Any,
    looks: str,
    refusal: type[Refusal],
) -> None:
    with instance.writing():
        standing = a_standing(sources)
        line, act = lay(standing)
    look = getattr(module, looks)

    def undo() -> None:
        with clock.stopped(MOMENT), instance.writing():
            standing.undo(line)

    def looked(*values: Any) -> Any:
        found = look(*values)
        monkeypatch.setattr(module, looks, look)
        other = Thread(target=undo)
        other.start()
        other.join()
        return found

    monkeypatch.setattr(module, looks, looked)
    with pytest.raises(refusal), instance.writing():
        act()

    with instance.reading():
        assert broken() == []


def _cost(standing: Standing) -> int:
    return standing.cost(standing.sources.city, 500)
