"""Who speaks in a mail, in which language, and that every address in it is a page of ours."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from buurtcoop.access.models import Role
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.models import Coop
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.checks import broken
from buurtcoop.messaging.models import Message
from buurtcoop.people.models import Person
from buurtcoop.reminders.letters import contact_for, paper_of
from buurtcoop.reminders.rounds import go_round
from buurtcoop.reminders.timetable import TIMETABLE
from tests.cast import Cast
from tests.mailing import connect, rule, say, table
from tests.reminders.causes import everything_happens, the_first_says_yes
from tests.sink import Sink
from tests.visitor import Visitor

OURS = "https://coop.example.org"
ADDRESS = re.compile(re.escape(OURS) + r"(/[^\s\"<>]*)")
DAY_BEFORE = clock.at(date(2027, 1, 19), time(10, 5))
LAST_WEEK = clock.at(date(2027, 1, 25), time(10, 5))


def sent(instance: Instance, server: Sink, to: Person, **values: Any) -> Any:
    """A mail to this person, as it came."""
    say(instance, to, values.pop("about", 1), by=values.get("by"))
    go_round(instance, timetable=table(values.get("by") or rule()))
    return server.to(to.email or "")[-1]


def test_a_mail_comes_from_a_person_and_is_answered_by_one(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    mail = sent(instance, server, cast.anna).mail

    assert mail["From"] == "Coor van Buurtcoöp Proefwijk <hallo@example.org>"
    assert mail["Reply-To"] == "Coor Proef <coor@example.org>"


def test_the_last_lines_are_the_contact_person_with_a_phone(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    text = sent(instance, server, cast.anna).part("plain").strip().splitlines()

    assert text[-2:] == ["Coor Proef, coördinator", "06 12 34 56 73"]
    assert text[0] == "Buurtcoöp Proefwijk"


def test_the_coordinator_calls_the_deputy(instance: Instance, cast: Cast, server: Sink) -> None:
    text = sent(instance, server, cast.coor).part("plain")

    assert "Dees Proef, vervanger" in text


def test_without_anybody_the_cooperative_answers(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        db().execute(delete(Role).where(Role.name != RoleName.MEMBER))
        contact = contact_for(cast.anna)

    assert contact.name == "Buurtcoöp Proefwijk"
    assert contact.phone_display == "020 123 4567"


def test_a_mail_is_in_the_language_of_its_reader(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    with instance.writing():
        db().execute(update(Person).where(Person.id == cast.anna.id).values(language="en"))

    got = sent(instance, server, cast.anna)

    assert got.mail["Subject"] == "Welcome to Proefwijk"
    assert '<html lang="en" dir="ltr">' in got.part("html")
    assert "Coor Proef, coordinator" in got.part("plain")


def test_a_language_without_a_catalogue_reads_dutch(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    with instance.writing():
        db().execute(update(Person).where(Person.id == cast.anna.id).values(language="xx"))

    assert sent(instance, server, cast.anna).mail["Subject"] == "Welkom bij Proefwijk"


def test_a_name_can_add_no_header_and_no_markup(
    instance: Instance, cast: Cast, server: Sink
) -> None:
    with instance.writing():
        evil = "<b>An\r\nBcc: all@example.org"
        db().execute(update(Person).where(Person.id == cast.anna.id).values(call_name=evil))
        db().execute(update(Coop).values(short_name="Wijk\r\nX-Evil: 1"))

    got = sent(instance, server, cast.anna)

    assert got.mail["Bcc"] is None
    assert got.mail["X-Evil"] is None
    assert "<b>An" not in got.part("html")
    assert "&lt;b&gt;An" in got.part("html")


def test_on_paper_the_phone_number_stands_where_the_link_stood(
    instance: Instance, cast: Cast
) -> None:
    message_id = say(instance, cast.anna)

    with instance.reading():
        paper = paper_of(db().get_one(Message, message_id), rule())

    said = "\n\n".join("\n".join(lines) for lines in paper.paragraphs)
    assert "Bekijk wat er deze week te doen is: 06 12 34 56 73" in said
    assert "http" not in said
    assert paper.subject == "Welkom bij Proefwijk"


def test_every_message_leaves_by_mail_and_each_address_in_it_is_a_page_of_ours(
    instance: Instance, cast: Cast, server: Sink, visitor: Visitor
) -> None:
    connect(instance, server, base_url=OURS)
    everything_happens(instance, cast)
    reports = [go_round(instance, beats=False)]
    the_first_says_yes(instance)
    for moment in (DAY_BEFORE, DAY_BEFORE + timedelta(days=1), LAST_WEEK):
        with clock.stopped(moment):
            reports.append(go_round(instance, beats=False))

    assert [report.trouble for report in reports if report.trouble] == []
    with instance.reading():
        said = set(db().scalars(select(Message.rule).distinct()))
        assert broken() == []
    assert said == {known.name for known in TIMETABLE.rules}
    paths = {path for mail in server.taken for path in ADDRESS.findall(mail.part("plain")) if path}
    assert paths
    for path in sorted(paths):
        assert leads_somewhere(visitor.app, path), path
    for mail in server.taken:
        assert len(str(mail.mail["Subject"])) <= 60, mail.mail["Subject"]
        assert "%(" not in mail.part("plain")


def leads_somewhere(app: Flask, path: str) -> bool:
    """Whether a page of ours answers to this address."""
    routes = app.url_map.bind("coop.example.org", url_scheme="https")
    return routes.test(path.split("#")[0], "GET")


@pytest.mark.parametrize("path", ["/", "/a/token", "/mijn/meldingen"])
def test_the_check_knows_our_pages(visitor: Visitor, path: str) -> None:
    assert leads_somewhere(visitor.app, path)
    assert not leads_somewhere(visitor.app, "/niet" + path)
