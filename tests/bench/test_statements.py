"""A page asks the database the same number of questions at any size, and stays small."""

from collections.abc import Iterator

import pytest

from buurtcoop.checks import broken
from buurtcoop.demo.bulk import MEDIUM, Size
from tests.bench.pages import CLAIM, LARGEST_PAGE, Measured, crowd

SMALL = Size(120, 400, 1_000)
LARGER = Size(600, 2_400, 6_000)
# What design allows, session, roles, coop and contact person included.
MOST = {"own page": 10, "open shifts": 6, "one shift": 8}


@pytest.fixture(scope="module")
def small() -> Iterator[Measured]:
    with crowd(SMALL) as measured:
        yield measured


@pytest.fixture(scope="module", params=[LARGER, pytest.param(MEDIUM, marks=pytest.mark.long)])
def larger(request: pytest.FixtureRequest) -> Iterator[Measured]:
    with crowd(request.param) as measured:
        yield measured


def test_pages_cost_the_same_statements_and_stay_small(small: Measured, larger: Measured) -> None:
    few, many = small.costs(1), larger.costs(1)

    assert {page: cost.statements for page, cost in many.items()} == {
        page: cost.statements for page, cost in few.items()
    }
    assert {page: cost.size for page, cost in many.items() if cost.size > LARGEST_PAGE} == {}


def test_pages_ask_no_more_than_they_may(small: Measured) -> None:
    costs = small.costs(1)

    assert {
        page: costs[page].statements for page, most in MOST.items() if costs[page].statements > most
    } == {}
    assert costs[CLAIM].statements > 0


def test_nothing_is_broken_in_a_crowd(larger: Measured) -> None:
    with larger.instance.reading():
        assert list(broken()) == []
