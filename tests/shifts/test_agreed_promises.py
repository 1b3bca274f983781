"""No promise without the agreement that its service asks, on every way to a promise."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from buurtcoop.agreements.models import AgreementText
from buurtcoop.agreements.operations import end_agreement
from buurtcoop.agreements.rules import AgreementMissing, OthersAgreementMissing
from buurtcoop.core.instance import Instance, db
from buurtcoop.cover import operations as cover
from buurtcoop.cover.models import Ask
from buurtcoop.services.models import Service
from buurtcoop.shifts import checks, operations
from buurtcoop.shifts.models import Claim, FixedPlace, Side
from buurtcoop.shifts.operations import LinePlan
from tests.agreements.texts import SERVICE, a_newer_text, a_text, says_yes
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, Evening, a_service, an_evening, taken


@pytest.fixture
def service(opened: Instance) -> Service:
    return a_service()


@pytest.fixture
def text(service: Service, cast: Cast) -> AgreementText:
    return a_text(service, cast)


@pytest.fixture
def evening(service: Service) -> Evening:
    return an_evening(service)


def test_helping_takes_the_agreement_of_who_helps(
    text: AgreementText, evening: Evening, cast: Cast
) -> None:
    bram = seen_by(cast.bram)
    with pytest.raises(AgreementMissing, match="Eettafel"):
        operations.claim(evening.give, bram.id, bram)
    with pytest.raises(OthersAgreementMissing, match="Bram"):
        operations.claim(evening.give, bram.id, seen_by(cast.coor))
    assert taken(evening.give) == 0
    operations.book(evening.receive, bram.id, bram)

    says_yes(text, cast.bram)
    assert operations.claim(evening.give, bram.id, bram).person_id == bram.id
    assert checks.broken() == []


def test_coming_takes_the_agreement_of_who_comes(
    service: Service, evening: Evening, cast: Cast
) -> None:
    text, anna = a_text(service, cast, SERVICE), seen_by(cast.anna)
    with pytest.raises(AgreementMissing):
        operations.book(evening.receive, anna.id, anna)
    operations.claim(evening.give, anna.id, anna)
    says_yes(text, cast.anna)
    assert operations.book(evening.receive, anna.id, anna).people == 1


def test_the_older_version_is_enough(
    service: Service, text: AgreementText, evening: Evening, cast: Cast
) -> None:
    says_yes(text, cast.bram)
    a_newer_text(service, cast)
    assert operations.claim(evening.give, cast.bram.id, seen_by(cast.bram)).id


def test_what_was_promised_stays_when_the_agreement_ends(
    text: AgreementText, evening: Evening, cast: Cast
) -> None:
    made, bram = says_yes(text, cast.bram), seen_by(cast.bram)
    promised = operations.claim(evening.give, bram.id, bram)
    end_agreement(made.id, bram)
    assert operations.claim(evening.give, bram.id, bram).id == promised.id
    assert checks.broken() == []
    operations.release(promised.id, bram)
    with pytest.raises(AgreementMissing):
        operations.claim(evening.give, bram.id, bram)


def test_waiting_takes_it_too_and_so_does_the_place_that_comes(
    service: Service, text: AgreementText, cast: Cast
) -> None:
    full, bram = an_evening(service, places=1), seen_by(cast.bram)
    says_yes(text, cast.anna)
    claimed = operations.claim(full.give, cast.anna.id, seen_by(cast.anna))
    with pytest.raises(AgreementMissing):
        operations.wait(full.give, bram.id, bram)
    made = says_yes(text, cast.bram)
    waiting = operations.wait(full.give, bram.id, bram)
    operations.release(claimed.id, seen_by(cast.anna))
    end_agreement(made.id, bram)
    with pytest.raises(AgreementMissing):
        operations.accept(waiting.id, bram)
    says_yes(text, cast.bram)
    assert operations.accept(waiting.id, bram).person_id == bram.id


def test_two_who_swap_have_it_for_where_they_go(
    service: Service, text: AgreementText, evening: Evening, cast: Cast
) -> None:
    other = an_evening(a_service("Klussen"), EVENING + timedelta(days=1))
    says_yes(text, cast.bram)
    brams = operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    annas = operations.claim(other.give, cast.anna.id, seen_by(cast.anna))
    with pytest.raises(AgreementMissing):
        operations.exchange(annas.id, brams.id, seen_by(cast.anna))
    says_yes(text, cast.anna)
    operations.exchange(annas.id, brams.id, seen_by(cast.anna))


def test_who_is_asked_to_stand_in_reads_the_agreement_first(
    service: Service, text: AgreementText, evening: Evening, cast: Cast
) -> None:
    cover.ask(evening.give, 2, seen_by(cast.coor))
    asked = db().scalars(select(Ask).order_by(Ask.id)).first()
    assert asked is not None
    who = next(each for each in vars(cast).values() if each.id == asked.person_id)
    with pytest.raises(AgreementMissing):
        cover.answer(asked.id, True, seen_by(who))
    says_yes(text, who)
    assert cover.answer(asked.id, True, seen_by(who)) is not None


def test_a_fixed_place_takes_it_and_fills_no_day_without(
    service: Service, text: AgreementText, cast: Cast
) -> None:
    bram = seen_by(cast.bram)
    series = operations.start_series(
        service.id,
        rule="FREQ=WEEKLY;BYDAY=SA",
        starts_at=time(10),
        minutes=120,
        place="De Knotwilg",
        first_on=date(2027, 1, 16),
        last_on=date(2027, 12, 18),
        lines=[LinePlan(Side.GIVE, "koffie zetten", 2)],
        by=seen_by(cast.coor),
    )
    line = series.lines[0].id
    with pytest.raises(AgreementMissing):
        operations.hold_fixed_place(line, bram.id, bram, starts_on=series.first_on)
    assert db().scalars(select(FixedPlace)).all() == []
    made = says_yes(text, cast.bram)
    fixed = operations.hold_fixed_place(line, bram.id, bram, starts_on=series.first_on)
    before = len(db().scalars(select(Claim)).all())
    assert fixed.days.made == before > 0
    end_agreement(made.id, bram)
    assert operations.extend_all([series.id], date(2027, 6, 1)) > 0
    assert len(db().scalars(select(Claim)).all()) == before
