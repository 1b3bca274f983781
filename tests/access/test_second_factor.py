"""The second factor: staff pages ask for it, a code works once, and it can be taken off."""

from datetime import timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from buurtcoop.access.models import Account, RecoveryCode
from buurtcoop.access.operations import (
    begin_second_factor,
    confirm_second_factor,
    grant,
    login_link,
    new_recovery_codes,
    prove,
    reset_second_factor,
)
from buurtcoop.access.operations.second_factor import secret_being_set_up
from buurtcoop.access.queries import account_of, codes_left, sessions_of
from buurtcoop.access.rules import (
    CodeWrong,
    FreshSignInNeeded,
    NotYourRole,
    RoleName,
    SecondPersonNeeded,
    TooManyAttempts,
)
from buurtcoop.audit.models import AuditEntry, ReadEntry
from buurtcoop.core import clock
from buurtcoop.core.encryption import place_of
from buurtcoop.core.instance import Instance, db, here
from buurtcoop.messaging.models import Message
from tests.access.helpers import (
    HERE,
    STEP,
    code_at,
    in_a_session,
    link_to,
    sessions,
    with_code,
)
from tests.cast import Cast
from tests.visitor import Page, Visitor

STAFF_PAGE = "/beheer/rollen"


def set_up(cast: Cast) -> tuple[TOTP, list[str]]:
    """A second factor for the board member, inside an open transaction."""
    by = in_a_session(cast.bo)
    begin_second_factor(by)
    app = TOTP(secret_being_set_up(by))
    return app, confirm_second_factor(code_at(app, clock.now()), by, network=HERE)


def give_code(visitor: Visitor, page: Page, code: str) -> Page:
    action = next(form.action for form in page.forms if "code" in form.values)
    return visitor.send(page, action, code=code)


def test_without_a_second_factor_staff_pages_lead_to_setting_one_up(
    visitor: Visitor, cast: Cast
) -> None:
    visitor.signed_in_as(cast.bo, proven=False)

    page = visitor.get(STAFF_PAGE)

    assert page.h1 == "Stel een code in"
    assert "U ziet gegevens van anderen." in page.words


def test_with_one_that_was_not_given_they_lead_to_the_code(visitor: Visitor, cast: Cast) -> None:
    with_code(visitor.instance, cast.bo)
    visitor.signed_in_as(cast.bo, proven=False)

    assert visitor.get(STAFF_PAGE).h1 == "Vul uw code in"
    assert visitor.get("/mijn/inloggen").h1 == "Inloggen en apparaten"


def test_a_page_of_another_role_is_refused_and_leads_nowhere(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.anna)

    assert visitor.get(STAFF_PAGE).status == 403


def test_setting_up_on_the_pages_shows_ten_codes_once(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bo, proven=False)
    start = visitor.get(STAFF_PAGE)
    scan = visitor.send(start, next(f.action for f in start.forms if "tweede-stap" in f.action))
    with visitor.instance.writing():
        secret = _pending(cast)
    assert " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) in scan.words

    done = give_code(visitor, scan, code_at(TOTP(secret), clock.now()))

    assert done.h1 == "Bewaar deze noodcodes"
    assert done.html.count("num strong") == 10
    assert visitor.get(STAFF_PAGE).h1 == "Wie heeft welke rol?"
    assert visitor.get(done.path).h1 != "Bewaar deze noodcodes"


def test_a_wrong_first_code_keeps_the_square(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bo, proven=False)
    start = visitor.get(STAFF_PAGE)
    scan = visitor.send(start, next(f.action for f in start.forms if "tweede-stap" in f.action))
    with visitor.instance.writing():
        wrong = code_at(TOTP(_pending(cast)), clock.now() + 10 * STEP)

    again = give_code(visitor, scan, wrong)

    assert again.title.startswith("Fout:")
    assert "De code klopt niet. Elke code werkt kort. Neem de nieuwste." in again.words
    assert "Scan dit vierkant met de app" in again.words


def test_signing_in_asks_for_the_code_and_then_leads_on(visitor: Visitor, cast: Cast) -> None:
    app, _codes = with_code(visitor.instance, cast.bo)
    asked = visitor.send(visitor.get(link_to(visitor.instance, cast.bo, onward=STAFF_PAGE)))
    assert asked.h1 == "Vul uw code in"

    with clock.stopped(clock.now() + STEP):
        page = give_code(visitor, asked, code_at(app, clock.now()))

    assert page.path == STAFF_PAGE


def test_a_code_works_once(opened: Instance, cast: Cast) -> None:
    app, _codes = set_up(cast)
    by = in_a_session(cast.bo, proven=False)
    used = code_at(app, clock.now())

    with pytest.raises(CodeWrong):
        prove(used, by, network=HERE)

    with clock.stopped(clock.now() + STEP):
        fresh = code_at(app, clock.now())
        prove(fresh, by, network=HERE)
        with pytest.raises(CodeWrong):
            prove(fresh, by, network=HERE)
        with pytest.raises(CodeWrong, match="Neem de nieuwste"):
            prove(used, by, network=HERE)


