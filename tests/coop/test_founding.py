"""A cooperative is founded once, and is a demo only from the start."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from buurtcoop.coop.models import Activity, Coop
from buurtcoop.coop.operations import AlreadyFounded, add_activity, found
from buurtcoop.coop.queries import NotFounded, is_founded, this_coop
from buurtcoop.core.instance import Instance, db


def wijk(*, demo: bool = False) -> Coop:
    return found(
        name="Coöperatieve buurtvereniging Wijk U.A.",
        short_name="Wijk",
        email="hallo@example.org",
        phone="+31201234567",
        demo=demo,
    )


def test_an_empty_database_has_no_coop(empty_instance: Instance) -> None:
    with empty_instance.reading():
        assert not is_founded()
        with pytest.raises(NotFounded):
            this_coop()


def test_a_founded_coop_gives_the_notice_of_the_law(empty_instance: Instance) -> None:
    with empty_instance.writing():
        wijk()

    with empty_instance.reading():
        assert (this_coop().short_name, this_coop().notice_weeks) == ("Wijk", 4)


def test_founding_twice_is_refused(empty_instance: Instance) -> None:
    with empty_instance.writing():
        wijk()

    with pytest.raises(AlreadyFounded, match="al opgericht"), empty_instance.writing():
        wijk()


def test_the_database_holds_one_coop(instance: Instance) -> None:
    second = "INSERT INTO coop SELECT 2, name, short_name, kind_name, kvk, street, postcode, city"
    rest = ", phone, email, opening_hours, notice_weeks, demo, founded_at FROM coop"

    with pytest.raises(DBAPIError, match="only_one"), instance.writing():
        db().execute(text(second + rest))


@pytest.mark.parametrize("demo", [True, False])
def test_a_coop_stays_what_it_was_made(empty_instance: Instance, demo: bool) -> None:
    with empty_instance.writing():
        wijk(demo=demo)

    with pytest.raises(DBAPIError, match="never later"), empty_instance.writing():
        db().execute(update(Coop).values(demo=not demo))
    with pytest.raises(DBAPIError, match="stays"), empty_instance.writing():
        db().execute(text("DELETE FROM coop"))


def test_the_name_of_a_coop_may_change(instance: Instance) -> None:
    with instance.writing():
        db().execute(update(Coop).values(short_name="Nieuw"))

    with instance.reading():
        assert this_coop().short_name == "Nieuw"


def test_an_activity_is_added_once(opened: Instance) -> None:
    first = add_activity("patrol", "Buurtpreventie")
    again = add_activity("patrol", "Anders")

    assert (again.id, again.name) == (first.id, "Buurtpreventie")
    assert db().scalar(select(func.count()).where(Activity.code == "patrol")) == 1
