"""What the pages of this room share."""

from buurtcoop.briefing import queries
from buurtcoop.briefing.seen import Around
from buurtcoop.web.pages import or_gone, viewer


def found_around(shift_id: int) -> Around:
    """The shift for who helps there or looks after it; 404 for everybody else."""
    return or_gone(queries.around, viewer(), shift_id)
