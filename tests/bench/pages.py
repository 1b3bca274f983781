"""What a page costs: statements, CPU and bytes, in a cooperative of some size."""

import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, literal, select, update

from buurtcoop.access.queries import viewer_of
from buurtcoop.app import create_app
from buurtcoop.core import clock
from buurtcoop.core.encryption import new_ring, save_ring
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import NOTHING
from buurtcoop.core.viewer import Viewer
from buurtcoop.demo.bulk import Crowd, Size
from buurtcoop.funding.models import CostClaim, FundingAgreement, FundingSource, SourceKind
from buurtcoop.funding.operations import set_terms
from buurtcoop.funding.queries.sources import in_year
from buurtcoop.funding.rules import TermsDraft, months_of
from buurtcoop.funding.settlement import Mode
from buurtcoop.insight.operations import give_account, tell_month
from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.settings import load_settings
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import open_shifts_for
from tests.bench.coops import SECRET
from tests.machine import postgresql
from tests.setup import prepare_database
from tests.visitor import Page, Visitor

# A Tuesday at half past eight in the morning in Amsterdam.
MOMENT = datetime(2027, 1, 12, 7, 30, tzinfo=UTC)
LARGEST_PAGE = 40 * 1024
STRANGER, MEMBER, COORDINATOR = "stranger", "Fatima", "Noor"
BEGIN = ("BEGIN", "BEGIN IMMEDIATE")
CLAIM = "claim: GET + POST"


@dataclass(frozen=True)
class Cost:
    """One page once: statements, milliseconds of CPU, bytes of HTML."""

    statements: int
    milliseconds: float
    size: int


