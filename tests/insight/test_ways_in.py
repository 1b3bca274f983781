"""Who comes in: with the right link and code, for as long as it works, and to one source."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from buurtcoop.access.models import Account
from buurtcoop.access.queries import viewer_of
from buurtcoop.access.rules import TooManyAttempts
from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.insight import operations
from buurtcoop.insight.checks import broken
from buurtcoop.insight.jobs import forget_ways_in
from buurtcoop.insight.models import FunderAccess
from buurtcoop.insight.queries import ticket_of, way_of_ticket, ways_of
from buurtcoop.insight.rules import (
    MOST_TRIES,
    TRIES_OF_ONE_NETWORK,
    DoorShut,
    EndsTooSoon,
    LetInAlready,
)
from buurtcoop.people.models import Person
from tests.cast import Cast
from tests.insight.conftest import END, Funded

HERE = "192.0.2.1"


def come_in(path: str, code: str, network: str = HERE) -> FunderAccess:
    """Try a link with a code."""
    return operations.come_in(path.rsplit("/", 1)[1], code, network=network)


def wrong(code: str) -> str:
    """Another code than this."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def test_neither_the_token_nor_the_code_is_kept(opened: Instance, funded: Funded) -> None:
    path, code = funded.link()

    way = db().scalars(select(FunderAccess)).one()
    kept = f"{way.fingerprint} {way.code_hash}"
    assert path.rsplit("/", 1)[1] not in kept
    assert code not in kept
    assert len(path.rsplit("/", 1)[1]) >= 32


def test_a_link_with_its_code_opens_one_source(opened: Instance, funded: Funded) -> None:
    way = come_in(*funded.link())

    assert (way.source_id, way.tries, way.used_at) == (funded.sources.city, 0, clock.now())
    assert way_of_ticket(ticket_of(way)) is way
    assert broken() == []


@pytest.mark.parametrize("what", ["wrong code", "other link", "no link", "revoked", "ended"])
def test_every_other_way_is_refused_in_the_same_words(
    opened: Instance, funded: Funded, what: str
) -> None:
    path, code = funded.link()
    other, _code = funded.link(funded.sources.kitchen)
    way = db().scalars(select(FunderAccess).order_by(FunderAccess.id)).first()
    assert way is not None
    later = timedelta(0)
    if what == "wrong code":
        code = wrong(code)
    if what == "other link":
        path = other
    if what == "no link":
        path = "/financier/bestaat-niet"
    if what == "revoked":
        operations.revoke(way.id, funded.by)
    if what == "ended":
        later = timedelta(days=400)

    with clock.stopped(clock.now() + later), pytest.raises(DoorShut) as refused:
        come_in(path, code)

    assert set(refused.value.values) == {"contact_phone"}


def test_after_five_wrong_codes_the_right_one_opens_nothing(
    opened: Instance, funded: Funded
) -> None:
    path, code = funded.link()
    for _try in range(MOST_TRIES):
        with pytest.raises(DoorShut):
            come_in(path, wrong(code))

    with pytest.raises(DoorShut):
        come_in(path, code)

    assert db().scalars(select(FunderAccess.tries)).one() == MOST_TRIES


def test_a_right_code_forgets_the_wrong_ones(opened: Instance, funded: Funded) -> None:
    path, code = funded.link()
    with pytest.raises(DoorShut):
        come_in(path, wrong(code))

    assert come_in(path, f"{code[:4]}-{code[4:]} ").tries == 0


def test_one_network_tries_so_often_and_no_more(opened: Instance, funded: Funded) -> None:
    for number in range(TRIES_OF_ONE_NETWORK):
        with pytest.raises(DoorShut):
            come_in(f"/financier/gok{number}", "12345678")

    with pytest.raises(TooManyAttempts):
        come_in(*funded.link())
    assert come_in(*funded.link(), network="192.0.2.2").tries == 0


