"""Whatever people book, claim, undo and settle in whatever order: the sums hold after every step.

Two agreements of one programme, money of members, and every verb that moves money or claims.
"""

import os
from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.refusal import Refusal
from buurtcoop.funding import checks, operations, queries
from buurtcoop.funding.models import (
    CostClaim,
    FundingAgreement,
    Settlement,
    SourceKind,
    TranchePayment,
)
from buurtcoop.funding.rules import TermsDraft
from buurtcoop.funding.settlement import Mode, OwnPart, OwnRule, settle
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line
from buurtcoop.ledger.operations import give, lend, reverse
from buurtcoop.ledger.queries import balances
from buurtcoop.ledger.reports import sums_by_fund
from buurtcoop.ledger.rules import GIVEN, LENT
from tests.cast import Cast
from tests.funding.settled import LAST, SETTLED, books, drafted

T = TypeVar("T")
USUAL = 4
CASES = int(os.environ.get("BUURTCOOP_TEST_CASES", USUAL))
# First money moves and stands on agreements, then they are settled, and corrected again.
STRETCHES = (
    (
        "spend", "spend", "claim", "claim", "claim", "withdraw", "undo", "there_and_back", "give",
        "lend", "advance", "unpay", "recognise",
    ),
    ("begin", "tell", "hand_in", "decide", "recognise", "claim", "withdraw", "undo", "advance"),
)  # fmt: skip
ONWARD = ("begin", "tell", "hand_in", "recognise", "decide")
TERMS: tuple[TermsDraft, ...] = (
    drafted(Mode.COST_SHARE, 6_000),
    drafted(Mode.COST_SHARE, 5_000, own_part=OwnPart(points=2_500, rule=OwnRule.REDUCE)),
    drafted(Mode.DEFICIT),
    drafted(Mode.LUMP, no_profit=False, reserve_points=1_000),
    drafted(Mode.COST_SHARE, 5_000, public_most_points=7_000, public_money=True),
)
# How often each verb was done; a walk of which all is refused would prove nothing.
DONE: Counter[str] = Counter()


class Walk:
    """Two agreements of one programme; each verb is tried as a page tries it."""

    def __init__(self, cast: Cast, chance: Random) -> None:
        self.books = books(cast)
        self.numbers = [
            self._agreement("Fonds", SourceKind.GRANT, 1, chance),
            self._agreement("Gemeente", SourceKind.MUNICIPAL_COFINANCING, 2, chance),
        ]
        self.pots = [self.books.own, *(self.books.source_of(each) for each in self.numbers)]
        self.frozen: dict[int, str] = {}
        for source_id in self.pots:
            self._receive(source_id, Money(50_000))

    def do(self, verb: str, which: int, cents: int) -> None:
        """One step; a refusal undoes it."""
        savepoint = db().begin_nested()
        try:
            getattr(self, verb)(which, Money(cents))
            savepoint.commit()
            DONE[verb] += 1
        except (Refusal, LookupError):
            savepoint.rollback()
        db().expire_all()
        self.holds()

    def spend(self, which: int, amount: Money) -> None:
        self.books.cost(self.pots[which % 3], _written(amount), day=_day(which))

    def claim(self, which: int, amount: Money) -> None:
        line, number = _pick(_costs(), which), self.numbers[which % 2]
        before = queries.reckon(number, SETTLED).determined
        operations.claim(line.id, number, min(amount, line.amount), by=self.books.by)
        agreement = db().get_one(FundingAgreement, number)
        terms = queries.terms_of(number)
        if terms is not None and not terms.own_points and line.fund == agreement.source.fund:
            assert queries.reckon(number, SETTLED).determined >= before

    def withdraw(self, which: int, _amount: Money) -> None:
        operations.withdraw(_pick(_claims(), which).id, "Toch niet.", self.books.by)

    def undo(self, which: int, _amount: Money) -> None:
        entries = db().scalars(select(Entry).order_by(Entry.id)).all()
        reverse(_pick(entries, which).id, day=SETTLED, memo="Verkeerd", by=self.books.by)

    def there_and_back(self, which: int, amount: Money) -> None:
        before = _balances()
        line = self.books.cost(self.pots[which % 3], _written(amount))
        assert _balances() != before
        reverse(line.entry_id, day=SETTLED, memo="Verkeerd", by=self.books.by)
        assert _balances() == before

    def give(self, which: int, amount: Money) -> None:
        self._move(give, which, amount)

    def lend(self, which: int, amount: Money) -> None:
        self._move(lend, which, amount)

    def advance(self, which: int, amount: Money) -> None:
        self.books.advance(self.numbers[which % 2], _written(amount), _day(which))

    def unpay(self, which: int, _amount: Money) -> None:
        payments = db().scalars(select(TranchePayment).order_by(TranchePayment.id)).all()
        operations.unpay_tranche(_pick(payments, which).id, by=self.books.by)

    def begin(self, which: int, _amount: Money) -> None:
        operations.begin_settlement(self.numbers[which % 2], reason="Weer", by=self.books.by)

    def tell(self, which: int, _amount: Money) -> None:
        operations.tell_story(_pick(_open(), which).id, "We kookten.", self.books.by)

    def hand_in(self, which: int, _amount: Money) -> None:
        operations.hand_in(_pick(_open(), which).id, SETTLED, self.books.by)

    def decide(self, which: int, amount: Money) -> None:
        settlement = _pick(_settlements(), which)
        operations.decide_settlement(settlement.id, amount, SETTLED, self.books.by)

    def recognise(self, which: int, amount: Money) -> None:
        number, day = self.numbers[which % 2], LAST if amount.cents % 2 else SETTLED
        operations.recognise(number, day, self.books.by)
        assert operations.recognise(number, day, self.books.by) is None

    def holds(self) -> None:
        """Every sum of the design (2.3)."""
        assert sum(each.amount.cents for each in balances()) == 0
        assert (_on(LENT), _on(GIVEN)) == (NOTHING, NOTHING)
        _claims_within_lines()
        for number in self.numbers:
            self._settles(number)
        for each in _settlements():
            if each.handed_in_at is not None:
                assert self.frozen.setdefault(each.id, each.figures) == each.figures

    def _settles(self, number: int) -> None:
        agreement, terms = queries.agreement_and_terms(number)
        facts = queries.facts_of(number, SETTLED)
        told = settle(queries.terms_value(agreement, terms), facts)
        assert NOTHING <= told.determined <= agreement.amount
        assert facts.advances + told.to_receive - told.to_repay == told.determined
        assert not (told.to_receive and told.to_repay)
        beside = sum((own.amount for own in facts.own), facts.other_income + facts.other_public)
        if terms.no_profit:
            assert told.determined + beside <= told.cash or told.determined == NOTHING

    def _agreement(self, name: str, kind: SourceKind, rank: int, chance: Random) -> int:
        number = self.books.agreement(
            name, _written(Money(chance.randint(100, 90_000))), None, kind=kind
        )
        operations.tag_programme(number, programme="wijk", rank=rank, by=self.books.by)
        draft = chance.choice(TERMS)
        operations.set_terms(number, draft, reason="", by=self.books.by)
        return number

    def _receive(self, source_id: int, amount: Money) -> None:
        operations.receive(
            source_id,
            day=date(2026, 1, 2),
            amount=amount,
            memo="Begin",
            activity_id=self.books.meals,
            key=f"begin {source_id}",
            by=self.books.by,
        )

    def _move(self, act: object, which: int, amount: Money) -> None:
        assert callable(act)
        funds = [self.books.fund(self.pots[(which + step) % 3]) for step in (0, 1 + which % 2)]
        key = f"move {next(self.books.keys)}"
        act(*funds, amount, day=_day(which), memo="Verplaatst", key=key, by=self.books.by)


