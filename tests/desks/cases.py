"""Cases that several desk tests begin with."""

from datetime import timedelta

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Application, ApplicationState
from buurtcoop.people.models import Channel, Person


def an_application(name: str = "Hanneke") -> Application:
    """Somebody applied just now; the call is promised within two days."""
    person = Person(
        call_name=name,
        prefix="",
        surname="Vos",
        email=f"{name.lower()}.vos@example.org",
        phone="+31612345699",
        channel=Channel.MAIL,
        language="nl",
        made_at=clock.now(),
    )
    db().add(person)
    db().flush()
    application = Application(
        person_id=person.id,
        gives=True,
        receives=True,
        statutes_at=clock.now(),
        state=ApplicationState.NEW,
        made_at=clock.now(),
        answer_by=clock.today() + timedelta(days=2),
    )
    db().add(application)
    db().flush()
    return application
