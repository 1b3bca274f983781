"""A new service in at most 3 pages and 12 answers, counted; nothing typed is lost."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from buurtcoop.agreements.models import AgreementText
from buurtcoop.coop.models import Activity
from buurtcoop.core.instance import Instance, db
from buurtcoop.services import operations
from buurtcoop.services.forms import RulesForm, StartForm
from buurtcoop.services.models import Service, Trial, Wish, WishState
from buurtcoop.services.packs import all_packs, pack_named
from buurtcoop.services.queries import service_by_slug
from tests.cast import Cast, seen_by
from tests.services.prepared import TODAY
from tests.services.starting import begin, given, open_now
from tests.services.test_packs import started
from tests.visitor import Visitor

MOST_PAGES, MOST_ANSWERS = 3, 12


@pytest.fixture
def coor(visitor: Visitor, cast: Cast) -> Visitor:
    """Coor at her own browser."""
    return visitor.signed_in_as(cast.coor)


def read(instance: Instance, slug: str) -> Service:
    with instance.reading():
        return service_by_slug(slug)


def required(form: Any) -> tuple[list[str], list[str]]:
    """The fields of a form that may not stay empty, and of those what we did not fill in."""
    fields = [field for field in form.asked_fields() if not field.optional]
    return [each.name for each in fields], [each.name for each in fields if not each.prefilled]


def test_a_new_service_takes_three_pages_and_at_most_twelve_answers(
    opened: Instance, cast: Cast, visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    activities = list(db().scalars(select(Activity)))
    for pack in all_packs():
        with visitor.app.test_request_context():
            pages = [
                (["pack"], ["pack"]),
                # A wish or who asked for it: 1 of the 2 is an answer too.
                _with_need(required(StartForm.about(pack, activities, [], None))),
                required(RulesForm.about(started(pack, cast), [])),
            ]
        all_of_them = [name for asked, _left in pages for name in asked]
        left = [name for _asked, own in pages for name in own]
        with capsys.disabled():
            print(f"\n{pack.code}: 3 pages, {len(all_of_them)} required, {len(left)} to fill in")
        assert len(pages) == MOST_PAGES
        assert len(all_of_them) <= MOST_ANSWERS, all_of_them


def _with_need(counted: tuple[list[str], list[str]]) -> tuple[list[str], list[str]]:
    asked, left = counted
    return [*asked, "need"], [*left, "need"]


def test_the_three_pages_lead_from_a_pack_to_an_open_service(
    coor: Visitor, instance: Instance
) -> None:
    packs = coor.get("/aanbod/nieuw")
    assert "/aanbod/nieuw/eettafel" in packs.links
    assert "Plekken voor koks en gasten" in packs.words
    facts = coor.get("/aanbod/nieuw/eettafel")
    rules = begin(coor)
    assert (rules.path, rules.h1) == ("/aanbod/eettafel/regels", "De regels van Eettafel")
    assert read(instance, "eettafel").opened_on is None

    opened = coor.send(rules)

    walked = [packs, facts, rules]
    assert len(walked) == MOST_PAGES
    assert opened.path == "/aanbod/eettafel"
    assert "Dit aanbod is open. Plan nu de eerste dag." in opened.words
    assert read(instance, "eettafel").opened_on == TODAY


def test_the_agreements_of_the_pack_are_there_before_it_opens(
    coor: Visitor, instance: Instance
) -> None:
    begin(coor)
    with instance.reading():
        texts = {each.kind: each for each in db().scalars(select(AgreementText))}
    assert sorted(texts) == ["service", "volunteer"]
    assert {each.version for each in texts.values()} == {1}


def test_what_was_typed_stays_between_the_pages_and_later(
    coor: Visitor, instance: Instance
) -> None:
    rules = begin(coor, place="De schuur")
    later = coor.send(rules, later="1", give_promise="Ik kom.\r\n\r\n Ik blijf. ")
    assert "Dit is nog niet open." in later.words
    assert "Ik kom. Ik blijf." in later.words
    service = read(instance, "eettafel")
    assert (service.place, service.give_promise) == ("De schuur", "Ik kom.\nIk blijf.")
    assert coor.get("/aanbod/eettafel/regels").form().values["give_promise"] == [
        "Ik kom.\nIk blijf."
    ]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("asked_by", "", "Kies een wens, of schrijf op wie erom vroeg."),
        ("place", "", "Vul dit nog in: Waar is het meestal."),
        ("price_decided_by", "", "Vul dit nog in: Wie besloot over de prijs"),
        ("activity_id", "", "Vul dit nog in: Bij welke activiteit"),
        ("starts_on", "morgen", "We begrijpen deze datum niet."),
    ],
)
def test_the_second_page_says_what_it_misses(
    coor: Visitor, field: str, typed: str, sentence: str
) -> None:
    page = begin(coor, **{"summary": "Samen eten.", field: typed})
    assert page.title.startswith("Fout: ")
    assert sentence in page.words
    assert page.form().values["summary"] == ["Samen eten."]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"not_promised": ""}, "Vul dit nog in: Wat beloven we niet."),
        ({"give_promise": "x" * 201}, "Schrijf korter: hoogstens 20 regels van 200 tekens."),
        ({"give_from_age": "9"}, "Kies een getal van 12 tot en met 99."),
        ({"mode_teach": "", "mode_carry": "", "mode_alternative": ""}, "Kies minstens 2 manieren"),
        ({"usual_minimum": "1"}, "Er zijn minstens 2 helpers nodig"),
    ],
)
def test_the_third_page_says_what_does_not_fit(
    coor: Visitor, instance: Instance, said: dict[str, Any], sentence: str
) -> None:
    page = coor.send(begin(coor), **said)
    assert sentence in page.words
    assert page.form().values[next(iter(said))] == [next(iter(said.values()))]
    assert read(instance, "eettafel").opened_on is None


def test_with_children_a_price_is_refused_and_the_questions_come_first(
    coor: Visitor, instance: Instance
) -> None:
    page = coor.get("/aanbod/nieuw/speelmiddag")
    assert "price" not in page.form().values
    assert "Met kinderen is dit gratis." in page.words
    assert "Eerst komen de regels, dan de vragen over de wet." in page.words
    assert "Op de volgende bladzijde opent u het." not in page.words
    priced = coor.send(page, **given(name="Speelmiddag", price="1,00"))
    assert "Opvang voor geld valt onder de Wet kinderopvang." in priced.words

    rules = begin(coor, "speelmiddag", name="Speelmiddag")
    assert "Maak klaar" in rules.words
    assert "counts_for_duty" not in rules.form().values
    assert coor.send(rules).path == "/aanbod/speelmiddag/voor-het-opent"
    assert read(instance, "speelmiddag").opened_on is None


def test_a_wish_becomes_the_service(coor: Visitor, cast: Cast, instance: Instance) -> None:
    with instance.writing():
        wish = operations.make_wish(cast.anna.id, "Samen eten met de straat.", seen_by(cast.anna))
    packs = coor.get(f"/aanbod/nieuw?wens={wish.id}")
    address = f"/aanbod/nieuw/eettafel?wens={wish.id}"
    assert address in packs.links
    page = coor.get(address)
    assert page.form().values["wish"] == [str(wish.id)]
    coor.send(page, **given(asked_by=""))
    with instance.reading():
        became = db().get_one(Wish, wish.id)
        assert became.state is WishState.STARTED
        assert became.service is not None
        assert became.service.name == "Eettafel"


def test_it_can_begin_as_a_trial_with_the_question_of_the_pack(
    coor: Visitor, instance: Instance
) -> None:
    wrong = begin(coor, trial_ends_on="12-03-2027", trial_question="")
    assert "Schrijf op wat u met deze proef wilt weten." in wrong.words

    page = coor.get("/aanbod/nieuw/eettafel")
    coor.send(page, **given(trial_ends_on="12-03-2027"))
    with instance.reading():
        trial = db().scalars(select(Trial)).one()
    assert trial.question == pack_question("eettafel", instance)
    assert (trial.starts_on, trial.ends_on) == (TODAY, date(2027, 3, 12))


def pack_question(code: str, instance: Instance) -> str:
    """What the pack suggests to find out."""
    with instance.reading():
        return pack_named(code).trial_question


def test_who_opened_it_changes_the_rules_later(coor: Visitor, instance: Instance) -> None:
    open_now(coor, "veilig-op-straat", name="Veilig op straat", price="")
    page = coor.get("/aanbod/veilig-op-straat/regels")
    assert "Pakket" not in page.words
    said = coor.send(page, give_from_age="21", log_days="14", counts_for_duty=[])
    assert "Opgeslagen." in said.words
    assert "Helpen: vanaf 21 jaar." in said.words
    service = read(instance, "veilig-op-straat")
    assert (service.log_days, service.counts_for_duty) == (14, False)


def test_a_broken_file_of_the_coop_is_a_sentence_on_the_page(
    coor: Visitor, instance: Instance
) -> None:
    folder = instance.folder / "packs"
    folder.mkdir()
    (folder / "eigen.toml").write_text("code = 4", encoding="utf-8")
    page = coor.get("/aanbod/nieuw")
    assert page.status == 200
    assert "eigen.toml, code: Dit past hier niet." in page.words


@pytest.mark.parametrize("path", ["/aanbod/nieuw/onbekend", "/aanbod/nieuw/eettafel?wens=99"])
def test_what_is_not_there_is_not_there(coor: Visitor, path: str) -> None:
    assert coor.get(path).status == 404


def test_who_asked_for_it_is_there_for_who_looks_after_it(coor: Visitor, visitor: Visitor) -> None:
    assert "Gevraagd door: bewoners van de Wilgenlaan." in open_now(coor).words
    assert "Gevraagd door" not in visitor.another().get("/aanbod/eettafel").words