def _reports_agree() -> None:
    """What was spent by fund, by source and by activity is the same total, in both years."""
    for year in (2026, 2027):
        by_activity = (
            select(Line.activity_id, func.sum(Line.amount))
            .join_from(Line, Entry)
            .join(LedgerAccount)
            .where(
                LedgerAccount.kind == AccountKind.EXPENSE,
                Entry.day.between(date(year, 1, 1), date(year, 12, 31)),
            )
            .group_by(Line.activity_id)
        )
        totals = {
            sum(each.spent.cents for each in sums_by_fund(year).values()),
            sum(each.spent.cents for each in queries.figures(year)),
            sum(amount.cents for _activity, amount in db().execute(by_activity)),
        }
        assert len(totals) == 1


def _claims_within_lines() -> None:
    claimed = (
        select(Line.amount, func.sum(CostClaim.amount))
        .join(CostClaim, CostClaim.line_id == Line.id)
        .where(CostClaim.withdrawn_at.is_(None))
        .group_by(Line.id, Line.amount)
    )
    assert all(claims <= line for line, claims in db().execute(claimed))


def _balances() -> dict[tuple[object, ...], Money]:
    return {
        (each.fund_id, each.account_id, each.activity_id): each.amount
        for each in balances()
        if each.amount
    }


def _on(account: str) -> Money:
    found = select(func.sum(Line.amount)).join(LedgerAccount).where(LedgerAccount.code == account)
    return db().scalar(found) or NOTHING


def _costs() -> Sequence[Line]:
    kind = LedgerAccount.kind == AccountKind.EXPENSE
    return db().scalars(select(Line).join(LedgerAccount).where(kind).order_by(Line.id)).all()


def _claims() -> Sequence[CostClaim]:
    return db().scalars(select(CostClaim).order_by(CostClaim.id)).all()


def _settlements() -> Sequence[Settlement]:
    return db().scalars(select(Settlement).order_by(Settlement.id)).all()


def _open() -> Sequence[Settlement]:
    return [each for each in _settlements() if each.handed_in_at is None]


def _pick(found: Sequence[T], number: int) -> T:
    if not found:
        raise LookupError("nothing to do it with")
    return found[number % len(found)]


def _steps(chance: Random) -> list[str]:
    """Some of each stretch; most walks settle, so that handing in and deciding are reached."""
    first, then = STRETCHES
    steps = chance.choices(first, k=chance.randint(6, 14))
    if chance.random() < 0.8:
        steps += ONWARD
    return steps + chance.choices(then, k=chance.randint(2, 10))


def _day(which: int) -> date:
    return (date(2026, 3, 31), LAST, SETTLED)[which % 3]


def _written(amount: Money) -> str:
    return f"{amount.cents // 100}.{amount.cents % 100:02d}"


@settings(
    max_examples=CASES,
    derandomize=CASES == USUAL,  # the same walks every time; look further with more cases
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32))
def test_whatever_is_booked_claimed_and_settled_it_adds_up(
    opened: Instance, cast: Cast, seed: int
) -> None:
    chance, savepoint = Random(seed), db().begin_nested()
    try:
        walk = Walk(cast, chance)
        for verb in _steps(chance):
            walk.do(verb, chance.randrange(12), chance.randint(1, 30_000))
        _reports_agree()
        assert checks.broken() == []
    finally:
        savepoint.rollback()
        db().expunge_all()


def test_every_verb_was_done_somewhere_on_the_way() -> None:
    assert not DONE or set(DONE) == {verb for stretch in STRETCHES for verb in stretch}
