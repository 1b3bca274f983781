"""The papers of a settlement: the same material gives the same bytes, whatever the clock says."""

from buurtcoop.insight.material import Material, Papers
from buurtcoop.insight.papers import letter, report, tables


def papers_of(material: Material) -> Papers:
    """Report, tables and letter of this settlement."""
    return Papers(
        report=report.made(material), tables=tables.made(material), letter=letter.made(material)
    )


__all__ = ["papers_of"]
