"""Inloggen en apparaten: where one is signed in, the password, the code."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access import guard, operations
from buurtcoop.access.forms import NewPasswordForm
from buurtcoop.access.models import Account
from buurtcoop.access.queries import account_of, codes_left, is_fresh, sessions_of
from buurtcoop.access.rules import PasswordCommon, PasswordShort, needs_second_factor
from buurtcoop.access.views.blueprint import bp
from buurtcoop.access.views.code import recovery_codes
from buurtcoop.access.views.door import own_session, signed_out
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, sentence_of, viewer

HERE = "/mijn/inloggen"


@bp.route(HERE)
@permission("signed_in")
def devices() -> ResponseReturnValue:
    """Everywhere I am signed in, and how I sign in."""
    account = _own_account()
    sessions = sessions_of(viewer().id)
    return page(
        "access/devices.html",
        account=account,
        sessions=sorted(sessions, key=lambda session: session.id != viewer().session_id),
        this=viewer().session_id,
        needs_code=needs_second_factor(viewer().roles),
        codes_left=codes_left(account.id),
        press=PressForm.fresh(),
    )


@bp.route(f"{HERE}/apparaten/<int:session_id>/uit", methods=["POST"])
@permission("signed_in")
def end_one(session_id: int) -> ResponseReturnValue:
    """Sign out one device."""
    or_gone(operations.end_session, session_id, viewer().id)
    if session_id == viewer().session_id:
        guard.leave()
        return signed_out()
    flash(_("Dat apparaat is uitgelogd."), "good")
    return redirect(HERE, code=303)


@bp.route(f"{HERE}/overal-uit", methods=["POST"])
@permission("signed_in")
def end_all() -> ResponseReturnValue:
    """Sign out everywhere, here as well."""
    operations.end_sessions(_own_account().id)
    guard.leave()
    return signed_out()


@bp.route(f"{HERE}/wachtwoord", methods=["GET", "POST"])
@permission("signed_in")
@guard.fresh_to_open
def password() -> ResponseReturnValue:
    """Choose a password, or another one."""
    form = NewPasswordForm.sent()
    if form.accepted():
        with attempt():
            try:
                operations.set_password(form.password.data, viewer())
            except (PasswordShort, PasswordCommon) as refusal:
                form.password.errors = [sentence_of(refusal)]
                return _password(form)
            guard.keep(operations.refresh_session(own_session()))
            flash(_("Uw wachtwoord is opgeslagen. Uw andere apparaten zijn uitgelogd."), "good")
            return redirect(HERE, code=303)
    return _password(form)


@bp.route(f"{HERE}/wachtwoord/weg", methods=["GET", "POST"])
@permission("signed_in")
@guard.fresh_to_open
def without_password() -> ResponseReturnValue:
    """Take the password away: by mailed link only."""
    if _own_account().password_hash is None:
        return redirect(HERE, code=303)
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.remove_password(viewer())
            guard.keep(operations.refresh_session(own_session()))
            flash(_("Uw wachtwoord is weg. U logt voortaan in met een link."), "good")
            return redirect(HERE, code=303)
    return page("access/without_password.html", form=form, fresh=is_fresh(viewer()))


@bp.route(f"{HERE}/noodcodes", methods=["GET", "POST"])
@permission("signed_in")
@guard.fresh_to_open
def new_codes() -> ResponseReturnValue:
    """Ten fresh recovery codes; the old ones stop working."""
    if _own_account().totp_since is None:
        return redirect(HERE, code=303)
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            return recovery_codes(operations.new_recovery_codes(viewer()), HERE)
    return page("access/new_codes.html", form=form, fresh=is_fresh(viewer()))


def _password(form: NewPasswordForm) -> ResponseReturnValue:
    account = _own_account()
    return page(
        "access/password.html",
        form=form,
        email=account.email,
        has_password=account.password_hash is not None,
        fresh=is_fresh(viewer()),
        back=url_for(".devices"),
    )


def _own_account() -> Account:
    account = account_of(viewer().id)
    if account is None:
        gone()
    return account
