"""Who of a source may read along: the list, giving a way in, and taking it back."""

from datetime import date

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock
from buurtcoop.core.instance import here
from buurtcoop.core.words import N_
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.queries import source_for
from buurtcoop.insight import operations, queries
from buurtcoop.insight.forms import ACCOUNT, HOW_NOTES, LINK, GiveForm
from buurtcoop.insight.models import FunderAccess
from buurtcoop.insight.rules import INVITE, MOST_TRIES, spaced
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, or_gone, page, permission, viewer

bp = Blueprint("giving", __name__, url_prefix="/geld/geldgevers")
EMAIL_NEEDED = N_("Vul een mailadres in, of kies voor een link.")


@bp.route("")
@permission(INVITE)
def everybody() -> ResponseReturnValue:
    """Each source, with who may read along."""
    return page(
        "insight/funders.html",
        sources=queries.ways_by_source(viewer()),
        today=clock.today(),
        most_tries=MOST_TRIES,
        door=_door(),
    )


@bp.route("/<slug>/nieuw", methods=["GET", "POST"])
@permission(INVITE)
def give(slug: str) -> ResponseReturnValue:
    """Give somebody a way in. The answer shows the address and the code, once."""
    source = _source(slug)
    end_of_year = date(clock.today().year, 12, 31)
    form = GiveForm.sent(how=LINK, ends_on=end_of_year)
    if form.accepted():
        if form.how.data == ACCOUNT and not form.email.data:
            form.email.errors = [_(EMAIL_NEEDED)]
        else:
            with attempt():
                return _give(source, form)
    notes = {key: _(note) for key, note in HOW_NOTES.items()}
    return page("insight/give.html", form=form, source=source, notes=notes)


@bp.route("/<int:access_id>/intrekken", methods=["GET", "POST"])
@permission(INVITE)
def take_back(access_id: int) -> ResponseReturnValue:
    """Take a way in back: first who it is, then it is shut."""
    way = _way(access_id)
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.revoke(access_id, viewer())
            flash(_("%(name)s kan er nu niet meer in.", name=way.name), "good")
            return redirect(url_for(".everybody"), code=303)
    return page("insight/take_back.html", form=form, way=way)


def _give(source: FundingSource, form: GiveForm) -> ResponseReturnValue:
    name, ends_on = form.name.data, form.ends_on.data
    if form.how.data == ACCOUNT:
        operations.give_account(source.id, name, form.email.data, ends_on, viewer())
        flash(_("%(name)s kan nu inloggen op %(door)s.", name=name, door=_door()), "good")
        return redirect(url_for(".everybody"), code=303)
    address, code = operations.give_link(source.id, name, ends_on, viewer())
    return page(
        "insight/given.html",
        source=source,
        name=name,
        ends_on=ends_on,
        address=address,
        code=spaced(code),
    )


def _door() -> str:
    return f"{here().settings.base_url.rstrip('/')}/financier"


def _source(slug: str) -> FundingSource:
    return or_gone(source_for, viewer(), slug)


def _way(access_id: int) -> FunderAccess:
    return or_gone(queries.way_for, viewer(), access_id)
