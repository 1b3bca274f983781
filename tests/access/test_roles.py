"""Roles: dated, given and ended by the board, never the last coordinator or board member."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.access.models import Role
from buurtcoop.access.operations import act_as, end_role, give_role, grant
from buurtcoop.access.queries import people_called, roles_of
from buurtcoop.access.rules import (
    GRANTABLE,
    PERMISSIONS,
    SECOND_FACTOR,
    FreshSignInNeeded,
    LastBoardMember,
    LastCoordinator,
    NotYourRole,
    RoleName,
    RoleRuns,
    permissions_of,
)
from buurtcoop.audit.models import AuditDetail, AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from tests.access.helpers import in_a_session
from tests.cast import Cast
from tests.visitor import Visitor

ROLES = "/beheer/rollen"


def role_of(person_id: int, name: RoleName) -> Role:
    return db().scalars(select(Role).where(Role.person_id == person_id, Role.name == name)).one()


def test_the_board_gives_a_role_and_it_is_written_down(opened: Instance, cast: Cast) -> None:
    given = give_role(cast.anna.id, RoleName.TREASURER, on=clock.today(), by=in_a_session(cast.bo))

    assert roles_of(cast.anna.id, clock.today()) == ("member", "treasurer")
    assert given.granted_by_id == cast.bo.id
    entry = db().scalars(select(AuditEntry).where(AuditEntry.verb == "access.role_given")).one()
    assert (entry.actor_id, entry.subject_id) == (cast.bo.id, given.id)
    assert db().get_one(AuditDetail, entry.id).detail == "treasurer"


def test_a_role_begins_on_its_first_day(opened: Instance, cast: Cast) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    give_role(cast.anna.id, RoleName.BOARD, on=tomorrow, by=in_a_session(cast.bo))

    assert roles_of(cast.anna.id, clock.today()) == ("member",)
    assert roles_of(cast.anna.id, tomorrow) == ("board", "member")


def test_a_role_that_runs_is_not_given_again(opened: Instance, cast: Cast) -> None:
    with pytest.raises(RoleRuns, match="Truus Proef heeft deze rol al"):
        give_role(cast.truus.id, RoleName.TREASURER, on=clock.today(), by=in_a_session(cast.bo))


def test_being_a_member_is_not_given_here(opened: Instance, cast: Cast) -> None:
    with pytest.raises(NotYourRole):
        give_role(cast.dirk.id, RoleName.MEMBER, on=clock.today(), by=in_a_session(cast.bo))


@pytest.mark.parametrize("who", ["anna", "coor", "truus"])
def test_only_the_board_changes_roles(opened: Instance, cast: Cast, who: str) -> None:
    by = in_a_session(getattr(cast, who))

    with pytest.raises(NotYourRole):
        give_role(cast.anna.id, RoleName.TREASURER, on=clock.today(), by=by)
    with pytest.raises(NotYourRole):
        end_role(role_of(cast.truus.id, RoleName.TREASURER).id, by)


def test_a_board_member_who_owes_the_code_changes_nothing(opened: Instance, cast: Cast) -> None:
    with pytest.raises(NotYourRole):
        give_role(
            cast.anna.id,
            RoleName.TREASURER,
            on=clock.today(),
            by=in_a_session(cast.bo, proven=False),
        )


def test_changing_roles_needs_a_fresh_sign_in(opened: Instance, cast: Cast) -> None:
    by = in_a_session(cast.bo)

    with clock.stopped(clock.now() + timedelta(minutes=11)):
        with pytest.raises(FreshSignInNeeded):
            give_role(cast.anna.id, RoleName.TREASURER, on=clock.today(), by=by)
        with pytest.raises(FreshSignInNeeded):
            end_role(role_of(cast.truus.id, RoleName.TREASURER).id, by)


def test_an_ended_role_stops_at_once_and_stays_in_the_books(opened: Instance, cast: Cast) -> None:
    role = role_of(cast.truus.id, RoleName.TREASURER)

    end_role(role.id, in_a_session(cast.bo))

    assert roles_of(cast.truus.id, clock.today()) == ("member",)
    assert role.ends_on == clock.today() - timedelta(days=1)
    assert "access.role_ended" in db().scalars(select(AuditEntry.verb)).all()


def test_a_role_of_today_that_ends_today_goes(opened: Instance, cast: Cast) -> None:
    by = in_a_session(cast.bo)
    given = give_role(cast.anna.id, RoleName.TREASURER, on=clock.today(), by=by)

    end_role(given.id, by)

    assert db().get(Role, given.id) is None


def test_it_can_be_given_anew_after_it_ended(opened: Instance, cast: Cast) -> None:
    by = in_a_session(cast.bo)
    end_role(role_of(cast.truus.id, RoleName.TREASURER).id, by)

    give_role(cast.truus.id, RoleName.TREASURER, on=clock.today(), by=by)

    assert roles_of(cast.truus.id, clock.today()) == ("member", "treasurer")


def test_the_last_coordinator_and_the_last_board_member_stay(opened: Instance, cast: Cast) -> None:
    by = in_a_session(cast.bo)

    with pytest.raises(LastCoordinator, match="laatste coördinator"):
        end_role(role_of(cast.coor.id, RoleName.COORDINATOR).id, by)
    with pytest.raises(LastBoardMember, match="laatste bestuurslid"):
        end_role(role_of(cast.bo.id, RoleName.BOARD).id, by)


def test_somebody_who_stops_next_month_or_begins_tomorrow_is_no_successor(
    opened: Instance, cast: Cast
) -> None:
    grant(cast.anna.id, RoleName.BOARD, on=clock.today() + timedelta(days=1), by=None)
    grant(cast.bram.id, RoleName.BOARD, on=date(2026, 5, 1), by=None)
    role_of(cast.bram.id, RoleName.BOARD).ends_on = clock.today() + timedelta(days=30)
    db().flush()

    with pytest.raises(LastBoardMember):
        end_role(role_of(cast.bo.id, RoleName.BOARD).id, in_a_session(cast.bo))


def test_with_a_successor_one_can_go(opened: Instance, cast: Cast) -> None:
    grant(cast.anna.id, RoleName.BOARD, on=clock.today(), by=None)

    end_role(role_of(cast.bo.id, RoleName.BOARD).id, in_a_session(cast.bo))

    assert roles_of(cast.bo.id, clock.today()) == ("member",)


def test_an_unknown_role_or_that_of_member_can_not_be_ended_here(
    opened: Instance, cast: Cast
) -> None:
    by = in_a_session(cast.bo)

    for number in (999, role_of(cast.anna.id, RoleName.MEMBER).id):
        with pytest.raises(LookupError):
            end_role(number, by)


def test_giving_a_role_on_the_pages(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bo)
    found = visitor.get(f"{ROLES}?zoek=anna")
    assert f"{ROLES}/geef/{cast.anna.id}" in found.links

    done = visitor.send(visitor.get(f"{ROLES}/geef/{cast.anna.id}"), role="secretary")

    assert done.path == ROLES
    assert "Anna Proef heeft nu deze rol: Secretaris." in done.words
    assert "Secretaris, sinds 12 januari 2027" in done.words


def test_a_role_that_does_not_exist_is_refused_and_the_date_stays(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.signed_in_as(cast.bo)
    page = visitor.get(f"{ROLES}/geef/{cast.anna.id}")

    wrong = visitor.send(page, role="king", starts_on="01-02-2027")

    assert "Kies een antwoord uit de lijst." in wrong.words
    assert wrong.form().values["starts_on"] == ["01-02-2027"]


@pytest.mark.parametrize("day", ["01-01-0001", "31-12-9999"])
def test_a_role_begins_on_a_day_somebody_can_mean(visitor: Visitor, cast: Cast, day: str) -> None:
    visitor.signed_in_as(cast.bo)
    page = visitor.get(f"{ROLES}/geef/{cast.anna.id}")

    wrong = visitor.send(page, role="secretary", starts_on=day)

    assert "Deze dag ligt te ver weg." in wrong.words
    assert wrong.form().values["starts_on"] == [day]


def test_ending_a_role_on_the_pages_says_first_what_happens(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bo)
    with visitor.instance.reading():
        number = role_of(cast.truus.id, RoleName.TREASURER).id

    page = visitor.get(f"{ROLES}/{number}/stop")
    assert "Dit werkt meteen." in page.words
    done = visitor.send(page)

    assert "Deze rol is gestopt." in done.words
    assert "Penningmeester, 1 januari 2026 tot en met 11 januari 2027" in done.words
    assert visitor.get(f"{ROLES}/{number}/stop").status == 404


def test_the_last_one_stays_and_the_page_says_so(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bo)
    with visitor.instance.reading():
        number = role_of(cast.coor.id, RoleName.COORDINATOR).id

    page = visitor.send(visitor.get(f"{ROLES}/{number}/stop"))

    assert "Dit is de laatste coördinator. Geef deze rol eerst aan iemand anders." in page.words


def test_an_old_session_keeps_the_choice_while_it_asks_again(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bo)
    page = visitor.get(f"{ROLES}/geef/{cast.anna.id}")

    with clock.stopped(clock.now() + timedelta(minutes=11)):
        asked = visitor.send(page, role="secretary")

    assert "Dit is belangrijk. Bevestig daarom eerst dat u het bent." in asked.words
    again = next(link for link in asked.links if link.startswith("/inloggen/opnieuw"))
    assert "secretary" in again


@pytest.mark.parametrize(
    "path", [f"{ROLES}/geef/999", f"{ROLES}/999/stop", f"{ROLES}/x/stop", "/leden/999/inloggen"]
)
def test_what_is_not_there_is_not_there(visitor: Visitor, cast: Cast, path: str) -> None:
    visitor.signed_in_as(cast.bo)

    assert visitor.get(path).status == 404


def test_a_search_that_finds_nobody_says_so(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bo)

    page = visitor.get(f"{ROLES}?zoek=%25_%22<b>")

    assert "We vinden niets bij" in page.words
    assert "<b>" not in page.html.split("zoek", 1)[1].split("</main>")[0].replace("<b>Coor", "")


def test_people_are_found_by_any_of_their_names(opened: Instance, cast: Cast) -> None:
    for wish in ("anna", "Proef", "anna pro", "ANNA@example.org"):
        assert cast.anna.id in [person.id for person in people_called(wish)]
    assert people_called("") == people_called("%") == people_called("\\") == []


def test_whoever_has_several_roles_chooses_which_to_look_in(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.truus)
    page = visitor.get("/rol")
    assert page.h1 == "In welke rol kijkt u?"

    done = visitor.send(page, "/rol/member", follow=False)

    assert done.headers["Location"] == "/mijn"
    now = visitor.get("/rol")
    assert "/rol/treasurer" in [form.action for form in now.forms]
    assert "/rol/member" not in [form.action for form in now.forms]


def test_a_role_one_has_not_can_not_be_chosen(opened: Instance, cast: Cast) -> None:
    with pytest.raises(LookupError):
        act_as("board", in_a_session(cast.truus))


def test_every_role_but_that_of_member_asks_a_second_factor() -> None:
    assert frozenset(GRANTABLE) == SECOND_FACTOR
    assert PERMISSIONS.keys() == set(RoleName)


def test_without_the_code_somebody_may_what_a_member_may() -> None:
    roles = ("board", "member")

    assert permissions_of(roles, proven=False) == permissions_of(("member",), proven=True)
    assert "roles.change" in permissions_of(roles, proven=True)
    assert "mine.read" not in permissions_of((), proven=True)
