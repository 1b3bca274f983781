"""The letter of one page that goes with a settlement: plain words for who has five minutes."""

from collections.abc import Iterator

from buurtcoop.core import clock
from buurtcoop.core.money import NOTHING
from buurtcoop.core.words import full_date
from buurtcoop.documents.typst import render
from buurtcoop.funding.rules.dossier import GoalTold
from buurtcoop.insight.material import Material
from buurtcoop.insight.papers.said import done, hours, money, number, shortened

# In characters: together they fit on one page, and a test says so.
STORY, GOAL, ASIDE, SOURCE, NAME = 700, 110, 170, 60, 90
MOST_GOALS = 6
REACHED = {True: ", gehaald", False: ", niet gehaald", None: ""}


def made(material: Material) -> bytes:
    """The letter as PDF: Dutch, tagged, one page."""
    dossier, year = material.dossier, material.dossier.starts_on.year
    source = shortened(dossier.source, SOURCE)
    to = f"Aan de gemeenteraad, via {source}" if dossier.council else f"Aan {source}"
    paper: dict[str, object] = {
        "title": f"Wat we in {year} deden met uw geld",
        "coop": shortened(dossier.coop, NAME),
        "address": shortened(dossier.address, NAME),
        "contact": shortened(dossier.contact, NAME),
        "to": to,
        "day": "Concept" if material.draft else full_date(clock.local(material.at).date()),
        "draft": material.draft,
        "story": shortened(material.story, STORY),
        "money": list(_money(material, source)),
        "goals": [_goal(each) for each in dossier.goals if each.ended_on is None][:MOST_GOALS],
        "not_said": _not_said(material),
        "not_promised": shortened(dossier.not_promised, ASIDE),
    }
    return render("settlement_letter", paper, at=material.at)


def _money(material: Material, source: str) -> Iterator[str]:
    reckoning, dossier = material.reckoning, material.dossier
    yield f"Er was {money(dossier.agreed)} toegezegd. De kosten waren {money(reckoning.claimed)}."
    rest = reckoning.borne_by_others
    said = f"De bijdrage van {source} komt uit op {money(reckoning.determined)}."
    if rest > NOTHING:
        said += f" De andere {money(rest)} betaalden wij en anderen."
    yield said
    if reckoning.to_receive:
        yield f"Wij ontvangen nog {money(reckoning.to_receive)}."
    elif reckoning.to_repay:
        yield f"Wij betalen {money(reckoning.to_repay)} terug."
    else:
        yield "Alles is betaald. Er hoeft niets bij of terug."
    if dossier.minutes:
        yield f"Helpers uit de buurt gaven {hours(dossier.minutes)}. Die zijn niet betaald."


def _goal(goal: GoalTold) -> str:
    unit = shortened(goal.unit, 40)
    said = shortened(goal.words, GOAL).rstrip(".")
    return f"{said}: {done(goal)} van {number(goal.target)} {unit}{REACHED[goal.reached]}."


def _not_said(material: Material) -> str:
    """What the first goal does not tell: figures are not the whole story."""
    first = next((each for each in material.dossier.goals if each.ended_on is None), None)
    return shortened(first.tells_not, ASIDE) if first else ""
