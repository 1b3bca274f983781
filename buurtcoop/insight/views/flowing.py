"""The flow of a year as a picture and a table: from sources through activities to kinds of cost."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from markupsafe import Markup

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.insight.queries.pictures import Cell, Spent, Thing, parts_of
from buurtcoop.insight.views.drawing import euros
from buurtcoop.web.pages import _
from buurtcoop.web.pictures import Link, Node, Told, flow

MOST = 10  # names in a column; with more than that the smallest stand together
REST = 0


@dataclass(frozen=True)
class Row:
    """What went from one name to another, with where its lines are; no address for the rest."""

    start: str
    end: str
    amount: Money
    url: str


@dataclass(frozen=True)
class Stream:
    """The picture of a year and both tables that say the same."""

    drawing: Markup
    to_activities: list[Row]
    to_accounts: list[Row]


@dataclass(frozen=True)
class _Column:
    """The names of a column: most first, what does not fit together at the end."""

    head: str
    letter: str
    asked: str  # how the address of the book calls it
    nodes: list[Node]
    of: Callable[[Cell], Thing]

    @cached_property
    def by_key(self) -> dict[str, Node]:
        """The nodes by their keys."""
        return {node.key: node for node in self.nodes}

    def node(self, cell: Cell) -> Node:
        """The node that this cell belongs to."""
        return self.by_key.get(f"{self.letter}{self.of(cell).id}", self.nodes[-1])


def stream_of(spent: Spent, year: int) -> Stream:
    """The flow of everything that went out in this year."""
    cells = spent.out
    sources = _column(_("Bron"), "b", "bron", cells, lambda cell: cell.fund, _("Andere bronnen"))
    activities = _column(
        _("Activiteit"), "a", "activiteit", cells, lambda cell: cell.activity, _("Al het andere")
    )
    accounts = _column(
        _("Soort kosten"), "k", "rekening", cells, lambda cell: cell.account, _("Andere kosten")
    )
    first, second = _between(sources, activities, cells), _between(activities, accounts, cells)
    columns = (sources, activities, accounts)
    told = Told(
        name="stroom",
        title=_("Waar het geld van %(year)s heen ging", year=year),
        said=_said(sources, cells),
    )
    links = [Link(*keys, amount.cents) for keys, amount in (first | second).items()]
    drawing = flow(
        told, [each.head for each in columns], [each.nodes for each in columns], links, euros
    )
    return Stream(
        drawing, _rows(sources, activities, first, year), _rows(activities, accounts, second, year)
    )


def _column(
    head: str,
    letter: str,
    asked: str,
    cells: Iterable[Cell],
    of: Callable[[Cell], Thing],
    rest: str,
) -> _Column:
    things = [thing for thing, _amount in parts_of(cells, of)]
    fits = len(things) <= MOST
    nodes = [Node(f"{letter}{thing.id}", thing.name) for thing in things[: MOST - (not fits)]]
    if not fits:
        nodes.append(Node(f"{letter}{REST}", rest, rest=True))
    return _Column(head, letter, asked, nodes, of)


Links = dict[tuple[str, str], Money]


def _between(left: _Column, right: _Column, cells: Iterable[Cell]) -> Links:
    found: Links = {}
    for cell in cells:
        keys = left.node(cell).key, right.node(cell).key
        found[keys] = found.get(keys, NOTHING) + cell.amount
    return found


def _rows(left: _Column, right: _Column, links: Links, year: int) -> list[Row]:
    return [
        Row(start.name, end.name, links[start.key, end.key], _url(left, right, start, end, year))
        for start in left.nodes
        for end in right.nodes
        if (start.key, end.key) in links
    ]


def _url(left: _Column, right: _Column, start: Node, end: Node, year: int) -> str:
    """Where the lines of a link are; the rest has no address, as it is of several."""
    if start.rest or end.rest:
        return ""
    asked = {left.asked: start.key[1:], right.asked: end.key[1:], "soort": "uit", "jaar": year}
    return f"/geld/boek?{urlencode(asked)}"


def _said(sources: _Column, cells: Iterable[Cell]) -> str:
    """The flow in words: what each source paid."""
    sums: dict[str, Money] = {}
    for cell in cells:
        name = sources.node(cell).name
        sums[name] = sums.get(name, NOTHING) + cell.amount
    return _(
        "Van links naar rechts: bronnen, activiteiten en soorten kosten. %(sources)s.",
        sources=", ".join(f"{name} {amount.rounded()}" for name, amount in sums.items()),
    )
