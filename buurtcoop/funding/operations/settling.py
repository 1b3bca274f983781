"""Settling an agreement: the story, handing in, their decision, and what it does in the books.

Who begins, tells, hands in or decides waits for who changes what stands on an agreement: on
PostgreSQL a turn to the end of the transaction, the same that the triggers wait for.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import FundingAgreement, Settlement
from buurtcoop.funding.operations.agreements import take_turn
from buurtcoop.funding.operations.duties import hand_in_report
from buurtcoop.funding.queries.agreements import terms_value
from buurtcoop.funding.queries.dossier import dossier_of
from buurtcoop.funding.queries.duties import report_of
from buurtcoop.funding.queries.frozen import Frozen, hash_of, written
from buurtcoop.funding.queries.recognising import recognition, settling_keys
from buurtcoop.funding.queries.settling import (
    agreement_and_terms,
    facts_of,
    newest_settlement,
)
from buurtcoop.funding.rules.settling import (
    LONGEST_STORY,
    SETTLING_KEY,
    CorrectionNeedsReason,
    DecidedAlready,
    DecidedOutside,
    DecidedTooEarly,
    HandedInAlready,
    NotHandedIn,
    SettledAhead,
    SettledTooEarly,
    SettlementOpen,
    StoryMissing,
    StoryTooLong,
)
from buurtcoop.funding.settlement import settle
from buurtcoop.ledger.models import Entry
from buurtcoop.ledger.operations import book

MEMO = "Wat nog komt of te veel kwam: {source}"


def begin_settlement(agreement_id: int, *, reason: str = "", by: Viewer) -> Settlement:
    """Begin to settle an agreement; after one that was handed in, the next version with why.

    Holds afterwards: one settlement of it is open, and it takes changes again. The story of the
    version before comes along. Raises NothingAgreed, SettlementOpen, CorrectionNeedsReason;
    LookupError when there is no such agreement.
    """
    take_turn()
    agreement_and_terms(agreement_id)
    before = newest_settlement(agreement_id)
    if before is not None and before.handed_in_at is None:
        raise SettlementOpen
    if before is not None and not reason.strip():
        raise CorrectionNeedsReason
    made = Settlement(
        agreement_id=agreement_id,
        version=before.version + 1 if before else 1,
        reason=reason.strip() if before else "",
        story=before.story if before else "",
        made_by_id=by.person_id,
        made_at=clock.now(),
    )
    db().add(made)
    db().flush()
    record(by, "funding.begin_settlement", made, f"agreement {agreement_id} {made.version}")
    return made


def tell_story(settlement_id: int, story: str, by: Viewer) -> Settlement:
    """Write what we did with the money, in our own words.

    Raises HandedInAlready, StoryTooLong; LookupError when there is no such settlement.
    """
    if len(story) > LONGEST_STORY:
        raise StoryTooLong(most=LONGEST_STORY)
    take_turn()
    found = _open(settlement_id)
    found.story = story.strip()
    db().flush()
    record(by, "funding.tell_story", found)
    return found


def hand_in(
    settlement_id: int, settled_on: date, by: Viewer, *, reports: Collection[int] = ()
) -> Settlement:
    """Hand a settlement in: what it was reckoned with and what it comes to are frozen now.

    Holds afterwards: the figures are those of the moment in which nobody else could change the
    agreement, and nothing comes on or off it; `reports` of this agreement are handed in today
    with it. Raises HandedInAlready, StoryMissing, SettledTooEarly, SettledAhead, NothingAgreed,
    HandedInBefore; LookupError when there is no such settlement or report.
    """
    take_turn()
    found = _open(settlement_id)
    agreement, terms = agreement_and_terms(found.agreement_id)
    if not found.story:
        raise StoryMissing
    if settled_on < agreement.ends_on:
        raise SettledTooEarly(last=agreement.ends_on)
    if settled_on > clock.today():
        raise SettledAhead
    for report_id in reports:
        hand_in_report(report_of(agreement.id, report_id).id, clock.today(), by)
    value, facts = terms_value(agreement, terms), facts_of(agreement.id, settled_on)
    told = Frozen(
        terms=value,
        facts=facts,
        reckoning=settle(value, facts),
        dossier=dossier_of(agreement.id, settled_on),
    )
    found.figures = written(told)
    found.hash = hash_of(found.figures)
    found.terms_id, found.settled_on = terms.id, settled_on
    found.handed_in_at, found.handed_in_by_id = clock.now(), by.person_id
    db().flush()
    record(by, "funding.hand_in", found, f"{told.reckoning.determined} {found.hash}")
    return found


def decide_settlement(settlement_id: int, determined: Money, on: date, by: Viewer) -> Settlement:
    """Write down their decision: so many cents, in a letter of this day.

    Raises NotHandedIn, DecidedAlready, DecidedOutside, DecidedTooEarly, SettledAhead;
    LookupError when there is no such settlement.
    """
    take_turn()
    found = _settlement(settlement_id)
    if found.handed_in_at is None:
        raise NotHandedIn
    if found.decided_on is not None:
        raise DecidedAlready
    most = db().get_one(FundingAgreement, found.agreement_id).amount
    if not NOTHING <= determined <= most:
        raise DecidedOutside(min=NOTHING, max=most)
    handed_in = clock.local(found.handed_in_at).date()
    if on < handed_in:
        raise DecidedTooEarly(day=handed_in)
    if on > clock.today():
        raise SettledAhead
    found.determined, found.decided_on = determined, on
    db().flush()
    record(by, "funding.decide_settlement", found, f"{determined} {on}")
    return found


def recognise(agreement_id: int, day: date, by: Viewer) -> Entry | None:
    """Book on this day what makes income what the agreement gives on the costs so far.

    At the end of a month or year what came too early goes to 1400 and what still comes to 1250;
    once it is settled, what goes back to 1450. None when the books say that already. Raises what
    `recognition` and `ledger.operations.book` raise.
    """
    take_turn()
    wanted = recognition(agreement_id, day)
    if not wanted.lines:
        return None
    agreement, _terms = agreement_and_terms(agreement_id)
    times = db().scalar(select(func.count()).where(settling_keys(agreement_id))) or 0
    entry = book(
        day,
        MEMO.format(source=agreement.source.name),
        list(wanted.lines),
        key=f"{SETTLING_KEY}{agreement_id}:{times + 1}",
        by=by,
    )
    newest = newest_settlement(agreement_id)
    if newest is not None and newest.handed_in_at is not None and newest.entry_id is None:
        newest.entry_id = entry.id
        db().flush()
    record(by, "funding.recognise", agreement, f"{wanted.earned} {day}")
    return entry


def _settlement(settlement_id: int) -> Settlement:
    found = db().get(Settlement, settlement_id, populate_existing=True)
    if found is None:
        raise LookupError(settlement_id)
    return found


def _open(settlement_id: int) -> Settlement:
    """A settlement somebody can still work on. The turn is taken before."""
    found = _settlement(settlement_id)
    if found.handed_in_at is not None:
        raise HandedInAlready
    return found
