"""Who has a way in, and what it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hmac import compare_digest

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.viewer import Viewer
from buurtcoop.funding.models import (
    Certainty,
    FundingAgreement,
    FundingSource,
    Goal,
)
from buurtcoop.funding.queries import DateAhead, dates_ahead
from buurtcoop.funding.rules import MEMBERS
from buurtcoop.insight.models import FunderAccess
from buurtcoop.insight.rules import INVITE, OPEN_FOR

AHEAD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class SourceWays:
    """A source, with everybody who has a way in to it."""

    source: FundingSource
    ways: list[FunderAccess]


def fingerprint_of(token: str) -> str:
    """What we keep of the token in a link."""
    return here().keys.mac("funder link", token)


def code_hash_of(fingerprint: str, code: str) -> str:
    """What we keep of the code of a link; the same code of another link is another."""
    return here().keys.mac("funder code", fingerprint, code)


def works(on: date) -> ColumnElement[bool]:
    """Whether a way in opens on this day: not taken back and not ended."""
    return FunderAccess.revoked_at.is_(None) & (FunderAccess.ends_on >= on)


def ticket_of(way: FunderAccess) -> str:
    """What a browser keeps after the code was given: which way, since when, and that we said so."""
    since = int(clock.now().timestamp())
    return f"{way.id}.{since}.{_signed(way, since)}"


def way_of_ticket(ticket: str) -> FunderAccess | None:
    """The way in that this browser opened short ago, as far as it still works."""
    number, _, rest = ticket.partition(".")
    since, _, signed = rest.partition(".")
    if not (number.isdigit() and since.isdigit() and signed):
        return None
    way = db().scalar(_ways().where(FunderAccess.id == int(number), works(clock.today())))
    if way is None or not compare_digest(signed, _signed(way, int(since))):
        return None
    now, begun = clock.now().timestamp(), int(since)
    left = way.left_at is not None and begun <= way.left_at.timestamp()
    return None if left or not 0 <= now - begun <= OPEN_FOR.total_seconds() else way


def ways_of(person_id: int) -> Sequence[FunderAccess]:
    """What the account of this person opens today."""
    mine = _ways().where(FunderAccess.person_id == person_id, works(clock.today()))
    return db().scalars(mine.order_by(FunderAccess.id)).all()


def ways_by_source(viewer: Viewer) -> list[SourceWays]:
    """Every source that can have financiers, with who has a way in; nothing for who may not see."""
    if not viewer.may(INVITE):
        return []
    ways = db().scalars(
        select(FunderAccess)
        .where(FunderAccess.revoked_at.is_(None))
        .order_by(FunderAccess.name, FunderAccess.id)
    )
    found: dict[int, list[FunderAccess]] = {}
    for way in ways:
        found.setdefault(way.source_id, []).append(way)
    sources = db().scalars(
        select(FundingSource).where(FundingSource.kind.not_in(MEMBERS)).order_by(FundingSource.name)
    )
    return [SourceWays(source=source, ways=found.get(source.id, [])) for source in sources]


def way_for(viewer: Viewer, access_id: int) -> FunderAccess:
    """One way in that was not taken back, with its source. Raises LookupError."""
    way = db().scalar(
        _ways().where(FunderAccess.id == access_id, FunderAccess.revoked_at.is_(None))
    )
    if way is None or not viewer.may(INVITE):
        raise LookupError(access_id)
    return way


def agreements_told(source_ids: Sequence[int]) -> Sequence[FundingAgreement]:
    """What these sources awarded, the newest first."""
    found = db().scalars(
        select(FundingAgreement)
        .where(
            FundingAgreement.source_id.in_(source_ids),
            FundingAgreement.certainty == Certainty.AWARDED,
        )
        .options(joinedload(FundingAgreement.source))
        .order_by(FundingAgreement.starts_on.desc(), FundingAgreement.id.desc())
    )
    return found.all()


def goals_set(agreement_id: int) -> Sequence[Goal]:
    """The goals of an agreement with their words; how far they are is in a release."""
    found = db().scalars(
        select(Goal)
        .where(Goal.agreement_id == agreement_id)
        .options(joinedload(Goal.service))
        .order_by(Goal.number)
    )
    return found.all()


def next_dates(agreement_id: int) -> list[DateAhead]:
    """What this agreement asks of both sides in the year ahead, by day."""
    ahead = dates_ahead(clock.today() + AHEAD)
    return [each for each in ahead if each.agreement_id == agreement_id]


def _ways() -> Select[FunderAccess]:
    return select(FunderAccess).options(joinedload(FunderAccess.source))


def _signed(way: FunderAccess, since: int) -> str:
    return here().keys.mac("funder open", way.id, way.fingerprint, way.code_hash, since)
