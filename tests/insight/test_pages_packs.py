"""The page of the papers: a draft, one press, and then what was handed in."""

from datetime import timedelta

from buurtcoop.afterwards.models import Scope
from buurtcoop.afterwards.operations import take_back
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.funding import operations as funding
from buurtcoop.insight import operations
from buurtcoop.reminders.rounds import go_round
from tests.afterwards.told import a_story
from tests.cast import Cast, seen_by
from tests.insight.test_packs import claimed
from tests.visitor import Visitor

PDF, WORKBOOK = "application/pdf", "application/vnd.openxmlformats"


def page_of(number: int) -> str:
    """Where the papers of an agreement are."""
    return f"/geld/afspraken/{number}/afrekening/dossier"


def test_a_treasurer_looks_at_a_draft_and_fetches_what_was_handed_in(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    with instance.writing():
        made, number = claimed(cast)
        begun = funding.begin_settlement(number, by=made.by)
        funding.tell_story(begun.id, "We kookten.", made.by)
    truus = visitor.signed_in_as(cast.truus)

    first = truus.get(page_of(number))
    draft = truus.get(f"{page_of(number)}/concept/verslag")

    assert "Bekijk eerst het concept" in first.words
    assert draft.html.startswith("%PDF")
    assert "concept-verslag-gemeente" in draft.headers["Content-Disposition"]
    assert truus.get(f"{page_of(number)}/concept/anders").status == 404

    with instance.writing():
        bare = made.agreement("Fonds", "10", None)
    assert "Schrijf eerst op wat er in de brief staat." in truus.get(page_of(bare)).words
    assert truus.get(f"{page_of(bare)}/concept/verslag").status == 404

    with instance.writing():
        funding.hand_in(begun.id, clock.today(), made.by)
    waits = truus.get(page_of(number))
    done = truus.send(waits, page_of(number))

    assert "Het dossier is er nog niet" in waits.words
    assert "Het dossier is klaar." in done.words
    links = [link for link in done.links if link.startswith(f"{page_of(number)}/")]
    assert len(links) == 3
    kinds = [truus.get(link).headers["Content-Type"] for link in links]
    assert [kind.startswith(begin) for kind, begin in zip(kinds, (PDF, WORKBOOK, PDF), strict=True)]
    assert truus.get(f"{page_of(number)}/concept/verslag").status == 404
    assert truus.get(f"{page_of(number)}/999/verslag").status == 404
    assert truus.get(f"{page_of(number + 1)}/1/verslag").status == 404


def test_who_may_not_see_the_money_gets_no_papers(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    with instance.writing():
        made, number = claimed(cast)
        pack = operations.make_pack(made.handed_in(number), made.by)
        path = f"{page_of(number)}/{pack.id}/verslag"

    bram = visitor.signed_in_as(cast.bram)
    assert bram.get(page_of(number)).status == 403
    assert bram.get(path).status == 403
    coor = visitor.another().signed_in_as(cast.coor)
    assert coor.get(path).html.startswith("%PDF")
    assert coor.post(page_of(number), {}).status == 403
    assert visitor.another().get(path, follow=False).status in (302, 303, 401, 403)
    assert visitor.another().get(f"/financier/dossier/{pack.id}/verslag").status == 404


def test_a_financier_fetches_the_papers_of_its_own_agreement_only(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    with instance.writing():
        made, number = claimed(cast)
        pack = operations.make_pack(made.handed_in(number), made.by)
        ends = clock.today() + timedelta(days=30)
        own = operations.give_link(made.source_of(number), "Wil", ends, made.by)
        other = operations.give_link(made.source("Fonds"), "Fien", ends, made.by)
        path = f"/financier/dossier/{pack.id}/brief"

    wil = came_in(visitor, *own)
    assert path in wil.get("/financier").links
    assert wil.get(path).html.startswith("%PDF")
    assert came_in(visitor.another(), *other).get(path).status == 404


def came_in(browser: Visitor, address: str, code: str) -> Visitor:
    """This browser with a link opened by its code."""
    door = browser.get("/financier/" + address.rsplit("/", 1)[1])
    assert browser.send(door, code=code).status == 200
    return browser


def test_a_story_taken_back_is_served_no_more_and_the_next_round_makes_papers_without(
    instance: Instance, cast: Cast, visitor: Visitor
) -> None:
    with instance.writing():
        made, number = claimed(cast)
        story = a_story(cast.anna, Scope.FUNDERS)
        pack = operations.make_pack(made.handed_in(number), made.by)
        path = f"{page_of(number)}/{pack.id}/verslag"
        take_back(story.id, seen_by(cast.anna))
    truus = visitor.signed_in_as(cast.truus)

    stopped = truus.get(path)

    assert "Er is een verhaal teruggenomen." in stopped.words
    assert go_round(instance).trouble == []
    after = truus.get(page_of(number))
    assert "Daarom is deze versie weg sinds 12 januari 2027." in after.words
    assert f"{page_of(number)}/{pack.id + 1}/verslag" in after.links
    assert truus.get(path).words == after.words
