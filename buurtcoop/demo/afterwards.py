"""What stays of the last weeks: a tap how it went, a word of thanks, and three stories."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from buurtcoop.afterwards.models import Scope
from buurtcoop.afterwards.operations import explain, say_how_it_went, tell, thank
from buurtcoop.attendance.queries import on_shift
from buurtcoop.core import clock
from buurtcoop.demo.attending import NOT_YET
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.demo.year import ShiftOnStage
from buurtcoop.shifts.models import PromiseState, Side

LOOKING_BACK = timedelta(days=40)
LATER = timedelta(hours=2)
# Of who was there: every so many taps, and every so many of those would do it otherwise.
TAPS, OTHERWISE, THANKS = 3, 4, 9
LESSONS = (
    "Volgende keer een kwartier eerder beginnen.",
    "Vooraf even bellen met wie er komt. Dat scheelt zoeken.",
    "Graag met z’n tweeën, dan is het zo gedaan.",
)
WORDS = (
    "Dank u wel. Het was gezellig. Ik kom graag weer.",
    "Zonder u was dit niet gelukt. Dank u wel.",
    "Fijn dat u er was. Tot de volgende keer.",
)


@dataclass(frozen=True)
class Told:
    """A story: whose, about what, in which words, and who may read it."""

    who: str
    slug: str
    words: str
    signed: str
    scope: Scope
    ago: timedelta


STORIES = (
    Told(
        "Jo Verhoeven",
        "eettafel",
        "Sinds mijn man er niet meer is, kookte ik bijna nooit. Nu eet ik op donderdag met "
        "anderen. Na het eten lopen we samen naar huis.",
        "Jo, Wilgenlaan",
        Scope.PUBLIC,
        timedelta(days=60),
    ),
    Told(
        "Ans de Groot",
        "eettafel",
        "Ik dacht dat koken voor 24 mensen niets voor mij was. Met 5 helpers is het een feest. "
        "Ik ken nu de halve straat.",
        "Ans",
        Scope.PUBLIC,
        timedelta(days=35),
    ),
    Told(
        "Fatima Yassin",
        "formulierenuur",
        "Joke las een brief met mij. Nu help ik zelf anderen met hun brieven.",
        "Fatima",
        Scope.FUNDERS,
        timedelta(days=14),
    ),
)


def stories(stage: Stage, now: datetime) -> Iterator[Event]:
    """Each story, on the day it was told; it may be read for a year."""
    for told in STORIES:
        yield Event(now - told.ago, partial(_tell, stage, told))


def words_about(shift: ShiftOnStage, now: datetime) -> Iterator[Event]:
    """Some who were there tap how it went, and some guests say thanks."""
    if now - LOOKING_BACK < shift.ends_at < now - NOT_YET:
        yield Event(shift.ends_at + LATER, partial(_say, shift))


def _tell(stage: Stage, told: Told) -> None:
    tell(
        stage.service_ids[told.slug],
        stage.viewer(stage.named(told.who)),
        words=told.words,
        signed=told.signed,
        scope=told.scope,
        until=clock.today() + timedelta(days=365),
        agreed=True,
    )


def _say(shift: ShiftOnStage) -> None:
    kept = [one for one in on_shift(shift.shift_id) if one.state is PromiseState.KEPT]
    for one in kept:
        by = shift.stage.viewer(one.person_id)
        if one.id % TAPS == 0:
            well = one.id % (TAPS * OTHERWISE) > 0
            say_how_it_went(shift.shift_id, by, went_well=well)
            if not well:
                explain(shift.shift_id, by, LESSONS[one.id // (TAPS * OTHERWISE) % len(LESSONS)])
        if one.side is Side.RECEIVE and one.id % THANKS == 0:
            thank(shift.shift_id, by, WORDS[one.id // THANKS % len(WORDS)])
