"""What is said about buying together: to whom, until when, and whether it is still true.

No message holds the name of another member. Amounts are those of the reader's own order. The
money goes from member to supplier, and each message with an amount says so.
"""

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.purchases.models import (
    GroupPurchase,
    Interest,
    MaintenanceTurn,
    PurchaseOrder,
)
from buurtcoop.purchases.queries import chosen_quote
from buurtcoop.purchases.rules import LEFT, PURCHASES, OrderState, RoundState, may_order_on

ROUND = GroupPurchase.__tablename__
INTEREST = Interest.__tablename__
ORDER = PurchaseOrder.__tablename__
TURN = MaintenanceTurn.__tablename__


def page_of(purchase: GroupPurchase) -> str:
    """Where a round is read."""
    return f"{PURCHASES}/{purchase.slug}"


def own_page(purchase: GroupPurchase) -> str:
    """Where somebody finds the own order."""
    return f"{page_of(purchase)}/mijn-bestelling"


def _open_to_order(purchase: GroupPurchase) -> bool:
    return purchase.state is RoundState.ORDERING and may_order_on(clock.today(), purchase.order_by)


def _interest(said: Said) -> Interest:
    return db().get_one(Interest, said.subject_id, populate_existing=True)


def _may_order(said: Said) -> bool:
    interest = _interest(said)
    return interest.ended_at is None and _open_to_order(interest.purchase)


def _compares(said: Said) -> bool:
    interest = _interest(said)
    return interest.ended_at is None and interest.purchase.state is RoundState.QUOTES


def _quotes(said: Said) -> dict[str, object]:
    purchase = _interest(said).purchase
    return {"round": purchase.name, "url": f"{page_of(purchase)}/offertes"}


def _ordering(said: Said) -> dict[str, object]:
    purchase = _interest(said).purchase
    quote = chosen_quote(purchase.id)
    return {
        "round": purchase.name,
        "supplier": quote.supplier.name if quote else "",
        "price": quote.unit_price if quote else None,
        "unit": purchase.unit_name,
        "last_day": purchase.order_by,
        "url": f"{page_of(purchase)}/bestellen",
    }


def _order(said: Said) -> PurchaseOrder:
    return db().get_one(PurchaseOrder, said.subject_id, populate_existing=True)


def _is_placed(said: Said) -> bool:
    order = _order(said)
    return order.state is OrderState.PLACED and order.purchase.state is RoundState.ORDERING


def _placed(said: Said) -> dict[str, object]:
    order = _order(said)
    return _about(order) | {
        "yes": order.agreed_text.split("\n"),
        "last_day": order.purchase.order_by,
        "url": own_page(order.purchase),
    }


def _about(order: PurchaseOrder) -> dict[str, object]:
    """What every message about an order names: the round, how many, and from whom."""
    purchase, supplier = order.purchase, order.quote.supplier
    return {
        "round": purchase.name,
        "units": order.units,
        "unit_word": purchase.unit_name if order.units == 1 else purchase.unit_names,
        "supplier": supplier.name,
        "supplier_phone": supplier.phone or "",
    }


def _is_asked_again(said: Said) -> bool:
    order = _order(said)
    return order.state is OrderState.ASKED_AGAIN and _open_to_order(order.purchase)


def _asked_again(said: Said) -> dict[str, object]:
    order = _order(said)
    quote = chosen_quote(order.purchase_id)
    return _about(order) | {
        "supplier": quote.supplier.name if quote else "",
        "last_day": order.purchase.order_by,
        "url": f"{page_of(order.purchase)}/bestellen",
    }


def _waits_for_quote(said: Said) -> bool:
    order = _order(said)
    return order.live and order.purchase.state is RoundState.QUOTES and not order.quote.stands


def _withdrawn(said: Said) -> dict[str, object]:
    order = _order(said)
    return _about(order) | {
        "reason": order.quote.withdrawn_why,
        "url": page_of(order.purchase),
    }


def _is_fixed(said: Said) -> bool:
    return _order(said).state is OrderState.FIXED


def _fixed(said: Said) -> dict[str, object]:
    order = _order(said)
    return _about(order) | {
        "price": order.price,
        "deposit": order.deposit,
        "rest": order.rest,
        "url": own_page(order.purchase),
    }


def _is_returned(said: Said) -> bool:
    return _order(said).state is OrderState.RETURNED


def _returned(said: Said) -> dict[str, object]:
    order = _order(said)
    owed = order.deposit_paid_on is not None and order.deposit_back_on is None
    return _about(order) | {
        "reason": order.quote.withdrawn_why,
        "deposit": order.deposit if owed else None,
        "url": own_page(order.purchase),
    }


def _has_lapsed(said: Said) -> bool:
    return _order(said).state is OrderState.LAPSED


def _lapsed(said: Said) -> dict[str, object]:
    order = _order(said)
    return _about(order) | {"left": order.ended_why == LEFT, "url": page_of(order.purchase)}


def _is_planned(said: Said) -> bool:
    order = _order(said)
    return (
        order.state is OrderState.FIXED
        and order.delivered_on is None
        and order.delivery_on is not None
        and order.delivery_on.isoformat() == said.occurrence
    )


