"""The budget and what is to come on screen: filled in without scripts, decided, tried out."""

from typing import Any

from sqlalchemy import select

from buurtcoop.coop.queries import rule_value
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.money import Money
from buurtcoop.funding import operations, queries
from buurtcoop.ledger.models import LedgerAccount
from tests.cast import Cast
from tests.funding.conftest import TODAY, Sources, statements
from tests.visitor import Page, Visitor

YEAR = "/geld/begroting/2027"


def account(instance: Instance, code: str) -> str:
    with instance.reading():
        return str(db().scalar(select(LedgerAccount.id).where(LedgerAccount.code == code)))


def plain(page: Page) -> str:
    return page.words.replace("\xa0", " ")


def test_a_budget_is_begun_filled_in_and_decided_on(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    food, here = account(instance, "4400"), f"{YEAR}/activiteit/{running.meals}"
    empty = truus.get(YEAR)
    begun = truus.send(empty, f"{YEAR}/begin", begin_from="nothing")
    added = truus.send(
        truus.get(f"{here}/invullen"), account=food, source=str(running.kitchen), amount="9.000"
    )
    half = truus.send(added, account=food)
    shown = truus.get(YEAR)
    activity = truus.get(here)
    kept = truus.send(truus.get(f"{YEAR}/besluit"), decided_by="de leden")

    assert "Voor 2027 is er nog geen begroting." in empty.words
    assert "In deze begroting staat nog geen bedrag." in begun.words or "Invullen" in begun.words
    assert "Samen is dit nu € 9.000,00." in plain(added)
    assert "Vul dit ook in, of laat alle 3 leeg." in half.words
    assert "€ 5.310,25" in plain(shown)
    assert "Dit gaat meer kosten dan begroot:" in shown.words
    assert f"/geld/boek?activiteit={running.meals}&soort=uit&jaar=2027" in shown.links
    assert any(f"rekening={food}" in link and "bron=" in link for link in activity.links)
    assert "Versie 1. Besluit van 12 januari 2027: de leden" in plain(kept)
    assert truus.get(f"{here}/invullen").status == 404
    again = truus.send(kept, f"{YEAR}/begin")
    assert "Versie 2. Hierover is nog niet besloten." in again.words
    emptied: dict[str, Any] = {f"amount_{food}_{running.kitchen}": ""}
    cleared = truus.send(truus.get(f"{here}/invullen"), **emptied)
    assert "9.000" not in cleared.words
    assert "Deze versie is weg." in truus.send(truus.get(YEAR), f"{YEAR}/weg").words
    assert "€ 9.000,00" in plain(truus.get(f"{YEAR}?versie=1"))
    assert truus.get(f"{YEAR}?versie=2").status == 404
    assert truus.get("/geld/begroting/1990").status == 404


def test_who_reads_the_money_sees_the_budget_and_changes_nothing(
    visitor: Visitor, cast: Cast, running: Sources
) -> None:
    board = visitor.signed_in_as(cast.bo)

    assert "De coördinator of de penningmeester maakt hem." in board.get(YEAR).words
    assert board.get(f"{YEAR}/activiteit/{running.meals}/invullen").status == 403
    assert "Wat als?" not in board.get("/geld/vooruit").words


def test_a_what_if_tells_which_activity_stops_when(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    a_budget(truus, running, instance)
    hours = truus.send(
        truus.get("/geld/vooruit/uren"), hours="24", decided="contract van 1 januari"
    )
    fewer = truus.send(hours, "/geld/vooruit/wat-als/uren")
    less = truus.send(truus.get("/geld/vooruit"), f"/geld/vooruit/wat-als/bron/{running.city}")
    more = truus.send(
        truus.get("/geld/vooruit/wat-als/nieuw"),
        name="Eten wordt duurder",
        kind="cost",
        account=account(instance, "4400"),
        direction="more",
        percent="50",
    )
    wrong = truus.send(truus.get("/geld/vooruit/wat-als/nieuw"), name="Niets", kind="hours")

    assert fewer.h1 == "Coördinator 16 in plaats van 24 uur"
    assert "De coördinator werkt 16 uur per week." in fewer.words
    assert "Maand voor maand" in fewer.words
    assert less.h1 == "Gemeente Waterveen −20 %"
    assert "Gemeente Waterveen geeft 20 % minder." in plain(less)
    assert "wordt 50 % hoger." in plain(more)
    assert "Vul dit ook in." in wrong.words
    again = truus.send(
        truus.get(more.path + "/erbij"),
        kind="source",
        source=str(running.city),
        direction="less",
        percent="100",
    )
    assert "geeft 100 % minder." in plain(again)
    gone = truus.send(again, f"{more.path}/weg")
    assert "Dit plan is weg." in gone.words
    assert f"/geld/vooruit/wat-als/bron/{running.city}" not in [f.action for f in gone.forms]
    with instance.reading():
        assert rule_value("coordinator.minutes_a_week", TODAY) == "1440"


def a_budget(truus: Visitor, running: Sources, instance: Instance) -> None:
    truus.send(truus.get(YEAR), f"{YEAR}/begin", begin_from="nothing")
    fill = f"{YEAR}/activiteit/{running.meals}/invullen"
    for code, source in (("4400", running.kitchen), ("4000", running.city)):
        truus.send(
            truus.get(fill),
            account=account(instance, code),
            source=str(source),
            amount="12.000",
        )


def test_the_figures_of_a_year_say_what_they_mean(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    nothing = truus.get("/geld/vooruit")
    a_budget(truus, running, instance)
    form = truus.get("/geld/vooruit/helpen")
    answers: dict[str, Any] = {
        f"account_{account(instance, '4400')}": "whole",
        "helping_hours": "640",
        "all_hours": "1104",
        "decided_by": "de leden",
    }
    wrong = truus.send(form, **{**answers, "helping_hours": "2000"})
    truus.send(wrong, **answers)
    shown = plain(truus.get("/geld/vooruit"))

    assert "Maak eerst een begroting." in nothing.words
    assert "De leden kiezen zelf welk geld telt als helpen." in nothing.words
    assert "Dit zijn meer uren dan alle uren samen." in wrong.words
    assert "12,0 van de 12 maanden" in shown
    assert "71,9 %" in shown
    assert "Meer dan de helft komt van 1 bron." in shown
    assert "€ 1,39" in shown
    assert "Er ging € 18.643,25 van € 18.643,25 naar helpen." in shown
    assert "Versie 1 van wat telt als helpen. Besluit van 12 januari 2027: de leden" in shown


def test_a_larger_budget_asks_the_database_no_more(
    truus: Visitor, running: Sources, instance: Instance
) -> None:
    a_budget(truus, running, instance)
    asked = []
    for more in (0, 5):
        with instance.writing():
            budget = queries.versions_of_budget(2027)[0]
            codes = ("4010", "4030", "4040", "4100", "4200")[:more]
            for account_id in db().scalars(
                select(LedgerAccount.id).where(LedgerAccount.code.in_(codes))
            ):
                operations.set_line(
                    budget.id, running.meals, account_id, running.city, Money(1), by=running.truus
                )
        with statements(instance) as sent:
            for path in (YEAR, f"{YEAR}/activiteit/{running.meals}", "/geld/vooruit"):
                truus.get(path)
        asked.append(len(sent))

    assert asked[0] == asked[1]
