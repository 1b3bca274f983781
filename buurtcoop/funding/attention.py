"""What about agreements needs somebody: money to ask for, what was promised, and what may lapse."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.funding.models import (
    AgreementTerms,
    FundingAgreement,
    Promiser,
    Settlement,
    Tranche,
)
from buurtcoop.funding.queries import (
    DateAhead,
    DateKind,
    claims_undone_after_report,
    dates_ahead,
    lapsing,
)
from buurtcoop.funding.rules import ASKED_BEFORE, REMINDED_BEFORE

TO_ASK, LATE = "funding.tranche_to_ask", "funding.tranche_late"
REPORT, CONDITION = "funding.report_due", "funding.condition_due"
LAPSES, UNDONE = "funding.lapses", "funding.undone_after_report"
DECISION = "funding.decision_late"
LONG_AGO = timedelta(days=3_653)
A_WEEK = timedelta(days=7)
PART = N_("Deel %(number)s van %(source)s: vraag het aan")
PART_LATE = N_("Deel %(number)s van %(source)s is er nog niet")
PART_LINE = N_("%(amount)s, op %(day)s.")
PART_LATE_LINE = N_("%(amount)s had er op %(day)s moeten zijn. Bel of mail hen.")
LAST_PART_LINE = N_("%(amount)s. De afrekening is klaar, dus u kunt het vragen.")


def attention(now: datetime) -> list[Item]:
    """Tranches, reports and promises by their day; money that lapses; reports that differ."""
    today = clock.local(now).date()
    return [
        *_dated(today),
        *_last_parts(),
        *_lapsing(today),
        *_undone(),
        *_decisions_late(today),
    ]


def _dated(today: date) -> Iterator[Item]:
    """What has a day: from when it is near on, and as long as nobody did it."""
    for each in dates_ahead(today + REMINDED_BEFORE[0], since=today - LONG_AGO):
        if each.kind is DateKind.REPORT:
            yield _report(each)
        elif each.kind is DateKind.TRANCHE and each.on < today:
            yield _part(each, LATE, PART_LATE, PART_LATE_LINE, each.on + A_WEEK)
        elif each.on > today + ASKED_BEFORE:
            continue
        elif each.kind is DateKind.CONDITION:
            yield from _condition(each, today)
        elif not each.requested:
            yield _part(each, TO_ASK, PART, PART_LINE, each.on)


def _part(each: DateAhead, kind: str, title: str, line: str, due: date) -> Item:
    since = each.on - ASKED_BEFORE if kind == TO_ASK else each.on + timedelta(days=1)
    return Item(
        kind=kind,
        subject_id=each.subject_id,
        title=Text(title, {"number": each.number, "source": each.source_name}),
        line=Text(line, {"amount": each.amount, "day": each.on}),
        path=f"/geld/afspraken/{each.agreement_id}/delen",
        button=N_("Bekijk de delen"),
        since=clock.start_of(since),
        due=due,
        owner_role=RoleName.TREASURER,
    )


def _report(each: DateAhead) -> Item:
    return Item(
        kind=REPORT,
        subject_id=each.subject_id,
        title=Text(N_("Verslag voor %(source)s"), {"source": each.source_name}),
        line=Text(N_("%(words)s. De laatste dag is %(day)s."), _words(each)),
        path=f"/geld/afspraken/{each.agreement_id}/beloofd",
        button=N_("Bekijk wat ze willen lezen"),
        since=clock.start_of(each.on - REMINDED_BEFORE[0]),
        due=each.on,
        owner_role=RoleName.COORDINATOR,
    )


def _condition(each: DateAhead, today: date) -> Iterator[Item]:
    """Our own promise when its day is near; theirs only when it is over."""
    theirs = each.whose is Promiser.THEY
    if theirs and each.on >= today:
        return
    title = N_("%(source)s beloofde iets") if theirs else N_("Beloofd aan %(source)s")
    yield Item(
        kind=CONDITION,
        subject_id=each.subject_id,
        title=Text(title, {"source": each.source_name}),
        line=Text(N_("%(words)s. De laatste dag is %(day)s."), _words(each)),
        path=f"/geld/afspraken/{each.agreement_id}/beloofd",
        button=N_("Bekijk wat er is beloofd"),
        since=clock.start_of(each.on if theirs else each.on - ASKED_BEFORE),
        due=each.on,
        owner_role=RoleName.COORDINATOR,
    )


def _words(each: DateAhead) -> dict[str, object]:
    return {"words": each.words.rstrip("."), "day": each.on}


def _last_parts() -> Iterator[Item]:
    """A part that comes after the settlement, once that was decided and while nobody asked."""
    rows = db().execute(
        select(Tranche, Settlement.decided_on)
        .join(Tranche.agreement)
        .join(FundingAgreement.source)
        .join(Settlement, Settlement.agreement_id == Tranche.agreement_id)
        .where(
            Tranche.due_on.is_(None),
            Tranche.dropped_at.is_(None),
            Tranche.requested_on.is_(None),
            Settlement.decided_on.is_not(None),
        )
        .options(contains_eager(Tranche.agreement).contains_eager(FundingAgreement.source))
        .order_by(Tranche.id, Settlement.version)
    )
    newest = {tranche.id: (tranche, on) for tranche, on in rows if on is not None}
    for tranche, decided_on in newest.values():
        values = {"number": tranche.number, "source": tranche.agreement.source.name}
        yield Item(
            kind=TO_ASK,
            subject_id=tranche.id,
            title=Text(PART, values),
            line=Text(LAST_PART_LINE, {"amount": tranche.amount}),
            path=f"/geld/afspraken/{tranche.agreement_id}/delen",
            button=N_("Bekijk de delen"),
            since=clock.start_of(decided_on),
            due=decided_on + A_WEEK,
            owner_role=RoleName.TREASURER,
        )


def _lapsing(today: date) -> Iterator[Item]:
    for each in lapsing(today):
        over = N_("Tot en met %(day)s kunt u nog kosten bij deze afspraak zetten.")
        late = N_("De afspraak liep tot en met %(day)s. Kijk of er nog kosten bij horen.")
        yield Item(
            kind=LAPSES,
            subject_id=each.agreement.id,
            title=Text(
                N_("Van %(source)s is %(amount)s nog niet gebruikt"),
                {"source": each.agreement.source.name, "amount": each.left},
            ),
            line=Text(over if each.day >= today else late, {"day": each.day}),
            path=f"/geld/afspraken/{each.agreement.id}/kosten",
            button=N_("Bekijk de kosten"),
            since=clock.start_of(min(each.day, today)),
            due=each.day,
            owner_role=RoleName.TREASURER,
        )


def _undone() -> Iterator[Item]:
    """Costs that a report names were undone in the books: one item for each agreement."""
    found = claims_undone_after_report()
    settlements = {settlement.agreement_id: (claim, settlement) for claim, settlement in found}
    for agreement_id, number in Counter(each.agreement_id for _claim, each in found).items():
        claim, settlement = settlements[agreement_id]
        handed_in = settlement.handed_in_at or settlement.made_at
        yield Item(
            kind=UNDONE,
            subject_id=agreement_id,
            title=Text(
                N_("De afrekening met %(source)s klopt niet meer met het boek"),
                {"source": claim.agreement.source.name},
            ),
            line=Text(
                N_("Kosten die erin staan en ongedaan zijn gemaakt: %(number)s."),
                {"number": number},
            ),
            path=f"/geld/afspraken/{agreement_id}/afrekening",
            button=N_("Bekijk de afrekening"),
            since=handed_in,
            due=clock.local(handed_in).date() + A_WEEK,
            owner_role=RoleName.TREASURER,
        )


def _decisions_late(today: date) -> Iterator[Item]:
    """They said in how many weeks they decide on a report, and did not."""
    rows = db().execute(
        select(Settlement, AgreementTerms.decision_weeks)
        .join(Settlement.terms)
        .where(
            Settlement.handed_in_at.is_not(None),
            Settlement.decided_on.is_(None),
            AgreementTerms.decision_weeks.is_not(None),
        )
        .options(joinedload(Settlement.agreement).joinedload(FundingAgreement.source))
        .order_by(Settlement.agreement_id, Settlement.version)
    )
    newest = {each.agreement_id: (each, weeks) for each, weeks in rows}
    for settlement, weeks in newest.values():
        handed_in = clock.local(settlement.handed_in_at or settlement.made_at).date()
        last_day = handed_in + timedelta(weeks=weeks or 0)
        if last_day >= today:
            continue
        yield Item(
            kind=DECISION,
            subject_id=settlement.agreement_id,
            title=Text(
                N_("%(source)s besliste nog niet over de afrekening"),
                {"source": settlement.agreement.source.name},
            ),
            line=Text(
                N_("Ingeleverd op %(handed_in)s. Ze zouden beslissen vóór %(day)s."),
                {"handed_in": handed_in, "day": last_day},
            ),
            path=f"/geld/afspraken/{settlement.agreement_id}/afrekening",
            button=N_("Bekijk de afrekening"),
            since=clock.start_of(last_day),
            due=last_day + A_WEEK,
            owner_role=RoleName.TREASURER,
        )
