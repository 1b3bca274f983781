"""Figures as text: the same each time, and read back by every later program."""

import json
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given, settings

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.queries.frozen import (
    FiguresUnreadable,
    Frozen,
    hash_of,
    read_figures,
    written,
)
from buurtcoop.funding.settlement import Facts, Mode, Reckoning, Terms, settle
from tests.funding.settlement.agreements import any_facts, any_terms

# As the first program wrote it, without what has a default.
FIRST = (
    '{"facts":{"settled_on":"2027-01-12"},"reckoning":{"above_maximum":{"cents":0},'
    '"borne_by_others":{"cents":0},"borne_by_us":{"cents":0},"cash":{"cents":0},'
    '"categories":[],"claimed":{"cents":0},"determined":{"cents":1800000},'
    '"in_kind":{"cents":0},"left_over":{"cents":0},"own_counted":{"cents":0},'
    '"own_required":{"cents":0},"steps":[{"result":{"cents":1800000},"stage":"basis",'
    '"sum":{"message":"Een vast bedrag: %(result)s","values":{"result":{"cents":1800000}}}}],'
    '"to_receive":{"cents":1800000},"to_repay":{"cents":0},"to_reserve":{"cents":0}},'
    '"terms":{"first_day":"2026-01-01","last_day":"2026-12-31","maximum":{"cents":1800000},'
    '"mode":"lump"},"written_as":1}'
)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(any_terms(), any_facts())
def test_figures_read_back_as_they_were(terms: Terms, facts: Facts) -> None:
    figures = Frozen(terms=terms, facts=facts, reckoning=settle(terms, facts))

    text = written(figures)

    assert read_figures(text) == figures
    assert hash_of(written(read_figures(text))) == hash_of(text)


def test_what_the_first_program_wrote_is_still_read() -> None:
    told = read_figures(FIRST)

    assert (told.terms.mode, told.terms.maximum) == (Mode.LUMP, Money(1_800_000))
    assert told.terms.last_day == date(2026, 12, 31)
    assert (told.facts.costs, told.facts.advances) == ((), NOTHING)
    assert told.reckoning.steps[0].sum.values == {"result": Money(1_800_000)}
    assert {each.name for each in fields(Reckoning)} == set(json.loads(FIRST)["reckoning"])


def test_a_text_of_another_kind_or_without_what_is_needed_is_refused() -> None:
    for wrong in (
        FIRST.replace('"written_as":1', '"written_as":2'),
        FIRST.replace('"cash":{"cents":0},', ""),
    ):
        with pytest.raises(FiguresUnreadable):
            read_figures(wrong)
