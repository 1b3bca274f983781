"""Papers to print and keep: a template and plain values become an accessible PDF."""

import json
import re
from collections.abc import Mapping
from datetime import datetime

from buurtcoop.core import clock
from buurtcoop.settings import data_folder

# Letters and marks the fonts of typst have: those of Europe, and what stands between them. Any
# other makes a paper that is no PDF/UA, and some end the whole process.
UNSHOWN = re.compile(
    "[^\u0020-\u007e\u00a0-\u024f\u0300-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ac\u2190-\u2193\u2212]+"
)


def render(template: str, data: Mapping[str, object], *, at: datetime | None = None) -> bytes:
    """The paper of templates/papers with these values (what JSON holds) as PDF/UA-1.

    Values are texts to the template, never instructions; a sign the fonts lack shows as "?".
    Nothing of this machine shows in the paper: its fonts are those of typst itself, its date is
    `at` or else our clock, and no package is fetched. The same values at the same moment are the
    same bytes.
    """
    import typst  # slow to import, and only needed for papers

    folder = data_folder("templates") / "papers"
    compiler = typst.Compiler(
        str(folder / f"{template}.typ"),
        root=str(folder),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_to_show(data))},
    )
    paper = compiler.compile(
        format="pdf", pdf_standards=["ua-1"], timestamp=int((at or clock.now()).timestamp())
    )
    assert isinstance(paper, bytes)
    return paper


def _to_show(value: object) -> object:
    """The same values with only signs that the fonts have."""
    if isinstance(value, str):
        return UNSHOWN.sub("?", value)
    if isinstance(value, Mapping):
        return {name: _to_show(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_to_show(each) for each in value]
    return value
