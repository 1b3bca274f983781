"""The second factor: giving a code, setting one up, and the role one acts in."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from pyotp import TOTP

from buurtcoop.access import guard, operations, qr
from buurtcoop.access.forms import CodeForm, FirstCodeForm
from buurtcoop.access.operations.second_factor import secret_being_set_up
from buurtcoop.access.queries import account_of, codes_left
from buurtcoop.access.rules import (
    ROLE_NAMES,
    CodeWrong,
    RoleName,
    TooManyAttempts,
    needs_second_factor,
)
from buurtcoop.access.views.blueprint import bp
from buurtcoop.access.views.door import (
    TOO_MANY,
    asked_for,
    home,
    network,
    onward_to,
    own_session,
)
from buurtcoop.coop.queries import this_coop
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import (
    _,
    attempt,
    gone,
    ngettext,
    or_gone,
    page,
    permission,
    sentence_of,
    viewer,
)

FEW_CODES = 3


@bp.route("/inloggen/code", methods=["GET", "POST"])
@permission("signed_in")
def code() -> ResponseReturnValue:
    """The code from the app, after link or password."""
    if not guard.owes_code():
        return onward_to(asked_for())
    account = account_of(viewer().id)
    if account is None or account.totp_since is None:
        return redirect(guard.code_page(asked_for()), code=303)
    form, status = CodeForm.sent(), 200
    if form.accepted():
        try:
            guard.keep(operations.prove(form.code.data, viewer(), network=network()))
            _warn_of_few_codes(account.id)
            return onward_to(asked_for())
        except CodeWrong as refusal:
            form.code.errors = [sentence_of(refusal)]
        except TooManyAttempts as refusal:
            flash(sentence_of(refusal), "bad")
            status = TOO_MANY
    as_member = viewer().may("shifts.claim")
    return page("access/code.html", status, form=form, onward=asked_for(), as_member=as_member)


@bp.route("/inloggen/tweede-stap")
@permission("signed_in")
@guard.fresh_to_open
def second_step() -> ResponseReturnValue:
    """Set up a code: what it is, the square to scan, the first code."""
    if not needs_second_factor(viewer().roles):
        return redirect(url_for(".devices"), code=303)
    account = account_of(viewer().id)
    if account is None or (account.totp_since is not None and guard.owes_code()):
        return redirect(guard.code_page(asked_for()), code=303)
    return _second_step(FirstCodeForm.fresh())


@bp.route("/inloggen/tweede-stap", methods=["POST"])
@permission("signed_in")
def begin_second_step() -> ResponseReturnValue:
    """Make the square to scan."""
    here = url_for(".second_step", next=asked_for() or None)
    if PressForm.sent().accepted():
        with attempt():
            operations.begin_second_factor(viewer())
    return redirect(here, code=303)


@bp.route("/inloggen/tweede-stap/code", methods=["POST"])
@permission("signed_in")
def confirm_second_step() -> ResponseReturnValue:
    """The first code. The answer shows ten recovery codes, once and nowhere else."""
    form = FirstCodeForm.sent()
    if not form.accepted():
        return _second_step(form)
    try:
        codes = operations.confirm_second_factor(form.code.data, viewer(), network=network())
    except CodeWrong as refusal:
        form.code.errors = [sentence_of(refusal)]
        return _second_step(form)
    except TooManyAttempts as refusal:
        flash(sentence_of(refusal), "bad")
        return _second_step(form, TOO_MANY)
    guard.keep(operations.refresh_session(own_session(), proven=True))
    return recovery_codes(codes, asked_for() or home())


@bp.route("/inloggen/tweede-stap/code")
@permission("signed_in")
def back_to_second_step() -> ResponseReturnValue:
    """Who comes here by going back, goes on where that makes sense."""
    return redirect(url_for(".second_step"), code=303)


@bp.route("/rol")
@permission("signed_in")
def roles_to_act_in() -> ResponseReturnValue:
    """In which of one's roles to look."""
    if not viewer().roles:
        gone()
    mine = [(name, _(ROLE_NAMES[RoleName(name)])) for name in viewer().roles]
    return page("access/act_as.html", mine=mine, now=viewer().acting_as)


@bp.route("/rol/<name>", methods=["POST"])
@permission("signed_in")
def act_as(name: str) -> ResponseReturnValue:
    """Look in this role from now on."""
    or_gone(operations.act_as, name, viewer())
    return redirect(home() if name != RoleName.MEMBER else "/mijn", code=303)


def recovery_codes(codes: list[str], onward: str) -> ResponseReturnValue:
    """The page with ten codes that is shown once."""
    return page("access/recovery_codes.html", codes=codes, onward=onward)


def _second_step(form: FirstCodeForm, status: int = 200) -> ResponseReturnValue:
    secret = secret_being_set_up(viewer())
    account = account_of(viewer().id)
    square = None
    address = ""
    if secret and account is not None:
        address = TOTP(secret).provisioning_uri(
            name=account.email, issuer_name=this_coop().short_name
        )
        square = qr.path_of(address)
    return page(
        "access/second_step.html",
        status,
        form=form,
        press=PressForm.fresh(),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        square=square,
        address=address,
        onward=asked_for(),
        renewing=account is not None and account.totp_since is not None,
        as_member=viewer().may("shifts.claim"),
    )


def _warn_of_few_codes(account_id: int) -> None:
    left = codes_left(account_id)
    if left <= FEW_CODES:
        flash(
            ngettext(
                "U hebt nog %(num)s noodcode. Maak nieuwe bij Inloggen en apparaten.",
                "U hebt nog %(num)s noodcodes. Maak nieuwe bij Inloggen en apparaten.",
                left,
            ),
            "warn",
        )
