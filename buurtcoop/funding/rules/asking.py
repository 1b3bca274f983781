"""What a treasurer asks while an agreement runs: how much more, at what cost, what goes back."""

from dataclasses import dataclass

from buurtcoop.funding.settlement import (
    Extra,
    Facts,
    OneMore,
    Terms,
    one_more,
    still_claimable,
    to_keep_advances,
)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """For extra costs of one kind (empty: no kinds are named), all in cents.

    room       the least extra cost that makes the grant as high as it can get
    one_more   who pays one euro extra
    keep       the least extra cost with which nothing goes back; None when none is enough
    """

    category: str
    room: Extra
    one_more: OneMore
    keep: Extra | None


def answers(terms: Terms, facts: Facts) -> list[Answers]:
    """The answers for each kind of cost; none when costs can't change the grant."""
    if not terms.looks_at_costs:
        return []
    return [
        Answers(
            category=name,
            room=still_claimable(terms, facts, category=name),
            one_more=one_more(terms, facts, category=name),
            keep=to_keep_advances(terms, facts, category=name),
        )
        for name in [each.name for each in terms.categories] or [""]
    ]
