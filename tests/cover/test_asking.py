"""Who is asked for a place, in which order, and what comes of the answers."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.cover import operations, queries, rules
from buurtcoop.cover.rules import Why
from buurtcoop.members.models import Membership
from buurtcoop.people.models import Person
from buurtcoop.qualifications.models import Qualification, Skill
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import Away, Claim, CrewLine, PromiseState
from buurtcoop.shifts.rules import NotYourRole, ShiftCancelled
from tests.cast import Cast, seen_by
from tests.cover.told import still_true, told
from tests.shifts.pages import counting
from tests.shifts.rota import EVENING, Evening, an_evening, members

DAY = date(2027, 1, 20)


def names(line_id: int, number: int = 8) -> list[str]:
    return [each.name.split()[0] for each in queries.who_to_ask(line_id, number)]


def helped(person: Person, service: Service, days_ago: int) -> None:
    """This person helped at the service so many days ago."""
    then = an_evening(service, clock.now() - timedelta(days=days_ago))
    db().add(
        Claim(
            shift_id=then.shift_id,
            line_id=then.give,
            person_id=person.id,
            made_by_id=person.id,
            made_at=clock.now() - timedelta(days=days_ago + 7),
            state=PromiseState.KEPT,
            ended_at=clock.now() - timedelta(days=days_ago),
        )
    )
    db().flush()


def needs(evening: Evening, name: str = "Koken") -> Skill:
    """The line asks for a skill."""
    skill = Skill(name=name, explanation="", proven=False, valid_months=None, ended_on=None)
    db().add(skill)
    db().flush()
    db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(skill_id=skill.id))
    return skill


def has(person: Person, skill: Skill, until: date | None = None) -> None:
    db().add(
        Qualification(
            person_id=person.id,
            skill_id=skill.id,
            seen_on=date(2026, 1, 1),
            seen_by_id=person.id,
            valid_until=until,
            ended_at=None,
        )
    )
    db().flush()


def change(person: Person, **values: object) -> None:
    db().execute(update(Membership).where(Membership.person_id == person.id).values(**values))


# --- Who ---


def test_who_is_too_young_on_the_day_is_not_asked(
    eettafel: Service, evening: Evening, cast: Cast
) -> None:
    everybody = set(names(evening.give))
    assert {"Anna", "Bram"} <= everybody
    eettafel.give_from_age = 18
    for person, born in ((cast.anna, date(2009, 1, 21)), (cast.bram, date(2009, 1, 20))):
        db().execute(update(Person).where(Person.id == person.id).values(birth_date=born))
    db().execute(update(Person).where(Person.id == cast.truus.id).values(birth_date=None))
    assert everybody - set(names(evening.give)) == {"Anna", "Truus"}


def test_only_members_who_want_to_help_are_asked(evening: Evening, cast: Cast) -> None:
    change(cast.anna, gives=False)

    assert names(evening.give) == ["Bram", "Dees", "Truus", "Bo"]


def test_who_leaves_before_that_day_is_not_asked(evening: Evening, cast: Cast) -> None:
    change(cast.bram, ends_on=DAY - timedelta(days=1))

    assert "Bram" not in names(evening.give)


def test_only_who_has_the_skill_on_that_day_is_asked(evening: Evening, cast: Cast) -> None:
    skill = needs(evening)
    has(cast.bram, skill)
    has(cast.anna, skill, until=DAY)
    has(cast.truus, skill, until=DAY - timedelta(days=1))

    assert names(evening.give) == ["Anna", "Bram"]


def test_who_is_away_is_left_in_peace(evening: Evening, cast: Cast) -> None:
    db().add(
        Away(
            person_id=cast.bram.id,
            first_on=DAY,
            last_on=DAY,
            made_by_id=cast.bram.id,
            made_at=clock.now(),
            ended_at=None,
        )
    )

    assert "Bram" not in names(evening.give)


def test_who_helps_eats_or_said_no_there_is_not_asked(evening: Evening, cast: Cast) -> None:
    shifts.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    shifts.book(evening.receive, cast.anna.id, seen_by(cast.anna))
    no = shifts.claim(evening.give, cast.truus.id, seen_by(cast.truus))
    shifts.release(no.id, seen_by(cast.truus))

    assert names(evening.give) == ["Dees", "Bo"]


def test_who_is_elsewhere_or_needs_rest_is_not_asked(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    eettafel.rest_hours = 8
    same_time = an_evening(eettafel, EVENING + timedelta(hours=1))
    night_after = an_evening(eettafel, EVENING + timedelta(hours=3 + 7))
    enough = an_evening(eettafel, EVENING + timedelta(hours=3 + 8))
    shifts.book(same_time.receive, cast.anna.id, seen_by(cast.anna))
    shifts.claim(night_after.give, cast.bram.id, seen_by(cast.bram))
    shifts.book(night_after.receive, cast.truus.id, seen_by(cast.truus))
    shifts.claim(enough.give, cast.bo.id, seen_by(cast.bo))

    assert names(evening.give) == ["Dees", "Truus", "Bo"]


def test_who_reached_the_number_of_the_month_is_not_asked(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    change(cast.bram, most_a_month=1)
    change(cast.truus, most_a_month=2)
    other = an_evening(eettafel, EVENING + timedelta(days=7), places=4)
    for person in (cast.bram, cast.truus):
        shifts.claim(other.give, person.id, seen_by(person))

    assert names(evening.give) == ["Anna", "Dees", "Truus", "Bo"]


# --- In which order ---


def test_the_least_recently_asked_come_first(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    others = [an_evening(eettafel, EVENING + timedelta(days=days)) for days in (7, 14)]
    with clock.stopped(clock.now() - timedelta(hours=2)):
        operations.ask(others[0].give, 2, seen_by(cast.coor))
    with clock.stopped(clock.now() - timedelta(hours=1)):
        operations.ask(others[1].give, 1, seen_by(cast.coor))

    # Anna and Bram were asked first, then Dees.
    assert names(evening.give) == ["Truus", "Bo", "Anna", "Bram", "Dees"]


def test_then_who_helped_longest_ago_then_the_number(
    evening: Evening, eettafel: Service, cast: Cast
) -> None:
    helped(cast.anna, eettafel, days_ago=3)
    helped(cast.bram, eettafel, days_ago=30)

    assert names(evening.give) == ["Dees", "Truus", "Bo", "Bram", "Anna"]


def test_the_reason_is_something_we_know(evening: Evening, eettafel: Service, cast: Cast) -> None:
    helped(cast.anna, eettafel, days_ago=3)
    reasons = {each.name.split()[0]: each.why for each in queries.who_to_ask(evening.give, 8)}
    assert reasons["Anna"] is Why.DID_THIS
    assert reasons["Bram"] is Why.GIVES

    has(cast.bram, needs(evening))
    assert [each.why for each in queries.who_to_ask(evening.give, 8)] == [Why.CAN]


# --- Asking ---


def test_asking_puts_a_question_to_each(evening: Evening, cast: Cast) -> None:
    made = operations.ask(evening.give, 3, seen_by(cast.coor), "We koken stamppot.")

    assert len(made) == 3
    assert told("cover.asked") == ["Anna", "Bram", "Dees"]
    assert still_true("cover.asked")
    assert {ask.words for ask in made} == {"We koken stamppot."}


def test_asking_again_asks_the_next(evening: Evening, cast: Cast) -> None:
    operations.ask(evening.give, 3, seen_by(cast.coor))
    operations.ask(evening.give, 3, seen_by(cast.coor))

    assert told("cover.asked") == ["Anna", "Bram", "Dees", "Truus", "Bo"]
    with pytest.raises(rules.NobodyToAsk, match="zoekt met u mee"):
        operations.ask(evening.give, 3, seen_by(cast.coor))


def test_after_a_move_the_same_people_may_be_asked_again(evening: Evening, cast: Cast) -> None:
    first = operations.ask(evening.give, 1, seen_by(cast.coor))[0]
    move(evening, cast)

    assert not still_true("cover.asked")
    assert "Anna" in names(evening.give)
    with pytest.raises(rules.AskedBeforeMove, match="intussen veranderd"):
        operations.answer(first.id, True, seen_by(cast.anna))


def move(evening: Evening, cast: Cast) -> None:
    shifts.move(
        evening.shift_id,
        day=DAY,
        starts_at=EVENING.time().replace(hour=18),
        minutes=180,
        reason="De zaal is eerst bezet.",
        by=seen_by(cast.coor),
    )


def test_where_nobody_is_missing_nobody_is_asked(evening: Evening, cast: Cast) -> None:
    for person in (cast.bram, cast.truus):
        shifts.claim(evening.give, person.id, seen_by(person))

    with pytest.raises(rules.NobodyMissing):
        operations.ask(evening.give, 3, seen_by(cast.coor))


def test_a_place_that_is_offered_to_the_waiting_list_is_not_given_away_beside_it(
    evening: Evening, cast: Cast
) -> None:
    db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(held=2))

    with pytest.raises(rules.PlaceKept, match="wachtlijst"):
        operations.ask(evening.give, 3, seen_by(cast.coor))


def test_a_member_does_not_ask_for_cover(evening: Evening, cast: Cast) -> None:
    with pytest.raises(NotYourRole):
        operations.ask(evening.give, 3, seen_by(cast.bram))


def test_nobody_is_asked_for_what_does_not_go_ahead(evening: Evening, cast: Cast) -> None:
    shifts.call_off(evening.shift_id, reason="De keuken is stuk.", by=seen_by(cast.coor))

    with pytest.raises(ShiftCancelled):
        operations.ask(evening.give, 3, seen_by(cast.coor))


def test_many_members_cost_the_same_few_statements(evening: Evening, cast: Cast) -> None:
    members(30)
    with counting(here().writers) as statements:
        assert len(queries.who_to_ask(evening.give, 20)) == 20
    assert statements() <= 5