def test_what_a_browser_keeps_opens_for_four_hours_and_cannot_be_made(
    opened: Instance, funded: Funded
) -> None:
    way = come_in(*funded.link())
    other = come_in(*funded.link(funded.sources.kitchen))
    ticket = ticket_of(way)
    number, since, signed = ticket.split(".")

    assert way_of_ticket(f"{other.id}.{since}.{signed}") is None
    assert way_of_ticket(f"{number}.{int(since) + 1}.{signed}") is None
    assert [way_of_ticket(each) for each in ("", "x", "1", "1.2", "9.9.9", "é.1.x")] == [None] * 6
    for hours, opens in ((4, True), (5, False), (-1, False)):
        with clock.stopped(clock.now() + timedelta(hours=hours)):
            assert (way_of_ticket(ticket) is way) == opens


def test_taken_back_it_is_shut_at_once(opened: Instance, funded: Funded) -> None:
    way = come_in(*funded.link())
    ticket = ticket_of(way)

    operations.revoke(way.id, funded.by)
    operations.revoke(way.id, funded.by)

    assert way_of_ticket(ticket) is None
    acts = select(AuditEntry.verb).where(AuditEntry.subject_kind == "funder_access")
    assert db().scalars(acts.order_by(AuditEntry.id)).all() == [
        "insight.access_given",
        "insight.came_in",
        "insight.access_revoked",
    ]


def test_who_signs_out_shuts_what_was_open_until_then(opened: Instance, funded: Funded) -> None:
    path, code = funded.link()
    way = come_in(path, code)
    ticket = ticket_of(way)

    operations.leave(way)

    assert way_of_ticket(ticket) is None
    with clock.stopped(clock.now() + timedelta(minutes=1)):
        assert way_of_ticket(ticket_of(come_in(path, code))) is way


def test_an_account_opens_a_source_without_any_role(opened: Instance, funded: Funded) -> None:
    email = "Samira@waterveen.example.org"
    way = operations.give_account(funded.sources.city, "Samira el Haddad", email, END, funded.by)

    account = db().scalars(select(Account).where(Account.email == email.lower())).one()
    seen = viewer_of(account.person)
    assert (seen.roles, seen.permissions) == ((), frozenset({"public", "signed_in"}))
    assert [each.id for each in ways_of(account.person_id)] == [way.id]
    with pytest.raises(LetInAlready, match="Samira"):
        operations.give_account(funded.sources.city, "S. Haddad", email, END, funded.by)


def test_an_account_can_be_given_again_after_it_was_taken_back(
    opened: Instance, funded: Funded, cast: Cast
) -> None:
    given = [
        operations.give_account(funded.sources.city, "Anna", "anna@example.org", END, funded.by)
    ]
    operations.revoke(given[0].id, funded.by)
    assert ways_of(cast.anna.id) == []

    given += [
        operations.give_account(funded.sources.city, "Anna", "anna@example.org", END, funded.by)
    ]

    assert [each.id for each in ways_of(cast.anna.id)] == [given[1].id]


def test_an_account_that_ended_opens_again_when_it_is_given_again(
    opened: Instance, funded: Funded, cast: Cast
) -> None:
    who = (funded.sources.city, "Anna", "anna@example.org")
    operations.give_account(*who, clock.today(), funded.by)
    with clock.stopped(clock.now() + timedelta(days=1)):
        assert ways_of(cast.anna.id) == []

        operations.give_account(*who, END, funded.by)

        assert [each.ends_on for each in ways_of(cast.anna.id)] == [END]


def test_a_last_day_that_is_past_is_refused(opened: Instance, funded: Funded) -> None:
    with pytest.raises(EndsTooSoon):
        funded.link(ends_on=date(2027, 1, 11))


def test_a_month_after_it_ended_it_is_forgotten_with_who_we_knew_for_that_only(
    opened: Instance, funded: Funded
) -> None:
    for name, email in (("Samira Haddad", "samira@example.org"), ("Anna", "anna@example.org")):
        operations.give_account(funded.sources.city, name, email, END, funded.by)
    funded.link()

    assert forget_ways_in(clock.at(date(2028, 1, 30), clock.local(clock.now()).time())) == 0
    assert forget_ways_in(clock.at(date(2028, 2, 1), clock.local(clock.now()).time())) == 3

    assert db().scalar(select(func.count()).select_from(FunderAccess)) == 0
    known = db().scalars(select(Person.call_name)).all()
    assert "Anna" in known
    assert "Samira" not in known
