"""A phone in somebody's hand."""

from playwright.sync_api import Browser, Page

from buurtcoop.core.instance import Instance
from buurtcoop.people.models import Person
from tests.serving import PHONE, sign_in, window


def phone_of(chrome: Browser, address: str, instance: Instance, person: Person | None) -> Page:
    """A phone without scripts; signed in as this person, if any."""
    context = window(chrome, width=PHONE, scripts=False)
    if person is not None:
        sign_in(context, address, instance, person)
    return context.new_page()
