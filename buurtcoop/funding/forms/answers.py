"""What the form of the terms says as terms, and terms as what the form shows."""

from dataclasses import replace
from typing import Any

from buurtcoop.core.money import NOTHING, WHOLE, Money
from buurtcoop.funding.forms.kinds import drafted, shown_of
from buurtcoop.funding.rules import TermsDraft, points_of
from buurtcoop.funding.settlement import InKind, Mode, OwnPart, OwnRule, Performance
from buurtcoop.funding.settlement.steps import percent

BACK, KEEP, RESERVE = "back", "keep", "reserve"
OTHERS, HOURS = "others", "hours"
YES, NO = "yes", "no"


def draft_from(form: Any, base: TermsDraft) -> TermsDraft:
    """What was filled in, on top of the terms that this form does not ask."""
    answers: dict[str, Any] = {"categories": drafted(form)}
    plain = {
        "household_most": "per_household",
        "reserve_begins": "reserve_begins",
        "at_once": "at_once_up_to",
        "auditor": "auditor_from",
        "weeks": "decision_weeks",
    }
    answers |= {term: form[name].data for name, term in plain.items() if name in form}
    yes_no = {"vat": "vat_counts", "public": "public_money", "programme": "programme_counts"}
    answers |= {term: form[name].data == YES for name, term in yes_no.items() if name in form}
    if "share" in form:
        answers["share_points"] = points_of(form["share"].data) or 0
    if "activities" in form:
        answers["activities"] = tuple(int(each) for each in form["activities"].data or ())
    if "public_most" in form:
        answers["public_most_points"] = _points(form["public_most"].data)
    if "not_promised" in form:
        answers["not_promised"] = (form["not_promised"].data or "").strip()
    return replace(base, **answers, **_own(form), **_hours(form), **_left(form), **_units(form))


def _points(written: str | None) -> int | None:
    return points_of(written) if written else None


def _own(form: Any) -> dict[str, Any]:
    if "own" not in form:
        return {}
    points, rule = _points(form["own"].data) or 0, OwnRule(form["own_rule"].data)
    if not points and rule is OwnRule.NONE:
        return {"own_part": None}
    told = form["own_with"].data or ()
    own = OwnPart(points=points, rule=rule, others_count=OTHERS in told, hours_count=HOURS in told)
    return {"own_part": own}


def _hours(form: Any) -> dict[str, Any]:
    if "hour_rate" not in form:
        return {}
    rate: Money | None = form["hour_rate"].data
    most = _points(form["hours_most"].data)
    if rate is None and most is None:
        return {"in_kind": None}
    return {"in_kind": InKind(rate=rate or NOTHING, most_points=WHOLE if most is None else most)}


def _left(form: Any) -> dict[str, Any]:
    if "left_over" not in form:
        return {}
    reserve = _points(form["reserve"].data) if "reserve" in form else None
    return {"no_profit": form["left_over"].data == BACK, "reserve_points": reserve}


def _units(form: Any) -> dict[str, Any]:
    if "agreed" not in form:
        return {}
    full = _points(form["full_from"].data)
    return {
        "performance": Performance(
            agreed=form["agreed"].data, full_from_points=WHOLE if full is None else full
        ),
        "unit_words": form["unit"].data,
        "unit_goal_number": int(form["goal"].data) if form["goal"].data else None,
    }


def answers_of(terms: TermsDraft) -> dict[str, Any]:
    """What the form shows of these terms."""
    own, hours, units = terms.own_part, terms.in_kind, terms.performance
    told = [OTHERS] * bool(own and own.others_count) + [HOURS] * bool(own and own.hours_count)
    kept = KEEP if terms.reserve_points is None else RESERVE
    return {
        "share": _written(terms.share_points or None),
        "agreed": units.agreed if units else None,
        "unit": terms.unit_words,
        "full_from": _written(_below_all(units.full_from_points if units else None)),
        "goal": str(terms.unit_goal_number or ""),
        "household_most": terms.per_household,
        "activities": [str(each) for each in terms.activities],
        "vat": _said(terms.vat_counts),
        "own": _written(own.points if own else None),
        "own_rule": (own.rule if own else OwnRule.NONE).value,
        "own_with": told,
        "hour_rate": hours.rate if hours else None,
        "hours_most": _written(_below_all(hours.most_points if hours else None)),
        "left_over": BACK if terms.no_profit else kept,
        "reserve": _written(terms.reserve_points),
        "reserve_begins": terms.reserve_begins,
        "public": _said(terms.public_money),
        "public_most": _written(terms.public_most_points),
        "programme": _said(terms.programme_counts),
        "at_once": terms.at_once_up_to,
        "auditor": terms.auditor_from,
        "weeks": terms.decision_weeks,
        "not_promised": terms.not_promised,
        **shown_of(terms.categories),
    }


def first_of(mode: Mode, before: TermsDraft | None) -> TermsDraft:
    """What a form of this kind begins with: the terms as they are, or those of another kind."""
    if before is None:
        return TermsDraft(mode=mode, no_profit=mode not in (Mode.PERFORMANCE, Mode.MATCH))
    if before.mode is mode:
        return before
    return TermsDraft(
        mode=mode,
        no_profit=mode not in (Mode.PERFORMANCE, Mode.MATCH),
        activities=before.activities if mode is not Mode.MATCH else (),
        public_money=before.public_money,
        at_once_up_to=before.at_once_up_to,
        auditor_from=before.auditor_from,
        decision_weeks=before.decision_weeks,
        not_promised=before.not_promised,
    )


def _written(points: int | None) -> str:
    return "" if points is None else percent(points)


def _below_all(points: int | None) -> int | None:
    return None if points == WHOLE else points


def _said(value: bool) -> str:
    return YES if value else NO
