"""The packs there are: ours, and the coop's own, which replace ours of the same code."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from buurtcoop.core.instance import here
from buurtcoop.services.packs.pack import RulePack
from buurtcoop.services.packs.reading import PackWrong, read_pack
from buurtcoop.settings import data_folder

MOST_KEPT = 256


@dataclass(frozen=True)
class Shelf:
    """The packs that can be used, by name, and what is wrong with the others."""

    packs: tuple[RulePack, ...]
    wrong: tuple[PackWrong, ...]


def shelf() -> Shelf:
    """Every pack of this installation, and each file that can't be used."""
    packs: dict[str, RulePack] = {}
    wrong: list[PackWrong] = []
    for folder in (data_folder("config") / "coop" / "packs", here().folder / "packs"):
        for path in sorted(folder.glob("*.toml")):
            found = _tried(path, *_stamp(path))
            if isinstance(found, PackWrong):
                wrong.append(found)
            else:
                packs[found.code] = found
    return Shelf(tuple(sorted(packs.values(), key=_by_name)), tuple(wrong))


def all_packs() -> tuple[RulePack, ...]:
    """The packs that can be used, by name."""
    return shelf().packs


def pack_named(code: str) -> RulePack:
    """The pack with this code. Raises LookupError."""
    for pack in all_packs():
        if pack.code == code:
            return pack
    raise LookupError(code)


def _by_name(pack: RulePack) -> str:
    return pack.name.casefold()


def _stamp(path: Path) -> tuple[int, int]:
    """When it changed and how long it is; reading says what is wrong with one that is gone."""
    try:
        known = path.stat()
    except OSError:
        return 0, 0
    return known.st_mtime_ns, known.st_size


@lru_cache(maxsize=MOST_KEPT)
def _tried(path: Path, changed_at: int, size: int) -> RulePack | PackWrong:
    """What a file says; one that changed has another stamp and is read anew."""
    try:
        return read_pack(path)
    except PackWrong as wrong:
        return wrong
