"""Pictures of figures, drawn on the server as SVG: plain values in, markup out.

Each picture is drawn twice: narrow for a phone, wide for a screen and for paper, and the style
sheet shows one of them. Text is text, in the size of the page; colours are classes and patterns,
whose definitions (`money.patterns()`) stand once on the page. All places are whole numbers, and
the same values always give the same picture. The table beside it is the page's.
"""

from buurtcoop.web.pictures.bars import Paint, bars
from buurtcoop.web.pictures.flow import flow
from buurtcoop.web.pictures.laying import Link, Node
from buurtcoop.web.pictures.sheet import SMALL, Say, Told, euros
from buurtcoop.web.pictures.steps import Level, steps

__all__ = [
    "SMALL",
    "Level",
    "Link",
    "Node",
    "Paint",
    "Say",
    "Told",
    "bars",
    "euros",
    "flow",
    "steps",
]
