"""Helping somebody who can't sign in any more: by a second person on the board."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.access import guard, operations, queries
from buurtcoop.access.views.blueprint import bp
from buurtcoop.audit.operations import reading
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, page, permission, viewer

PURPOSE = N_("om te helpen bij het inloggen")


@bp.route("/leden/<int:person_id>/inloggen", methods=["GET", "POST"])
@permission("access.reset")
@guard.fresh_to_open
def help_in(person_id: int) -> ResponseReturnValue:
    """How this person signs in, and the way to take the code off."""
    person = db().get(Person, person_id)
    if person is None:
        gone()
    reading(viewer(), PURPOSE, [person_id])
    form = PressForm.sent()
    if form.accepted():
        with attempt():
            operations.reset_second_factor(person_id, viewer())
            flash(_("De code staat uit. Iedereen met een rol krijgt daar mail over."), "good")
            return redirect(url_for(".help_in", person_id=person_id), code=303)
    return page(
        "access/help_in.html",
        form=form,
        who=person,
        account=queries.account_of(person_id),
        signed_in=len(queries.sessions_of(person_id)),
        oneself=viewer().person_id == person_id,
        again="" if queries.is_fresh(viewer()) else url_for(".again", next=request.path),
    )
