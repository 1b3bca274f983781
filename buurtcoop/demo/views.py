"""/proef signs in with one click, /proefpost shows the mails that went out.

They are there in a coop that was made as a demo, for who sits at this machine; for anybody else
there is no such page.
"""

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access.guard import let_in
from buurtcoop.coop.queries import is_founded, this_coop
from buurtcoop.core.instance import here
from buurtcoop.demo import queries
from buurtcoop.demo.mailbox import Kept, kept_mail, kept_mails
from buurtcoop.demo.rules import on_this_machine
from buurtcoop.web.pages import gone, or_gone, page, permission

bp = Blueprint("demo", __name__)
# What a proxy or a tunnel adds: whoever asked sits elsewhere.
HANDED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
# A mail is shown as it came: its own style, no script, nothing fetched, and no way to send
# anything. Its links open in the page around it.
MAIL_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-top-navigation-by-user-activation",
    ]
)


def trial_is_here() -> bool:
    """Whether this is a demo, asked for by somebody at this machine and not handed on to it."""
    if any(name in request.headers for name in HANDED_ON):
        return False
    return on_this_machine(
        listens_on=here().settings.host, caller=request.remote_addr, asked_for=request.host
    ) and (is_founded() and this_coop().demo)


@bp.before_request
def only_here() -> None:
    """Elsewhere these pages are not there."""
    if not trial_is_here():
        gone()


@bp.route("/proef")
@permission("public")
def choose() -> ResponseReturnValue:
    """Who do you want to be?"""
    return page("demo/choose.html", players=queries.players())


@bp.route("/proef/<slug>", methods=["POST"])
@permission("public")
def become(slug: str) -> ResponseReturnValue:
    """Sign in as somebody, with one click."""
    chosen = or_gone(queries.player, slug)
    let_in(chosen.account, proven=True)
    return redirect(chosen.part.leads_to, code=303)


@bp.route("/proefpost")
@permission("public")
def mails() -> ResponseReturnValue:
    """The mails that went out, newest first."""
    kept = kept_mails(here().folder, before=request.args.get("voor"))
    older = url_for(".mails", voor=kept.older) if kept.older else None
    newest = url_for(".mails") if "voor" in request.args else None
    return page("demo/mails.html", mails=kept.mails, older=older, newest=newest)


@bp.route("/proefpost/<name>")
@permission("public")
def mail(name: str) -> ResponseReturnValue:
    """One mail, as it looks and as plain text."""
    return page("demo/mail.html", mail=_found(name))


@bp.route("/proefpost/<name>/beeld")
@permission("public")
def picture(name: str) -> Response:
    """A mail as it looks, to be shown inside the page around it."""
    answer = make_response(_with_links_on_top(_found(name).html))
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    return answer


def _found(name: str) -> Kept:
    return or_gone(kept_mail, here().folder, name)


def _with_links_on_top(html: str) -> str:
    return html.replace("<head>", '<head><base target="_top">', 1)
