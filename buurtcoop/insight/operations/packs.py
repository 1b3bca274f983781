"""Making the papers of a settlement, and making them again without a story that was taken back."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import structlog
from sqlalchemy import update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import in_turn
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.funding.models import Settlement
from buurtcoop.funding.queries.frozen import FiguresUnreadable
from buurtcoop.funding.rules.settling import NotHandedIn
from buurtcoop.insight.material import Papers, StoryTold
from buurtcoop.insight.models import SettlementPack
from buurtcoop.insight.papers import papers_of
from buurtcoop.insight.queries.packs import (
    material_of,
    may_be_told,
    newest_pack,
    numbers_in,
    stale_packs,
    standing_pack,
    stories_for_pack,
    without_pack,
)

log = structlog.get_logger()
# Who makes packs waits for who does: on PostgreSQL a turn to the end of the transaction.
PACK_TURN = 7002


def make_pack(settlement_id: int, by: Viewer) -> SettlementPack:
    """Make the papers of a settlement that was handed in, from its frozen figures.

    Making twice is once. Of a pack whose content is gone the next version is made, with the
    stories of the last that may still be told. Raises NotHandedIn, FiguresUnreadable; LookupError
    when there is no such settlement.
    """
    settlement = db().get(Settlement, settlement_id)
    if settlement is None:
        raise LookupError(settlement_id)
    if settlement.handed_in_at is None or settlement.terms_id is None:
        raise NotHandedIn
    in_turn(db(), PACK_TURN)
    standing = standing_pack(settlement_id)
    if standing is not None:
        return standing
    last = newest_pack(settlement_id)
    if last is None:
        stories = stories_for_pack(settlement.agreement, settlement.terms_id)
    else:
        stories = may_be_told(numbers_in(last))
    return _made(settlement, stories, last.version + 1 if last else 1, by)


def make_missing_packs(by: Viewer = STRANGER) -> int:
    """Make the papers of every settlement that was handed in and has none. Returns how many.

    One whose figures were changed gets none and stops no other; the check tells of it.
    """
    made = 0
    for settlement_id in without_pack():
        try:
            make_pack(settlement_id, by)
        except FiguresUnreadable:
            log.exception("no pack of a settlement", settlement=settlement_id)
        else:
            made += 1
    return made


def renew_packs(now: datetime) -> int:
    """Make every pack again in which a story may not be told any more, and erase the old content.

    The hash of the old one remains. Returns how many.
    """
    return sum(_renewed(pack, now) for pack in stale_packs())


def hash_of(papers: Papers) -> str:
    """SHA-256 over report, tables and letter, one after another."""
    return sha256(papers.report + papers.tables + papers.letter).hexdigest()


def _renewed(pack: SettlementPack, now: datetime) -> bool:
    """Erase the content of a pack and make the next; false when another process did."""
    in_turn(db(), PACK_TURN)
    changed = db().scalar(
        update(SettlementPack)
        .where(SettlementPack.id == pack.id, SettlementPack.gone_at.is_(None))
        .values(report=None, tables=None, letter=None, gone_at=now)
        .returning(SettlementPack.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        return False
    db().expire(pack)
    _made(pack.settlement, may_be_told(numbers_in(pack)), pack.version + 1, STRANGER)
    return True


def _made(
    settlement: Settlement, stories: Sequence[StoryTold], version: int, by: Viewer
) -> SettlementPack:
    papers = papers_of(material_of(settlement, stories))
    pack = SettlementPack(
        settlement_id=settlement.id,
        version=version,
        report=papers.report,
        tables=papers.tables,
        letter=papers.letter,
        hash=hash_of(papers),
        stories=json.dumps([story.id for story in stories]),
        made_at=clock.now(),
    )
    db().add(pack)
    db().flush()
    record(by, "insight.make_pack", pack, f"{version} {pack.hash}")
    return pack
