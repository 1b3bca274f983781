"""Pages of skills: the list, what was seen of one member, and what I can do."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from buurtcoop.audit.operations import reading
from buurtcoop.core import clock
from buurtcoop.core.words import N_
from buurtcoop.members.queries import member_for, membership_of
from buurtcoop.people.models import Person
from buurtcoop.qualifications import operations, queries
from buurtcoop.qualifications.forms import NoteForm, OwnWordForm, SkillForm
from buurtcoop.qualifications.models import Qualification, Skill
from buurtcoop.qualifications.rules import LIST, MINE, renewed_from
from buurtcoop.web.forms import PressForm
from buurtcoop.web.pages import _, attempt, gone, or_gone, page, permission, viewer

bp = Blueprint("qualifications", __name__)

READ = N_("om te zien wat u kunt en wat wij daarvan zagen")
HOLDS, ENDS, ENDED = "holds", "ends", "ended"


class Row(NamedTuple):
    """Something a member can do, and whether it still holds, ends soon or ended."""

    held: Qualification
    state: str


class Asked(NamedTuple):
    """A skill that needs proof, and what was seen of it."""

    skill: Skill
    row: Row | None


@bp.route("/kunnen")
@permission("skills.change")
def all_skills() -> ResponseReturnValue:
    """What can places ask for?"""
    found = queries.listed()
    return page(
        "qualifications/list.html",
        on_list=[seen for seen in found if seen.skill.ended_on is None],
        off_list=[seen for seen in found if seen.skill.ended_on is not None],
        press=PressForm.fresh(),
    )


@bp.route("/kunnen/nieuw", methods=["GET", "POST"])
@permission("skills.change")
def add() -> ResponseReturnValue:
    """Put a skill on the list."""
    form = SkillForm.about()
    if form.accepted():
        with attempt():
            operations.add_skill(**form.facts(), by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(LIST, code=303)
    return page("qualifications/edit.html", form=form, skill=None)


@bp.route("/kunnen/<int:skill_id>/veranderen", methods=["GET", "POST"])
@permission("skills.change")
def change(skill_id: int) -> ResponseReturnValue:
    """Change a skill."""
    skill = _skill(skill_id)
    form = SkillForm.about(skill)
    if form.accepted():
        with attempt():
            operations.change_skill(skill_id, **form.facts(), by=viewer())
            flash(_("Opgeslagen."), "good")
            return redirect(LIST, code=303)
    return page("qualifications/edit.html", form=form, skill=skill)


@bp.route("/kunnen/<int:skill_id>/eraf", methods=["POST"])
@permission("skills.change")
def end(skill_id: int) -> ResponseReturnValue:
    """Take it off the list."""
    return _pressed(skill_id, operations.end_skill)


@bp.route("/kunnen/<int:skill_id>/erop", methods=["POST"])
@permission("skills.change")
def resume(skill_id: int) -> ResponseReturnValue:
    """Put it back on the list."""
    return _pressed(skill_id, operations.resume_skill)


@bp.route("/leden/<int:person_id>/kunnen", methods=["GET", "POST"])
@permission("skills.see_proof")
def of_member(person_id: int) -> ResponseReturnValue:
    """What a member can do, and writing down what was seen."""
    person = _member(person_id)
    held = queries.qualifications_of(viewer(), person_id)
    form = NoteForm.among(_to_note(held))
    if form.accepted():
        skill_id, seen_on, until = form.facts
        with attempt():
            operations.note_qualification(
                person_id, skill_id, seen_on=seen_on, valid_until=until, by=viewer()
            )
            flash(_("Opgeslagen."), "good")
            return redirect(f"/leden/{person_id}/kunnen", code=303)
    reading(viewer(), READ, [person_id])
    return page(
        "qualifications/member.html",
        who=person,
        rows=[_row(each) for each in held],
        form=form,
        some=bool(form.skill.choices),
        notes=_notes(_to_note(held)),
        member=membership_of(person_id, clock.today()) is not None,
        own=person_id == viewer().person_id,
        press=PressForm.fresh(),
    )


@bp.route("/leden/<int:person_id>/kunnen/<int:number>/weg", methods=["POST"])
@permission("skills.see_proof")
def take_back(person_id: int, number: int) -> ResponseReturnValue:
    """It counts no longer."""
    _member(person_id)
    if number not in {each.id for each in queries.qualifications_of(viewer(), person_id)}:
        gone()
    if PressForm.sent().accepted():
        with attempt():
            operations.take_back(number, viewer())
            flash(_("Dit telt niet meer. Plekken van dit lid blijven staan."), "good")
    return redirect(f"/leden/{person_id}/kunnen", code=303)


@bp.route("/mijn/kunnen", methods=["GET", "POST"])
@permission("mine.read")
def mine() -> ResponseReturnValue:
    """What I can do: my own word, and what somebody saw."""
    me = viewer()
    held = queries.qualifications_of(me, me.id)
    on_list = queries.skills_on_list()
    said = [skill for skill in on_list if not skill.proven]
    form = OwnWordForm.among(said, held)
    if form.accepted():
        with attempt():
            _say(form.chosen, said, held)
            flash(_("Opgeslagen."), "good")
            return redirect(MINE, code=303)
    by_skill = {each.skill_id: each for each in held}
    seen = [skill for skill in on_list if skill.proven]
    seen += [each.skill for each in held if each.skill.proven and each.skill not in seen]
    return page(
        "qualifications/mine.html",
        form=form,
        said=said,
        notes=_notes(said),
        asked=[
            Asked(skill, _row(by_skill[skill.id]) if skill.id in by_skill else None)
            for skill in seen
        ],
        member=membership_of(me.id, clock.today()) is not None,
    )


def _say(chosen: frozenset[int], said: list[Skill], held: list[Qualification]) -> None:
    """Begin what got a tick, take back what lost one."""
    known = {each.skill_id: each.id for each in held}
    for skill in said:
        if skill.id in chosen and skill.id not in known:
            operations.say_so(viewer().id, skill.id, viewer())
        elif skill.id not in chosen and skill.id in known:
            operations.take_back(known[skill.id], viewer())


def _pressed(skill_id: int, act: Callable[..., object]) -> ResponseReturnValue:
    _skill(skill_id)
    if PressForm.sent().accepted():
        with attempt():
            act(skill_id, viewer())
            flash(_("Opgeslagen."), "good")
    return redirect(LIST, code=303)


def _to_note(held: list[Qualification]) -> list[Skill]:
    """What is on the list, and what this member has that went off it and can be renewed."""
    on_list = queries.skills_on_list()
    return on_list + [each.skill for each in held if each.skill.ended_on is not None]


def _notes(skills: list[Skill]) -> dict[str, str]:
    return {str(skill.id): skill.explanation for skill in skills}


def _row(held: Qualification) -> Row:
    today, last = clock.today(), held.valid_until
    if last is None or today < renewed_from(last):
        return Row(held, HOLDS)
    return Row(held, ENDED if last < today else ENDS)


def _skill(skill_id: int) -> Skill:
    return or_gone(queries.skill, skill_id)


def _member(person_id: int) -> Person:
    return or_gone(member_for, viewer(), person_id)