@pytest.mark.parametrize(
    ("steps", "right"), [(0, True), (-1, True), (1, True), (-2, False), (2, False)]
)
def test_a_phone_may_be_half_a_minute_off(
    opened: Instance, cast: Cast, steps: int, right: bool
) -> None:
    app, _codes = set_up(cast)
    by = in_a_session(cast.bo, proven=False)

    with clock.stopped(clock.now() + 10 * STEP):
        code = code_at(app, clock.now() + steps * STEP)
        if right:
            prove(code, by, network=HERE)
        else:
            with pytest.raises(CodeWrong):
                prove(code, by, network=HERE)

    proven = [session.proven_at is not None for session in sessions_of(cast.bo.id)]
    assert any(proven[0:1]) is right


def test_a_recovery_code_works_once(opened: Instance, cast: Cast) -> None:
    _app, codes = set_up(cast)
    by = in_a_session(cast.bo, proven=False)

    prove(codes[0], by, network=HERE)

    assert len(set(codes)) == 10
    account = account_of(cast.bo.id)
    assert account is not None
    assert codes_left(account.id) == 9
    with pytest.raises(CodeWrong):
        prove(codes[0], by, network=HERE)


def test_neither_secret_nor_recovery_codes_stand_in_the_database(
    opened: Instance, cast: Cast
) -> None:
    app, codes = set_up(cast)

    account = account_of(cast.bo.id)
    assert account is not None
    assert account.totp_secret is not None
    assert account.totp_secret.startswith("v1|")
    assert app.secret not in account.totp_secret
    kept = "".join(db().scalars(select(RecoveryCode.fingerprint)))
    assert not [code for code in codes if code.replace(" ", "") in kept]


def test_ones_own_secret_is_no_reading(opened: Instance, cast: Cast) -> None:
    set_up(cast)

    assert db().scalars(select(ReadEntry)).all() == []


@pytest.mark.parametrize("code", ["", "abc", "12345", "0" * 12, "1" * 40, "१२३४५६", "' or 1=1 --"])
def test_anything_else_is_a_wrong_code(opened: Instance, cast: Cast, code: str) -> None:
    set_up(cast)

    with pytest.raises(CodeWrong):
        prove(code, in_a_session(cast.bo, proven=False), network=HERE)


def test_the_sixth_wrong_code_is_refused(opened: Instance, cast: Cast) -> None:
    app, _codes = set_up(cast)
    by = in_a_session(cast.bo, proven=False)
    for _try in range(5):
        with pytest.raises(CodeWrong):
            prove("000000", by, network=HERE)

    with clock.stopped(clock.now() + STEP), pytest.raises(TooManyAttempts):
        prove(code_at(app, clock.now()), by, network=HERE)


def test_guessing_from_many_places_ends_after_fifty_codes_a_day(
    opened: Instance, cast: Cast
) -> None:
    set_up(cast)
    by = in_a_session(cast.bo, proven=False)

    for place in range(49):  # and one to set it up
        with pytest.raises(CodeWrong):
            prove("000000", by, network=f"192.0.2.{place}")

    with pytest.raises(TooManyAttempts):
        prove("000000", by, network="192.0.2.50")


def test_the_refusal_is_a_page_with_status_429(visitor: Visitor, cast: Cast) -> None:
    with_code(visitor.instance, cast.bo)
    visitor.signed_in_as(cast.bo, proven=False)
    page = visitor.get("/inloggen/code")
    for _try in range(5):
        page = give_code(visitor, page, "000000")
        assert page.status == 200

    page = give_code(visitor, page, "000000")

    assert page.status == 429
    assert "Dit is te vaak geprobeerd." in page.words


def test_a_code_that_is_owed_can_not_be_walked_round(opened: Instance, cast: Cast) -> None:
    """With only the first factor nobody sets up a second one of their own."""
    set_up(cast)
    renewing = in_a_session(cast.bo)
    begin_second_factor(renewing)
    thief = in_a_session(cast.bo, proven=False)

    assert secret_being_set_up(renewing)
    assert secret_being_set_up(thief) == ""
    with pytest.raises(CodeWrong):
        confirm_second_factor("123456", thief, network=HERE)
    with pytest.raises(FreshSignInNeeded):
        begin_second_factor(thief)
    with pytest.raises(FreshSignInNeeded):
        new_recovery_codes(thief)


def test_the_page_to_set_up_does_not_open_either(visitor: Visitor, cast: Cast) -> None:
    with_code(visitor.instance, cast.bo)
    visitor.signed_in_as(cast.bo, proven=False)

    assert visitor.get("/inloggen/tweede-stap").h1 == "Vul uw code in"
    assert visitor.get("/mijn/inloggen/noodcodes").h1 == "Vul uw code in"


