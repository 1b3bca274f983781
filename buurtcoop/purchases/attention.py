"""What about buying together needs somebody: mostly the lead of the round."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.attention import Item, Text
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.members.models import Membership
from buurtcoop.purchases.models import GroupPurchase, MaintenanceTurn, PurchaseOrder, Quote
from buurtcoop.purchases.queries import is_member, standings
from buurtcoop.purchases.rules import (
    INSPECTED_WITHIN,
    PURCHASES,
    TURN_PLANNED_BEFORE,
    OrderState,
    RoundState,
    next_turn_on,
)

QUOTE_ENDS = "purchases.quote_ends"
REACHED = "purchases.reached"
NOT_INSPECTED = "purchases.not_inspected"
NOT_IN_ORDER = "purchases.not_in_order"
LEFT = "purchases.buyer_left"
NOT_PAID_BACK = "purchases.not_paid_back"
TURN_LATE = "purchases.turn_late"
NO_TURN = "purchases.no_turn"
SOON = timedelta(days=7)


def attention(now: datetime) -> list[Item]:
    """Rounds to decide on, quotes that end too soon, what came and what did not come back."""
    today = clock.local(now).date()
    return [
        *_quotes_that_end(now, today),
        *_reached(now),
        *_about_orders(now, today),
        *_turns(now, today),
    ]


def _quotes_that_end(now: datetime, today: date) -> Iterator[Item]:
    """The supplier does not keep the chosen price until the round is fixed."""
    rows = db().scalars(
        select(Quote)
        .join(Quote.purchase)
        .where(
            GroupPurchase.state == RoundState.ORDERING,
            Quote.chosen_at.is_not(None),
            Quote.withdrawn_at.is_(None),
            or_(Quote.valid_until < GroupPurchase.order_by, Quote.valid_until < today),
        )
        .options(contains_eager(Quote.purchase), joinedload(Quote.supplier))
        .order_by(Quote.id)
    )
    for quote in rows:
        yield _item(
            QUOTE_ENDS,
            quote.id,
            quote.purchase,
            Text(N_("De offerte van %(supplier)s loopt af"), {"supplier": quote.supplier.name}),
            Text(
                N_("%(round)s. De prijs geldt tot en met %(day)s."),
                {"round": quote.purchase.name, "day": quote.valid_until},
            ),
            page=f"offertes/{quote.id}",
            button=N_("Vraag de leverancier"),
            since=quote.chosen_at or now,
            due=quote.valid_until,
        )


def _reached(now: datetime) -> Iterator[Item]:
    """Enough was ordered: a person says so, and from then on it binds."""
    ordering = (
        db()
        .scalars(
            select(GroupPurchase)
            .where(GroupPurchase.state == RoundState.ORDERING)
            .order_by(GroupPurchase.id)
        )
        .all()
    )
    known = standings(purchase.id for purchase in ordering)
    for purchase in ordering:
        standing, last_day = known[purchase.id], purchase.order_by
        if not purchase.threshold.reached(standing.units, standing.households):
            continue
        assert last_day is not None
        yield _item(
            REACHED,
            purchase.id,
            purchase,
            Text(N_("De drempel is gehaald: %(round)s"), {"round": purchase.name}),
            Text(N_("Bestellen kan tot en met %(day)s. Zet daarna alles vast."), {"day": last_day}),
            button=N_("Bekijk de ronde"),
            since=_newest_yes(purchase.id) or now,
            due=last_day,
        )


def _newest_yes(purchase_id: int) -> datetime | None:
    placed = select(func.max(PurchaseOrder.agreed_at)).where(
        PurchaseOrder.purchase_id == purchase_id, PurchaseOrder.state == OrderState.PLACED
    )
    return db().scalar(placed)


def _about_orders(now: datetime, today: date) -> Iterator[Item]:
    """What came and nobody looked at or is not in order; who left; what was not paid back."""
    waited = PurchaseOrder.delivered_on <= today - INSPECTED_WITHIN
    unseen = PurchaseOrder.inspected_on.is_(None)
    for order in _orders(PurchaseOrder.state == OrderState.FIXED, waited, unseen):
        came = order.delivered_on or today
        yield _of_order(
            NOT_INSPECTED,
            order,
            N_("Nog niet nagekeken: %(round)s, %(name)s"),
            Text(N_("De levering was op %(day)s."), {"day": came}),
            button=N_("Kijk het na"),
            since=clock.start_of(came + INSPECTED_WITHIN),
        )
    for order in _orders(
        PurchaseOrder.state == OrderState.FIXED, PurchaseOrder.in_order.is_(False)
    ):
        seen = order.inspected_on or today
        yield _of_order(
            NOT_IN_ORDER,
            order,
            N_("Niet in orde: %(round)s, %(name)s"),
            Text(N_("Dit zagen we op %(day)s. Bel de leverancier."), {"day": seen}),
            button=N_("Bekijk en bel"),
            since=clock.start_of(seen),
        )
    yield from _leavers(now, today)
    owed = PurchaseOrder.deposit_paid_on.is_not(None) & PurchaseOrder.deposit_back_on.is_(None)
    gone_back = PurchaseOrder.state.in_((OrderState.RETURNED, OrderState.RELEASED))
    for order in _orders(gone_back, owed):
        yield _of_order(
            NOT_PAID_BACK,
            order,
            N_("Aanbetaling nog niet terug: %(round)s, %(name)s"),
            Text(N_("De leverancier betaalt deze terug. Vraag wanneer.")),
            button=N_("Bekijk en bel"),
            since=order.ended_at or now,
        )


def _leavers(now: datetime, today: date) -> Iterator[Item]:
    """A buyer left the cooperative before all was in use; the contract stays with the supplier."""
    left = (
        PurchaseOrder.state == OrderState.FIXED,
        GroupPurchase.state == RoundState.FIXED,
        PurchaseOrder.leaver_noted_at.is_(None),
        ~is_member(PurchaseOrder.person_id, today),
    )
    for order in _orders(*left):
        last = db().scalar(
            select(Membership.ends_on)
            .where(Membership.person_id == order.person_id)
            .order_by(Membership.ends_on.desc())
            .limit(1)
        )
        yield _of_order(
            LEFT,
            order,
            N_("%(name)s is geen lid meer en kocht mee: %(round)s"),
            Text(N_("De koop met de leverancier blijft. Praat daar samen over.")),
            button=N_("Bekijk en bel"),
            since=clock.start_of(last or today),
        )


def _turns(now: datetime, today: date) -> Iterator[Item]:
    late = db().scalars(
        select(MaintenanceTurn)
        .join(MaintenanceTurn.purchase)
        .where(
            MaintenanceTurn.done_on.is_(None),
            MaintenanceTurn.declined_at.is_(None),
            MaintenanceTurn.due_on < today,
        )
        .options(contains_eager(MaintenanceTurn.purchase), joinedload(MaintenanceTurn.person))
        .order_by(MaintenanceTurn.id)
    )
    for turn in late:
        yield _item(
            TURN_LATE,
            turn.id,
            turn.purchase,
            Text(N_("Onderhoud nog niet gedaan: %(round)s"), {"round": turn.purchase.name}),
            Text(
                N_("De beurt is van %(name)s. De laatste dag was %(day)s."),
                {"name": turn.person.full_name, "day": turn.due_on},
            ),
            button=N_("Bekijk en bel"),
            since=clock.start_of(turn.due_on),
            due=turn.due_on + SOON,
        )
    yield from _without_turn(today)


def _without_turn(today: date) -> Iterator[Item]:
    """Everybody passed the turn on, or nobody is left to have it."""
    kept = db().scalars(
        select(GroupPurchase)
        .where(GroupPurchase.maintenance_on.is_not(None))
        .order_by(GroupPurchase.id)
    )
    for purchase in kept.all():
        due_on = next_turn_on(purchase.maintenance_on or today, today)
        planned_from = due_on - TURN_PLANNED_BEFORE
        # The night plans it first.
        if today <= planned_from or _has_turn(purchase, due_on):
            continue
        yield _item(
            NO_TURN,
            purchase.id,
            purchase,
            Text(N_("Niemand doet het onderhoud: %(round)s"), {"round": purchase.name}),
            Text(N_("De laatste dag is %(day)s."), {"day": due_on}),
            button=N_("Zoek iemand"),
            since=clock.start_of(planned_from),
            due=due_on,
        )


def _has_turn(purchase: GroupPurchase, due_on: date) -> bool:
    standing = exists().where(
        MaintenanceTurn.purchase_id == purchase.id,
        MaintenanceTurn.due_on == due_on,
        MaintenanceTurn.declined_at.is_(None),
    )
    return bool(db().scalar(select(standing)))


def _orders(*where: ColumnElement[bool]) -> Sequence[PurchaseOrder]:
    return (
        db()
        .scalars(
            select(PurchaseOrder)
            .join(PurchaseOrder.purchase)
            .where(*where)
            .options(contains_eager(PurchaseOrder.purchase), joinedload(PurchaseOrder.person))
            .order_by(PurchaseOrder.id)
        )
        .all()
    )


def _of_order(
    kind: str, order: PurchaseOrder, title: str, line: Text, *, button: str, since: datetime
) -> Item:
    named: dict[str, object] = {"round": order.purchase.name, "name": order.person.full_name}
    return _item(
        kind,
        order.id,
        order.purchase,
        Text(title, named),
        line,
        page=f"bestellingen/{order.id}",
        button=button,
        since=since,
        due=clock.local(since).date() + SOON,
    )


def _item(
    kind: str,
    subject_id: int,
    purchase: GroupPurchase,
    title: Text,
    line: Text,
    *,
    page: str = "leiden",
    button: str,
    since: datetime,
    due: date,
) -> Item:
    return Item(
        kind=kind,
        subject_id=subject_id,
        title=title,
        line=line,
        path=f"{PURCHASES}/{purchase.slug}/{page}",
        button=button,
        since=since,
        due=due,
        owner_role=RoleName.COORDINATOR,
        owner_id=purchase.lead_id,
    )
