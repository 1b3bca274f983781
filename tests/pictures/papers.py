"""The pages of agreements; those of a yes only where the demo has one."""

from sqlalchemy import select

from buurtcoop.access.models import Account
from buurtcoop.agreements.models import Agreement, AgreementText
from buurtcoop.agreements.rules import PAPERS
from buurtcoop.agreements.views.texts import NAMES_OF_WAYS
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot


def papers_shots(coordinator: Person) -> list[Shot]:
    """My papers, one of them, how it ends, and the texts of a service."""
    shots = [Shot("papers-none", PAPERS, coordinator), Shot("papers-worth", f"{PAPERS}/uitleg")]
    text = db().scalars(select(AgreementText).order_by(AgreementText.id)).first()
    if text is None:
        return shots
    public = f"/aanbod/{text.service.slug}/afspraak"
    managed = f"/aanbod/{text.service.slug}/afspraken"
    of_kind = f"{managed}/{NAMES_OF_WAYS[text.kind]}"
    shots += [
        Shot("papers-read", public),
        Shot("papers-texts", managed, coordinator),
        Shot("papers-new", f"{of_kind}/nieuw", coordinator),
        Shot("papers-who", f"{of_kind}/wie", coordinator),
    ]
    runs = select(Agreement).where(
        Agreement.ended_at.is_(None), Agreement.person_id.in_(select(Account.person_id))
    )
    made = db().scalars(runs.order_by(Agreement.id)).first()
    if made is None:
        return shots
    return [
        *shots,
        Shot("papers-mine", PAPERS, made.person),
        Shot("papers-one", f"{PAPERS}/{made.id}", made.person),
        Shot("papers-stop", f"{PAPERS}/{made.id}/stop", made.person),
    ]
