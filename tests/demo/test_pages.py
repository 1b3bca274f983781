"""The pages of the demo: there for who sits at this machine, in a coop that was made as a demo."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from buurtcoop.app import create_app
from buurtcoop.coop.models import Coop
from buurtcoop.core.instance import Instance, db
from buurtcoop.demo.mailbox import FOLDER
from buurtcoop.demo.rules import on_this_machine
from buurtcoop.settings import load_settings
from tests.told import SECRET, a_copy_of, shared_demo
from tests.visitor import Visitor

OURS = "http://127.0.0.1:8000/a/some-token"


@pytest.fixture
def trial(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Instance]:
    """A demo to change, with three mails in its box."""
    instance = a_copy_of(shared_demo(tmp_path_factory), tmp_path / "trial")
    (instance.folder / FOLDER).mkdir()
    for number in (1, 2, 3):
        put_mail(instance, number)
    yield instance
    instance.close()


@pytest.fixture
def guest(trial: Instance) -> Visitor:
    return Visitor(create_app(trial.settings, trial), trial)


def put_mail(instance: Instance, number: int) -> str:
    mail = EmailMessage()
    mail["From"] = "Noor <noor@example.org>"
    mail["To"] = "Jo Verhoeven <jo@example.org>"
    mail["Subject"] = f"Mail {number}"
    mail["Date"] = datetime(2027, 1, 10, 8, number % 60, tzinfo=UTC)
    mail.set_content(f"Dag Jo,\n\nKomt u?\n{OURS}\n")
    mail.add_alternative(
        "<!doctype html><html><head></head><body>Dag <b>Jo</b></body></html>", "html"
    )
    mail.add_attachment(b"BEGIN:VCALENDAR", "text", "calendar", filename="agenda.ics")
    name = f"20270110T080000000000-{number:08d}.eml"
    (instance.folder / FOLDER / name).write_bytes(mail.as_bytes())
    return name


# --- Who to be ---


def test_six_people_can_be_chosen(guest: Visitor) -> None:
    page = guest.get("/proef")

    assert page.h1 == "Wie wilt u zijn in deze proef?"
    for name in (
        "Jo Verhoeven",
        "Fatima Yassin",
        "Noor Bakker",
        "Ton Hendriks",
        "Marijke van Bergen",
        "Saskia Wildeman",
    ):
        assert name in page.words


@pytest.mark.parametrize(
    ("slug", "leads_to", "seen"),
    [
        ("bewoner", "/rooster", "Jo"),
        ("helper", "/mijn", "Dag Fatima"),
        ("coordinator", "/vandaag", "Noor als coördinator"),
        ("penningmeester", "/geld", "Ton als penningmeester"),
        ("bestuurslid", "/leden/aanmeldingen", "Marijke als bestuurslid"),
        ("gemeente", "/financier", "Gemeente Waterveen"),
    ],
)
def test_one_click_signs_in_without_a_second_factor(
    guest: Visitor, slug: str, leads_to: str, seen: str
) -> None:
    page = guest.send(guest.get("/proef"), f"/proef/{slug}")

    assert (page.status, page.path) == (200, leads_to)
    assert seen in page.words


@pytest.mark.parametrize("added", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via"])
def test_behind_a_proxy_or_a_tunnel_there_is_nobody_to_be(guest: Visitor, added: str) -> None:
    handed_on = {added: "203.0.113.7"}

    assert guest.client.get("/proef", headers=handed_on).status_code == 404
    assert guest.client.get("/proefpost", headers=handed_on).status_code == 404


def test_becoming_somebody_else_needs_no_signing_out(guest: Visitor) -> None:
    guest.send(guest.get("/proef"), "/proef/bewoner")

    page = guest.send(guest.get("/proef"), "/proef/coordinator")

    assert page.path == "/vandaag"
    assert "als coördinator" in page.words


def test_nobody_is_signed_in_by_a_link_alone(guest: Visitor) -> None:
    assert guest.get("/proef/coordinator").status == 405
    assert guest.post("/proef/coordinator", {}).status == 400
    assert guest.get("/vandaag").path == "/inloggen"


def test_there_is_nobody_else_to_be(guest: Visitor) -> None:
    page = guest.get("/proef")
    token = page.form("/proef/bewoner").values["csrf_token"]

    assert guest.post("/proef/burgemeester", {"csrf_token": token}).status == 404


def test_every_page_of_a_demo_says_that_it_is_one(guest: Visitor) -> None:
    page = guest.get("/")

    assert "Dit is een proef. Alles is verzonnen." in page.words
    assert {"/proef", "/proefpost"} <= set(page.links)


# --- The mails ---


def test_the_newest_mail_stands_on_top(guest: Visitor) -> None:
    words = guest.get("/proefpost").words

    assert words.index("Mail 3") < words.index("Mail 2") < words.index("Mail 1")


def test_older_mails_are_one_page_on(trial: Instance, guest: Visitor) -> None:
    for number in range(10, 70):
        put_mail(trial, number)

    first = guest.get("/proefpost")
    older = next(link for link in first.links if "voor=" in link)

    assert "Mail 69" in first.words
    assert "Mail 1 " not in first.words
    assert "Mail 10" in guest.get(older).words


def test_an_empty_box_says_how_to_get_a_mail(trial: Instance, guest: Visitor) -> None:
    shutil.rmtree(trial.folder / FOLDER)

    assert "Er ging nog geen mail uit." in guest.get("/proefpost").words


def test_a_mail_is_shown_as_text_with_links_to_press(trial: Instance, guest: Visitor) -> None:
    name = put_mail(trial, 4)

    page = guest.get(f"/proefpost/{name}")

    assert page.h1 == "Mail 4"
    assert "jo@example.org" in page.words
    assert "agenda.ics" in page.words
    assert OURS in page.links


def test_a_mail_is_shown_as_it_looks_where_nothing_can_run(trial: Instance, guest: Visitor) -> None:
    name = put_mail(trial, 5)

    page = guest.get(f"/proefpost/{name}/beeld")

    assert "Dag <b>Jo</b>" in page.html
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "allow-scripts" not in policy
    assert (
        'sandbox="allow-top-navigation-by-user-activation"' in guest.get(f"/proefpost/{name}").html
    )


@pytest.mark.parametrize(
    "name", ["..%2f..%2fkeys.json", "keys.json", "20270110T080000000000-00000009.eml", "%00"]
)
def test_a_mail_that_is_not_there_is_not_there(guest: Visitor, name: str) -> None:
    assert guest.get(f"/proefpost/{name}").status == 404
    assert guest.get(f"/proefpost/{name}/beeld").status == 404


# --- Nowhere else ---


def test_a_founded_coop_has_none_of_these_pages(visitor: Visitor) -> None:
    token = visitor.get("/lid-worden").forms[-1].values["csrf_token"]

    assert visitor.get("/proef").status == 404
    assert visitor.get("/proefpost").status == 404
    assert visitor.post("/proef/coordinator", {"csrf_token": token}).status == 404
    assert "Dit is een proef" not in visitor.get("/").words


def test_no_setting_makes_a_coop_a_demo(instance: Instance, tmp_path: Path) -> None:
    environ = {
        "BUURTCOOP_SECRET_KEY": SECRET,
        "BUURTCOOP_MODE": "local",
        "BUURTCOOP_HOST": "127.0.0.1",
        "BUURTCOOP_DATABASE_URL": instance.settings.database,
    }
    settings = load_settings(tmp_path, environ)
    other = Instance(settings)

    assert Visitor(create_app(settings, other), other).get("/proef").status == 404
    other.close()


def test_the_database_makes_no_coop_a_demo_later(instance: Instance) -> None:
    with pytest.raises(IntegrityError, match="made as one, never later"), instance.writing():
        db().execute(update(Coop).values(demo=True))


def test_who_comes_from_elsewhere_finds_no_demo(guest: Visitor) -> None:
    for where in ({"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_HOST": "trial.example.org"}):
        for path in ("/proef", "/proefpost"):
            assert guest.client.get(path, environ_overrides=where).status_code == 404
        assert "Dit is een proef" not in guest.client.get("/", environ_overrides=where).text


def test_a_demo_that_listens_to_the_world_shows_none(trial: Instance) -> None:
    environ = {"BUURTCOOP_SECRET_KEY": SECRET, "BUURTCOOP_HOST": "0.0.0.0"}  # noqa: S104 - that is what is tried
    open_to_all = Instance(load_settings(trial.folder, environ))

    visitor = Visitor(create_app(open_to_all.settings, open_to_all), open_to_all)

    assert visitor.get("/proef").status == 404
    open_to_all.close()


@pytest.mark.parametrize(
    ("listens_on", "caller", "asked_for", "here"),
    [
        ("127.0.0.1", "127.0.0.1", "127.0.0.1:8000", True),
        ("localhost", "::1", "localhost", True),
        ("::1", "::1", "[::1]:8000", True),
        ("127.0.0.1", "127.0.0.1", "evil.example:8000", False),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1.evil.example", False),
        ("127.0.0.1", "10.0.0.8", "127.0.0.1:8000", False),
        ("127.0.0.1", None, "127.0.0.1:8000", False),
        ("127.0.0.1", "nonsense", "127.0.0.1:8000", False),
        ("0.0.0.0", "127.0.0.1", "127.0.0.1:8000", False),  # noqa: S104 - that is what is tried
        ("127.0.0.1", "127.0.0.1", "", False),
    ],
)
def test_only_this_machine_is_this_machine(
    listens_on: str, caller: str | None, asked_for: str, here: bool
) -> None:
    found = on_this_machine(listens_on=listens_on, caller=caller, asked_for=asked_for)

    assert found is here


def test_home_shows_what_is_on_soon_also_on_a_sunday(guest: Visitor) -> None:
    page = guest.get("/")

    assert page.words.count("helper nodig") + page.words.count("vrij") > 0
    assert "ma 11 januari" in page.words
