"""Signing in by link or password, showing once more who one is, and signing out."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access import guard, operations, queries
from buurtcoop.access.caller import network_of, own_path
from buurtcoop.access.forms import AgainForm, LinkForm, PasswordForm
from buurtcoop.access.models import Account
from buurtcoop.access.operations.links import link_to_sign_in
from buurtcoop.access.queries import account_of
from buurtcoop.access.rules import LoginWrong, TooManyAttempts
from buurtcoop.access.views.blueprint import bp
from buurtcoop.core import clock
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import LinkExpired, LinkUnknown, LinkUsed
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, page, permission, sentence_of, viewer

TOO_MANY = 429
GONE = 410
FORGET_ALL = '"cache", "cookies", "storage"'


@bp.route("/inloggen", methods=["GET", "POST"])
@permission("public")
def sign_in() -> ResponseReturnValue:
    """An address in, a link out: the same for an address we know and one we do not."""
    if viewer().signed_in:
        return onward_to(asked_for())
    form = LinkForm.sent()
    if not form.accepted():
        return _door(form, PasswordForm.fresh())
    try:
        operations.ask_link(form.email.data, onward=asked_for(), network=network())
    except TooManyAttempts as refusal:
        flash(sentence_of(refusal), "bad")
        return _door(form, PasswordForm.fresh(), TOO_MANY)
    return redirect(url_for(".sent"), code=303)


@bp.route("/inloggen/wachtwoord", methods=["GET", "POST"])
@permission("public")
def by_password() -> ResponseReturnValue:
    """Address and password."""
    if viewer().signed_in:
        return onward_to(asked_for())
    form = PasswordForm.sent()
    if not form.accepted():
        return _door(LinkForm.fresh(), form, chosen=True)
    try:
        account = operations.password_is_right(form.address.data, form.password.data, network())
    except TooManyAttempts as refusal:
        flash(sentence_of(refusal), "bad")
        return _door(LinkForm.fresh(), form, TOO_MANY, chosen=True)
    if account is None:
        form.password.errors = [sentence_of(LoginWrong())]
        return _door(LinkForm.fresh(), form, chosen=True)
    guard.let_in(account)
    return onward_to(asked_for())


@bp.route("/inloggen/verstuurd")
@permission("public")
def sent() -> ResponseReturnValue:
    """What to do now."""
    return page("access/sent.html", minutes=queries.LINK_WORKS.seconds // 60)


@bp.route("/inloggen/<token>")
@permission("public")
def show_link(token: str) -> ResponseReturnValue:
    """What the link from the mail will do; nothing happens yet."""
    try:
        link, asked = link_to_sign_in(token)
    except LinkUnknown as refusal:
        return _dead_link(refusal)
    if link.used_at is not None:
        return _dead_link(LinkUsed())
    if link.expires_at <= clock.now():
        return _dead_link(LinkExpired(when=link.expires_at))
    assert asked.account is not None
    other = viewer().signed_in and viewer().person_id != link.person_id
    return page(
        "access/link.html",
        form=PressForm.fresh(),
        token=token,
        name=asked.account.person.call_name,
        now_in_as=viewer().name if other else "",
    )


@bp.route("/inloggen/<token>", methods=["POST"])
@permission("public")
def use_link(token: str) -> ResponseReturnValue:
    """Sign in with the link, once."""
    try:
        account, onward = operations.sign_in_by_link(token)
    except (LinkUnknown, LinkUsed, LinkExpired) as refusal:
        return _dead_link(refusal)
    guard.let_in(account)
    return onward_to(own_path(onward))


@bp.route("/inloggen/opnieuw", methods=["GET", "POST"])
@permission("signed_in")
def again() -> ResponseReturnValue:
    """Show once more who one is, before an act that weighs much."""
    account = account_of(viewer().id)
    if account is None or guard.owes_code():
        return onward_to(asked_for())
    form = AgainForm.sent()
    if account.password_hash is None or not form.accepted():
        return _again(form, account)
    try:
        right = operations.password_is_right(account.email, form.password.data, network())
    except TooManyAttempts as refusal:
        flash(sentence_of(refusal), "bad")
        return _again(form, account, TOO_MANY)
    if right is None:
        form.password.errors = [_("Dit wachtwoord klopt niet. Probeer het nog eens.")]
        return _again(form, account)
    guard.keep(operations.refresh_session(own_session()))
    return onward_to(asked_for())


@bp.route("/inloggen/opnieuw/link", methods=["POST"])
@permission("signed_in")
def again_by_link() -> ResponseReturnValue:
    """The same by a link in the mail: it signs in anew."""
    account = account_of(viewer().id)
    form = PressForm.sent()
    if account is None or not form.accepted():
        return redirect(url_for(".again", next=asked_for() or None), code=303)
    try:
        operations.ask_link(account.email, onward=asked_for(), network=network())
    except TooManyAttempts as refusal:
        flash(sentence_of(refusal), "bad")
        return _again(AgainForm.fresh(), account, TOO_MANY)
    return redirect(url_for(".sent"), code=303)


@bp.route("/uitloggen", methods=["POST"])
@permission("public")
def sign_out() -> ResponseReturnValue:
    """End the session, and let the browser forget what it kept."""
    guard.leave()
    return signed_out()


@bp.route("/uitgelogd")
@permission("public")
def bye() -> ResponseReturnValue:
    """Signed out."""
    return page("access/bye.html")


def signed_out() -> ResponseReturnValue:
    """To the page that says so, with everything in the browser forgotten."""
    answer = redirect(url_for(".bye"), code=303)
    answer.headers["Clear-Site-Data"] = FORGET_ALL
    return answer


def asked_for() -> str:
    """The page of ours to go on to; empty when none was asked for."""
    return own_path(request.args.get("next"))


def onward_to(onward: str) -> ResponseReturnValue:
    """To the second factor when it is owed, else to the page that was asked for, else home."""
    if guard.owes_code():
        return redirect(guard.code_page(onward), code=303)
    return redirect(onward or home(), code=303)


def home() -> str:
    """Where the day begins for this viewer."""
    if viewer().may("today.read"):
        return "/vandaag"
    return "/mijn" if viewer().may("mine.read") else "/"


def network() -> str:
    """Where this request comes from, to count tries by."""
    return network_of(request.remote_addr)


def own_session() -> int:
    """The session of this request."""
    session_id = viewer().session_id
    if session_id is None:
        raise LookupError("Nobody is signed in.")
    return session_id


def _door(
    link: LinkForm, password: PasswordForm, status: int = 200, *, chosen: bool = False
) -> ResponseReturnValue:
    return page(
        "access/sign_in.html",
        status,
        by_link=link,
        form=password if chosen else link,
        by_password=password,
        chosen=chosen,
        onward=asked_for(),
    )


def _again(form: AgainForm, account: Account, status: int = 200) -> ResponseReturnValue:
    return page(
        "access/again.html",
        status,
        form=form,
        press=PressForm.fresh(),
        has_password=account.password_hash is not None,
        email=account.email,
        onward=asked_for(),
    )


DEAD_LINKS: dict[type[Refusal], tuple[str, int]] = {
    LinkUnknown: (N_("Deze link kennen we niet"), 404),
    LinkUsed: (N_("Deze link is al gebruikt"), GONE),
    LinkExpired: (N_("Deze link is te oud"), GONE),
}


def _dead_link(refusal: Refusal) -> ResponseReturnValue:
    title, status = DEAD_LINKS[type(refusal)]
    lead = (
        _("Elke link werkt 1 keer. Vraag een nieuwe: die hebt u zo.")
        if isinstance(refusal, LinkUsed)
        else sentence_of(refusal)
    )
    return page(
        "errors/page.html",
        status,
        title=_(title),
        lead=lead,
        actions=[(_("Vraag een nieuwe link"), url_for(".sign_in"), "")],
    )
