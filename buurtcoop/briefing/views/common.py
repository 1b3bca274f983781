"""What the pages of this room share."""

from buurtcoop.briefing import queries
from buurtcoop.briefing.seen import Around
from buurtcoop.web.pages import gone, viewer


def found_around(shift_id: int) -> Around:
    """The shift for who helps there or looks after it; 404 for everybody else."""
    try:
        return queries.around(viewer(), shift_id)
    except LookupError:
        gone()
