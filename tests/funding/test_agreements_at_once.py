"""Several people change one agreement at the same moment: each change is whole."""

from dataclasses import replace
from itertools import count

from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.funding.operations import add_tranches, pay_tranche, set_terms
from buurtcoop.funding.queries import tranche_of, tranches_of, versions_of
from tests.funding.conftest import Sources
from tests.funding.test_agreements import SHARE
from tests.ledger.test_at_the_same_time import at_once

CROWD = 6


def test_the_last_euro_of_a_part_is_paid_once(instance: Instance, sources: Sources) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 10_000)
        (part,) = add_tranches(number, [(10_000, None, "")], by=sources.truus)
        entries = [
            sources.received(sources.city, 10_000, key=f"in {each}") for each in range(CROWD)
        ]
        lines = iter([entry.lines[0].id for entry in entries])

    errors = at_once(
        CROWD,
        instance,
        lambda: pay_tranche(part.id, next(lines), Money(10_000), by=sources.truus),
    )

    assert [type(error).__name__ for error in errors] == ["TrancheFull"] * (CROWD - 1)
    with instance.reading():
        assert not tranche_of(part.id).open


def test_parts_that_a_crowd_adds_are_no_more_than_the_agreement(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 10_000)

    errors = at_once(
        CROWD, instance, lambda: add_tranches(number, [(4_000, None, "")], by=sources.truus)
    )

    assert [type(error).__name__ for error in errors] == ["TranchesAbove"] * (CROWD - 2)
    with instance.reading():
        assert [each.tranche.number for each in tranches_of(number)] == [1, 2]


def test_terms_that_a_crowd_writes_become_versions_one_after_another(
    instance: Instance, sources: Sources
) -> None:
    with instance.writing():
        number = sources.promised(sources.city, 1_800_000)
    weeks = count(1)

    errors = at_once(
        CROWD,
        instance,
        lambda: set_terms(
            number, replace(SHARE, decision_weeks=next(weeks)), reason="brief", by=sources.truus
        ),
    )

    assert errors == []
    with instance.reading():
        assert [each.version for each in versions_of(number)] == [6, 5, 4, 3, 2, 1]