@contextmanager
def crowd(size: Size, database: str = "sqlite") -> Iterator["Measured"]:
    """A cooperative of this size with a browser for everybody who looks; gone afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = {"BUURTCOOP_SECRET_KEY": SECRET}
        if database == "postgresql":
            fresh = stack.enter_context(postgresql()).fresh_database()
            environ["BUURTCOOP_DATABASE_URL"] = fresh.app_url
            environ["BUURTCOOP_DATABASE_OWNER_URL"] = fresh.owner_url
        settings = load_settings(folder, environ)
        prepare_database(settings.owner_database, settings.database)
        save_ring(new_ring(), folder / "keys.json")
        instance = Instance(settings)
        stack.callback(instance.close)
        stack.enter_context(clock.stopped(MOMENT))
        for _told in Crowd(size, MOMENT).tell(instance):
            continue
        yield Measured(instance)


class Measured:
    """The pages of one cooperative, opened as who looks at them."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        app = create_app(instance.settings, instance)
        with instance.writing():
            # The list of what is free for somebody looks at hours, not at rest around them; and
            # on one's own page kilometres are a statement more for who just drove.
            db().execute(update(Service).values(rest_hours=0, asks_kilometres=False))
        with instance.reading():
            people = {
                person.call_name: person
                for person in db().scalars(select(Person).order_by(Person.id.desc()))
            }
        self.member = people[MEMBER]
        self.browsers = {STRANGER: Visitor(app, instance)}
        for name in (MEMBER, COORDINATOR):
            browser = Visitor(app, instance)
            self.browsers[name] = browser.signed_in_as(people[name])
        with instance.writing():
            self.told = self._let_read(viewer_of(people[COORDINATOR], proven=True))
        gc.freeze()  # as a web worker does

    def _let_read(self, by: Viewer) -> int:
        """The member reads along for the municipality. Returns the agreement she reads of."""
        agreement = (
            db()
            .scalars(
                select(FundingAgreement)
                .join(FundingAgreement.source)
                .where(FundingSource.kind == SourceKind.MUNICIPAL_COFINANCING)
                .order_by(FundingAgreement.starts_on)
            )
            .first()
        )
        assert agreement is not None
        _agreed(agreement, by)
        until = clock.today() + timedelta(days=100)
        give_account(agreement.source_id, MEMBER, self.member.email or "", until, by)
        for month in months_of(agreement.starts_on, agreement.ends_on)[-3:]:
            tell_month(agreement, month, clock.now())
        return agreement.id

    def pages(self) -> dict[str, tuple[str, str]]:
        """Of each page: who opens it, and its address."""
        return {
            "home": (STRANGER, "/"),
            "open shifts": (MEMBER, "/rooster/open"),
            "week": (MEMBER, "/rooster"),
            "one shift": (MEMBER, f"/rooster/{self.open_shift()}"),
            "own page": (MEMBER, "/mijn"),
            "catalogue": (STRANGER, "/aanbod"),
            "one service": (MEMBER, "/aanbod/eettafel"),
            "own papers": (MEMBER, "/mijn/papieren"),
            "who agreed": (COORDINATOR, "/aanbod/eettafel/afspraken"),
            "wishes": (MEMBER, "/wensen"),
            "bought together": (MEMBER, "/samen-kopen"),
            "member list": (COORDINATOR, "/leden"),
            "today": (COORDINATOR, "/vandaag"),
            "money": (COORDINATOR, "/geld"),
            "book": (COORDINATOR, "/geld/boek"),
            "agreements": (COORDINATOR, "/geld/afspraken"),
            "settlement": (COORDINATOR, f"/geld/afspraken/{self.told}/afrekening"),
            "costs of one": (COORDINATOR, f"/geld/afspraken/{self.told}/kosten"),
            "costs of none": (COORDINATOR, "/geld/kosten-open?jaar=2026"),
            "budget": (COORDINATOR, "/geld/begroting/2027"),
            "runway": (COORDINATOR, "/geld/vooruit"),
            "goals in pictures": (COORDINATOR, "/geld/beeld"),
            "cost of an hour": (COORDINATOR, "/geld/beeld/hulp"),
            "financier": (MEMBER, f"/financier?afspraak={self.told}"),
            "trial balance": (COORDINATOR, "/geld/cijfers/saldi"),
            "balance sheet": (COORDINATOR, "/geld/cijfers/balans"),
            "income and expense": (COORDINATOR, "/geld/cijfers/baten-en-lasten"),
        }

    def costs(self, times: int) -> dict[str, Cost]:
        """What every page costs, and a claim."""
        found = {name: self._cost(times, *page) for name, page in self.pages().items()}
        return found | {CLAIM: self._claims(times)}

    def open_shift(self) -> int:
        """A coming shift where the member may still help, of the plain kind: whoever can come."""
        with self.instance.reading():
            person = db().get_one(Person, self.member.id)
            page = open_shifts_for(viewer_of(person), free_for_me=True, side=Side.GIVE)
            plain = (shift for shift in page if not (shift.needs or shift.children_per_carer))
            return next(plain).id

    def _get(self, who: str, path: str) -> int:
        answer = self.browsers[who].client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return len(answer.data)

    def _cost(self, times: int, who: str, path: str) -> Cost:
        self._get(who, path)
        with counting(self.instance) as asked:
            size = self._get(who, path)
        begun = time.process_time()
        for _ in range(times):
            self._get(who, path)
        return Cost(len(asked), 1000 * (time.process_time() - begun) / times, size)

    def _claims(self, times: int) -> Cost:
        """Open the page of a shift and help with it, each time another shift."""
        spent, size, statements = 0.0, 0, 0
        client = self.browsers[MEMBER].client
        for number in range(times + 1):
            path = f"/rooster/{self.open_shift()}"
            with counting(self.instance) as asked:
                begun = time.process_time()
                answer = client.get(path)
                reading = time.process_time() - begun
                page = Page(answer.status_code, answer.text, path, dict(answer.headers))
                form = page.form(f"{path}/helpen")
                begun = time.process_time()
                done = client.post(form.action, data=form.values)
                writing = time.process_time() - begun
            assert done.status_code == 303, done.status_code
            size, statements = len(answer.data), len(asked)
            spent += reading + writing if number else 0
        return Cost(statements, 1000 * spent / times, size)


def _agreed(agreement: FundingAgreement, by: Viewer) -> None:
    """Terms on every agreement of the year of this one; on this one all costs of its source."""
    for number in db().scalars(
        select(FundingAgreement.id).where(in_year(agreement.starts_on.year))
    ):
        set_terms(number, TermsDraft(mode=Mode.COST_SHARE, share_points=5_000), reason="", by=by)
    costs = (
        select(
            Line.id,
            literal(agreement.id),
            Line.amount,
            literal(0),
            literal(clock.now()),
            literal(""),
        )
        .join_from(Line, Entry)
        .join(LedgerAccount)
        .where(
            LedgerAccount.kind == AccountKind.EXPENSE,
            Line.fund_id == agreement.source.fund_id,
            Line.amount > NOTHING,
            Entry.day.between(agreement.starts_on, agreement.ends_on),
        )
    )
    columns = ["line_id", "agreement_id", "amount", "vat", "made_at", "withdrawn_why"]
    db().execute(insert(CostClaim).from_select(columns, costs))


@contextmanager
def counting(instance: Instance) -> Iterator[list[str]]:
    """All statements of the pages opened meanwhile, in order."""
    asked: list[str] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement not in BEGIN:
            asked.append(statement)

    engines = (instance.readers, instance.writers)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", heard)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", heard)
