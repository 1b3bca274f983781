"""The flow of a year as a picture and a table: from sources through activities to kinds of cost."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from markupsafe import Markup

from buurtcoop.core.money import Money
from buurtcoop.insight.queries.pictures import Cell, Spent, Thing, parts_of
from buurtcoop.ledger.reports.parts import added
from buurtcoop.web.pages import _
from buurtcoop.web.pictures import Link, Node, Told, euros, flow

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
    def keys(self) -> frozenset[str]:
        """The keys of its nodes."""
        return frozenset(node.key for node in self.nodes)

    def key(self, cell: Cell) -> str:
        """The key of the node that this cell belongs to."""
        key = f"{self.letter}{self.of(cell).id}"
        return key if key in self.keys else self.nodes[-1].key


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
    columns = (sources, activities, accounts)
    keyed = [
        (sources.key(cell), activities.key(cell), accounts.key(cell), cell.amount) for cell in cells
    ]
    first = added(((source, activity), amount) for source, activity, _account, amount in keyed)
    second = added(((activity, account), amount) for _source, activity, account, amount in keyed)
    paid = added((source, amount) for source, _activity, _account, amount in keyed)
    told = Told(
        name="stroom",
        title=_("Waar het geld van %(year)s heen ging", year=year),
        said=_said(sources, paid),
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


def _said(sources: _Column, paid: dict[str, Money]) -> str:
    """The flow in words: what each source paid."""
    return _(
        "Van links naar rechts: bronnen, activiteiten en soorten kosten. %(sources)s.",
        sources=", ".join(f"{node.name} {paid[node.key].rounded()}" for node in sources.nodes),
    )
