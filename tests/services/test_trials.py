"""Trying a service out, and what we learned."""

from datetime import date, timedelta

import pytest

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance
from buurtcoop.services.attention import attention
from buurtcoop.services.models import TrialOutcome
from buurtcoop.services.operations import end_trial, start_trial, stop_service
from buurtcoop.services.queries import trials_of
from buurtcoop.services.rules import LearnedNothing, StopsBeforeStart, TrialEnded, TrialRuns
from tests.cast import Cast, seen_by
from tests.shifts.rota import a_service
from tests.visitor import Visitor

TODAY, LATER = date(2027, 1, 12), date(2027, 2, 12)
QUESTION = "Komen er genoeg mensen op vrijdag?"


def test_a_service_is_tried_out_once_at_a_time(opened: Instance, cast: Cast) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    start_trial(service.id, question=QUESTION, ends_on=LATER, by=coor)
    with pytest.raises(TrialRuns):
        start_trial(service.id, question=QUESTION, ends_on=LATER, by=coor)
    with pytest.raises(StopsBeforeStart):
        start_trial(service.id, question=QUESTION, ends_on=date(2027, 1, 11), by=coor)


def test_a_trial_ends_once_with_what_was_learned(opened: Instance, cast: Cast) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    trial = start_trial(service.id, question=QUESTION, ends_on=LATER, by=coor)
    with pytest.raises(LearnedNothing):
        end_trial(trial.id, outcome=TrialOutcome.GOES_ON, learned=" ", by=coor)

    end_trial(trial.id, outcome=TrialOutcome.AGAIN, learned="Later beginnen.", by=coor)

    with pytest.raises(TrialEnded):
        end_trial(trial.id, outcome=TrialOutcome.STOPS, learned="Nee.", by=coor)
    assert service.stops_on is None
    again = start_trial(service.id, question="En om 18.00 uur?", ends_on=LATER, by=coor)
    assert [each.id for each in trials_of(service.id)] == [again.id, trial.id]


def test_a_trial_that_stops_ends_the_service_and_says_why(opened: Instance, cast: Cast) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    trial = start_trial(service.id, question=QUESTION, ends_on=LATER, by=coor)
    end_trial(trial.id, outcome=TrialOutcome.STOPS, learned="Vrijdag past niet.", by=coor)
    assert (service.stops_on, service.stop_reason) == (TODAY, "Vrijdag past niet.")


def test_a_service_that_stopped_before_keeps_its_last_day(opened: Instance, cast: Cast) -> None:
    service, coor, earlier = a_service(), seen_by(cast.coor), date(2027, 1, 5)
    trial = start_trial(service.id, question=QUESTION, ends_on=LATER, by=coor)
    stop_service(service.id, on=earlier, reason="De kok ging weg.", by=coor)
    end_trial(trial.id, outcome=TrialOutcome.STOPS, learned="Vrijdag past niet.", by=coor)
    assert (service.stops_on, service.stop_reason) == (earlier, "De kok ging weg.")


def test_on_its_last_day_somebody_looks_back(opened: Instance, cast: Cast) -> None:
    service, coor = a_service(), seen_by(cast.coor)
    trial = start_trial(service.id, question=QUESTION, ends_on=LATER, by=coor)
    assert attention(clock.now()) == []
    (item,) = attention(clock.now() + timedelta(days=31))
    assert (item.subject_id, item.path) == (trial.id, "/aanbod/eettafel/proef")
    end_trial(trial.id, outcome=TrialOutcome.GOES_ON, learned="Het past.", by=coor)
    assert attention(clock.now() + timedelta(days=31)) == []


def test_coor_tries_something_out_and_everybody_reads_what_came_of_it(
    visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        a_service()
    coor, anna = visitor.signed_in_as(cast.coor), visitor.another()
    page = coor.send(coor.get("/aanbod/eettafel/proef"), question=QUESTION, ends_on="12-02-2027")
    assert "Dit is een proef tot en met vrijdag 12 februari." in page.words
    assert QUESTION in anna.get("/aanbod/eettafel").words

    wrong = coor.send(page, "/aanbod/eettafel/proef/einde", outcome="stops")
    assert "Vul dit nog in: Wat leerden we." in wrong.words
    coor.send(wrong, "/aanbod/eettafel/proef/einde", outcome="stops", learned="Vrijdag past niet.")

    shown = anna.get("/aanbod/eettafel").words
    assert "Wat leerden we van de proef?" in shown
    assert "Vrijdag past niet." in shown
    assert anna.get("/aanbod/eettafel/proef/einde").status == 405


def test_a_service_that_stops_says_why_to_everybody(
    visitor: Visitor, cast: Cast, instance: Instance
) -> None:
    with instance.writing():
        a_service()
    coor, page = visitor.signed_in_as(cast.coor), "/aanbod/eettafel"
    wrong = coor.send(coor.get(f"{page}/stoppen"), last_day="31-01-2027")
    assert "Vul dit nog in: Waarom stopt het." in wrong.words
    coor.send(wrong, reason="De keuken gaat dicht.")

    shown = visitor.another().get(page).words
    assert "De laatste dag is zondag 31 januari. De keuken gaat dicht." in shown

    coor.send(coor.get(f"{page}/stoppen"), f"{page}/doorgaan")
    assert "De keuken gaat dicht." not in visitor.another().get(page).words
