"""The look holds: contrasts, tokens, icons, and nothing a strict policy would refuse."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

HOUSE = Path(__file__).parents[2]
STATIC = HOUSE / "buurtcoop" / "static"
TEMPLATES = HOUSE / "templates"
SHEETS = ["tokens.css", "base.css", "parts.css", "print.css"]
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|color-mix)\(")
TEXT, EDGE = 4.5, 3.0

# Which colour stands on which ground, and how much it must differ (WCAG 2.2, 1.4.3 and 1.4.11).
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "muted", "link") for ground in ("paper", "surface")),
    ("ink", "sunken", TEXT),
    ("muted", "sunken", TEXT),
    ("link", "sunken", TEXT),
    ("ink", "brand-tint", TEXT),
    ("ink", "sun-tint", TEXT),
    ("ink", "take-tint", TEXT),
    ("ink", "good-tint", TEXT),
    ("ink", "bad-tint", TEXT),
    ("muted", "brand-tint", TEXT),
    ("on-fill", "brand", TEXT),
    ("on-fill", "brand-deep", TEXT),
    ("on-fill", "take", TEXT),
    ("brand-tint", "brand-deep", TEXT),
    ("give", "paper", TEXT),
    ("give", "surface", TEXT),
    ("give", "give-tint", TEXT),
    ("take", "surface", TEXT),
    ("take", "take-tint", TEXT),
    ("warn", "sun-tint", TEXT),
    ("warn", "surface", TEXT),
    ("bad", "surface", TEXT),
    ("bad", "paper", TEXT),
    ("bad", "bad-tint", TEXT),
    ("good", "good-tint", TEXT),
    ("surface", "ink", TEXT),
    ("control", "surface", EDGE),
    ("control", "paper", EDGE),
    ("focus", "paper", EDGE),
    ("focus", "surface", EDGE),
    ("sun", "brand-deep", EDGE),
]

# Where the name of an icon stands among the arguments of our macros.
ICON_AT = {"icon": 0, "draw": 0, "link": 3, "submit": 2, "post": 3, "post_link": 2, "badge": 2}


def tokens() -> dict[str, str]:
    """The colours by name, as the first :root of tokens.css gives them."""
    css = (STATIC / "tokens.css").read_text()
    root = css[css.index(":root {") : css.index("@media")]
    found: dict[str, str] = dict(re.findall(r"--([\w-]+):\s*([^;]+);", root))
    return {
        name: found.get(value.removeprefix("var(--").removesuffix(")"), value)
        for name, value in found.items()
    }


def contrast(one: str, other: str) -> float:
    """How much two colours differ, as WCAG 2 counts it: 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """How light a colour is: 0 to 1."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.is_file())


def pages() -> list[Path]:
    """Every template but those of mails, which are read outside our pages."""
    return [path for path in templates() if path.parent.name != "mails"]


def read(path: Path) -> str:
    """A template without its comments, a style sheet without its own."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def sprite() -> list[str]:
    return re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text())


def icons_named(path: Path) -> Iterator[str]:
    """Every icon a template names in a call of our macros."""
    tree = Environment(autoescape=True).parse(path.read_text())
    for call in tree.find_all(nodes.Call):
        name = str(getattr(call.node, "attr", None) or getattr(call.node, "name", ""))
        at = ICON_AT.get(name)
        given = [call.args[at]] if at is not None and len(call.args) > at else []
        given += [pair.value for pair in call.kwargs if pair.key in ("icon", "icon_name")]
        if name == "fact_icons" and isinstance(call.args[0], nodes.List):
            given += [item.items[0] for item in call.args[0].items if isinstance(item, nodes.Tuple)]
        for node in given:
            yield from words_in(node)


def words_in(node: nodes.Node) -> list[str]:
    """The texts an argument can be; one that comes from a variable is seen in the page tests."""
    if isinstance(node, nodes.CondExpr):
        chosen = [node.expr1, node.expr2]
        return [word for part in chosen if part is not None for word in words_in(part)]
    return [node.value] if isinstance(node, nodes.Const) and node.value else []


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_a_colour_is_readable_on_its_ground(front: str, ground: str, least: float) -> None:
    colours = tokens()
    assert contrast(colours[front], colours[ground]) >= least


