"""What somebody gave and received, side by side: one's own, and for who works with members."""

from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue

from buurtcoop.afterwards import queries
from buurtcoop.afterwards.rules import READ
from buurtcoop.afterwards.seen import GivenAndReceived, Tally
from buurtcoop.audit.operations import reading
from buurtcoop.briefing.queries import kilometres_of
from buurtcoop.core import clock, words
from buurtcoop.core.words import N_
from buurtcoop.members.queries import member_for
from buurtcoop.people.models import Person
from buurtcoop.web.pages import _, language, ngettext, or_gone, page, permission, viewer

bp = Blueprint("given", __name__)

WHY = N_("om te zien wat u gaf en kreeg")


@bp.route("/mijn/gegeven")
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """What I gave and received."""
    return _given_page(viewer().id, None)


@bp.route("/leden/<int:person_id>/gegeven")
@permission(READ)
def of_member(person_id: int) -> ResponseReturnValue:
    """The same of a member; that it was read is written down."""
    who = or_gone(member_for, viewer(), person_id)
    reading(viewer(), WHY, [person_id])
    return _given_page(person_id, who)


def _given_page(person_id: int, who: Person | None) -> ResponseReturnValue:
    year = clock.today().year
    this_year = queries.given_and_received(person_id, date(year, 1, 1), date(year, 12, 31))
    ever = queries.given_and_received(person_id)
    driven = kilometres_of(person_id, year)
    return page(
        "afterwards/given.html",
        who=who,
        year=year,
        this_year=this_year,
        ever=ever,
        rows=[(each.name, in_words(each.given), in_words(each.received)) for each in ever.services],
        longest=_longest(this_year),
        said=in_words,
        kilometres=words.distance(driven, language()) if driven else "",
    )


def in_words(tally: Tally) -> str:
    """4 keer, 12 uur. Never a number that could be less than nothing, and never a difference."""
    if not tally.times and not tally.minutes:
        return _("niets")
    often = ngettext("%(num)s keer", "%(num)s keer", tally.times)
    if not tally.minutes:
        return often
    return f"{often}, {words.lasting(tally.minutes, language())}"


def _longest(seen: GivenAndReceived) -> int:
    """The longer of the two bars; both are drawn on the same scale."""
    return max(seen.given.minutes, seen.received.minutes, 1)
