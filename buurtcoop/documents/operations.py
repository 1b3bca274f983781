"""Keeping a photo, and forgetting it."""

from hashlib import sha256
from io import BytesIO
from typing import IO

import structlog
from PIL import Image, ImageOps
from sqlalchemy import delete

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.documents.models import Attachment
from buurtcoop.documents.rules import (
    KEPT_KIND,
    KINDS,
    KINDS_IN_WORDS,
    LARGEST_PHOTO,
    LONGEST_SIDE,
    MOST_DOTS,
    PhotoEmpty,
    PhotoKind,
    PhotoTooFine,
    PhotoTooLarge,
    PhotoUnclear,
    megabytes,
)

log = structlog.get_logger()
WHITE = (255, 255, 255)
QUALITY = 85
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def keep_photo(data: bytes, by: Viewer) -> Attachment:
    """Keep a photo as a new JPEG of at most 1280 pixels a side.

    Holds afterwards: it stands upright, and nothing of the file that came in is left but what
    one sees: no place, no camera, no moment, no words. Raises PhotoEmpty, PhotoTooLarge,
    PhotoTooFine (before its dots are unfolded), PhotoKind, PhotoUnclear.
    """
    if not data:
        raise PhotoEmpty
    if len(data) > LARGEST_PHOTO:
        raise PhotoTooLarge(size=megabytes(len(data)), max=megabytes(LARGEST_PHOTO))
    content, (width, height) = made_anew(data)
    photo = Attachment(
        kind=KEPT_KIND,
        content=content,
        size=len(content),
        width=width,
        height=height,
        fingerprint=sha256(content).hexdigest(),
        made_by_id=by.id,
        made_at=clock.now(),
    )
    db().add(photo)
    db().flush()
    record(by, "documents.keep", photo)
    return photo


def keep_if_sent(sent: IO[bytes] | None, by: Viewer) -> int | None:
    """The number of the photo that came along, kept as `keep_photo` does; None when none came."""
    return keep_photo(sent.read(), by).id if sent else None


def forget(attachment_id: int) -> None:
    """Erase a picture with all its bytes; one that is gone already is gone."""
    db().execute(delete(Attachment).where(Attachment.id == attachment_id))


def made_anew(data: bytes) -> tuple[bytes, tuple[int, int]]:
    """The picture in this file as a JPEG without anything else, and its width and height.

    Raises PhotoKind, PhotoTooFine, PhotoUnclear.
    """
    try:
        opened = Image.open(BytesIO(data), formats=KINDS)
    except BOMBS as bomb:
        raise PhotoTooFine from bomb
    except Exception as unknown:
        log.info("photo of no kind we read", reason=type(unknown).__name__)
        raise PhotoKind(kinds=KINDS_IN_WORDS) from unknown
    with opened as picture:
        if picture.width * picture.height > MOST_DOTS:
            raise PhotoTooFine
        try:
            return _drawn(picture)
        except Exception as broken:
            # A file somebody sent can break its reader in any way; each means the same here.
            log.info("photo not readable to the end", reason=type(broken).__name__)
            raise PhotoUnclear from broken


def _drawn(picture: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """The first picture of the file: small, upright, on white, in a file of its own."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    seen = upright.convert("RGBA") if upright.has_transparency_data else upright.convert("RGB")
    sheet = Image.new("RGB", seen.size, WHITE)
    sheet.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    written = BytesIO()
    sheet.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue(), sheet.size
