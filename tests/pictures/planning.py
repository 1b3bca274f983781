"""The pages of the budget and of what is to come."""

from sqlalchemy import select

from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot, first

AHEAD = "/geld/vooruit"


def planning_shots(treasurer: Person) -> list[Shot]:
    """Each page as the treasurer sees it. Found in an open transaction."""
    year = f"/geld/begroting/{clock.today().year}"
    activity = first(select(Activity.id).where(Activity.code == "eettafel"))
    return [
        Shot("budget", year, treasurer),
        Shot("budget-activity", f"{year}/activiteit/{activity}", treasurer),
        Shot("ahead", AHEAD, treasurer),
        Shot("ahead-new", f"{AHEAD}/wat-als/nieuw", treasurer),
        Shot("ahead-hours", f"{AHEAD}/uren", treasurer),
        Shot("ahead-helping", f"{AHEAD}/helpen", treasurer),
    ]


def planning_shots_empty(treasurer: Person) -> list[Shot]:
    """Before the first budget."""
    year = f"/geld/begroting/{clock.today().year}"
    return [
        Shot("empty-budget", year, treasurer),
        Shot("empty-ahead", AHEAD, treasurer),
    ]
