"""What goes because time passed, and what always holds."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from buurtcoop.afterwards import checks, jobs
from buurtcoop.afterwards.models import Lesson, Story, Thanks
from buurtcoop.afterwards.operations import say_how_it_went, take_back, thank
from buurtcoop.core import clock
from buurtcoop.core.database import Model
from buurtcoop.core.instance import Instance, db
from buurtcoop.documents.models import Attachment
from buurtcoop.people.operations import forget_person
from buurtcoop.reminders.timetable import TIMETABLE
from buurtcoop.shifts.models import Booking, Claim
from tests.afterwards.evening import AFTER, Over
from tests.afterwards.told import a_photo, a_story
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT

DAY = timedelta(days=1)


def how_many(model: type[Model]) -> int:
    return db().scalar(select(func.count()).select_from(model)) or 0


def test_what_consent_no_longer_covers_is_erased_the_night_after(
    opened: Instance, cast: Cast
) -> None:
    story = a_story(cast.anna, until=clock.today(), photo_id=a_photo(cast.anna), others_agreed=True)
    a_story(cast.anna)

    assert jobs.erase_stories(MOMENT) == 0
    with clock.stopped(MOMENT + DAY):
        assert jobs.erase_stories(MOMENT + DAY) == 1
        assert jobs.erase_stories(MOMENT + DAY) == 0
    db().refresh(story)
    assert (story.words, story.signed, story.photo_id, story.withdrawn_at) == ("", "", None, None)
    assert how_many(Attachment) == 0
    assert checks.broken() == []


def test_the_story_of_who_was_forgotten_goes_with_the_name(opened: Instance, cast: Cast) -> None:
    story = a_story(cast.anna, photo_id=a_photo(cast.anna), others_agreed=True)
    a_story(cast.bram)
    forget_person(cast.anna.id)

    assert jobs.erase_stories(MOMENT) == 1
    db().refresh(story)
    assert (story.words, story.signed, story.photo_id) == ("", "", None)
    assert how_many(Attachment) == 0
    assert checks.broken() == []


def test_thirty_days_after_it_was_erased_a_story_is_forgotten(opened: Instance, cast: Cast) -> None:
    story = a_story(cast.anna)
    take_back(story.id, seen_by(cast.anna))

    assert jobs.forget_stories(MOMENT + 30 * DAY) == 0
    assert jobs.forget_stories(MOMENT + 31 * DAY) == 1
    assert how_many(Story) == 0


def test_lessons_and_thanks_go_two_years_after_the_shift(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=True)
        thank(evening.shift_id, seen_by(cast.anna), "Dank u wel.")

        assert jobs.forget_lessons_and_thanks(AFTER + 729 * DAY) == 0
        assert jobs.forget_lessons_and_thanks(AFTER + 730 * DAY) == 2
        assert (how_many(Lesson), how_many(Thanks)) == (0, 0)


def test_a_photo_nobody_told_with_goes_after_a_day(opened: Instance, cast: Cast) -> None:
    a_photo(cast.anna)
    told = a_photo(cast.anna)
    a_story(cast.anna, photo_id=told, others_agreed=True)

    assert jobs.forget_loose_photos(MOMENT + DAY) == 0
    assert jobs.forget_loose_photos(MOMENT + DAY + timedelta(minutes=1)) == 1
    assert list(db().scalars(select(Attachment.id))) == [told]


@pytest.mark.parametrize(
    "job",
    [
        jobs.erase_stories,
        jobs.forget_stories,
        jobs.forget_lessons_and_thanks,
        jobs.forget_loose_photos,
    ],
)
def test_every_job_is_done_at_night(job: Callable[[datetime], int]) -> None:
    assert job in {each.run for each in TIMETABLE.jobs}


def test_a_lesson_of_who_never_promised_is_found(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        lesson = say_how_it_went(evening.shift_id, seen_by(cast.bram), went_well=True)
        thanks = thank(evening.shift_id, seen_by(cast.anna), "Dank u wel.")
        assert checks.broken() == []

        lesson.person_id = thanks.person_id = cast.bo.id
        db().flush()

        assert checks.broken() == [
            f"Lesson {lesson.id} is of somebody who was not on the shift.",
            f"Thanks {thanks.id} are of somebody who did not receive.",
        ]


def test_a_consent_of_four_years_and_a_photo_of_another_are_found(
    opened: Instance, cast: Cast
) -> None:
    story = a_story(cast.anna, photo_id=a_photo(cast.anna), others_agreed=True)
    db().execute(update(Story).values(consent_until=story.consent_on + 1200 * DAY))
    db().execute(update(Attachment).values(made_by_id=cast.bram.id))

    assert checks.broken() == [
        f"The consent of story {story.id} is longer than 3 years.",
        f"The photo of story {story.id} is of somebody else.",
    ]


@pytest.mark.guard
def test_the_database_keeps_one_lesson_and_one_thank_you(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        for kind, more in ((Lesson, {"went_well": True}), (Thanks, {})):
            values = {
                "shift_id": evening.shift_id,
                "person_id": cast.bram.id,
                "words": "x",
                "said_at": clock.now(),
            }
            once = insert(kind).values(**values, **more)
            db().execute(once)
            with pytest.raises(IntegrityError), db().begin_nested():
                db().execute(once)


@pytest.mark.guard
@pytest.mark.parametrize(
    "halfway",
    [
        {"withdrawn_at": MOMENT},
        {"erased_at": MOMENT},
        {"erased_at": MOMENT, "words": ""},
        {"erased_at": MOMENT, "words": "", "signed": ""},
        {"words": ""},
        {"signed": ""},
        {"consent_until": MOMENT.date() - DAY},
    ],
    ids=lambda halfway: " ".join(halfway),
)
def test_the_database_knows_no_half_erased_story(
    opened: Instance, cast: Cast, halfway: dict[str, object]
) -> None:
    a_story(cast.anna, photo_id=a_photo(cast.anna), others_agreed=True)

    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(update(Story).values(**halfway))


@pytest.mark.guard
def test_the_database_lets_a_photo_stand_with_one_story(opened: Instance, cast: Cast) -> None:
    photo_id = a_photo(cast.anna)
    a_story(cast.anna, photo_id=photo_id, others_agreed=True)
    other = a_story(cast.anna)

    with pytest.raises(IntegrityError), db().begin_nested():
        db().execute(update(Story).where(Story.id == other.id).values(photo_id=photo_id))


def test_promises_are_not_touched(evening: Over, instance: Instance) -> None:
    with instance.writing():
        before = how_many(Claim), how_many(Booking)
        jobs.forget_lessons_and_thanks(AFTER + 5000 * DAY)
        assert (how_many(Claim), how_many(Booking)) == before
