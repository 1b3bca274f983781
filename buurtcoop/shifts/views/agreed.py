"""Agreements on the pages of promises: what is lacking, a yes to it, and a signed paper."""

from buurtcoop.agreements.forms import AgreeingForm
from buurtcoop.agreements.models import AgreedHow, AgreementText
from buurtcoop.agreements.operations import agree
from buurtcoop.agreements.queries import current_texts, lacked, lacks, unagreed
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.people.models import Person
from buurtcoop.shifts.models import Side
from buurtcoop.shifts.queries import AGREED
from buurtcoop.shifts.seen import ShiftSeen
from buurtcoop.shifts.views.common import NAMES_OF_WAYS, MembersFound
from buurtcoop.web.pages import _, viewer

Papers = dict[Side, AgreementText]
WITHOUT = {
    Side.GIVE: N_("geen afspraak om te helpen"),
    Side.RECEIVE: N_("geen afspraak om te komen"),
}


def papers_lacked(shift: ShiftSeen) -> dict[Side, AgreementText]:
    """Per side the text the viewer has yet to agree to before a promise there."""
    if not shift.lacks_agreement:
        return {}
    found = lacked(viewer().id, shift.service_id)
    return {side: found[kind] for side, kind in AGREED.items() if kind in found}


def say_yes(form: AgreeingForm) -> None:
    """The name that was typed below a text is a yes, in one transaction with what follows."""
    if form.paper is not None:
        agree(form.text_id, viewer().id, viewer(), form.signed.data)


def where_to_agree(shift: ShiftSeen, side: Side) -> str:
    """The page of the text alone; it leads back to the shift."""
    way = NAMES_OF_WAYS[side]
    return f"/aanbod/{shift.service_slug}/afspraak/{way}?rooster={shift.id}"


def papers_asked(shift: ShiftSeen) -> Papers:
    """The text that each side of this shift asks, for who puts members on the list."""
    texts = current_texts([shift.service_id])
    asked = {side: texts.get((shift.service_id, kind)) for side, kind in AGREED.items()}
    return {side: text for side, text in asked.items() if text is not None}


def with_papers(found: MembersFound, shift: ShiftSeen, papers: Papers) -> MembersFound:
    """The members that were found, each with what is lacking beside the name."""
    notes = dict(found.notes)
    ids = [each.person_id for each in found.members]
    for side in papers if ids else ():
        for _service, person_id in unagreed(ids, [shift.service_id], AGREED[side]):
            notes[str(person_id)] += f" · {_(WITHOUT[side])}"
    return found._replace(notes=notes)


def write_down(papers: Papers, side: Side, person_id: int) -> None:
    """Who is put on the list signed the text of this side on paper; once is enough."""
    text = papers.get(side)
    if text is None or lacks(person_id, text.service_id, text.kind) is None:
        return
    name = db().get_one(Person, person_id).full_name
    agree(text.id, person_id, viewer(), name, AgreedHow.PAPER)
