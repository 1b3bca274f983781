"""A settlement that was handed in, with its papers, in few words."""

from buurtcoop.core import clock
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.settlement import Mode
from buurtcoop.insight.models import SettlementPack
from buurtcoop.insight.operations import make_pack
from tests.funding.settled import Books, drafted


def a_pack(activity_id: int, by: Viewer) -> SettlementPack:
    """Of an agreement of one day, today, in a year that is open. Inside a transaction that writes.

    It pays 60 percent of 150 euro.
    """
    made, today = Books(by, activity_id), clock.today()
    number = made.agreement(
        "Fonds Buurtkeuken", "180", drafted(Mode.COST_SHARE, 6_000), days=(today, today)
    )
    made.cost(made.source_of(number), "150", number, day=today)
    return make_pack(made.handed_in(number), by)
