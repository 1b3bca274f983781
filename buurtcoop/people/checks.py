"""What always holds of persons and households, over the whole database."""

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.people.models import Household, Person
from buurtcoop.people.rules import sort_name, tidy_addition, tidy_postcode


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_unsorted_names(), *_untidy_addresses()]


def _unsorted_names() -> list[str]:
    rows = db().execute(
        select(Person.id, Person.sort_name, Person.call_name, Person.prefix, Person.surname)
    )
    return [
        f"Person {number} is sorted as “{kept}”, which is not the name."
        for number, kept, *parts in rows
        if kept != sort_name(*parts)
    ]


def _untidy_addresses() -> list[str]:
    rows = db().execute(select(Household.id, Household.postcode, Household.addition))
    return [
        f"Household {number} has an address in another spelling: {postcode} {addition}."
        for number, postcode, addition in rows
        if (postcode, addition) != (tidy_postcode(postcode), tidy_addition(addition))
    ]
