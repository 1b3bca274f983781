"""The guards of photos and of what is said once, each taken away: then their tests notice."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import create_engine, select, text

from buurtcoop.afterwards.models import Thanks
from buurtcoop.afterwards.operations import saying, thank
from buurtcoop.afterwards.queries import photo_for, stories
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.documents import operations as documents
from buurtcoop.documents.rules import PhotoTooFine, PhotoUnclear
from tests.afterwards.conftest import evening as evening
from tests.afterwards.evening import Over
from tests.afterwards.told import a_photo, a_story
from tests.cast import Cast, seen_by
from tests.documents.photos import SECRETS, bomb, photo
from tests.guards.meeting import Meet
from tests.shifts.crowd import contend, roomy

pytestmark = pytest.mark.guard
ONLY_POSTGRESQL = pytest.mark.parametrize("empty_instance", ["postgresql"], indirect=True)
DEVICES = 8


def test_without_the_limit_of_dots_a_bomb_unfolds(monkeypatch: pytest.MonkeyPatch) -> None:
    small = bomb(6_001, 6_001)
    with pytest.raises(PhotoTooFine):
        documents.made_anew(small)

    monkeypatch.setattr(documents, "MOST_DOTS", 10**9)

    with pytest.raises(PhotoUnclear):
        documents.made_anew(small)


def test_without_a_sheet_of_its_own_a_photo_keeps_what_was_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def as_it_came(picture: Image.Image) -> tuple[bytes, tuple[int, int]]:
        written = BytesIO()
        picture.save(written, "JPEG", exif=picture.getexif())
        return written.getvalue(), picture.size

    monkeypatch.setattr(documents, "_drawn", as_it_came)
    content, _size = documents.made_anew(photo())

    assert any(secret in content for secret in SECRETS)


def test_without_the_condition_a_stranger_sees_a_photo_that_was_not_told_with(
    instance: Instance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with instance.writing():
        photo_id = a_photo(cast.anna)
        a_story(cast.anna, photo_id=photo_id, others_agreed=True)
        db().execute(text("UPDATE story SET scope = 'members'"))
    with instance.reading(), pytest.raises(LookupError):
        photo_for(STRANGER, photo_id)

    monkeypatch.setattr(stories, "_visible", lambda viewer: text("1 = 1"))

    with instance.reading():
        assert photo_for(STRANGER, photo_id).id == photo_id


@ONLY_POSTGRESQL
def test_without_its_key_one_person_thanks_several_times(
    evening: Over, instance: Instance, cast: Cast
) -> None:
    owner = create_engine(instance.settings.owner_database)
    with owner.begin() as connection:
        connection.execute(
            text("ALTER TABLE thanks DROP CONSTRAINT thanks_shift_id_person_id_once")
        )
    owner.dispose()

    with roomy(instance, DEVICES) as wide:
        contend(wide, lambda _: thank(evening.shift_id, seen_by(cast.anna), "Dank."), DEVICES)

    with instance.reading():
        assert len(db().scalars(select(Thanks.id)).all()) == DEVICES


@ONLY_POSTGRESQL
def test_looking_first_and_inserting_then_ends_in_an_error(
    evening: Over,
    instance: Instance,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    meeting: Meet,
) -> None:
    all_looked = meeting(DEVICES)

    def look_then_insert(session: Any, model: Any, **values: Any) -> int | None:
        key = {name: values[name] for name in ("shift_id", "person_id")}
        if session.scalar(select(model.id).filter_by(**key)):
            return None
        all_looked.come()
        row = model(**values)
        session.add(row)
        session.flush()
        return int(row.id)

    monkeypatch.setattr(saying, "insert_once", look_then_insert)

    with roomy(instance, DEVICES) as wide:
        outcome = contend(
            wide, lambda _: thank(evening.shift_id, seen_by(cast.anna), "Dank."), DEVICES
        )

    assert len(outcome.errors) == DEVICES - 1
