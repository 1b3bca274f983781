"""The questions of a treasurer while an agreement runs, said once where they are the same."""

from buurtcoop.core.money import Money
from buurtcoop.funding.rules.asking import answers
from buurtcoop.funding.settlement import Category, Mode
from tests.funding.settlement.agreements import agreed, happened


def test_kinds_of_cost_with_the_same_answers_are_told_once() -> None:
    kinds = (Category(name="Loon"), Category(name="Huur"))
    terms = agreed(Mode.COST_SHARE, "600", share_points=6_000, categories=kinds)
    (told,) = answers(terms, happened(cost="100"))

    assert told.kinds == ()
    assert told.room.grant == Money(60_000)


def test_a_kind_with_a_limit_of_its_own_is_told_apart() -> None:
    kinds = (Category(name="Loon"), Category(name="Huur"), Category(name="Eten", most=Money(0)))
    terms = agreed(Mode.COST_SHARE, "600", share_points=6_000, categories=kinds)
    same, none = answers(terms, happened(cost="100"))

    assert (same.kinds, none.kinds) == (("Loon", "Huur"), ("Eten",))
    assert none.room.cost == Money(0)
