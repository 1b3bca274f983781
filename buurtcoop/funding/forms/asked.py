"""Which questions each kind of agreement asks, and at which of them a clash of terms stands."""

from collections.abc import Mapping

from buurtcoop.funding.settlement import Mode

# Which field of the form a term is; a term that is no field stands with the whole form.
FIELDS = {
    "share_points": "share",
    "own_part": "own",
    "own_part.rule": "own_rule",
    "own_part.points": "own",
    "own_part.hours_count": "own_with",
    "in_kind": "hour_rate",
    "in_kind.rate": "hour_rate",
    "in_kind.most_points": "hours_most",
    "performance": "agreed",
    "per_household": "household_most",
    "no_profit": "left_over",
    "reserve_points": "reserve",
    "reserve_begins": "reserve_begins",
    "public_most_points": "public_most",
    "at_once_up_to": "at_once",
    "auditor_from": "auditor",
}
COSTS = ("activities", "vat", "own", "own_rule", "own_with", "public", "public_most", "programme")
LATER = ("at_once", "auditor", "weeks", "not_promised", "reason")
ASKED: Mapping[Mode, tuple[str, ...]] = {
    Mode.COST_SHARE: (
        "share",
        *COSTS,
        "hour_rate",
        "hours_most",
        "left_over",
        "reserve",
        "reserve_begins",
        *LATER,
    ),
    Mode.DEFICIT: (*COSTS, *LATER),
    Mode.LUMP: (
        "activities",
        "left_over",
        "reserve",
        "reserve_begins",
        "public",
        "programme",
        *LATER,
    ),
    Mode.PERFORMANCE: ("agreed", "unit", "full_from", "goal", "activities", "left_over", *LATER),
    Mode.MATCH: ("household_most", "left_over", *LATER),
}
WITH_KINDS = frozenset({Mode.COST_SHARE, Mode.DEFICIT, Mode.LUMP})
