"""The dates of agreements: on the list of today, in a mail, and in the calendar of who minds it."""

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from buurtcoop.app import create_app
from buurtcoop.core import clock
from buurtcoop.core.attention import Item
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import attention as needing
from buurtcoop.funding import operations, queries
from buurtcoop.funding.attention import attention
from buurtcoop.funding.messages import DATES_NEAR
from buurtcoop.funding.models import Condition, Promiser, Tranche
from buurtcoop.funding.queries import DateKind, dates_ahead, duties_of
from buurtcoop.funding.reminders import due
from buurtcoop.funding.rules import DayToCome, HandedInBefore, KeptBefore
from buurtcoop.funding.settlement import Mode
from buurtcoop.ledger.operations import reverse
from buurtcoop.shifts.operations import new_feed
from buurtcoop.shifts.queries import feed_token
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT
from tests.funding.conftest import TODAY, Sources
from tests.funding.settled import books, drafted
from tests.visitor import Visitor

DAY = timedelta(days=1)


@pytest.fixture
def agreement(instance: Instance, sources: Sources) -> int:
    """An agreement of the fund for this year."""
    with instance.writing():
        return sources.promised(sources.kitchen, 1_250_000)


def a_part(agreement_id: int, number: int, due_on: date | None) -> Tranche:
    """A part of the money, on its day."""
    part = Tranche(
        agreement_id=agreement_id, number=number, amount=Money(720_000), due_on=due_on, condition=""
    )
    db().add(part)
    db().flush()
    return part


def found(items: list[Item]) -> set[tuple[str, int]]:
    """What is on the list, without words."""
    return {(item.kind, item.subject_id) for item in items}


def test_what_has_a_day_comes_on_the_list_when_it_is_near_and_leaves_when_it_is_done(
    instance: Instance, sources: Sources, agreement: int
) -> None:
    by = sources.truus
    with instance.writing():
        late = a_part(agreement, 1, TODAY - DAY).id
        soon = a_part(agreement, 2, TODAY + 14 * DAY).id
        a_part(agreement, 3, TODAY + 15 * DAY)
        report = operations.add_report(agreement, "Verslag", TODAY + 30 * DAY, by).id
        operations.add_report(agreement, "Later", TODAY + 31 * DAY, by)
        ours = operations.add_condition(agreement, "Iets", Promiser.WE, TODAY + DAY, by).id
        theirs = operations.add_condition(agreement, "Iets", Promiser.THEY, TODAY - DAY, by).id
        for whose, on in ((Promiser.THEY, TODAY), (Promiser.WE, TODAY + 15 * DAY)):
            operations.add_condition(agreement, "Nog niet", whose, on, by)
        operations.add_condition(agreement, "Altijd", Promiser.WE, None, by)

        assert found(attention(MOMENT)) == {
            (needing.LATE, late),
            (needing.TO_ASK, soon),
            (needing.REPORT, report),
            (needing.CONDITION, ours),
            (needing.CONDITION, theirs),
        }

        operations.request_tranche(soon, on=TODAY, by=by)
        operations.hand_in_report(report, TODAY, by)
        for promise in (ours, theirs):
            operations.meet_condition(promise, TODAY, "Brief", by)

        assert found(attention(MOMENT)) == {(needing.LATE, late)}


def test_a_promise_is_kept_once_and_a_report_handed_in_once_on_a_day_that_was(
    instance: Instance, sources: Sources, agreement: int
) -> None:
    by = sources.truus
    with instance.writing():
        promise = operations.add_condition(agreement, "Iets", Promiser.WE, TODAY, by).id
        report = operations.add_report(agreement, "Verslag", TODAY, by).id
        with pytest.raises(DayToCome):
            operations.meet_condition(promise, TODAY + DAY, "Brief", by)
        with pytest.raises(DayToCome):
            operations.hand_in_report(report, TODAY + DAY, by)
        operations.move_condition(promise, None, by)
        operations.meet_condition(promise, TODAY, "Brief", by)
        operations.hand_in_report(report, TODAY, by)
        with pytest.raises(KeptBefore):
            operations.move_condition(promise, TODAY, by)
        with pytest.raises(HandedInBefore):
            operations.move_report(report, TODAY, by)
        assert dates_ahead(TODAY, since=TODAY) == []
        assert duties_of(agreement).ours[0].evidence == "Brief"
        for wrong in (
            operations.move_report,
            operations.hand_in_report,
        ):
            with pytest.raises(LookupError):
                wrong(99, TODAY, by)
        assert db().get(Condition, promise) is not None


