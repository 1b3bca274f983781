"""What a financier sees, and who sees nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.access.models import Account
from buurtcoop.afterwards.models import Scope
from buurtcoop.afterwards.operations import take_back
from buurtcoop.audit.models import AuditEntry
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.funding import operations as funding
from buurtcoop.funding.models import FundingAgreement, Promiser
from buurtcoop.insight import operations
from buurtcoop.insight.models import FunderAccess
from tests.afterwards.told import a_story
from tests.cast import Cast, seen_by
from tests.funding.conftest import statements
from tests.insight.conftest import END, Funded, told_on
from tests.visitor import Page, Visitor

READ = "/financier"
FIFTH = clock.at(END.replace(month=2, day=5), clock.local(clock.now()).time().replace(hour=9))
ELSEWHERE = ("/mijn", "/geld", "/geld/geldgevers", "/geld/afspraken", "/leden", "/vandaag", "/rol")


@pytest.fixture
def told(instance: Instance, funded: Funded) -> Funded:
    """January was told."""
    with instance.writing():
        told_on(FIFTH.date())
    return funded


def given(visitor: Visitor, funded: Funded, source_id: int | None = None) -> tuple[str, str]:
    """A link of this source with its code."""
    with visitor.instance.writing():
        return funded.link(source_id)


def came_in(visitor: Visitor, path: str, code: str) -> Page:
    """The first page after the code."""
    return visitor.send(visitor.get(path), code=code)


def test_a_financier_reads_euros_hours_people_stories_goals_and_promises(
    visitor: Visitor, told: Funded, cast: Cast
) -> None:
    with visitor.instance.writing():
        a_story(cast.anna, Scope.FUNDERS, words="Ik kende hier niemand.")
        a_story(cast.bram, Scope.MEMBERS, words="Dit is alleen voor leden.")
        funding.add_condition(told.agreement, "We koken elke week.", Promiser.WE, END, told.by)
    page = came_in(visitor, *given(visitor, told))

    assert (page.path, page.h1) == (READ, "Wat uw geld deed")
    for words in (
        "Gemeente Waterveen, heel 2027",
        "De cijfers zijn van 31 januari 2027.",
        "Eettafel + Wandelen",
        "Ik kende hier niemand.",
        "2 van 40 avonden",
        "Niet dat eenzaamheid weggaat.",
        "Niet of het gezellig was.",
        "Wij: We koken elke week.",
    ):
        assert words in page.words
    assert "alleen voor leden" not in page.words
    assert "Bram" not in page.words


def test_a_story_that_is_taken_back_is_gone_at_once(
    visitor: Visitor, told: Funded, cast: Cast
) -> None:
    with visitor.instance.writing():
        story = a_story(cast.anna, Scope.FUNDERS, words="Ik kende hier niemand.")
    assert "Ik kende hier niemand." in came_in(visitor, *given(visitor, told)).words

    with visitor.instance.writing():
        take_back(story.id, seen_by(cast.anna))

    assert "Ik kende hier niemand." not in visitor.get(READ).words


def test_what_happens_today_is_not_read_before_it_is_told(visitor: Visitor, told: Funded) -> None:
    came_in(visitor, *given(visitor, told))
    before = visitor.get(READ).words
    with visitor.instance.writing():
        line = told.standing.cost(told.sources.city, 99_900, key="today")
        told.standing.claim(line, told.agreement, 99_900)

    assert visitor.get(READ).words == before


def test_without_a_release_it_says_when_the_first_one_comes(
    visitor: Visitor, funded: Funded
) -> None:
    page = came_in(visitor, *given(visitor, funded))

    assert "Er zijn nog geen cijfers." in page.words
    assert "Samen eten" in page.words


def test_in_the_first_weeks_of_a_year_the_year_before_is_read(
    visitor: Visitor, funded: Funded
) -> None:
    with visitor.instance.writing():
        number = funded.sources.promised(funded.sources.city, 100_000, year=2026)
        agreement = db().get_one(FundingAgreement, number)
        operations.tell_month(agreement, date(2026, 12, 1), clock.now())

    page = came_in(visitor, *given(visitor, funded))

    assert "Gemeente Waterveen, heel 2026" in page.words
    assert "heel 2027" in visitor.get(f"{READ}?afspraak={funded.agreement}").words


def test_the_link_of_another_source_opens_no_agreement_of_this_one(
    visitor: Visitor, told: Funded
) -> None:
    page = came_in(visitor, *given(visitor, told, told.sources.kitchen))

    assert "Fonds Buurtkeuken" in page.words
    assert "Gemeente" not in page.words
    assert visitor.get(f"{READ}?afspraak={told.other}").status == 200
    for guess in (told.agreement, 999, 10**12):
        assert visitor.get(f"{READ}?afspraak={guess}").status == 404


def test_a_link_without_its_code_shows_what_any_other_word_shows(
    visitor: Visitor, told: Funded
) -> None:
    path, _code = given(visitor, told)
    with visitor.instance.writing():
        revoked, _code = told.link()
        way = db().scalars(select(FunderAccess).order_by(FunderAccess.id.desc())).first()
        assert way is not None
        operations.revoke(way.id, told.by)
    tries = [
        came_in(visitor.another(), where, "12345678")
        for where in (path, revoked, f"{READ}/bestaat-niet")
    ]

    assert {(page.status, page.h1, page.words) for page in tries} == {
        (200, "Vul uw code in", tries[0].words)
    }
    assert "horen niet bij elkaar" in tries[0].words
    assert "Waterveen, heel" not in visitor.get(READ).words
    assert visitor.get(READ).h1 == "Voor financiers"


def test_a_locked_link_stays_shut_and_the_treasurer_sees_it(
    visitor: Visitor, told: Funded, cast: Cast
) -> None:
    path, code = given(visitor, told)
    for _try in range(5):
        visitor.send(visitor.get(path), code="x")

    assert visitor.send(visitor.get(path), code=code).h1 == "Vul uw code in"
    truus = visitor.another().signed_in_as(cast.truus)
    assert "op slot na foute codes" in truus.get("/geld/geldgevers").words


def test_what_was_taken_back_is_shut_at_the_next_page(
    visitor: Visitor, told: Funded, cast: Cast
) -> None:
    came_in(visitor, *given(visitor, told))
    truus = visitor.another().signed_in_as(cast.truus)
    ask = next(link for link in truus.get("/geld/geldgevers").links if link.endswith("/intrekken"))
    answer = truus.send(truus.get(ask))

    assert "Samira Haddad kan er nu niet meer in." in answer.words
    assert truus.get(ask).status == 404
    assert visitor.get(READ).h1 == "Voor financiers"


def test_who_goes_out_is_out_also_with_the_cookie_of_before(visitor: Visitor, told: Funded) -> None:
    came_in(visitor, *given(visitor, told))
    with visitor.client.session_transaction() as cookie:
        kept = cookie["funder"]

    visitor.send(visitor.get(READ), f"{READ}/uit")
    with visitor.client.session_transaction() as cookie:
        cookie["funder"] = kept

    assert visitor.get(READ).h1 == "Voor financiers"


def test_an_official_signs_in_and_sees_this_page_and_nothing_else(
    visitor: Visitor, told: Funded, cast: Cast
) -> None:
    truus = visitor.another().signed_in_as(cast.truus)
    form = truus.get("/geld/geldgevers/gemeente-waterveen/nieuw")
    without = truus.send(form, name="Samira Haddad", how="account", email="")
    done = truus.send(without, name="Samira Haddad", how="account", email="sam@example.org")
    with visitor.instance.reading():
        official = db().scalars(select(Account).where(Account.email == "sam@example.org")).one()
        person = official.person
    official_browser = visitor.signed_in_as(person, proven=False)
    start = official_browser.get("/")
    assert "Wat uw geld deed" in start.words
    assert "/mijn" not in start.links
    assert "/mijn/gegevens" in start.links
    assert "/lid-worden" not in start.links

    assert "Vul een mailadres in, of kies voor een link." in without.words
    assert "Samira Haddad kan nu inloggen" in done.words
    assert "Gemeente Waterveen, heel 2027" in official_browser.get(READ).words
    assert {path: official_browser.get(path, follow=False).status for path in ELSEWHERE} == {
        path: 404 if path == "/rol" else 403 for path in ELSEWHERE
    }


def test_a_link_is_shown_once_and_every_reading_is_written_down(
    visitor: Visitor, told: Funded, cast: Cast
) -> None:
    truus = visitor.another().signed_in_as(cast.truus)
    form = truus.get("/geld/geldgevers/gemeente-waterveen/nieuw")
    shown = truus.send(form, name="Samira Haddad")
    address = next(word for word in shown.words.split() if "/financier/" in word)
    token = address.rsplit("/", 1)[1]
    code = shown.words.split(" Code ")[1][:9]
    came_in(visitor, f"{READ}/{token}", code)
    visitor.get(READ)

    assert "U ziet ze maar 1 keer." in shown.words
    assert token not in truus.get("/geld/geldgevers").html
    with visitor.instance.reading():
        read = db().scalars(select(AuditEntry.actor_id).where(AuditEntry.verb == "insight.read"))
        assert read.all() == [None, None]


def test_who_may_not_invite_finds_no_page_of_ways_in(visitor: Visitor, cast: Cast) -> None:
    anna = visitor.signed_in_as(cast.anna)

    assert anna.get("/geld/geldgevers", follow=False).status == 403
    assert anna.get(READ).h1 == "Voor financiers"


def test_a_page_costs_as_many_statements_with_a_year_of_months(
    visitor: Visitor, told: Funded
) -> None:
    came_in(visitor, *given(visitor, told))
    counts = []
    for later in (timedelta(0), timedelta(days=300)):
        with visitor.instance.writing():
            told_on((FIFTH + later).date())
        with statements(visitor.instance) as sent:
            visitor.get(READ)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 30
