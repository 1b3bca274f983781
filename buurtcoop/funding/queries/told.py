"""Goals with their story, and what both sides promised, as a settlement tells them."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import (
    Condition,
    Counts,
    Promiser,
    ReportDate,
    Tranche,
    TranchePayment,
)
from buurtcoop.funding.queries.goals import GoalFigure, goals_of
from buurtcoop.funding.rules.dossier import FIVE, GoalTold, Promised
from buurtcoop.ledger.models import Entry, Line

COUNTED = {
    Counts.EVENINGS: "geteld uit het rooster: keren die doorgingen",
    Counts.HOURS: "geteld uit de uren van helpers",
    Counts.PEOPLE: "geteld uit de lijsten: verschillende mensen die er waren",
    Counts.MEALS: "geteld uit de lijsten: plekken van gasten die er waren",
    Counts.BY_HAND: "met de hand geteld",
    Counts.PEOPLE_BY_HAND: "met de hand geteld",
}


def goals_told(agreement_id: int, exact: int | None = None) -> tuple[GoalTold, ...]:
    """Every goal by number, also one that ended.

    People and their seats in fives, as in what is released: two numbers that differ by one person
    tell of that person. `exact` is the goal whose units are paid for: its number is the bill.
    """
    return tuple(
        GoalTold(
            number=each.goal.number,
            words=each.goal.words,
            target=each.goal.target,
            unit=each.goal.unit,
            done=each.done - (each.done % FIVE if _in_fives(each, exact) else 0),
            few=_in_fives(each, exact) and 0 < each.done < FIVE,
            in_fives=_in_fives(each, exact),
            by_hand=each.by_hand,
            counted=COUNTED[each.goal.counts],
            chosen_by=each.goal.chosen_by,
            tells_not=each.goal.tells_not,
            ended_on=each.goal.ended_on,
            ended_why=each.goal.ended_why,
        )
        for each in sorted(goals_of(agreement_id), key=lambda found: found.goal.number)
    )


def _in_fives(figure: GoalFigure, exact: int | None) -> bool:
    return figure.goal.counts.of_people and figure.goal.number != exact


def promises_told(agreement_id: int, until: date) -> tuple[Promised, ...]:
    """Conditions of both sides, our reports and their parts of the money, as kept by this day."""
    return (*_conditions(agreement_id), *_reports(agreement_id), *_parts(agreement_id, until))


def _conditions(agreement_id: int) -> Iterator[Promised]:
    found = db().scalars(
        select(Condition).where(Condition.agreement_id == agreement_id).order_by(Condition.id)
    )
    for each in found:
        yield Promised(
            ours=each.whose is Promiser.WE,
            words=each.words,
            due_on=each.due_on,
            kept_on=each.met_on,
            evidence=each.evidence,
        )


def _reports(agreement_id: int) -> Iterator[Promised]:
    found = db().scalars(
        select(ReportDate)
        .where(ReportDate.agreement_id == agreement_id)
        .order_by(ReportDate.due_on, ReportDate.id)
    )
    for each in found:
        yield Promised(
            ours=True,
            words=_as_report(each.words),
            due_on=each.due_on,
            kept_on=each.handed_in_on,
            evidence="",
        )


def _as_report(words: str) -> str:
    """Says that it is a report, once."""
    return words if words.casefold().startswith("verslag") else f"Verslag: {words}"


def _parts(agreement_id: int, until: date) -> Iterator[Promised]:
    """A part counts as paid once all of it came in."""
    paid = {tranche_id: (amount, day) for tranche_id, amount, day in _paid(agreement_id, until)}
    tranches = db().scalars(
        select(Tranche)
        .where(Tranche.agreement_id == agreement_id, Tranche.dropped_at.is_(None))
        .order_by(Tranche.number)
    )
    for each in tranches:
        amount, day = paid.get(each.id, (NOTHING, None))
        yield Promised(
            ours=False,
            words=f"Deel {each.number}: {each.amount}",
            due_on=each.due_on,
            kept_on=day if amount >= each.amount else None,
            evidence=f"{amount} kwam binnen" if amount else "",
        )


def _paid(agreement_id: int, until: date) -> Iterator[tuple[int, Money, date]]:
    """Per tranche what came in that was not undone, and the last day on which it did."""
    undoing = aliased(Entry)
    rows = db().execute(
        select(TranchePayment.tranche_id, func.sum(TranchePayment.amount), func.max(Entry.day))
        .join(Tranche, Tranche.id == TranchePayment.tranche_id)
        .join(Line, Line.id == TranchePayment.line_id)
        .join(Entry, Entry.id == Line.entry_id)
        .where(
            Tranche.agreement_id == agreement_id,
            Entry.day <= until,
            ~exists().where(undoing.reverses_id == Entry.id),
        )
        .group_by(TranchePayment.tranche_id)
    )
    yield from ((tranche_id, amount, day) for tranche_id, amount, day in rows)
