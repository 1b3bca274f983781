"""How each service of Wilgenkwartier was made from its rule pack, and opened."""

from datetime import date

from buurtcoop.agreements.operations import first_texts, publish_first
from buurtcoop.core import clock
from buurtcoop.demo.offer import OFFERS, Offer
from buurtcoop.demo.stage import Stage
from buurtcoop.services.models import Service
from buurtcoop.services.operations import (
    open_service,
    start_service,
)
from buurtcoop.services.operations.opening import answer_check, decide_opening
from buurtcoop.services.packs import pack_named
from buurtcoop.services.queries import checks_of

DECIDED = "de algemene vergadering, bij de oprichting"
SAYS = "Gemeente Waterveen, mevrouw Smit"
# What Noor found out before children came, in the order of the questions of the pack.
ANSWERS = {
    "speelmiddag": (
        "Op woensdagmiddag, 3 uur. Buiten de zomer en de feestdagen.",
        "Soms. Ouders mogen blijven, het hoeft niet.",
        "De coöperatie. Wie de middag leidt, is die dag de baas.",
        "Niets. Het is gratis en uren tellen nergens mee.",
        "Zo mag het. Bel ons opnieuw als het vaker wordt dan 1 middag.",
    ),
    "oppaskring": (
        "Af en toe een avond, nooit vaste uren.",
        "Bij iemand van de kring thuis. De eigen ouders zijn dan weg.",
        "De ouders samen. Wij houden de lijst bij.",
        "Niets. We tellen geen uren tegen elkaar weg.",
        "Af en toe en zonder geld: dat valt er niet onder.",
    ),
}


def open_all(stage: Stage, day: date) -> None:
    """Make and open every service the coop began with."""
    for offer in OFFERS:
        stage.service_ids[offer.slug] = _open(stage, offer, day).id


def _open(stage: Stage, offer: Offer, day: date) -> Service:
    by, pack = stage.coordinator(), pack_named(offer.slug)
    facts = {
        "summary": offer.summary,
        "description": offer.description,
        "place": offer.place,
        "give_task": offer.give_task,
        "price": offer.price,
        "price_decided_by": DECIDED,
        "release_hours": offer.release_hours,
        "rest_hours": offer.rest_hours,
        "usual_helpers": offer.places,
        "usual_minimum": offer.places if offer.minimum is None else offer.minimum,
        "usual_seats": offer.seats,
        "activity_id": stage.activity_ids[offer.slug],
        "starts_on": day,
    }
    service = start_service(pack, facts, by)
    publish_first(service.id, first_texts(pack), by)
    if not pack.checklist:
        return open_service(service.id, by)
    for check, answer in zip(checks_of(service.id), ANSWERS[offer.slug], strict=True):
        said_by = SAYS if check.outside else ""
        answer_check(check.id, answer, on=clock.today(), said_by=said_by, by=by)
    return decide_opening(service.id, "Het bestuur", by=by)
