"""Pictures: whole numbers that add up, nothing beside the sheet, and words that stay words."""

import re
from collections import Counter
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtcoop.web.pictures import SMALL, Level, Link, Node, Paint, Told, bars, flow, steps
from buurtcoop.web.pictures.laying import PIXELS, laid_out
from buurtcoop.web.pictures.sheet import breadth, clipped, share, wrapped

TOLD = Told(name="proef", title="Een proef", said="Wat er te zien is.")
HEADS = ("Bron", "Activiteit", "Soort")
HOSTILE = "</svg><script>alert('&\"')</script>" + "W" * 90
A_FEW = settings(max_examples=40, deadline=None, database=None)
SIGNS = st.characters(exclude_categories=["Cc", "Cs", "Cn"])
NAMES = st.one_of(
    st.sampled_from(["Gemeente", "", HOSTILE, "漢字かな交じり"]), st.text(SIGNS, max_size=40)
)
AMOUNTS = st.integers(1, 10**9)
VALUES = st.one_of(st.none(), st.integers(-(10**9), 10**9))


@st.composite
def any_flow(draw: st.DrawFn) -> tuple[list[list[Node]], list[Link]]:
    """Three columns, with cells that go from the first through the second to the third."""
    sizes = [draw(st.integers(1, 6)) for _column in HEADS]
    columns = [
        [Node(f"{place}.{each}", draw(NAMES), rest=draw(st.booleans())) for each in range(size)]
        for place, size in enumerate(sizes)
    ]
    places = st.tuples(*(st.integers(0, size - 1) for size in sizes))
    sums: Counter[tuple[str, str]] = Counter()
    for place, amount in draw(st.dictionaries(places, AMOUNTS, min_size=1, max_size=12)).items():
        keys = [f"{column}.{each}" for column, each in enumerate(place)]
        sums[keys[0], keys[1]] += amount
        sums[keys[1], keys[2]] += amount
    return columns, [Link(start, end, value) for (start, end), value in sums.items()]


def sheets(markup: str) -> list[Tree.Element]:
    """The drawings in a picture, each held to what holds for all of them."""
    whole = Tree.fromstring(markup)  # noqa: S314 - reads only what we drew
    found = list(whole)
    for sheet in found:
        assert sheet.tag == "svg"
        assert sheet.get("role") == "img"
        ids = {each.get("id"): each.text for each in sheet if each.get("id")}
        assert list(ids) == (sheet.get("aria-labelledby") or "").split()
        assert not {"style", "onload"} & {name for each in sheet for name in each.attrib}
        _lies_on(sheet)
    return found


