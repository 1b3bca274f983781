"""Photos: read by their content, made anew, with nothing hidden left in them."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image
from sqlalchemy import func, select, update

from buurtcoop.core.instance import Instance, db
from buurtcoop.documents import checks
from buurtcoop.documents.models import Attachment
from buurtcoop.documents.operations import forget, keep_photo, made_anew
from buurtcoop.documents.queries import attachment
from buurtcoop.documents.rules import (
    LARGEST_PHOTO,
    LONGEST_SIDE,
    PhotoEmpty,
    PhotoKind,
    PhotoTooFine,
    PhotoTooLarge,
    PhotoUnclear,
    megabytes,
)
from tests.cast import Cast, seen_by
from tests.documents.photos import SECRETS, TURNED_RIGHT, bomb, dot, photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_with_nothing_hidden_in_it(opened: Instance, cast: Cast, kind: str) -> None:
    came = photo(kind=kind)

    kept = keep_photo(came, seen_by(cast.anna))

    assert any(secret in came for secret in SECRETS)
    assert not any(secret in kept.content for secret in SECRETS)
    again = Image.open(BytesIO(kept.content))
    assert (again.format, dict(again.getexif())) == ("JPEG", {})
    assert not {"exif", "xmp", "comment", "icc_profile"} & set(again.info)
    assert (kept.size, kept.width, kept.height) == (len(kept.content), 64, 48)


def test_the_content_decides_what_it_is_and_not_the_name(opened: Instance, cast: Cast) -> None:
    for other in (b"GIF89a" + bytes(40), b"%PDF-1.7", b"<svg/>", b"<html>", bytes(200)):
        with pytest.raises(PhotoKind, match="JPEG, PNG, WebP"):
            keep_photo(other, seen_by(cast.anna))


def test_a_photo_that_lies_on_its_side_is_turned_upright() -> None:
    content, size = made_anew(photo(64, 48, orientation=TURNED_RIGHT))

    assert size == (48, 64)
    red, _green, blue = dot(content, (24, 8))
    assert red > blue


def test_a_large_photo_becomes_small_enough() -> None:
    _content, size = made_anew(photo(4000, 3000))

    assert size == (LONGEST_SIDE, 960)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    written = BytesIO()
    Image.new("RGB", (20, 10), "white").convert("L" if mode == "I;16" else mode).convert(mode).save(
        written, "PNG"
    )

    content, size = made_anew(written.getvalue())

    assert (Image.open(BytesIO(content)).mode, size) == ("RGB", (20, 10))


def test_what_is_see_through_becomes_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(written, "PNG")

    content, _size = made_anew(written.getvalue())

    assert min(dot(content, (5, 5))) > 250


@pytest.mark.parametrize("side", [6_001, 9_500, 12_000, 30_000])
def test_a_bomb_is_refused_before_it_unfolds(opened: Instance, cast: Cast, side: int) -> None:
    small = bomb(side, side)

    with pytest.raises(PhotoTooFine, match="te veel beeldpunten"):
        keep_photo(small, seen_by(cast.anna))

    assert len(small) < 200


def test_a_file_of_too_many_bytes_is_refused(opened: Instance, cast: Cast) -> None:
    with pytest.raises(PhotoTooLarge, match=r"te groot: 11.MB. Het mag tot 10.MB"):
        keep_photo(photo() + bytes(LARGEST_PHOTO), seen_by(cast.anna))


def test_an_empty_file_is_refused(opened: Instance, cast: Cast) -> None:
    with pytest.raises(PhotoEmpty):
        keep_photo(b"", seen_by(cast.anna))


def test_half_a_photo_is_refused_and_leaves_nothing(opened: Instance, cast: Cast) -> None:
    whole = photo(400, 300)

    with pytest.raises(PhotoUnclear, match="gaat niet open"):
        keep_photo(whole[: len(whole) // 2], seen_by(cast.anna))

    assert db().scalar(select(func.count()).select_from(Attachment)) == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_file_is_a_photo_or_a_refusal_and_never_an_error(kind: str) -> None:
    dice, whole = Random(7), photo(kind=kind)
    outcomes = set()
    for _round in range(300):
        damaged = bytearray(whole)
        for _place in range(dice.randint(1, 8)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            made_anew(bytes(damaged))
            outcomes.add("kept")
        except (PhotoUnclear, PhotoTooLarge):
            outcomes.add("refused")

    assert outcomes == {"kept", "refused"}


def test_a_photo_that_is_forgotten_is_gone_with_its_bytes(opened: Instance, cast: Cast) -> None:
    kept = keep_photo(photo(), seen_by(cast.anna))

    forget(kept.id)
    forget(kept.id)

    db().expire_all()
    with pytest.raises(LookupError):
        attachment(kept.id)


def test_a_photo_is_as_long_as_it_says(opened: Instance, cast: Cast) -> None:
    kept = keep_photo(photo(), seen_by(cast.anna))
    assert checks.broken() == []

    db().execute(update(Attachment).values(size=1))

    assert checks.broken() == [f"Attachment {kept.id} says 1 bytes, and has {len(kept.content)}."]


def test_a_size_is_said_in_whole_megabytes() -> None:
    assert megabytes(10_485_761) == "11\N{NO-BREAK SPACE}MB"
