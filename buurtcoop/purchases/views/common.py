"""What the pages of buying together share: the round, the number asked for, the words of a yes."""

from dataclasses import dataclass

from flask import request

from buurtcoop.core import words
from buurtcoop.core.words import N_
from buurtcoop.members.queries import members_for
from buurtcoop.people.models import Person
from buurtcoop.purchases import pricing, queries
from buurtcoop.purchases.models import GroupPurchase, PurchaseOrder, Quote
from buurtcoop.purchases.pricing import Share
from buurtcoop.purchases.queries import Round
from buurtcoop.purchases.rules import MOST_UNITS, PURCHASES
from buurtcoop.web.pages import _, gone, language, or_gone, viewer

SHOWN = 20
LONGEST_SEARCH = 80
WRONG_NUMBER = N_("Kies een aantal van 1 tot en met %(num)s.")


@dataclass(frozen=True)
class Asked:
    """The number somebody filled in, or the usual one; `wrong` says what was wrong with it."""

    units: int
    wrong: str = ""


def found(slug: str) -> Round:
    """The round at this address as the viewer sees it, or 404."""
    return or_gone(queries.round_for, viewer(), slug)


def led(slug: str) -> Round:
    """The same, for who leads this round; 404 for others."""
    round_ = found(slug)
    return round_ if round_.leads else gone()


def members_looked_for() -> tuple[str, list[Person]]:
    """The words in the address, and the members of today they are about; nobody without words."""
    search = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    rows = members_for(viewer(), search, limit=SHOWN).rows if search else ()
    return search, [each.person for each in rows]


def at(slug: str, *parts: str | int) -> str:
    """The address of a page of this round."""
    return "/".join([PURCHASES, slug, *map(str, parts)])


def asked_units(usual: int) -> Asked:
    """The number in the address, when it is one that somebody can order."""
    raw = request.args.get("aantal", "").strip()
    if not raw:
        return Asked(usual)
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
    if 1 <= number <= MOST_UNITS:
        return Asked(number)
    return Asked(usual, _(WRONG_NUMBER, num=MOST_UNITS))


def number_of(units: int, purchase: GroupPurchase) -> str:
    """8 panelen."""
    return f"{units} {purchase.unit_name if units == 1 else purchase.unit_names}"


def usual_units(round_: Round) -> int:
    """What is filled in for this viewer: the order, the interest, or what others want about."""
    if round_.order is not None:
        return int(round_.order.units)
    if round_.interest is not None:
        return int(round_.interest.units)
    return example_units(round_)


def example_units(round_: Round) -> int:
    """What a household in this round has about: the mean, at least 1."""
    stands = round_.standing
    households = stands.households + stands.interested
    return max(1, round((stands.units + stands.wished) / households)) if households else 1


def at_most(round_: Round, quote: Quote, units: int) -> Share:
    """What so many units cost at most with this quote, when the round goes ahead."""
    purchase = round_.purchase
    fewest = pricing.fewest_units(units, purchase.least_units, purchase.least_households)
    price = pricing.most(quote.terms, units, fewest)
    return Share(price, pricing.deposit_of(price, purchase.deposit_points))


def fixed_share(order: PurchaseOrder) -> Share | None:
    """What an order costs, once that stands."""
    if order.price is None or order.deposit is None:
        return None
    return Share(order.price, order.deposit)


def binding_lines(round_: Round, quote: Quote, units: int) -> list[str]:
    """What a member says yes to, line by line; the same words are shown and kept."""
    purchase, share = round_.purchase, at_most(round_, quote, units)
    assert purchase.order_by is not None
    supplier = quote.supplier.name
    day = words.full_date(purchase.order_by, language())
    return [
        _(
            "U bestelt %(number)s bij %(supplier)s.",
            number=number_of(units, purchase),
            supplier=supplier,
        ),
        _price_line(quote, share),
        *_deposit_line(quote, share),
        _("Tot en met %(day)s kunt u dit veranderen of stoppen, zonder kosten.", day=day),
        _("Doen er dan genoeg mee? Dan staat dit vast en hebt u een koop met de leverancier."),
        _("Doen er te weinig mee? Dan vervalt uw bestelling. U betaalt dan niets."),
        _(
            "Gaat het door? Dan krijgt %(supplier)s uw naam, adres, telefoonnummer en aantal.",
            supplier=supplier,
        ),
    ]


def _price_line(quote: Quote, share: Share) -> str:
    if quote.fixed_costs:
        return _(
            "Dat kost hoogstens %(amount)s. Hoe meer er meedoen, hoe lager het wordt.",
            amount=share.price,
        )
    return _("Dat kost %(amount)s.", amount=share.price)


def _deposit_line(quote: Quote, share: Share) -> list[str]:
    if not share.deposit:
        return []
    if quote.fixed_costs:
        return [
            _(
                "Daarvan betaalt u eerst hoogstens %(amount)s aan, aan de leverancier.",
                amount=share.deposit,
            )
        ]
    return [_("Daarvan betaalt u eerst %(amount)s aan, aan de leverancier.", amount=share.deposit)]
