"""A story stands as far and as long as its teller agreed, and not a day longer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.afterwards import operations
from buurtcoop.afterwards.models import Scope, Story
from buurtcoop.afterwards.operations import bring_photo, take_back, telling
from buurtcoop.afterwards.queries import photo_for, stories_for, stories_of, story_for
from buurtcoop.afterwards.rules import (
    ConsentMissing,
    ConsentOver,
    ConsentTooLong,
    NotThere,
    OthersNotAsked,
    PhotoGone,
    TooManyPhotos,
    years_after,
)
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.documents.models import Attachment
from tests.afterwards.evening import Over
from tests.afterwards.told import WORDS, a_photo, a_story
from tests.cast import Cast, seen_by
from tests.conftest import MOMENT
from tests.documents.photos import photo


def test_each_reader_sees_what_its_teller_agreed_to(opened: Instance, cast: Cast) -> None:
    for scope in Scope:
        a_story(cast.anna, scope, words=scope.value)

    def read_by(viewer: object) -> list[str]:
        return [each.words for each in stories_for(viewer).stories]  # type: ignore[arg-type]  # a viewer

    assert read_by(STRANGER) == ["public"]
    assert read_by(seen_by(cast.dirk)) == ["public"]
    assert read_by(seen_by(cast.bram)) == ["public", "funders", "members"]
    assert read_by(seen_by(cast.coor)) == ["public", "funders", "members"]


def test_a_story_of_members_is_not_there_for_a_stranger(opened: Instance, cast: Cast) -> None:
    story = a_story(cast.anna, Scope.MEMBERS)

    assert story_for(seen_by(cast.bram), story.id).paragraphs == [
        "Ik kende hier niemand.",
        "Nu eet ik elke week mee.",
    ]
    with pytest.raises(LookupError):
        story_for(STRANGER, story.id)


def test_a_story_stands_up_to_and_with_its_last_day(opened: Instance, cast: Cast) -> None:
    story = a_story(cast.anna, until=clock.today() + timedelta(days=1))

    with clock.stopped(MOMENT + timedelta(days=1)):
        assert story_for(STRANGER, story.id).words == WORDS
    with clock.stopped(MOMENT + timedelta(days=2)):
        assert stories_for(STRANGER).stories == []


def test_taking_back_erases_words_name_and_photo_at_once(opened: Instance, cast: Cast) -> None:
    photo_id = a_photo(cast.anna)
    story = a_story(cast.anna, photo_id=photo_id, others_agreed=True)

    first = take_back(story.id, seen_by(cast.anna)).withdrawn_at
    with clock.stopped(MOMENT + timedelta(hours=1)):
        again = take_back(story.id, seen_by(cast.anna))

    assert (again.words, again.signed, again.photo_id) == ("", "", None)
    assert again.withdrawn_at == again.erased_at == first
    assert db().scalar(select(func.count()).select_from(Attachment)) == 0
    assert stories_for(seen_by(cast.anna)).stories == []
    assert [each.withdrawn_at for each in stories_of(cast.anna.id)] == [first]


def test_nobody_takes_back_the_yes_of_another_but_who_looks_after_it(
    opened: Instance, cast: Cast
) -> None:
    story = a_story(cast.anna)

    for person in (cast.bram, cast.truus, cast.bo, cast.dirk):
        with pytest.raises(LookupError):
            take_back(story.id, seen_by(person))
    assert take_back(story.id, seen_by(cast.coor)).erased_at is not None


def test_no_verb_changes_what_the_teller_agreed_to() -> None:
    assert set(operations.__all__) == {
        "bring_photo",
        "erase",
        "explain",
        "say_how_it_went",
        "take_back",
        "tell",
        "thank",
    }


def test_without_a_yes_nothing_is_told(opened: Instance, cast: Cast) -> None:
    with pytest.raises(ConsentMissing):
        a_story(cast.anna, agreed=False)
    with pytest.raises(OthersNotAsked):
        a_story(cast.anna, photo_id=a_photo(cast.anna))

    assert db().scalar(select(func.count()).select_from(Story)) == 0


def test_a_yes_lasts_from_today_to_three_years(opened: Instance, cast: Cast) -> None:
    today = clock.today()
    with pytest.raises(ConsentOver):
        a_story(cast.anna, until=today - timedelta(days=1))
    with pytest.raises(ConsentTooLong, match="3 jaar"):
        a_story(cast.anna, until=years_after(today, 3) + timedelta(days=1))

    a_story(cast.anna, until=today)
    a_story(cast.anna, until=years_after(today, 3))
    assert years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_a_photo_of_another_or_of_another_story_is_not_taken(opened: Instance, cast: Cast) -> None:
    of_bram, own = a_photo(cast.bram), a_photo(cast.anna)
    a_story(cast.anna, photo_id=own, others_agreed=True)

    for photo_id in (of_bram, own, 999):
        with pytest.raises(PhotoGone):
            a_story(cast.anna, photo_id=photo_id, others_agreed=True)


def test_nobody_fills_the_disk_with_photos(
    opened: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_PHOTOS_A_DAY", 2)
    bring_photo(photo(), seen_by(cast.anna))
    bring_photo(photo(), seen_by(cast.anna))

    with pytest.raises(TooManyPhotos, match="2 foto"):
        bring_photo(photo(), seen_by(cast.anna))

    bring_photo(photo(), seen_by(cast.bram))
    with clock.stopped(MOMENT + timedelta(days=1)):
        bring_photo(photo(), seen_by(cast.anna))


def test_a_photo_is_seen_by_who_may_read_its_story(opened: Instance, cast: Cast) -> None:
    photo_id = a_photo(cast.anna)
    assert photo_for(seen_by(cast.anna), photo_id).id == photo_id
    for viewer in (STRANGER, seen_by(cast.bram), seen_by(cast.coor)):
        with pytest.raises(LookupError):
            photo_for(viewer, photo_id)

    story = a_story(cast.anna, Scope.MEMBERS, photo_id=photo_id, others_agreed=True)
    assert photo_for(seen_by(cast.bram), photo_id).id == photo_id
    with pytest.raises(LookupError):
        photo_for(STRANGER, photo_id)

    take_back(story.id, seen_by(cast.anna))
    with pytest.raises(LookupError):
        photo_for(seen_by(cast.anna), photo_id)


def test_a_story_may_be_about_a_day_on_which_its_teller_was_there(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    with instance.writing():
        assert a_story(cast.anna, shift_id=evening.shift_id).shift_id == evening.shift_id
        with pytest.raises(NotThere):
            a_story(cast.bo, shift_id=evening.shift_id)


def test_stories_come_twenty_a_page_by_key(opened: Instance, cast: Cast) -> None:
    for number in range(45):
        a_story(cast.anna, words=str(number))

    first = stories_for(STRANGER)
    second = stories_for(STRANGER, after=first.next)
    third = stories_for(STRANGER, after=second.next)

    assert [len(each.stories) for each in (first, second, third)] == [20, 20, 5]
    assert (first.previous, third.next) == (None, None)
    assert stories_for(STRANGER, before=third.previous) == second
