"""Photos as phones make them, made here."""

import struct
import zlib
from io import BytesIO

from PIL import Image

# Where it was taken, with what, and when: what must not stay.
MAKER, MODEL, GPS = 0x010F, 0x0110, 0x8825
ORIENTATION, TAKEN = 0x0112, 0x9003
TURNED_RIGHT = 6
SECRETS = (b"Waterveen", b"Telefoon", b"2027:01:10", b"geheim")


def photo(
    width: int = 64,
    height: int = 48,
    *,
    kind: str = "JPEG",
    orientation: int = 1,
    mode: str = "RGB",
) -> bytes:
    """A picture with a red left half and a blue right half, and all a phone hides in it."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste((0, 0, 255), (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[MAKER], exif[MODEL], exif[ORIENTATION] = "Telefoon", "Telefoon 7", orientation
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 22.0, 12.0), 29: "2027:01:10"})
    written = BytesIO()
    extra = {"comment": b"geheim"} if kind == "JPEG" else {}
    picture.convert(mode).save(
        written, kind, exif=exif, xmp=b"<x>Waterveen geheim</x>", quality=90, **extra
    )
    return written.getvalue()


def dot(content: bytes, place: tuple[int, int]) -> tuple[int, ...]:
    """The red, green and blue of one place of a picture."""
    found = Image.open(BytesIO(content)).getpixel(place)
    assert isinstance(found, tuple)
    return found


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few bytes that says to be this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data)
        for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
