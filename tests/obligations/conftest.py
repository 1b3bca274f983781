"""A duty that everybody but Anna meets, and the call that follows."""

from datetime import date

import pytest
from sqlalchemy import select

from buurtcoop.core.instance import Instance, db
from buurtcoop.obligations import jobs
from buurtcoop.obligations.models import DutyStep, MemberDuty
from tests.cast import Cast
from tests.obligations.cases import FEBRUARY, HOURS, MARCH_8, a_duty, helped, on, reminded


@pytest.fixture
def duty(opened: Instance, cast: Cast) -> MemberDuty:
    """Two hours a month since January; Bram, Dees, Truus and Bo do them."""
    begun = a_duty(cast)
    for person in (cast.bram, cast.dees, cast.truus, cast.bo):
        for month in (1, 2):
            helped(person, date(2027, month, 5), HOURS)
    return begun


@pytest.fixture
def call(duty: MemberDuty) -> DutyStep:
    """Anna did nothing in January and February: on 8 March a call is made."""
    reminded(FEBRUARY)
    with on(MARCH_8) as now:
        assert jobs.keep_in_touch(now) == 1
    return db().scalars(select(DutyStep)).one()