def test_a_part_that_came_is_no_date_any_more(
    instance: Instance, sources: Sources, agreement: int
) -> None:
    with instance.writing():
        part = a_part(agreement, 1, TODAY)
        first, second = (
            sources.received(sources.kitchen, cents, key=str(cents)).lines[0].id
            for cents in (700_000, 20_000)
        )
        operations.pay_tranche(part.id, first, Money(700_000), by=sources.truus)
        [ahead] = dates_ahead(TODAY)
        assert (ahead.kind, ahead.amount) == (DateKind.TRANCHE, Money(20_000))
        operations.pay_tranche(part.id, second, Money(20_000), by=sources.truus)
        a_part(agreement, 2, TODAY).dropped_at = clock.now()
        db().flush()
        assert dates_ahead(TODAY) == []


def test_a_report_that_waits_for_an_answer_or_differs_from_the_books_is_on_the_list(
    instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        made = books(cast)
        asked = made.agreement(
            "Fonds Buurtkeuken",
            "1000",
            drafted(Mode.COST_SHARE, 5_000, decision_weeks=1),
            advance="400",
        )
        other = made.agreement("Stichting Wilgenfonds", "1000")
        made.agreement("Bakkerij De Halm", "1000", drafted(Mode.LUMP, no_profit=False))
        cost = made.cost(made.source_of(asked), "800", asked)
        made.handed_in(asked)
        last = a_part(asked, 2, None)
        assert found(attention(MOMENT)) == {(needing.LAPSES, other)}

        with clock.stopped(MOMENT + timedelta(hours=1)):
            reverse(cost.entry_id, day=TODAY, memo="verkeerde bron", by=made.by)
        late = attention(MOMENT + 10 * DAY)
        assert found(late) >= {(needing.DECISION, asked), (needing.UNDONE, asked)}

        settlement = queries.settlements_of(asked)[0]
        operations.decide_settlement(settlement.id, Money(30_000), TODAY, made.by)
        decided = found(attention(MOMENT + 10 * DAY))
        assert (needing.DECISION, asked) not in decided
        assert (needing.TO_ASK, last.id) in decided


def test_on_a_day_that_dates_come_near_each_of_two_people_gets_one_mail(
    instance: Instance, sources: Sources, cast: Cast, agreement: int
) -> None:
    with instance.writing():
        a_part(agreement, 1, TODAY + 7 * DAY)
        report = operations.add_report(agreement, "Verslag", TODAY + 30 * DAY, sources.truus).id
        operations.add_report(agreement, "Morgen genoemd", TODAY + 8 * DAY, sources.truus)

    with instance.reading():
        said = list(due(MOMENT))
        assert {(each.recipient_id, each.occurrence) for each in said} == {
            (person.id, "2027-01-12") for person in (cast.coor, cast.truus)
        }
        assert [each.occurrence for each in due(MOMENT + 2 * DAY)] == ["2027-01-12"] * 2 + [
            "2027-01-13"
        ] * 2
        content: dict[str, Any] = DATES_NEAR.content(SaidOf("2027-01-12", cast.coor.id))
        assert [each["day"] for each in content["dates"]] == [
            TODAY + 7 * DAY,
            TODAY + 8 * DAY,
            TODAY + 30 * DAY,
        ]
        assert DATES_NEAR.still_true(SaidOf("2027-01-12", cast.coor.id))
    with instance.writing():
        for part in db().query(Tranche):
            part.dropped_at = clock.now()
        operations.hand_in_report(report, TODAY, sources.truus)
        assert not DATES_NEAR.still_true(SaidOf("2027-01-12", cast.coor.id))


class SaidOf:
    """A message as its rule sees it."""

    def __init__(self, occurrence: str, person_id: int) -> None:
        self.id, self.subject_id, self.recipient_id = 1, person_id, person_id
        self.occurrence = occurrence


def test_the_calendar_of_who_minds_the_money_has_the_dates_as_whole_days(
    instance: Instance, sources: Sources, cast: Cast, agreement: int
) -> None:
    with instance.writing():
        operations.add_report(agreement, "Verslag", TODAY + 30 * DAY, sources.truus)
        a_part(agreement, 2, TODAY + 3 * DAY)
        operations.add_condition(agreement, "Ruimte", Promiser.THEY, TODAY + DAY, sources.truus)
        tokens = {}
        for person in (cast.coor, cast.anna):
            new_feed(person.id, seen_by(person))
            tokens[person.call_name] = feed_token(person.id)
    visitor = Visitor(create_app(instance.settings, instance), instance)

    def events(name: str) -> list[tuple[str, date, str]]:
        page = visitor.get(f"/agenda/{tokens[name]}.ics")
        return [
            (str(event["summary"]), event.decoded("dtstart"), str(event["url"]))
            for event in Calendar.from_ical(page.html).events
        ]

    here = f"{instance.settings.base_url}/geld/afspraken/{agreement}"
    assert events("Anna") == []
    assert events("Coor") == [
        ("Beloofd door Fonds Buurtkeuken", TODAY + DAY, f"{here}/beloofd"),
        ("Deel 2 van Fonds Buurtkeuken", TODAY + 3 * DAY, f"{here}/delen"),
        ("Verslag voor Fonds Buurtkeuken", TODAY + 30 * DAY, f"{here}/beloofd"),
    ]
