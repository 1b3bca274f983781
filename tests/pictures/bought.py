"""The pages of buying together: a round that is in use, and one in which members order."""

from dataclasses import dataclass

from sqlalchemy import Select, select

from buurtcoop.access.models import Role
from buurtcoop.access.rules import RoleName
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.purchases.models import GroupPurchase, MaintenanceTurn, PurchaseOrder
from buurtcoop.purchases.queries import chosen_quote
from buurtcoop.purchases.rules import PURCHASES, RoundState
from tests.pictures.shot import Shot, first


@dataclass(frozen=True)
class BoughtFound:
    """The rows of the demo cooperative that these pictures show."""

    used: str
    open: str
    used_order: int
    buyer: Person
    next_buyer: Person
    orders: Person
    stranger: Person
    lead: Person
    quote: int


def bought_found() -> BoughtFound:
    """Found in an open transaction."""
    used, open_ = (
        first(select(GroupPurchase).where(GroupPurchase.state == state))
        for state in (RoundState.IN_USE, RoundState.ORDERING)
    )
    turn = first(select(MaintenanceTurn).where(MaintenanceTurn.done_on.is_(None)))
    bought = select(PurchaseOrder).where(PurchaseOrder.purchase_id == used.id)
    other = first(bought.where(PurchaseOrder.id != turn.order_id))
    ordered = select(PurchaseOrder.person_id).where(PurchaseOrder.purchase_id == open_.id)
    quote = chosen_quote(open_.id)
    assert quote is not None
    return BoughtFound(
        used=f"{PURCHASES}/{used.slug}",
        open=f"{PURCHASES}/{open_.slug}",
        used_order=other.id,
        buyer=_person(other.person_id),
        next_buyer=_person(turn.person_id),
        orders=_person(first(ordered)),
        stranger=_person(_member_without(ordered)),
        lead=_person(used.lead_id),
        quote=quote.id,
    )


def bought_shots(found: BoughtFound, coordinator: Person) -> list[Shot]:
    """Each page as the person who uses it."""
    return [*_of_members(found), *_of_lead(found, coordinator)]


def _of_members(found: BoughtFound) -> list[Shot]:
    return [
        Shot("rounds", PURCHASES),
        Shot("round-visitor", found.open),
        Shot("round-open", found.open, found.stranger),
        Shot("round-used", found.used, found.buyer),
        Shot("quotes", f"{found.open}/offertes?aantal=2", found.stranger),
        Shot("order", f"{found.open}/bestellen?aantal=2", found.stranger),
        Shot(
            "order-wrong",
            f"{found.open}/bestellen?aantal=0",
            found.stranger,
            pressed="main form[method=post] button.btn >> nth=0",
        ),
        Shot("own-order", f"{found.open}/mijn-bestelling", found.orders),
        Shot("own-order-stop", f"{found.open}/mijn-bestelling/stoppen", found.orders),
        Shot("own-order-turn", f"{found.used}/mijn-bestelling", found.next_buyer),
        Shot("mine-turn", "/mijn", found.next_buyer),
    ]


def _of_lead(found: BoughtFound, who: Person) -> list[Shot]:
    return [
        Shot("round-new", f"{PURCHASES}/nieuw", who),
        Shot("round-lead", f"{found.open}/leiden", who),
        Shot("round-fix", f"{found.open}/vast", who),
        Shot("round-end", f"{found.open}/stoppen", who),
        Shot("quote", f"{found.open}/offertes/{found.quote}", who),
        Shot("quote-back", f"{found.open}/offertes/{found.quote}/terug", who),
        Shot("orders", f"{found.used}/bestellingen", who),
        Shot("order-lead", f"{found.used}/bestellingen/{found.used_order}", who),
        Shot("order-paper", f"{found.open}/namens?lid={found.stranger.id}", who),
    ]


def _member_without(ordered: Select[int]) -> int:
    """A member with an address who did not order there, and has no other role."""
    members = select(Role.person_id).where(Role.name == RoleName.MEMBER)
    others = select(Role.person_id).where(Role.name != RoleName.MEMBER)
    return first(
        select(Person.id)
        .where(
            Person.id.in_(members),
            Person.id.not_in(others),
            Person.id.not_in(ordered),
            Person.household_id.is_not(None),
        )
        .order_by(Person.id)
    )


def _person(number: int) -> Person:
    return db().get_one(Person, number)
