"""Papers to print and keep: a template and plain values become an accessible PDF."""

import json
from collections.abc import Mapping

from buurtcoop.core import clock
from buurtcoop.settings import data_folder


def render(template: str, data: Mapping[str, object]) -> bytes:
    """The paper of templates/papers with these values (what JSON holds) as PDF/UA-1.

    Values are texts to the template, never instructions. Nothing of this machine shows in the
    paper: its fonts are those of typst itself, its date is our clock, and no package is fetched.
    """
    import typst  # slow to import, and only needed for papers

    folder = data_folder("templates") / "papers"
    compiler = typst.Compiler(
        str(folder / f"{template}.typ"),
        root=str(folder),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    paper = compiler.compile(
        format="pdf", pdf_standards=["ua-1"], timestamp=int(clock.now().timestamp())
    )
    assert isinstance(paper, bytes)
    return paper