def test_the_contrast_sum_is_the_known_one() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("sheet", SHEETS[1:])
def test_only_the_tokens_name_a_colour(sheet: str) -> None:
    css = read(STATIC / sheet)
    assert not COLOUR.findall(css)
    assert not re.findall(r":\s*[^;{}]*\b(?:white|black|red|green|blue|gr[ae]y)\b[^-]", css)


def test_every_token_used_exists() -> None:
    used = {
        name for sheet in SHEETS for name in re.findall(r"var\(--([\w-]+)", read(STATIC / sheet))
    }
    assert used <= set(tokens())


def test_a_page_has_colours_only_in_its_drawings() -> None:
    for path in pages():
        drawn = re.sub(r'(?:fill|stroke)="#[0-9a-fA-F]{3,6}"', "", read(path))
        links = re.sub(r'href="[^"]*"', "", drawn)
        assert not COLOUR.findall(links), path


def test_a_mail_repeats_the_colours_of_the_tokens() -> None:
    known = {"#ffffff", *tokens().values()}
    used = set(re.findall(r"#[0-9a-f]{6}\b", read(TEMPLATES / "mails" / "_page.html.jinja")))
    assert used
    assert used <= known


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_rule_knows_left_from_right(sheet: str) -> None:
    physical = (
        r"[{;\s](?:(?:scroll-)?(?:margin|padding)-|border-|inset-)?(?:left|right|top|bottom)(?:-[a-z]+)*\s*:"
        r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
    )
    assert not re.findall(physical, read(STATIC / sheet))


def test_the_style_sheets_stay_small() -> None:
    assert sum((STATIC / sheet).stat().st_size for sheet in SHEETS) < 37_000


def test_every_icon_named_is_in_the_sprite() -> None:
    known = set(sprite())
    missing = {
        (path.name, icon) for path in pages() for icon in icons_named(path) if icon not in known
    }
    assert not missing


def test_the_icons_a_part_chooses_itself_are_in_the_sprite() -> None:
    known = set(sprite())
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    environment.globals.update(_=str, ngettext=lambda one, many, number: one, static=str)
    shifts = environment.get_template("parts/shifts.html").make_module()
    notices = environment.get_template("parts/notices.html").make_module()
    states = "give take done unconfirmed waiting offered released released_late missed cancelled"
    drawn = [str(shifts.promise_badge(state, "x")) for state in states.split()]  # type: ignore[attr-defined]  # a macro
    drawn += [str(notices.notice("x", kind)) for kind in ("", "good", "warn", "bad")]  # type: ignore[attr-defined]  # a macro
    for part in drawn:
        assert set(re.findall(r"#([\w-]+)", part)) <= known
        assert "#" in part


def test_every_icon_stands_once_in_the_sprite() -> None:
    assert len(sprite()) == len(set(sprite()))


def test_every_static_file_named_exists() -> None:
    named = {
        name for path in templates() for name in re.findall(r"static\('([^']+)'\)", read(path))
    }
    named |= {
        name for sheet in SHEETS for name in re.findall(r'url\("([^"]+)"\)', read(STATIC / sheet))
    }
    assert named
    assert [name for name in sorted(named) if not (STATIC / name).exists()] == []


def test_no_template_carries_style_or_script() -> None:
    for path in templates():
        text = read(path)
        assert not re.search(r"\sstyle\s*=|<script|\son\w+\s*=|javascript:", text), path
        assert "<style" not in text or path.name == "_page.html.jinja", path


def test_nothing_comes_from_a_third_party() -> None:
    for path in [*templates(), *(STATIC / sheet for sheet in SHEETS)]:
        assert not re.search(r"https?://|[\"'(]//", read(path)), path
    for path in STATIC.glob("*.svg"):
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|<script|\son\w+=", text), path
