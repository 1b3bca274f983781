"""The pages of who gives money, and of who lets them in."""

from datetime import timedelta

from sqlalchemy import select

from buurtcoop.access.queries import people_in_roles, viewer_of
from buurtcoop.access.rules import RoleName
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.funding.models import FundingSource, SourceKind
from buurtcoop.insight.operations import give_account
from buurtcoop.insight.queries import ways_of
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot, first


def let_treasurer_read(instance: Instance) -> None:
    """The treasurer looks through the eyes of the municipality."""
    with instance.writing():
        treasurer = people_in_roles((RoleName.TREASURER,))[0][1]
        if ways_of(treasurer.id):
            return
        city = first(
            select(FundingSource).where(FundingSource.kind == SourceKind.MUNICIPAL_COFINANCING)
        )
        until = clock.today() + timedelta(days=100)
        by = viewer_of(treasurer, proven=True)
        give_account(city.id, treasurer.full_name, treasurer.email or "", until, by)


def financier_shots(treasurer: Person) -> list[Shot]:
    """What is read, the door, and who reads along."""
    city = first(
        select(FundingSource.slug).where(FundingSource.kind == SourceKind.MUNICIPAL_COFINANCING)
    )
    return [
        Shot("financier", "/financier", treasurer),
        Shot("financier-outside", "/financier"),
        Shot("financier-door", "/financier/een-link"),
        Shot("funders", "/geld/geldgevers", treasurer),
        Shot("funders-give", f"/geld/geldgevers/{city}/nieuw", treasurer),
        Shot("funders-take-back", "/geld/geldgevers/1/intrekken", treasurer),
    ]
