"""My children and what to know of me; and the same for a member who calls."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from buurtcoop.access.rules import ROLE_NAMES
from buurtcoop.audit.operations import reading
from buurtcoop.care import operations, queries
from buurtcoop.care.forms import ChildForm, GuardianForm, KnowForm
from buurtcoop.care.models import CareKind
from buurtcoop.care.queries import Child
from buurtcoop.care.rules import CHANGE, KNOW, MINE, OF_MEMBER, OWN
from buurtcoop.core import clock
from buurtcoop.members.queries import member_for, members_for, who_looked
from buurtcoop.people.models import Person
from buurtcoop.web.pages import _, attempt, number_argument, or_gone, page, permission, viewer

bp = Blueprint("care", __name__)

OF_CHILD = (CareKind.ALLERGY, CareKind.PICK_UP)
OF_ONESELF = (CareKind.DIET, CareKind.ALLERGY)
SHOWN, LONGEST_SEARCH = 20, 80


@dataclass(frozen=True)
class Whose:
    """Whose children these pages are about: one's own, or those of a member who calls."""

    person_id: int
    name: str
    own: bool

    @property
    def home(self) -> str:
        """Where these children stand."""
        return MINE if self.own else f"/leden/{self.person_id}/kinderen"

    @property
    def know(self) -> str:
        """Where stands what to know of this person."""
        return KNOW if self.own else f"/leden/{self.person_id}/goed-om-te-weten"

    @property
    def purpose(self) -> str:
        """Why it is read, for the read log."""
        return OWN if self.own else OF_MEMBER


@bp.route(MINE)
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """My children."""
    return _children(_me())


@bp.route("/leden/<int:person_id>/kinderen")
@permission(CHANGE)
def of_member(person_id: int) -> ResponseReturnValue:
    """The children of a member."""
    return _children(_member(person_id))


@bp.route(f"{MINE}/nieuw", methods=["GET", "POST"])
@permission("mine.change")
def add() -> ResponseReturnValue:
    """Add a child of mine."""
    return _add(_me())


@bp.route("/leden/<int:person_id>/kinderen/nieuw", methods=["GET", "POST"])
@permission(CHANGE)
def add_for(person_id: int) -> ResponseReturnValue:
    """Add a child of a member who calls."""
    return _add(_member(person_id))


@bp.route(f"{MINE}/<int:child_id>", methods=["GET", "POST"])
@permission("mine.change")
def child(child_id: int) -> ResponseReturnValue:
    """One child of mine: name, birth date and what the helpers must know."""
    return _child(_me(), child_id)


@bp.route(f"{MINE}/<int:child_id>/wie-keek")
@permission("mine.read")
def who_looked_at(child_id: int) -> ResponseReturnValue:
    """Who read what I wrote down of my child, fifty a page."""
    found, before = _found_child(_me(), child_id), number_argument("voor")
    return page(
        "care/who_looked.html",
        child=found,
        here=f"{MINE}/{child_id}/wie-keek",
        found=who_looked(child_id, before=before, apart_from=viewer().id),
        role_names=ROLE_NAMES,
        first=not before,
    )


@bp.route("/leden/<int:person_id>/kinderen/<int:child_id>", methods=["GET", "POST"])
@permission(CHANGE)
def child_for(person_id: int, child_id: int) -> ResponseReturnValue:
    """The same of a member who calls."""
    return _child(_member(person_id), child_id)


@bp.route("/leden/<int:person_id>/kinderen/<int:child_id>/verzorger", methods=["GET", "POST"])
@permission(CHANGE)
def guardian(person_id: int, child_id: int) -> ResponseReturnValue:
    """Another member is a guardian of this child too."""
    whose = _member(person_id)
    found = _found_child(whose, child_id)
    search = request.args.get("zoek", "").strip()[:LONGEST_SEARCH]
    members = members_for(viewer(), search, limit=SHOWN).rows if search else ()
    known = {each.id for each in queries.guardians_of(child_id)}
    others = [each for each in members if each.person_id not in known]
    form = GuardianForm.among([each.person for each in others])
    if form.accepted():
        with attempt():
            operations.add_guardian(child_id, int(form.person.data), viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(f"{whose.home}/{child_id}", code=303)
    reading(viewer(), OF_MEMBER, [child_id, *(each.person_id for each in others)])
    notes = {str(each.person_id): _("lid %(number)s", number=each.number) for each in others}
    return page(
        "care/guardian.html",
        form=form,
        whose=whose,
        child=found,
        search=search,
        members=others,
        notes=notes,
    )


@bp.route(KNOW, methods=["GET", "POST"])
@permission("mine.change")
def know() -> ResponseReturnValue:
    """What there is to know of me."""
    return _know(_me())


@bp.route("/leden/<int:person_id>/goed-om-te-weten", methods=["GET", "POST"])
@permission(CHANGE)
def know_for(person_id: int) -> ResponseReturnValue:
    """What there is to know of a member who calls."""
    return _know(_member(person_id))


def _me() -> Whose:
    return Whose(viewer().id, viewer().name, own=True)


def _member(person_id: int) -> Whose:
    person: Person = or_gone(member_for, viewer(), person_id)
    return Whose(person.id, person.call_name, own=False)


def _found_child(whose: Whose, child_id: int) -> Child:
    return or_gone(queries.child_of, whose.person_id, child_id, clock.today())


def _children(whose: Whose) -> ResponseReturnValue:
    today = clock.today()
    found = queries.children_of(whose.person_id, today)
    if not whose.own:
        reading(viewer(), OF_MEMBER, [whose.person_id, *(each.id for each in found)])
    return page(
        "care/children.html", whose=whose, found=[(each, each.age_on(today)) for each in found]
    )


def _add(whose: Whose) -> ResponseReturnValue:
    form, shift_id = ChildForm.sent(), number_argument("rooster")
    if form.accepted():
        with attempt():
            made = operations.add_child(whose.person_id, **form.facts, by=viewer())
            for kind, words in form.notes.items():
                operations.note(made.id, kind, words, viewer())
            flash(_("Opgeslagen."), "good")
            to = f"/rooster/{shift_id}/meedoen" if shift_id and whose.own else whose.home
            return redirect(to, code=303)
    return page("care/child.html", form=form, whose=whose, child=None, shift_id=shift_id)


def _child(whose: Whose, child_id: int) -> ResponseReturnValue:
    found = _found_child(whose, child_id)
    notes = operations.notes_for(viewer(), [child_id], OF_CHILD, whose.purpose)
    form = ChildForm.about(found, notes)
    if form.accepted():
        with attempt():
            operations.change_child(whose.person_id, child_id, **form.facts, by=viewer())
            for kind, words in form.notes.items():
                operations.note(child_id, kind, words, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(whose.home, code=303)
    guardians = queries.guardians_of(child_id)
    if not whose.own:
        told = {person_id for person_id, _kind in notes}
        reading(viewer(), OF_MEMBER, {child_id, *(each.id for each in guardians)} - told)
    return page(
        "care/child.html",
        form=form,
        whose=whose,
        child=found,
        guardians=guardians,
    )


def _know(whose: Whose) -> ResponseReturnValue:
    notes = operations.notes_for(viewer(), [whose.person_id], OF_ONESELF, whose.purpose)
    form = KnowForm.about(whose.person_id, notes)
    if form.accepted():
        with attempt():
            for kind, words in form.notes.items():
                operations.note(whose.person_id, kind, words, viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(whose.know, code=303)
    if not (whose.own or notes):
        reading(viewer(), OF_MEMBER, [whose.person_id])
    return page("care/know.html", form=form, whose=whose)