def _lies_on(sheet: Tree.Element) -> None:
    """Every rectangle, line and word has whole numbers and lies on its sheet."""
    _x, _y, width, height = map(int, (sheet.get("viewBox") or "").split())
    for each in sheet:
        assert each.tag in {"title", "desc", "rect", "path", "text"}
        if each.tag == "rect":
            x, y, wide, high = (int(each.get(name) or "") for name in ("x", "y", "width", "height"))
            assert 0 <= x <= x + wide <= width
            assert 0 <= y <= y + high <= height
            assert wide > 0 < high
        if each.tag == "path":
            numbers = [int(number) for number in re.findall(r"-?\d+", each.get("d") or "")]
            assert all(0 <= number <= max(width, height) for number in numbers)
            assert not set(each.get("d") or "") - set("MCHVZ -0123456789")
        if each.tag == "text":
            x, wide = int(each.get("x") or ""), breadth(each.text or "")
            left = {None: x, "middle": x - wide // 2, "end": x - wide}[each.get("text-anchor")]
            assert left >= 0
            assert left + wide <= width
            assert 0 <= int(each.get("y") or "") <= height


def words(sheet: Tree.Element) -> list[str]:
    return [each.text or "" for each in sheet if each.tag == "text"]


@A_FEW
@given(any_flow())
def test_every_column_of_a_flow_adds_up_to_the_same(
    drawn: tuple[list[list[Node]], list[Link]],
) -> None:
    columns, links = drawn
    laid = laid_out(HEADS, columns, links)

    for column in laid.columns:
        assert sum(laid.heights[node.key] for node in column) == PIXELS
    for stage in laid.stages:
        gone: Counter[str] = Counter()
        come: Counter[str] = Counter()
        for ribbon in stage:
            gone[ribbon.link.start] += ribbon.width
            come[ribbon.link.end] += ribbon.width
        assert all(laid.heights[key] == width for key, width in (gone | come).items())
    whole = sum(link.value for link in links) // 2
    for node in laid.columns[0]:
        assert abs(laid.heights[node.key] - laid.sums[node.key] * PIXELS / whole) < 1


@A_FEW
@given(any_flow())
def test_a_flow_lies_on_its_sheets_and_is_the_same_each_time(
    drawn: tuple[list[list[Node]], list[Link]],
) -> None:
    columns, links = drawn
    markup = flow(TOLD, HEADS, columns, links, str)

    assert [sheet.get("class") for sheet in sheets(markup)] == ["chart narrow", "chart wide"]
    assert markup == flow(TOLD, HEADS, columns, links[::-1][::-1], str)


def test_a_flow_of_one_link_is_as_high_as_the_picture() -> None:
    columns = [[Node("a", "Gemeente")], [Node("b", "Eettafel")]]
    markup = flow(TOLD, HEADS[:2], columns, [Link("a", "b", 1)], lambda cents: f"€ {cents}")

    narrow, wide = sheets(markup)
    assert words(narrow) == ["Bron", "Gemeente", "€ 1", "Activiteit", "Eettafel", "€ 1"]
    assert sorted(words(wide)) == sorted(words(narrow))
    assert {each.get("height") for each in wide if each.tag == "rect"} == {str(PIXELS)}


def test_a_flow_that_does_not_add_up_is_not_drawn() -> None:
    columns = [[Node("a", "")], [Node("b", "")], [Node("c", "")]]

    for links in (
        [Link("a", "b", 2), Link("b", "c", 1)],
        [Link("a", "c", 1)],
        [Link("a", "b", 0), Link("b", "c", 0)],
    ):
        with pytest.raises(ValueError, match=r"goes nowhere|does not come out"):
            flow(TOLD, HEADS, columns, links, str)


@A_FEW
@given(st.lists(st.tuples(NAMES, st.tuples(VALUES, VALUES)), max_size=8))
def test_bars_lie_on_their_sheets(rows: list[tuple[str, tuple[int | None, int | None]]]) -> None:
    markup = bars(TOLD, [(HOSTILE, Paint.PLAN), ("ontvangen", Paint.CAME)], rows, str)

    assert bool(markup) == bool(rows)
    if not rows:
        return
    for sheet in sheets(markup):
        known = [value for _name, values in rows for value in values if value is not None]
        assert len([each for each in sheet if each.tag == "rect"]) == len(known) + 2


def test_the_longest_bar_fills_its_room_and_half_of_it_the_half() -> None:
    rows = [("Gemeente", (1000,)), ("Fonds", (500,)), ("Niets", (0,)), ("Terug", (-5,))]
    _narrow, wide = sheets(bars(TOLD, [("besteed", Paint.SPENT)], rows, str))

    longest, half, nothing, below = (
        int(each.get("width") or "") for each in wide if each.tag == "rect"
    )
    assert abs(longest - 2 * half) <= 3
    assert (nothing, below) == (1, 1)
    assert words(wide) == ["Gemeente", "1000", "Fonds", "500", "Niets", "0", "Terug", "-5"]


def test_a_row_of_bars_needs_a_value_for_each_series() -> None:
    with pytest.raises(ValueError, match="each series"):
        bars(TOLD, [("besteed", Paint.SPENT)], [("Gemeente", (1, 2))], str)


@A_FEW
@given(
    st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=30),
    st.one_of(st.none(), st.builds(Level, st.integers(0, 10**9), NAMES)),
    st.one_of(st.none(), NAMES),
)
def test_steps_lie_on_their_sheets(
    points: list[tuple[str, int | None]], level: Level | None, turn: str | None
) -> None:
    turned = None if turn is None else Level(len(points) - 1, turn)
    markup = steps(TOLD, points, str, level=level, turn=turned)

    assert bool(markup) == any(value is not None for _label, value in points)
    if markup:
        assert len(sheets(markup)) == 2


def test_steps_of_one_point_of_nothing_are_a_line() -> None:
    (sheet,) = sheets(steps(TOLD, [("jan", 0)], str, sheets=SMALL))

    assert words(sheet) == ["0", "jan"]
    assert [each for each in sheet if each.tag == "rect"] == []


def test_a_turn_stands_at_a_point() -> None:
    with pytest.raises(ValueError, match="no such point"):
        steps(TOLD, [("jan", 0)], str, turn=Level(1, "op"))


def test_names_are_words_and_never_markup() -> None:
    told = Told(name="proef", title=HOSTILE, said=HOSTILE)
    columns = [[Node("a", HOSTILE)], [Node("b", HOSTILE)]]

    for markup in (
        flow(told, (HOSTILE, HOSTILE), columns, [Link("a", "b", 1)], lambda _cents: HOSTILE[:12]),
        bars(told, [(HOSTILE, Paint.PLAN)], [(HOSTILE, (1,))], str),
        steps(told, [(HOSTILE, 1)], str, level=Level(2, HOSTILE), turn=Level(0, HOSTILE)),
    ):
        assert "<script" not in markup
        assert all(sheet.findtext("title") == HOSTILE for sheet in sheets(markup))


@A_FEW
@given(st.integers(0, 1000), st.lists(st.integers(0, 10**12), max_size=12))
def test_pixels_are_shared_to_the_last_one(pixels: int, values: list[int]) -> None:
    parts = share(pixels, values)

    assert sum(parts) == (pixels if sum(values) else 0)
    for part, value in zip(parts, values, strict=True):
        assert not sum(values) or abs(part - pixels * value / sum(values)) < 1 + 1e-6


@A_FEW
@given(NAMES, st.integers(16, 300))
def test_words_fit_in_their_room(name: str, room: int) -> None:
    assert breadth(clipped(name, room)) <= room
    assert all(breadth(line) <= room for line in wrapped(name, room))
    assert len(wrapped(name, room)) in (1, 2)
