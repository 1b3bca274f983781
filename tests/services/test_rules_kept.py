"""The rules of a service stay together when it changes; the table has the last word."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.services import operations
from buurtcoop.services.models import Service
from buurtcoop.services.packs import pack_named
from buurtcoop.services.rules import (
    AgesOutOfOrder,
    AloneWithChildren,
    ChildcarePrice,
    ChildrenNeedChecks,
    ChildrenStay,
    ConsentOfNobody,
    LogHasNoEnd,
    MinimumMisfits,
    NotAnswered,
    RulesIncomplete,
    TooFewModes,
)
from tests.cast import Cast, seen_by
from tests.services.prepared import TODAY
from tests.services.test_packs import started

Start = Callable[[str], Service]
MISFITS: tuple[tuple[str, dict[str, Any], type[Refusal]], ...] = (
    ("speelmiddag", {"price": Money(100)}, ChildcarePrice),
    ("speelmiddag", {"helpers_at_least": 1}, AloneWithChildren),
    ("speelmiddag", {"usual_minimum": 1}, MinimumMisfits),
    ("speelmiddag", {"children_per_carer": None}, ChildrenStay),
    ("speelmiddag", {"child_from_age": 12}, AgesOutOfOrder),
    ("eettafel", {"children_per_carer": 4}, ChildrenNeedChecks),
    ("eettafel", {"asks_consent": True}, ConsentOfNobody),
    ("eettafel", {"log_kinds": "Lamp kapot"}, LogHasNoEnd),
    ("veilig-op-straat", {"log_days": None}, LogHasNoEnd),
    ("eettafel", {"price_decided_by": ""}, RulesIncomplete),
    ("eettafel", {"instead": ""}, RulesIncomplete),
    (
        "eettafel",
        {"mode_teach": "", "mode_carry": "", "mode_alternative": ""},
        TooFewModes,
    ),
)
UNWRITTEN: tuple[dict[str, Any], ...] = (
    {"price": Money(1)},
    {"counts_for_duty": True},
    {"helpers_at_least": 1},
    {"children_per_carer": None},
    {"log_kinds": "Lamp kapot"},
    {"price_decided_by": ""},
    {"give_promise": ""},
    {"not_promised": ""},
    {"mode_teach": "", "mode_carry": "", "mode_alternative": ""},
    {"usual_helpers": 0},
    {"child_to_age": 18},
    {"adults_besides": 6},
    {"give_from_age": 11},
)


@pytest.fixture
def start(opened: Instance, cast: Cast) -> Start:
    """A service of this pack."""
    return lambda code: started(pack_named(code), cast)


def test_a_change_that_does_not_fit_is_refused(
    start: Start, cast: Cast, subtests: pytest.Subtests
) -> None:
    services = {code: start(code).id for code in sorted({code for code, _new, _why in MISFITS})}
    for code, changed, refusal in MISFITS:
        with subtests.test(code=code, changed=changed), pytest.raises(refusal):
            operations.change_service(services[code], by=seen_by(cast.coor), **changed)


def test_hours_with_children_never_count_whatever_was_asked(start: Start, cast: Cast) -> None:
    service = start("speelmiddag")
    operations.change_service(service.id, by=seen_by(cast.coor), counts_for_duty=True)
    assert service.counts_for_duty is False


def test_children_from_before_packs_keep_their_price_until_somebody_changes_it(
    start: Start, cast: Cast
) -> None:
    service = start("eettafel")
    service.pack, service.price = "", Money(100)
    service.children_per_carer, service.counts_for_duty = 4, False
    db().flush()
    with pytest.raises(ChildcarePrice):
        operations.change_service(service.id, by=seen_by(cast.coor), place="Ergens anders")
    operations.change_service(service.id, by=seen_by(cast.coor), price=Money(0))
    assert service.price == Money(0)


def test_the_table_refuses_what_no_operation_would_write(
    start: Start, subtests: pytest.Subtests
) -> None:
    change = update(Service).where(Service.id == start("speelmiddag").id)
    for values in UNWRITTEN:
        with subtests.test(**values), pytest.raises(IntegrityError), db().begin_nested():
            db().execute(change.values(**values))


def test_a_service_opens_once(start: Start, cast: Cast) -> None:
    service = start("eettafel")
    operations.open_service(service.id, seen_by(cast.coor))
    assert service.opened_on == TODAY
    operations.open_service(service.id, seen_by(cast.coor))
    assert service.opened_on == TODAY


def test_with_questions_it_does_not_open_before_the_answers(start: Start, cast: Cast) -> None:
    service = start("speelmiddag")
    with pytest.raises(NotAnswered):
        operations.open_service(service.id, seen_by(cast.coor))
    assert service.opened_on is None
