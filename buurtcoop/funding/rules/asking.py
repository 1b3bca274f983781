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
    """For extra costs of these kinds (none: it is the same for every kind), all in cents.

    room       the least extra cost that makes the grant as high as it can get
    one_more   who pays one euro extra
    keep       the least extra cost with which nothing goes back; None when none is enough
    """

    kinds: tuple[str, ...]
    room: Extra
    one_more: OneMore
    keep: Extra | None


def answers(terms: Terms, facts: Facts) -> list[Answers]:
    """The answers for each kind of cost, said once for kinds with the same ones.

    None when costs can't change the grant.
    """
    if not terms.looks_at_costs:
        return []
    told: dict[tuple[Extra, OneMore, Extra | None], list[str]] = {}
    for name in [each.name for each in terms.categories] or [""]:
        answer = (
            still_claimable(terms, facts, category=name),
            one_more(terms, facts, category=name),
            to_keep_advances(terms, facts, category=name),
        )
        told.setdefault(answer, []).append(name)
    return [
        Answers(kinds=tuple(kinds) if len(told) > 1 else (), room=room, one_more=euro, keep=keep)
        for (room, euro, keep), kinds in told.items()
    ]
