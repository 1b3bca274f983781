"""What a calendar program reads: own promises, and the dates of agreements for who minds them."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import here
from buurtcoop.core.words import N_
from buurtcoop.desks.queries import dates_to_mind
from buurtcoop.funding.models import Promiser
from buurtcoop.funding.queries import DateAhead, DateKind
from buurtcoop.shifts import ics
from buurtcoop.shifts.queries import calendar_of, person_of_feed
from buurtcoop.web.pages import _, or_gone, permission

bp = Blueprint("calendar", __name__)

# How much of the past a calendar gets, so that what was called off is taken out of it.
LOOKING_BACK = timedelta(days=31)
PAGES = {
    DateKind.TRANCHE: "delen",
    DateKind.CONDITION: "beloofd",
    DateKind.REPORT: "beloofd",
}
WORDS = {
    DateKind.TRANCHE: N_("Deel %(number)s van %(source)s"),
    DateKind.CONDITION: N_("Beloofd aan %(source)s"),
    DateKind.REPORT: N_("Verslag voor %(source)s"),
}
THEIRS = N_("Beloofd door %(source)s")


@bp.route("/agenda/<token>.ics")
@permission("public")
def read(token: str) -> ResponseReturnValue:
    """What a calendar program reads; who has the address needs no more."""
    person_id = or_gone(person_of_feed, token)
    base = here().settings.base_url.rstrip("/")
    coop = this_coop()
    content = ics.calendar_file(
        calendar_of(person_id, clock.now() - LOOKING_BACK),
        name=_("Agenda van %(coop_name)s", coop_name=f"{coop.kind_name} {coop.short_name}"),
        host=urlsplit(base).hostname or "localhost",
        days=[_whole_day(each, base) for each in dates_to_mind(person_id, clock.today())],
    )
    return Response(content, content_type=f"{ics.KIND}; charset=utf-8")


def _whole_day(date_: DateAhead, base: str) -> ics.WholeDay:
    """A date of an agreement as it stands in a calendar: what, of whom, and where to read it."""
    theirs = date_.kind is DateKind.CONDITION and date_.whose is Promiser.THEY
    said = THEIRS if theirs else WORDS[date_.kind]
    return ics.WholeDay(
        key=f"{date_.kind}-{date_.subject_id}",
        on=date_.on,
        words=_(said, number=date_.number, source=date_.source_name),
        address=f"{base}/geld/afspraken/{date_.agreement_id}/{PAGES[date_.kind]}",
    )
