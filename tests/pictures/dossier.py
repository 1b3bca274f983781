"""The papers of a settlement; each state only where the demo has it."""

from sqlalchemy import ColumnElement, exists, select

from buurtcoop.core.instance import db
from buurtcoop.funding.models import AgreementTerms, Settlement
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot


def dossier_shots(treasurer: Person) -> list[Shot]:
    """Before handing in, and after. Found in an open transaction."""
    handed_in = exists().where(
        Settlement.agreement_id == AgreementTerms.agreement_id,
        Settlement.handed_in_at.is_not(None),
    )
    return [*_shot("dossier-draft", ~handed_in, treasurer), *_shot("dossier", handed_in, treasurer)]


def _shot(name: str, which: ColumnElement[bool], treasurer: Person) -> list[Shot]:
    found = db().scalar(select(AgreementTerms.agreement_id).where(which).limit(1))
    address = f"/geld/afspraken/{found}/afrekening/dossier"
    return [] if found is None else [Shot(name, address, treasurer)]