def test_a_new_phone_takes_over_only_after_its_first_code(opened: Instance, cast: Cast) -> None:
    old, _codes = set_up(cast)
    by = in_a_session(cast.bo)
    begin_second_factor(by)
    new = TOTP(secret_being_set_up(by))

    with clock.stopped(clock.now() + STEP):
        prove(code_at(old, clock.now()), by, network=HERE)
    with clock.stopped(clock.now() + 2 * STEP):
        confirm_second_factor(code_at(new, clock.now()), by, network=HERE)
    with clock.stopped(clock.now() + 4 * STEP):
        prove(code_at(new, clock.now()), by, network=HERE)
        with pytest.raises(CodeWrong):
            prove(code_at(old, clock.now()), by, network=HERE)


def test_new_recovery_codes_replace_the_old_ones(visitor: Visitor, cast: Cast) -> None:
    _app, old = with_code(visitor.instance, cast.bo)
    visitor.signed_in_as(cast.bo)

    page = visitor.send(visitor.get("/mijn/inloggen/noodcodes"))

    assert page.h1 == "Bewaar deze noodcodes"
    with visitor.instance.writing(), pytest.raises(CodeWrong):
        prove(old[0], in_a_session(cast.bo, proven=False), network=HERE)


def test_a_second_board_member_takes_the_code_off_and_all_staff_hear(
    opened: Instance, cast: Cast
) -> None:
    set_up(cast)
    grant(cast.coor.id, RoleName.BOARD, on=clock.today(), by=None)
    by = in_a_session(cast.coor)

    reset_second_factor(cast.bo.id, by)

    account = account_of(cast.bo.id)
    assert account is not None
    assert (account.totp_secret, account.totp_since, codes_left(account.id)) == (None, None, 0)
    assert sessions_of(cast.bo.id) == []
    told = set(db().scalars(select(Message.recipient_id)))
    assert told == {cast.coor.id, cast.dees.id, cast.truus.id, cast.bo.id}
    entry = (
        db()
        .scalars(select(AuditEntry).where(AuditEntry.verb == "access.second_factor_reset"))
        .one()
    )
    assert (entry.actor_id, entry.subject_id) == (cast.coor.id, account.id)


def test_nobody_takes_off_their_own_code(opened: Instance, cast: Cast) -> None:
    set_up(cast)

    with pytest.raises(SecondPersonNeeded):
        reset_second_factor(cast.bo.id, in_a_session(cast.bo))


def test_it_takes_the_board_and_a_fresh_sign_in(opened: Instance, cast: Cast) -> None:
    set_up(cast)
    with pytest.raises(NotYourRole):
        reset_second_factor(cast.bo.id, in_a_session(cast.coor))

    grant(cast.coor.id, RoleName.BOARD, on=clock.today(), by=None)
    by = in_a_session(cast.coor)
    with clock.stopped(clock.now() + timedelta(minutes=11)), pytest.raises(FreshSignInNeeded):
        reset_second_factor(cast.bo.id, by)


def test_on_the_page_of_a_person_the_board_takes_the_code_off(visitor: Visitor, cast: Cast) -> None:
    with_code(visitor.instance, cast.truus)
    visitor.signed_in_as(cast.bo)
    page = visitor.get(f"/leden/{cast.truus.id}/inloggen")
    assert page.h1 == "Help Truus Proef met inloggen"

    done = visitor.send(page)

    assert "De code staat uit." in done.words
    assert "Staat niet aan" in done.words
    assert all(session.ended_at for session in sessions(visitor.instance, cast.truus))
    with visitor.instance.reading():
        assert len(db().scalars(select(ReadEntry)).all()) == 3


def test_the_operator_takes_it_off_with_a_link(visitor: Visitor, cast: Cast) -> None:
    with_code(visitor.instance, cast.bo)
    with visitor.instance.writing():
        path = login_link("bo@example.org", reset_second_factor=True)

    page = visitor.send(visitor.get(path))

    assert page.h1 == "Stel een code in"
    with visitor.instance.reading():
        entry = (
            db()
            .scalars(select(AuditEntry).where(AuditEntry.verb == "access.second_factor_reset"))
            .one()
        )
        assert (entry.actor_id, entry.acting_as) == (None, "operator")
        assert len(db().scalars(select(Message)).all()) == 4


def test_who_is_a_member_too_may_go_on_as_a_member(visitor: Visitor, cast: Cast) -> None:
    visitor.signed_in_as(cast.bo, proven=False)

    page = visitor.get("/inloggen/tweede-stap")

    assert "/mijn" in page.links
    assert "Nu niet, verder als lid" in page.words
    visitor.signed_in_as(cast.coor, proven=False)
    assert "Nu niet, verder als lid" not in visitor.get("/inloggen/tweede-stap").words


def _pending(cast: Cast) -> str:
    account = db().scalars(select(Account).where(Account.person_id == cast.bo.id)).one()
    assert account.totp_next is not None
    return here().keys.unlock(account.totp_next, place_of(account, "totp_next"))
