"""The agreements of the demo as things that happened: agreed, asked for, counted and settled.

Reports go out in the first days of the new year and are decided on at once, so that the year
before stands there whole, whenever the demo is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.demo.agreed import AGREED, PROGRAMME, REPORTED_TO, Agreed, Aim, Promised
from buurtcoop.demo.claiming import claim_month
from buurtcoop.demo.money import SOURCES, Share, Source
from buurtcoop.demo.stage import Event, Stage
from buurtcoop.funding import operations
from buurtcoop.funding.queries import reckon
from buurtcoop.ledger.models import Entry, LedgerAccount, Line
from buurtcoop.ledger.rules import BANK

AGREED_ON, NEXT_ASKED_ON = (12, 8), (10, 1)
AFTER_PROMISES, NOON, AFTERNOON = time(14, 5), time(12, 30), time(15)
ASKED_BEFORE = timedelta(days=10)
CLAIM_DAY = 26
HANDED_IN, DECIDED, LAST_PART_ASKED = (1, 5), (1, 8), (1, 9)
Part = tuple[date | None, Money, str]


def agreements(stage: Stage, first_year: int, now: datetime) -> Iterator[Event]:
    """All about agreements up to now, beginning in the autumn before the first year."""
    for year in range(first_year, clock.local(now).year + 2):
        for event in _year(stage, year):
            if event.at < now:
                yield event


def _year(stage: Stage, year: int) -> Iterator[Event]:
    settling = []
    for source in SOURCES:
        for share in source.shares:
            one = AgreementOnStage(stage, source, share, year)
            yield from one.events()
            settling += [one] if source.name in REPORTED_TO else []
    for month in range(1, 13):
        at = clock.at(date(year, month, CLAIM_DAY), AFTERNOON)
        yield Event(at, partial(claim_month, stage, year, month))
    settling.sort(key=lambda one: REPORTED_TO.index(one.source.name))
    for minute, one in enumerate(settling):
        handed_in = clock.at(date(year + 1, *HANDED_IN), AFTERNOON.replace(minute=minute))
        yield Event(handed_in, one.hand_in)
        yield Event(clock.at(date(year + 1, *DECIDED), AFTERNOON), one.decide)


@dataclass
class AgreementOnStage:
    """An agreement of a year, with the numbers of what was made of it."""

    stage: Stage
    source: Source
    share: Share
    year: int
    tranche_ids: list[int] = field(default_factory=list)
    condition_ids: list[int] = field(default_factory=list)
    goal_ids: list[int] = field(default_factory=list)
    report_id: int = 0
    settlement_id: int = 0

    @property
    def id(self) -> int:
        """Its number, once it was promised."""
        return self.stage.agreement_ids[self.source.name, self.share.reference, self.year]

    @property
    def agreed(self) -> Agreed:
        """What was agreed."""
        return AGREED[self.source.name]

    def parts(self) -> list[Part]:
        """Its parts: the day they come (None: after the report), cents, and the key in the book."""
        reference = self.share.reference % {"year": self.year}
        found: list[Part] = []
        for month, number, amount in self.share.paid:
            day = date(self.year, month, number)
            found.append((day, amount, f"demo:{day}:{self.source.name}:{reference}"))
        if self.share.late is not None:
            month, number, amount = self.share.late
            day = date(self.year + 1, month, number)
            found.append((None, amount, f"demo:{day}:settled:{self.source.name}"))
        return found

    def events(self) -> Iterator[Event]:
        """Agreeing, asking and being paid, and what was kept and counted, each on its day."""
        yield Event(clock.at(date(self.year - 1, *AGREED_ON), AFTER_PROMISES), self.agree)
        for number, (due_on, amount, key) in enumerate(self.parts()):
            ask = date(self.year + 1, *LAST_PART_ASKED) if due_on is None else due_on - ASKED_BEFORE
            yield Event(clock.at(ask, NOON), partial(self.ask_part, number))
            paid = due_on or date(self.year + 1, *(self.share.late or (1, 1))[:2])
            yield Event(clock.at(paid, NOON), partial(self.paid_part, number, amount, key))
        for place, promised in enumerate(self.agreed.promised):
            if promised.kept is not None:
                kept = clock.at(date(self.year, *promised.kept), NOON)
                yield Event(kept, partial(self.keep, place, promised))
        for place, aim in enumerate(self.agreed.aims):
            for month, day, counted in aim.by_hand:
                at = clock.at(date(self.year, month, day), AFTERNOON)
                yield Event(at, partial(self.count, place, aim, counted))

    def agree(self) -> None:
        """Write down what was agreed."""
        by, agreed = self.stage.treasurer(), self.agreed
        programme = PROGRAMME % {"year": self.year}
        operations.tag_programme(self.id, programme=programme, rank=agreed.rank, by=by)
        if agreed.asked is not None:
            asked_on = date(self.year - 1, *NEXT_ASKED_ON)
            operations.ask(self.id, agreed.asked, asked_on=asked_on, by=by)
        operations.set_terms(self.id, agreed.terms, reason="", by=by)
        parts = [
            (amount, due_on, "" if due_on else "De afrekening is klaar.")
            for due_on, amount, _key in self.parts()
        ]
        if parts:
            made = operations.add_tranches(self.id, parts, by=by)
            self.tranche_ids = [each.id for each in made]
        self._promise_and_aim()

    def _promise_and_aim(self) -> None:
        by, agreed = self.stage.coordinator(), self.agreed
        for promised in agreed.promised:
            due_on = date(self.year, *promised.due) if promised.due else None
            made = operations.add_condition(self.id, promised.words, promised.whose, due_on, by)
            self.condition_ids.append(made.id)
        for aim in agreed.aims:
            goal = operations.add_goal(
                self.id,
                words=aim.words,
                target=aim.target,
                unit=aim.unit,
                counts=aim.counts,
                chosen_by=aim.chosen_by,
                tells_not=aim.tells_not,
                service_id=self.stage.service_ids[aim.service] if aim.service else None,
                by=by,
            )
            self.goal_ids.append(goal.id)
        if agreed.report is not None:
            words, day = agreed.report
            report = operations.add_report(self.id, words, date(self.year + 1, *day), by)
            self.report_id = report.id

    def ask_part(self, number: int) -> None:
        """Ask for a part."""
        by = self.stage.treasurer()
        operations.request_tranche(self.tranche_ids[number], on=clock.today(), by=by)

    def paid_part(self, number: int, amount: Money, key: str) -> None:
        """Say that what came in pays a part."""
        on_the_bank = (
            select(Line.id)
            .join(Entry, Entry.id == Line.entry_id)
            .join(LedgerAccount, LedgerAccount.id == Line.account_id)
            .where(Entry.key == key, LedgerAccount.code == BANK)
        )
        line_id = db().scalars(on_the_bank).one()
        by = self.stage.treasurer()
        operations.pay_tranche(self.tranche_ids[number], line_id, amount, by=by)

    def keep(self, place: int, promised: Promised) -> None:
        """Say that a promise was kept."""
        by = self.stage.coordinator()
        operations.meet_condition(self.condition_ids[place], clock.today(), promised.evidence, by)

    def count(self, place: int, aim: Aim, counted: int) -> None:
        """Count by hand."""
        by = self.stage.coordinator()
        operations.count_by_hand(self.goal_ids[place], counted, clock.today(), aim.evidence, by)

    def hand_in(self) -> None:
        """Tell what was done, and hand the report in."""
        by = self.stage.treasurer()
        begun = operations.begin_settlement(self.id, by=by)
        operations.tell_story(begun.id, self.agreed.story, by)
        operations.hand_in(begun.id, clock.today(), by)
        operations.hand_in_report(self.report_id, clock.today(), self.stage.coordinator())
        self.settlement_id = begun.id

    def decide(self) -> None:
        """They pay what we reckoned."""
        determined = reckon(self.id, clock.today()).determined
        by = self.stage.treasurer()
        operations.decide_settlement(self.settlement_id, determined, clock.today(), by)