def _delivery(said: Said) -> dict[str, object]:
    order = _order(said)
    return _about(order) | {
        "day": order.delivery_on,
        "how": order.quote.delivery,
        "url": own_page(order.purchase),
    }


def _has_ended(said: Said) -> bool:
    purchase = db().get_one(GroupPurchase, said.subject_id, populate_existing=True)
    return purchase.state is RoundState.ENDED


def _ended(said: Said) -> dict[str, object]:
    purchase = db().get_one(GroupPurchase, said.subject_id)
    return {
        "round": purchase.name,
        "because": purchase.because,
        "instead": purchase.instead,
        "url": page_of(purchase),
    }


def _turn(said: Said) -> MaintenanceTurn:
    return db().get_one(MaintenanceTurn, said.subject_id, populate_existing=True)


def _turn_stands(said: Said) -> bool:
    turn = _turn(said)
    return turn.done_on is None and turn.declined_at is None and turn.person_id == said.recipient_id


def _own_turn(said: Said) -> dict[str, object]:
    turn = _turn(said)
    return {
        "round": turn.purchase.name,
        "last_day": turn.due_on,
        "url": own_page(turn.purchase),
    }


QUOTES_IN = Rule(
    name="purchases.quotes_in",
    about=N_("De offertes zijn er"),
    subject_kind=INTEREST,
    audience=N_("Wie interesse heeft"),
    quiet_hours=True,
    still_true=_compares,
    content=_quotes,
)
ORDERING_OPENED = Rule(
    name="purchases.ordering_opened",
    about=N_("U kunt bestellen"),
    subject_kind=INTEREST,
    audience=N_("Wie interesse heeft"),
    quiet_hours=True,
    still_true=_may_order,
    content=_ordering,
)
ORDER_SOON = Rule(
    name="purchases.order_soon",
    about=N_("Bestellen kan nog een paar dagen"),
    subject_kind=INTEREST,
    audience=N_("Wie interesse heeft en nog niet bestelde"),
    quiet_hours=True,
    still_true=_may_order,
    content=_ordering,
)
ORDER_PLACED = Rule(
    name="purchases.order_placed",
    about=N_("Uw bestelling is binnen"),
    subject_kind=ORDER,
    audience=N_("Wie bestelde"),
    quiet_hours=False,
    still_true=_is_placed,
    content=_placed,
)
ASKED_AGAIN = Rule(
    name="purchases.asked_again",
    about=N_("Wilt u nog steeds bestellen?"),
    subject_kind=ORDER,
    audience=N_("Wie bestelde bij een andere offerte"),
    quiet_hours=True,
    still_true=_is_asked_again,
    content=_asked_again,
)
WITHDRAWN = Rule(
    name="purchases.quote_withdrawn",
    about=N_("De leverancier stopt"),
    subject_kind=ORDER,
    audience=N_("Wie bestelde"),
    quiet_hours=True,
    still_true=_waits_for_quote,
    content=_withdrawn,
)
FIXED = Rule(
    name="purchases.order_fixed",
    about=N_("Uw bestelling gaat door"),
    subject_kind=ORDER,
    audience=N_("Wie bestelde"),
    quiet_hours=False,
    still_true=_is_fixed,
    content=_fixed,
)
RETURNED = Rule(
    name="purchases.order_returned",
    about=N_("Uw koop gaat niet door"),
    subject_kind=ORDER,
    audience=N_("Wie bestelde"),
    quiet_hours=False,
    still_true=_is_returned,
    content=_returned,
)
ORDER_LAPSED = Rule(
    name="purchases.order_lapsed",
    about=N_("Uw bestelling vervalt"),
    subject_kind=ORDER,
    audience=N_("Wie bestelde, en niet meer meedoet"),
    quiet_hours=True,
    still_true=_has_lapsed,
    content=_lapsed,
)
DELIVERY = Rule(
    name="purchases.delivery_planned",
    about=N_("De dag van de levering"),
    subject_kind=ORDER,
    audience=N_("Wie bestelde"),
    quiet_hours=True,
    still_true=_is_planned,
    content=_delivery,
)
ENDED = Rule(
    name="purchases.ended",
    about=N_("Een ronde stopt zonder kosten"),
    subject_kind=ROUND,
    audience=N_("Wie meedeed"),
    quiet_hours=True,
    still_true=_has_ended,
    content=_ended,
)
TURN_ASKED = Rule(
    name="purchases.turn_asked",
    about=N_("U bent aan de beurt voor het onderhoud"),
    subject_kind=TURN,
    audience=N_("Wie aan de beurt is"),
    quiet_hours=True,
    still_true=_turn_stands,
    content=_own_turn,
)
TURN_SOON = Rule(
    name="purchases.turn_soon",
    about=N_("Uw beurt voor het onderhoud is bijna om"),
    subject_kind=TURN,
    audience=N_("Wie aan de beurt is"),
    quiet_hours=True,
    still_true=_turn_stands,
    content=_own_turn,
)
RULES: tuple[Rule, ...] = (
    QUOTES_IN,
    ORDERING_OPENED,
    ORDER_SOON,
    ORDER_PLACED,
    ASKED_AGAIN,
    WITHDRAWN,
    FIXED,
    RETURNED,
    ORDER_LAPSED,
    DELIVERY,
    ENDED,
    TURN_ASKED,
    TURN_SOON,
)
