"""A coop that is served, with a mail server, and the meal of the day after tomorrow."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import Browser, sync_playwright

from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.core.money import Money
from buurtcoop.services.operations import add_service
from buurtcoop.shifts.models import Shift, Side
from buurtcoop.shifts.operations import LinePlan, plan
from tests.cast import Cast, seen_by
from tests.mailing import connect
from tests.serving import browser, serving
from tests.sink import Sink, sink


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One Chromium for the day."""
    with sync_playwright() as playwright:
        running = browser(playwright)
        yield running
        running.close()


@pytest.fixture
def post(instance: Instance) -> Iterator[Sink]:
    """The mail server of the day."""
    with sink() as running:
        yield running


@pytest.fixture
def address(instance: Instance, post: Sink) -> Iterator[str]:
    """The coop as a browser reaches it, and as its mails name it."""
    with serving(instance) as where:
        connect(instance, post, base_url=where)
        yield where


@pytest.fixture
def meal(instance: Instance, cast: Cast) -> Shift:
    """The Eettafel of the day after tomorrow: 2 places and 24 seats."""
    with instance.writing():
        service = add_service(
            "Eettafel",
            summary="Elke donderdag samen eten.",
            description="We koken en eten samen.",
            icon="tools-kitchen-2",
            place="Buurthuis De Knotwilg",
            give_task="Koken",
            price=Money(400),
            release_hours=24,
            activity_id=activities()[0].id,
            starts_on=date(2026, 1, 1),
            by=seen_by(cast.coor),
        )
        return plan(
            service.id,
            day=clock.today() + timedelta(days=2),
            starts_at=time(16),
            minutes=240,
            place="Buurthuis De Knotwilg",
            lines=[LinePlan(Side.GIVE, "Koken", 2), LinePlan(Side.RECEIVE, "", 24)],
            by=seen_by(cast.coor),
        )
