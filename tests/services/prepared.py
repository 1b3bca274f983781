"""A service that is being prepared, with questions before it opens."""

from datetime import date

from buurtcoop.core.instance import db
from buurtcoop.services.models import OpeningCheck, Service
from tests.shifts.rota import a_service

TODAY = date(2027, 1, 12)


def prepared() -> tuple[Service, OpeningCheck, OpeningCheck]:
    """A service with a question to ourselves, and one to the GGD."""
    service = a_service("Oppaskring")
    service.opened_on = None
    own, outside = (
        OpeningCheck(
            service_id=service.id,
            position=position,
            question=question,
            explanation="Dan geldt misschien de wet.",
            outside=position == 2,
        )
        for position, question in ((1, "Krijgt iemand er iets voor?"), (2, "Wat zegt de GGD?"))
    )
    db().add_all([own, outside])
    db().flush()
    return service, own, outside
