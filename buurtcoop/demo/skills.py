"""What members of Wilgenkwartier can do, and what was seen of it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from buurtcoop.core import clock
from buurtcoop.demo.promises import EARLIEST
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.qualifications.operations import add_skill, note_qualification

VOG = "VOG"
SEEN_FROM = timedelta(days=75)  # after the founding, a few a day
# Days from now on which three VOG's run out: after the last day that somebody promised by now.
RUNNING_OUT = (EARLIEST + 1, EARLIEST + 11, EARLIEST + 26)
MONTHS = 36


def add_skills(stage: Stage) -> None:
    """The list the coop begins with."""
    by = stage.coordinator()
    stage.skill_ids[VOG] = add_skill(
        VOG,
        explanation="Een verklaring dat mensen bij u veilig zijn. Noor helpt u met de aanvraag.",
        proven=True,
        valid_months=MONTHS,
        by=by,
    ).id
    stage.skill_ids["EHBO"] = add_skill(
        "EHBO",
        explanation="U weet wat u doet bij een ongeluk. Laat uw kaart zien.",
        proven=True,
        valid_months=24,
        by=by,
    ).id
    stage.skill_ids["Koken voor een groep"] = add_skill(
        "Koken voor een groep",
        explanation="U kookt graag voor 20 mensen of meer.",
        proven=False,
        valid_months=None,
        by=by,
    ).id


def vogs(stage: Stage, places: list[int], founded: date, now: datetime) -> Iterator[Event]:
    """Noor saw the VOG of each of these neighbours; of three it runs out soon."""
    first = clock.at(founded + SEEN_FROM, time(11))
    today = clock.local(now).date()
    for number, place in enumerate(places):
        until = today + timedelta(days=RUNNING_OUT[number]) if number < len(RUNNING_OUT) else None
        yield Event(first + timedelta(minutes=10 * number), partial(_see, stage, place, until))


def _see(stage: Stage, place: int, until: date | None) -> None:
    note_qualification(
        stage.person_ids[place],
        stage.skill_ids[VOG],
        seen_on=clock.today(),
        valid_until=until,
        by=stage.coordinator(),
    )
