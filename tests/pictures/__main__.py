"""`make pictures`: every page × state × width as PNG, and contact sheets to look them over.

The full pages show the demo cooperative on a fixed morning, the empty ones a coop founded that
day. A page of the list that can't be photographed ends the run with its name.
"""

import html
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from tests.pictures.coops import MORNING, empty_coop, full_coop
from tests.pictures.shot import Shot
from tests.pictures.shots import empty_shots, full_shots
from tests.serving import DESKTOP, PHONE, browser, serving, sign_in, window

OUT = Path(__file__).parent / "out"
WIDTHS = (PHONE, DESKTOP)
PER_SHEET = {PHONE: 6, DESKTOP: 3}


def main() -> int:
    """Take all pictures, or those whose name holds one of the words that were given."""
    wanted = sys.argv[1:]
    if not wanted:
        shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True, exist_ok=True)
    with clock.stopped(MORNING), sync_playwright() as playwright:
        chrome = browser(playwright)
        for coop, shots in ((full_coop, full_shots), (empty_coop, empty_shots)):
            with _temporary(coop) as instance:
                chosen = [shot for shot in shots(instance) if _is_wanted(shot, wanted)]
                _photograph(chrome, instance, chosen)
        _sheets(chrome)
        chrome.close()
    print(f"{len(list(OUT.glob('*-*.png')))} pictures in {OUT.name}/")
    return 0


def _is_wanted(shot: Shot, wanted: list[str]) -> bool:
    return not wanted or any(word in shot.name for word in wanted)


@contextmanager
def _temporary(coop: object) -> Iterator[Instance]:
    assert callable(coop)
    with tempfile.TemporaryDirectory() as folder:
        instance: Instance = coop(Path(folder))
        try:
            yield instance
        finally:
            instance.close()


def _photograph(chrome: Browser, instance: Instance, shots: list[Shot]) -> None:
    with serving(instance) as address:
        for shot in shots:
            for width in WIDTHS:
                context = window(chrome, width=width)
                if shot.who is not None:
                    sign_in(context, address, instance, shot.who)
                page = context.new_page()
                _open(page, address, shot)
                page.screenshot(path=OUT / f"{shot.name}-{width}.png", full_page=True)
                context.close()


def _open(page: Page, address: str, shot: Shot) -> None:
    answer = page.goto(address + shot.path)
    if answer is None or answer.status not in shot.expected:
        status = answer.status if answer else "nothing"
        raise SystemExit(f"{shot.name}: {shot.path} answered {status}")
    for name, value in shot.filled.items():
        page.fill(f"[name={name}]", value)
    if shot.pressed:
        page.click(shot.pressed)
        page.wait_for_load_state("load")


def _sheets(chrome: Browser) -> None:
    """Put the pictures side by side, a handful a sheet."""
    for width in WIDTHS:
        pictures = sorted(OUT.glob(f"*-{width}.png"))
        pictures = [picture for picture in pictures if not picture.name.startswith("sheet")]
        per = PER_SHEET[width]
        for number, start in enumerate(range(0, len(pictures), per), start=1):
            _sheet(chrome, pictures[start : start + per], f"sheet-{width}-{number:02d}", width)


def _sheet(chrome: Browser, pictures: list[Path], name: str, width: int) -> None:
    shown = 320 if width == PHONE else 620
    figures = "".join(
        f"<figure><figcaption>{html.escape(picture.stem)}</figcaption>"
        f"<img src='{picture.as_uri()}' width='{shown}'></figure>"
        for picture in pictures
    )
    source = OUT / f"{name}.html"
    source.write_text(
        "<!doctype html><style>body{display:flex;gap:16px;align-items:start;font:14px sans-serif;"
        f"background:#888}}figure{{margin:0;background:#fff}}</style>{figures}",
        encoding="utf-8",
    )
    page = chrome.new_page(viewport={"width": (shown + 16) * len(pictures) + 16, "height": 600})
    page.goto(source.as_uri())
    page.screenshot(path=OUT / f"{name}.png", full_page=True)
    page.close()
    source.unlink()


if __name__ == "__main__":
    sys.exit(main())
