"""The files of the project, as git sees them: tracked, or new and not ignored."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDORED = ("buurtcoop/static/",)


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the project that exists now, relative to its top."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(sorted(Path(name) for name in listed.split("\0") if name and _exists(name)))


def texts(*endings: str) -> Iterator[tuple[Path, str]]:
    """The text files with their text; only those with one of the endings, when given."""
    for path in project_files():
        if endings and path.suffix not in endings:
            continue
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a font or a picture


def our_python() -> Iterator[tuple[Path, str]]:
    """The Python files that people write and read, so without the migrations' steps."""
    for path, text in texts(".py"):
        if path.parts[:2] != ("migrations", "versions"):
            yield path, text


def _exists(name: str) -> bool:
    return (ROOT / name).is_file() and not name.startswith(VENDORED)
