"""The report of a settlement: what we did, what it cost, how the amount came about, and proof."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING, Money, portion
from buurtcoop.core.words import full_date
from buurtcoop.documents.typst import render
from buurtcoop.funding.rules.dossier import Dossier, Evidence, GoalTold, Promised
from buurtcoop.funding.settlement import Reckoning
from buurtcoop.insight.material import Material
from buurtcoop.insight.papers.said import (
    UNKNOWN,
    done,
    hours,
    money,
    number,
    plainly,
    step_name,
    step_sum,
    terms_said,
)

Row = dict[str, object]
NO_HELP = "Over deze periode staan er geen uren van helpers."
FEW_HELPERS = "Minder dan 5 mensen hielpen. Daarom staan hun uren hier niet."
STORY_TO_COME = "Dit verhaal komt nog."


def made(material: Material) -> bytes:
    """The report as PDF: Dutch, tagged, with "concept" across each page of a draft."""
    dossier = material.dossier
    paper: dict[str, object] = {
        **_front(material),
        "short": in_short(material.reckoning, dossier, material.facts.advances),
        "story": _paragraphs(material.story or STORY_TO_COME),
        "goals": [_goal(each) for each in dossier.goals],
        "stories": [
            {"lines": _paragraphs(each.words), "signed": f"{each.signed}, over {each.service}"}
            for each in material.stories
        ],
        "plan_words": dossier.plan_words,
        "income": _income(material),
        "costs": _costs(dossier),
        "balance": _balance(material),
        **_hours(material),
        "steps": [
            [step_name(each), step_sum(each), plainly(each.result)]
            for each in material.reckoning.steps
        ],
        "kinds": _kinds(material.reckoning),
        "ours": [_promise(each) for each in dossier.promises if each.ours],
        "theirs": [_promise(each) for each in dossier.promises if not each.ours],
        "terms": terms_said(material.terms, dossier.source, dossier.unit_words),
        "not_promised": _paragraphs(dossier.not_promised),
        "evidence": _evidence(dossier.evidence),
        "fixed": _fixed(material),
    }
    return render("settlement_report", paper, at=material.at)


def in_short(reckoning: Reckoning, dossier: Dossier, advances: Money) -> list[tuple[str, str]]:
    """The five figures that a reader looks for first; the last says what comes or goes back."""
    last = ("Er komt of gaat niets meer", plainly(NOTHING))
    if reckoning.to_receive:
        last = ("Wij krijgen nog", plainly(reckoning.to_receive))
    if reckoning.to_repay:
        last = ("Wij betalen terug", plainly(reckoning.to_repay))
    kept = [("Blijft in de reserve", plainly(reckoning.to_reserve))] if reckoning.to_reserve else []
    return [
        ("Toegezegd", plainly(dossier.agreed)),
        ("Kosten in dit verslag", plainly(reckoning.claimed)),
        ("Kosten die meetellen", plainly(reckoning.cash)),
        ("De bijdrage komt uit op", plainly(reckoning.determined)),
        *kept,
        ("Daarvan al ontvangen", plainly(advances)),
        last,
    ]


def _front(material: Material) -> Row:
    dossier = material.dossier
    handed_in = full_date(clock.local(material.at).date())
    state = f"Ingeleverd op {handed_in}."
    if material.draft:
        state = "Dit is een concept. Het is nog niet ingeleverd en de cijfers kunnen veranderen."
    again = f"Versie {material.version}, want: {material.reason}" if material.reason else ""
    period = f"{full_date(dossier.starts_on)} tot en met {full_date(dossier.ends_on)}"
    return {
        "title": f"Verantwoording {dossier.source} {dossier.starts_on.year}",
        "coop": dossier.coop,
        "address": dossier.address,
        "contact": dossier.contact,
        "draft": material.draft,
        "state": [part for part in (state, again) if part],
        "about": [
            ("Brief of besluit", dossier.reference),
            ("Periode", period),
            ("Gevraagd", money(dossier.asked) if dossier.asked is not None else UNKNOWN),
            ("Toegezegd", money(dossier.agreed)),
            ("Bijgewerkt tot en met", full_date(material.settled_on)),
        ],
    }


def _goal(goal: GoalTold) -> Row:
    counted = "Dit is met de hand geteld." if goal.by_hand else f"Dit is {goal.counted}."
    ended = ""
    if goal.ended_on is not None:
        ended = f"Gestopt op {full_date(goal.ended_on)}: {goal.ended_why}"
    return {
        "name": f"{goal.number}. {goal.words}",
        "done": _done(goal),
        "lines": [
            line
            for line in (
                counted,
                "We ronden het af naar beneden, steeds op 5." if goal.in_fives else "",
                f"Gekozen door: {goal.chosen_by}",
                f"Wat dit niet zegt: {goal.tells_not}",
                ended,
            )
            if line
        ],
    }


def _done(goal: GoalTold) -> str:
    said = f"{done(goal)} van {number(goal.target)} {goal.unit}"
    if goal.few:
        return f"{said}."
    return f"{said}, dat is {portion(Money(goal.done), 100, goal.target).cents} procent."


def _income(material: Material) -> list[Row]:
    facts, reckoning, dossier = material.facts, material.reckoning, material.dossier
    part = material.terms.own_part
    # Where other money or hours may stand for own money, the arithmetic sets them side by side.
    alone = part is not None and not (part.others_count or part.hours_count)
    asked = reckoning.own_required if alone else None
    others = facts.other_income + facts.other_public
    return [
        _row(f"Bijdrage {dossier.source}", dossier.agreed, reckoning.determined),
        _row("Eigen geld", asked, own_money_in(material)),
        _row("Geld van andere bronnen", None, others),
        _row("Samen", None, income_in(material), total=True),
    ]


def own_money_in(material: Material) -> Money:
    """Own money that was put in by the day of settlement, in cents."""
    own = (each.amount for each in material.facts.own if each.day <= material.facts.settled_on)
    return sum(own, NOTHING)


def income_in(material: Material) -> Money:
    """The grant, own money and money of others together, in cents."""
    others = material.facts.other_income + material.facts.other_public
    return material.reckoning.determined + own_money_in(material) + others


def _costs(dossier: Dossier) -> list[Row]:
    known = [each.planned for each in dossier.plan if each.planned is not None]
    planned = sum(known, NOTHING) if len(known) == len(dossier.plan) and known else None
    return [
        *(_row(each.name, each.planned, each.spent) for each in dossier.plan),
        _row("Samen", planned, dossier.claimed, total=True),
    ]


def _row(name: str, planned: Money | None, real: Money, *, total: bool = False) -> Row:
    over = None if planned is None else real - planned
    return {"cells": [name, plainly(planned), plainly(real), plainly(over)], "total": total}


def _balance(material: Material) -> str:
    left = income_in(material) - material.dossier.claimed
    if left > NOTHING:
        return f"De inkomsten zijn {money(left)} hoger dan de kosten in dit verslag."
    if left < NOTHING:
        return f"De kosten in dit verslag zijn {money(-left)} hoger dan de inkomsten."
    return "Inkomsten en kosten zijn gelijk."


def _hours(material: Material) -> Row:
    """All help that was given, and by month the hours that stand on this agreement."""
    by_month = minutes_by_month(material)
    asked = material.terms.in_kind is not None
    counts = "Wat daarvan als kosten op deze afspraak staat, ziet u hieronder."
    said = counts if asked and by_month else "De uren tellen niet mee in het bedrag."
    given = material.dossier.minutes
    return {
        "help": [f"Helpers gaven in deze periode {hours(given)}.", said]
        if given
        else [FEW_HELPERS if material.dossier.few_helpers else NO_HELP],
        "hours": [
            *([full_date(month)[2:], hours(minutes)] for month, minutes in by_month.items()),
            *([["Samen", hours(sum(by_month.values()))]] if by_month else []),
        ]
        if asked
        else [],
    }


def minutes_by_month(material: Material) -> dict[date, int]:
    """{first day of the month: minutes on this agreement}; a day could tell of one helper."""
    found: dict[date, int] = defaultdict(int)
    for each in sorted(material.facts.hours, key=lambda given: given.day):
        found[each.day.replace(day=1)] += each.minutes
    return dict(found)


def _kinds(reckoning: Reckoning) -> list[Row]:
    rows = [
        _kind(each.category or "Kosten", each.claimed, each.fitting, each.counted)
        for each in reckoning.categories
    ]
    fitting = sum((each.fitting for each in reckoning.categories), NOTHING)
    total = _kind("Samen", reckoning.claimed, fitting, reckoning.cash)
    return [*rows, {**total, "total": True}] if rows else []


def _kind(name: str, *amounts: Money) -> Row:
    return {"cells": [name, *(plainly(each) for each in amounts)], "total": False}


def _promise(promise: Promised) -> list[str]:
    due = full_date(promise.due_on) if promise.due_on else "geen vaste dag"
    kept = f"ja, {full_date(promise.kept_on)}" if promise.kept_on else "nog niet"
    return [promise.words, due, kept, promise.evidence]


def _evidence(evidence: Sequence[Evidence]) -> list[list[str]]:
    rows = [
        [
            each.entry,
            f"{each.day:%d-%m-%Y}",
            each.words,
            _kind_of(each),
            plainly(each.amount),
            proof(each),
        ]
        for each in evidence
    ]
    total = sum((each.amount for each in evidence), NOTHING)
    return [*rows, ["Samen", "", "", "", plainly(total), ""]] if rows else []


def _kind_of(evidence: Evidence) -> str:
    kind = evidence.category or evidence.account
    return f"{kind} (staat bij {evidence.stands_on})" if evidence.stands_on else kind


def proof(evidence: Evidence) -> str:
    """The numbers of its receipts, or that there is none and why."""
    if evidence.receipts:
        return "bon " + ", ".join(evidence.receipts)
    return f"geen bon: {evidence.why_none}"


def _fixed(material: Material) -> list[str]:
    dossier = material.dossier
    lines: list[str] = []
    if dossier.chain:
        lines = [
            f"De nieuwste boeking is {dossier.entry}, op plaats {dossier.place} in het boek.",
            f"Haar controlegetal (SHA-256) is {_in_two(dossier.chain)}.",
        ]
    if material.hash:
        lines.append(f"Het controlegetal van deze cijfers (SHA-256) is {_in_two(material.hash)}.")
    return lines or ["Dit is een concept. Het controlegetal komt bij het inleveren."]


def _in_two(hash_: str) -> str:
    """In two parts, so that a line can end between them."""
    return f"{hash_[:32]} {hash_[32:]}"


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in _lines(text) if part.strip()]


def _lines(text: str) -> Iterable[str]:
    return text.replace("\r\n", "\n").split("\n")
