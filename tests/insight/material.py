"""A settlement as its papers see it, made of plain values."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.rules.dossier import Dossier, Evidence, GoalTold, Planned, Promised
from buurtcoop.funding.settlement import (
    Category,
    Cost,
    Facts,
    Hours,
    InKind,
    Mode,
    OwnMoney,
    OwnPart,
    OwnRule,
    Terms,
    settle,
)
from buurtcoop.insight.material import Material, StoryTold

HANDED_IN = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
STORY = (
    "We kookten elke dinsdag voor de buurt. Wie kon, betaalde 4 euro.\n\n"
    "In de zomer ging de oven stuk. Toen aten we buiten, en er kwamen meer mensen dan ooit."
)


def a_settlement(*, costs: int = 12, **changes: Any) -> Material:
    """60 percent of the costs, at most 18.000, with own money, hours, goals and a story."""
    terms = Terms(
        mode=Mode.COST_SHARE,
        maximum=Money(1_800_000),
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        share_points=6_000,
        categories=(Category(name="Eten"), Category(name="Overhead", most_points=1_000)),
        own_part=OwnPart(points=2_500, rule=OwnRule.REDUCE, others_count=True),
        in_kind=InKind(rate=Money(2_000), most_points=3_000),
        public_most_points=7_000,
    )
    evidence = tuple(_evidence(number) for number in range(1, costs + 1))
    facts = Facts(
        settled_on=date(2027, 2, 28),
        costs=tuple(
            Cost(day=each.day, amount=each.amount, category=each.category) for each in evidence
        ),
        own=(OwnMoney(day=date(2026, 12, 31), amount=Money(300_000)),),
        other_income=Money(150_000),
        hours=(
            Hours(day=date(2026, 3, 3), minutes=610),
            Hours(day=date(2026, 9, 8), minutes=1_230),
        ),
        advances=Money(1_440_000),
    )
    made = Material(
        terms=terms,
        facts=facts,
        reckoning=settle(terms, facts),
        dossier=_dossier(evidence),
        stories=(
            StoryTold(
                id=1,
                words="Ik kende hier niemand.\n\nNu eet ik elke week mee.",
                signed="Anna uit de Wilgenlaan",
                service="Eettafel",
            ),
        ),
        story=STORY,
        version=1,
        reason="",
        settled_on=date(2027, 2, 28),
        at=HANDED_IN,
        draft=False,
        hash="ab" * 32,
    )
    return replace(made, **changes)


def _evidence(number: int) -> Evidence:
    overhead = number % 4 == 0
    return Evidence(
        entry=f"2026-{number:04d}",
        day=date(2026, 1 + number % 12, 1 + number % 28),
        words=f"Boodschappen voor de eettafel, week {number}" if not overhead else "Telefoon",
        account="Boodschappen" if not overhead else "Kantoor",
        activity="Samen eten",
        category="Overhead" if overhead else "Eten",
        amount=Money(200_000 + 3_123 * number if not overhead else 20_050),
        vat=NOTHING,
        receipts=(f"2026-{number:04d}",) if number % 3 else (),
        why_none="" if number % 3 else "geen foto bewaard",
        stands_on="Fonds Buurtkeuken" if number == 5 else "",
    )


def _dossier(evidence: tuple[Evidence, ...]) -> Dossier:
    spent = {"Boodschappen": NOTHING, "Kantoor": NOTHING}
    for each in evidence:
        spent[each.account] += each.amount
    return Dossier(
        coop="Buurtcoöperatie Wilgenkwartier U.A.",
        address="Wilgenlaan 12, 1234 AB Waterveen",
        contact="06 12 34 56 78, hallo@wilgenkwartier.example",
        source="Gemeente Waterveen",
        council=True,
        reference="besluit 2026-118 van 3 februari 2026",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        asked=Money(2_000_000),
        agreed=Money(1_800_000),
        not_promised="We beloven niet dat iedereen mee-eet.",
        unit_words="",
        minutes=42_120,
        plan_words="Dit is de begroting van 2026, vastgesteld op 12 december 2025 door de leden.",
        plan=(
            Planned(name="Boodschappen", planned=Money(2_000_000), spent=spent["Boodschappen"]),
            Planned(name="Kantoor", planned=Money(60_000), spent=spent["Kantoor"]),
        ),
        evidence=evidence,
        goals=_goals(),
        promises=_promises(),
        place=812,
        entry="2027-0031",
        chain="cd" * 32,
    )


def _goals() -> tuple[GoalTold, ...]:
    goals = (
        ("Elke dinsdag eten we samen", 40, "avonden", 36, False),
        ("Buren helpen elkaar", 640, "uur", 702, False),
        ("Nieuwe buren leren we kennen", 25, "mensen", 26, True),
    )
    return tuple(
        GoalTold(
            number=number,
            words=words,
            target=target,
            unit=unit,
            done=done,
            few=False,
            by_hand=by_hand,
            counted="geteld uit het rooster: keren die doorgingen",
            chosen_by="de leden, in de vergadering van december",
            tells_not="Hoe gezellig het was, en wie er niet durfde te komen.",
            ended_on=None,
            ended_why="",
        )
        for number, (words, target, unit, done, by_hand) in enumerate(goals, start=1)
    )


def _promises() -> tuple[Promised, ...]:
    return (
        Promised(
            ours=True,
            words="Elk half jaar een gesprek met de wijkregisseur",
            due_on=date(2026, 7, 1),
            kept_on=date(2026, 6, 24),
            evidence="verslag van 24 juni",
        ),
        Promised(
            ours=False,
            words="Deel 1: € 14.400,00",
            due_on=date(2026, 3, 1),
            kept_on=date(2026, 3, 12),
            evidence="€ 14.400,00 kwam binnen",
        ),
        Promised(
            ours=False,
            words="Een vaste contactpersoon",
            due_on=None,
            kept_on=None,
            evidence="",
        ),
    )
