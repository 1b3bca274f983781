"""How the papers say amounts, percentages, steps and terms: Dutch, for a reader outside."""

import re
from collections.abc import Iterator

from buurtcoop.core.money import WHOLE, Money
from buurtcoop.core.viewer import DUTCH
from buurtcoop.core.words import full_date, say
from buurtcoop.funding.rules.dossier import GoalTold
from buurtcoop.funding.settlement import Category, Mode, OwnPart, OwnRule, Stage, Step, Terms
from buurtcoop.funding.settlement.steps import percent

# A hard space stays: it keeps an amount or a phone number in one line.
SPACES = re.compile(r"[ \t\r\n]+")
UNKNOWN = "\N{EN DASH}"
OWN_RULES = {
    OwnRule.REDUCE: "Wat daaraan ontbreekt, gaat van de bijdrage af.",
    OwnRule.PROPORTIONAL: "Is het minder, dan wordt de bijdrage naar verhouding kleiner.",
    OwnRule.NONE: "Is het minder, dan staat dat in het verslag.",
}


def money(amount: Money) -> str:
    """€ 1.234,50, with a real minus below nothing."""
    return str(amount)


def plainly(amount: Money | None) -> str:
    """1.234,50: the paper says once that all is in euro; a dash for what nobody planned."""
    if amount is None:
        return UNKNOWN
    return amount.plain()


def number(value: int) -> str:
    """1.234"""
    return f"{value:,}".replace(",", ".")


def hours(minutes: int) -> str:
    """12 uur, or 12 uur en 30 minuten."""
    whole, rest = divmod(minutes, 60)
    said = f"{number(whole)} uur"
    return f"{said} en {rest} minuten" if rest else said


def done(goal: GoalTold) -> str:
    """How far a goal is; under five people no number is told, and above it "minstens" in fives."""
    if goal.few:
        return "minder dan 5"
    least = "minstens " if goal.in_fives and goal.done else ""
    return f"{least}{number(goal.done)}"


def step_name(step: Step) -> str:
    """What a step is called to who gave the money: there "u" is another."""
    return "Wat we deden" if step.stage is Stage.PERFORMANCE else step.name


def step_sum(step: Step) -> str:
    """The arithmetic of a step with its figures."""
    values = {
        name: money(value) if isinstance(value, Money) else value
        for name, value in step.sum.values.items()
    }
    return say(step.sum.message, DUTCH, **values)


def shortened(text: str, most: int) -> str:
    """No more than so many characters: whole sentences where they fit, else up to a word."""
    text = SPACES.sub(" ", text).strip()
    if len(text) <= most:
        return text
    cut = text[:most]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    if end > most // 2:
        return cut[: end + 1]
    return cut[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def terms_said(terms: Terms, source: str, units: str) -> list[str]:
    """What was agreed on, a sentence for each rule."""
    first, last = full_date(terms.first_day), full_date(terms.last_day)
    return [
        *_mode(terms, source, units),
        f"Kosten en uren tellen van {first} tot en met {last}.",
        *_costs(terms),
        *(_own_part(terms.own_part) if terms.own_part else ()),
        *_hours(terms),
        *_limits(terms),
    ]


def _mode(terms: Terms, source: str, units: str) -> Iterator[str]:
    most = money(terms.maximum)
    if terms.mode is Mode.COST_SHARE:
        share = percent(terms.share_points)
        yield f"{source} betaalt {share} procent van de kosten die meetellen, hoogstens {most}."
    if terms.mode is Mode.LUMP:
        yield f"{source} betaalt een vast bedrag: {most}."
    if terms.mode is Mode.DEFICIT:
        yield f"{source} betaalt wat eigen geld en anderen openlaten, hoogstens {most}."
    if terms.mode is Mode.MATCH:
        yield f"{source} legt naast elke betaalde gift evenveel, hoogstens {most}."
    if terms.per_household is not None:
        yield f"Van een huishouden telt hoogstens {money(terms.per_household)}."
    if terms.performance is not None:
        agreed, full = terms.performance.agreed, terms.performance.full_from_points
        yield f"{source} betaalt {most} voor {number(agreed)} {units or 'keer'}."
        if full < WHOLE:
            yield f"Vanaf {percent(full)} procent daarvan is de bijdrage heel."


def _costs(terms: Terms) -> Iterator[str]:
    if terms.categories:
        named = "; ".join(_category(each) for each in terms.categories)
        yield f"Deze kosten tellen mee: {named}."
    elif terms.looks_at_costs:
        yield "Alle soorten kosten tellen mee."
    if terms.looks_at_costs:
        yield "De btw telt mee." if terms.vat_counts else "De btw telt niet mee."


def _category(category: Category) -> str:
    limits = []
    if category.most is not None:
        limits.append(f"hoogstens {money(category.most)}")
    if category.most_points is not None:
        limits.append(f"hoogstens {percent(category.most_points)} procent van de andere kosten")
    return f"{category.name} ({', '.join(limits)})" if limits else category.name


def _own_part(part: OwnPart) -> Iterator[str]:
    yield f"Wij leggen er eigen geld naast: {percent(part.points)} procent van de kosten."
    yield OWN_RULES[part.rule]
    if part.others_count:
        yield "Geld van andere bronnen telt daarbij als eigen geld."
    if part.hours_count:
        yield "Uren van helpers tellen daarbij als eigen geld."


def _hours(terms: Terms) -> Iterator[str]:
    if terms.in_kind is None:
        yield "Uren van helpers tellen niet mee als kosten."
        return
    yield f"Een uur van een helper telt mee voor {money(terms.in_kind.rate)}."
    if terms.in_kind.most_points < WHOLE:
        most = percent(terms.in_kind.most_points)
        yield f"Die uren zijn samen hoogstens {most} procent van het geheel."


def _limits(terms: Terms) -> Iterator[str]:
    if terms.no_profit:
        yield "Met de bijdrage mag niets overblijven."
    if terms.public_most_points is not None:
        most = percent(terms.public_most_points)
        yield f"Al het geld van de overheid is samen hoogstens {most} procent van de kosten."
    if terms.reserve_points is not None:
        most = percent(terms.reserve_points)
        yield f"Van wat overblijft mag {most} procent van de bijdrage in een reserve blijven."
        yield "De rest gaat terug."
