"""What always holds of what was told, over the whole database."""

from hashlib import sha256

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from buurtcoop.core.guards import lifted
from buurtcoop.core.instance import db
from buurtcoop.insight.models import FigureRelease, FunderAccess, SettlementPack
from buurtcoop.insight.rules import MOST_TRIES, fingerprint, read, too_small

GUARDS = (
    "access_ends_for_good",
    "access_is_not_replaced",
    "release_is_not_replaced",
    "figure_release_stays",
    "figure_release_remains",
    "pack_of_what_was_handed_in",
    "pack_only_goes",
    "pack_remains",
)


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_releases(), *_months_out_of_order(), *_ways(), *_packs(), *_guards()]


def _releases() -> list[str]:
    """What was told is as it was told, and holds no number of people under five."""
    found = []
    for release in db().scalars(select(FigureRelease).order_by(FigureRelease.id)):
        if fingerprint(release.content) != release.hash:
            found.append(f"Release {release.id} is not what was released.")
        elif too_small(read(release.content)):
            found.append(f"Release {release.id} tells of fewer than five people.")
    return found


def _months_out_of_order() -> list[str]:
    """A month was told after the months before it: what grows is built on what was told."""
    other = aliased(FigureRelease)
    later = exists().where(
        other.agreement_id == FigureRelease.agreement_id,
        other.month < FigureRelease.month,
        other.id > FigureRelease.id,
    )
    rows = db().scalars(select(FigureRelease.id).where(later).order_by(FigureRelease.id))
    return [f"Release {number} was made before that of an earlier month." for number in rows]


def _ways() -> list[str]:
    rows = db().scalars(
        select(FunderAccess.id)
        .where(
            or_(
                FunderAccess.tries > MOST_TRIES,
                FunderAccess.used_at < FunderAccess.made_at,
                FunderAccess.used_at > FunderAccess.revoked_at,
            )
        )
        .order_by(FunderAccess.id)
    )
    return [f"Way in {number} was tried too often, or used when it was shut." for number in rows]


def _packs() -> list[str]:
    """The papers are those that were hashed, and a settlement has one set of them."""
    content = (SettlementPack.report, SettlementPack.tables, SettlementPack.letter)
    there = db().execute(
        select(SettlementPack.id, SettlementPack.settlement_id, SettlementPack.hash, *content)
        .where(SettlementPack.gone_at.is_(None))
        .order_by(SettlementPack.id)
    )
    found, settlements = [], set()
    for number, settlement_id, told, report, tables, letter in there:
        if sha256((report or b"") + (tables or b"") + (letter or b"")).hexdigest() != told:
            found.append(f"Pack {number} is not what was made.")
        if settlement_id in settlements:
            found.append(f"Settlement {settlement_id} has more packs than one.")
        settlements.add(settlement_id)
    return found


def _guards() -> list[str]:
    return [f"The guard {name} is not in force." for name in lifted(db(), GUARDS)]
