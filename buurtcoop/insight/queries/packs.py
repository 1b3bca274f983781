"""The papers of settlements: what they are made of, which there are, and what may not stand."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from buurtcoop.afterwards.models import Scope, Story
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.funding.models import FundingAgreement, Settlement, TermsActivity
from buurtcoop.funding.queries import (
    agreement_and_terms,
    facts_of,
    frozen,
    newest_settlement,
    terms_value,
)
from buurtcoop.funding.queries.dossier import dossier_of
from buurtcoop.funding.queries.frozen import FiguresUnreadable
from buurtcoop.funding.settlement import settle
from buurtcoop.insight.material import Material, StoryTold
from buurtcoop.insight.models import SettlementPack
from buurtcoop.services.models import Service

MOST_STORIES = 5
A_DAY = timedelta(days=1)
# Who the teller has to agree to: a pack goes to a financier.
TO_FINANCIERS = (Scope.FUNDERS, Scope.PUBLIC)


@dataclass(frozen=True, kw_only=True)
class PackSeen:
    """A version of the papers of a settlement. `stale`: a story in it may not be told any more."""

    pack: SettlementPack
    settlement: Settlement
    stale: bool

    @property
    def may_be_fetched(self) -> bool:
        """Whether its papers are there, and every story in it may still be told."""
        return self.pack.gone_at is None and not self.stale


def packs_of(agreement_id: int) -> list[PackSeen]:
    """Every pack of this agreement, the newest first; also those whose content is gone."""
    found = db().scalars(
        select(SettlementPack)
        .join(SettlementPack.settlement)
        .where(Settlement.agreement_id == agreement_id)
        .options(joinedload(SettlementPack.settlement))
        .order_by(Settlement.version.desc(), SettlementPack.version.desc())
    )
    return _seen(found.all())


def papers_told(agreement_id: int) -> PackSeen | None:
    """The pack of the newest settlement that may be fetched, for who gave the money."""
    return next((seen for seen in packs_of(agreement_id) if seen.may_be_fetched), None)


def pack_of(agreement_id: int, pack_id: int) -> PackSeen:
    """One pack of this agreement with its papers. Raises LookupError."""
    found = db().scalar(_whole(pack_id).where(Settlement.agreement_id == agreement_id))
    if found is None:
        raise LookupError(pack_id)
    return _seen([found])[0]


def pack_to_source(source_ids: Collection[int], pack_id: int) -> tuple[FundingAgreement, PackSeen]:
    """One pack with its papers, for who may read of these sources, as far as it may be fetched.

    Raises LookupError.
    """
    found = db().scalar(_whole(pack_id).where(FundingAgreement.source_id.in_(source_ids)))
    seen = _seen([found])[0] if found else None
    if seen is None or not seen.may_be_fetched:
        raise LookupError(pack_id)
    return seen.settlement.agreement, seen


def standing_pack(settlement_id: int) -> SettlementPack | None:
    """The pack of this settlement that has its content, if one has."""
    return db().scalar(
        select(SettlementPack).where(
            SettlementPack.settlement_id == settlement_id, SettlementPack.gone_at.is_(None)
        )
    )


def newest_pack(settlement_id: int) -> SettlementPack | None:
    """The last version of the papers of this settlement, with or without content."""
    return db().scalar(
        select(SettlementPack)
        .where(SettlementPack.settlement_id == settlement_id)
        .order_by(SettlementPack.version.desc())
        .limit(1)
    )


def stale_packs() -> list[SettlementPack]:
    """Packs with content in which a story stands that may not be told any more."""
    found = db().scalars(
        select(SettlementPack)
        .where(SettlementPack.gone_at.is_(None), SettlementPack.stories != "[]")
        .order_by(SettlementPack.id)
    )
    return [each.pack for each in _seen(found.all()) if each.stale]


def without_pack() -> Sequence[int]:
    """Settlements that were handed in and have no pack with content."""
    standing = exists().where(
        SettlementPack.settlement_id == Settlement.id, SettlementPack.gone_at.is_(None)
    )
    found = db().scalars(
        select(Settlement.id)
        .where(Settlement.handed_in_at.is_not(None), ~standing)
        .order_by(Settlement.id)
    )
    return found.all()


def numbers_in(pack: SettlementPack) -> list[int]:
    """The numbers of the stories in a pack."""
    numbers: list[int] = json.loads(pack.stories)
    return numbers


def may_be_told(story_ids: Collection[int]) -> list[StoryTold]:
    """Those of these stories whose teller agrees today that a financier reads them."""
    return _told(Story.id.in_(story_ids), most=len(story_ids)) if story_ids else []


def stories_for_pack(agreement: FundingAgreement, terms_id: int) -> list[StoryTold]:
    """The newest stories that may be told, of what this agreement pays for and from its days."""
    activities = select(TermsActivity.activity_id).where(TermsActivity.terms_id == terms_id)
    return _told(
        or_(~activities.exists(), Service.activity_id.in_(activities)),
        Story.told_at >= clock.start_of(agreement.starts_on),
        Story.told_at < clock.start_of(agreement.ends_on + A_DAY),
        most=MOST_STORIES,
    )


def material_of(settlement: Settlement, stories: Iterable[StoryTold]) -> Material:
    """What the papers of a settlement that was handed in are made of: its frozen figures.

    Raises FiguresUnreadable; LookupError for one that was not handed in.
    """
    told = frozen(settlement)
    if told.dossier is None or settlement.settled_on is None or settlement.handed_in_at is None:
        raise FiguresUnreadable(f"Settlement {settlement.id} was frozen without its dossier.")
    return Material(
        terms=told.terms,
        facts=told.facts,
        reckoning=told.reckoning,
        dossier=told.dossier,
        stories=tuple(stories),
        story=settlement.story,
        version=settlement.version,
        reason=settlement.reason,
        settled_on=settlement.settled_on,
        at=settlement.handed_in_at,
        draft=False,
        hash=settlement.hash,
    )


def draft_of(agreement_id: int, on: date) -> Material:
    """The same of what an agreement would come to on this day, if nothing changes.

    Raises NothingAgreed; LookupError when there is no such agreement.
    """
    agreement, terms = agreement_and_terms(agreement_id)
    value, facts = terms_value(agreement, terms), facts_of(agreement_id, on)
    newest = newest_settlement(agreement_id)
    return Material(
        terms=value,
        facts=facts,
        reckoning=settle(value, facts),
        dossier=dossier_of(agreement_id, on),
        stories=tuple(stories_for_pack(agreement, terms.id)),
        story=newest.story if newest else "",
        version=newest.version if newest else 1,
        reason=newest.reason if newest else "",
        settled_on=on,
        at=clock.now(),
        draft=True,
        hash="",
    )


def _whole(pack_id: int) -> Select[SettlementPack]:
    return (
        select(SettlementPack)
        .join(SettlementPack.settlement)
        .join(Settlement.agreement)
        .where(SettlementPack.id == pack_id)
        .options(
            contains_eager(SettlementPack.settlement).contains_eager(Settlement.agreement),
            undefer(SettlementPack.report),
            undefer(SettlementPack.tables),
            undefer(SettlementPack.letter),
        )
    )


def _seen(packs: Sequence[SettlementPack]) -> list[PackSeen]:
    """In one statement which stories in these packs may still be told."""
    there = [pack for pack in packs if pack.gone_at is None]
    numbers = {number for pack in there for number in numbers_in(pack)}
    told = {story.id for story in may_be_told(numbers)}
    return [
        PackSeen(
            pack=pack,
            settlement=pack.settlement,
            stale=pack.gone_at is None and not told.issuperset(numbers_in(pack)),
        )
        for pack in packs
    ]


def _told(*which: ColumnElement[bool], most: int) -> list[StoryTold]:
    """Stories a financier may read today, in the order in which they were told."""
    rows = db().execute(
        select(Story.id, Story.words, Story.signed, Service.name)
        .join(Service, Service.id == Story.service_id)
        .where(
            and_(*which),
            Story.scope.in_(TO_FINANCIERS),
            Story.consent_until >= clock.today(),
            Story.withdrawn_at.is_(None),
            Story.erased_at.is_(None),
        )
        .order_by(Story.id.desc())
        .limit(most)
    )
    newest = [
        StoryTold(id=number, words=words, signed=signed, service=service)
        for number, words, signed, service in rows
    ]
    return newest[::-1]
