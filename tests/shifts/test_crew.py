"""Places that ask for something: who may take them, what the lists say, and what when it ends."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.rules import Due
from buurtcoop.qualifications.models import Qualification, Skill
from buurtcoop.qualifications.operations import note_qualification, take_back
from buurtcoop.shifts import operations, queries, reminders, rules
from buurtcoop.shifts.attention import UNQUALIFIED, attention
from buurtcoop.shifts.messages import QUALIFICATION_ENDS
from buurtcoop.shifts.models import Claim, CrewLine, PromiseState, Side
from tests.cast import Cast, seen_by
from tests.qualifications.cases import a_vog
from tests.shifts.pages import set_table
from tests.shifts.rota import EVENING, Evening, taken
from tests.shifts.statements import counted
from tests.shifts.test_messages import the_mail
from tests.visitor import Visitor

ON_THE_DAY = clock.local(EVENING).date()


@pytest.fixture
def vog(evening: Evening, cast: Cast) -> Skill:
    """The helpers of the evening need a VOG."""
    skill = a_vog(cast)
    ask_for(evening, skill.id)
    return skill


def ask_for(evening: Evening, skill_id: int) -> None:
    db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(skill_id=skill_id))


def seen(cast: Cast, skill: Skill, until: date | None = None) -> Qualification:
    return note_qualification(
        cast.bram.id, skill.id, seen_on=clock.today(), valid_until=until, by=seen_by(cast.coor)
    )


def claim(evening: Evening, cast: Cast) -> Claim:
    return operations.claim(evening.give, cast.bram.id, seen_by(cast.bram))


def due() -> list[Due]:
    found = reminders.due(clock.now())
    return [one for one in found if one.rule is QUALIFICATION_ENDS]


def say(one: Due) -> None:
    put(
        one.rule,
        subject_id=one.subject_id,
        occurrence=one.occurrence,
        recipient_id=one.recipient_id,
        expires_at=one.expires_at,
    )


def items() -> list[tuple[str, str]]:
    return [
        (item.title.message % item.title.values, item.line.message % item.line.values)
        for item in attention(clock.now())
        if item.kind == UNQUALIFIED
    ]


def test_who_has_it_may_claim(evening: Evening, vog: Skill, cast: Cast) -> None:
    seen(cast, vog)
    claim(evening, cast)
    assert taken(evening.give) == 1


def test_who_does_not_have_it_reads_who_helps(evening: Evening, vog: Skill, cast: Cast) -> None:
    with pytest.raises(rules.QualificationMissing) as refusal:
        claim(evening, cast)
    assert refusal.value.values["qualification"] == "VOG"
    assert refusal.value.values["contact_name"] == "Coor"
    assert taken(evening.give) == 0


def test_also_who_books_for_others_puts_nobody_there_without_it(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    with pytest.raises(rules.QualificationMissing):
        operations.claim(evening.give, cast.bram.id, seen_by(cast.coor))


def test_it_has_to_count_on_the_day_itself(evening: Evening, vog: Skill, cast: Cast) -> None:
    seen(cast, vog, ON_THE_DAY - timedelta(days=1))
    with pytest.raises(rules.QualificationMissing):
        claim(evening, cast)
    seen(cast, vog, ON_THE_DAY)
    claim(evening, cast)


def test_seats_ask_for_nothing(evening: Evening, vog: Skill, cast: Cast) -> None:
    operations.book(evening.receive, cast.anna.id, seen_by(cast.anna))
    assert taken(evening.receive) == 1


def test_a_list_says_what_a_place_asks_and_whether_it_is_out_of_reach(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    def read(viewer: object) -> tuple[tuple[str, ...], bool]:
        [shift] = queries.open_shifts_for(viewer)  # type: ignore[arg-type]  # a viewer
        return shift.needs, shift.out_of_reach

    assert read(seen_by(cast.bram)) == (("VOG",), True)
    assert read(STRANGER) == (("VOG",), False)
    seen(cast, vog, ON_THE_DAY - timedelta(days=1))
    assert read(seen_by(cast.bram)) == (("VOG",), True)
    seen(cast, vog)
    assert read(seen_by(cast.bram)) == (("VOG",), False)


def test_free_for_me_leaves_out_what_only_asks_for_what_i_do_not_have(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    def found() -> int:
        bram = seen_by(cast.bram)
        return len(queries.open_shifts_for(bram, side=Side.GIVE, free_for_me=True))

    assert found() == 0
    seen(cast, vog)
    assert found() == 1


def test_what_is_asked_costs_one_statement_at_any_size(instance: Instance, cast: Cast) -> None:
    evenings = [
        set_table(instance, starts_at=EVENING + timedelta(days=number)) for number in range(6)
    ]
    with instance.writing():
        skill = a_vog(cast)
        for evening in evenings:
            ask_for(evening, skill.id)
        bram = seen_by(cast.bram)
    with counted(instance) as one:
        queries.open_shifts_for(bram, limit=1)
    with counted(instance) as many:
        queries.open_shifts_for(bram)
    assert len(one) == len(many) == 3


def test_nobody_is_told_while_it_counts(evening: Evening, vog: Skill, cast: Cast) -> None:
    seen(cast, vog)
    claim(evening, cast)
    assert due() == []
    assert items() == []


def test_a_qualification_that_ends_before_the_day_is_told_once_and_the_place_stays(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    """Bram promised; then his proof turned out to end earlier."""
    seen(cast, vog)
    promised = claim(evening, cast)
    seen(cast, vog, date(2027, 1, 15))
    [one] = due()
    assert (one.subject_id, one.recipient_id) == (promised.id, cast.bram.id)
    assert items() == [
        (
            "VOG nodig voor Eettafel: Bram Proef",
            f"{EVENING}. Het geldt tot en met 2027-01-15. De plek blijft staan.",
        )
    ]
    say(one)
    assert due() == []
    assert (promised.state, taken(evening.give)) == (PromiseState.PROMISED, 1)


def test_what_was_taken_back_by_hand_is_told_too(evening: Evening, vog: Skill, cast: Cast) -> None:
    held = seen(cast, vog)
    promised = claim(evening, cast)
    take_back(held.id, seen_by(cast.coor))
    [one] = due()
    assert one.subject_id == promised.id
    assert items()[0][1] == f"{EVENING}. Dit telt niet meer. De plek blijft staan."
    assert taken(evening.give) == 1


def test_a_shift_moved_beyond_the_last_day_is_told(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    seen(cast, vog, ON_THE_DAY)
    claim(evening, cast)
    assert due() == []
    operations.move(
        evening.shift_id,
        day=ON_THE_DAY + timedelta(days=1),
        starts_at=time(17),
        minutes=180,
        reason="",
        by=seen_by(cast.coor),
    )
    assert len(due()) == 1


def test_who_renews_hears_nothing_more_and_leaves_the_list(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    held = seen(cast, vog)
    claim(evening, cast)
    take_back(held.id, seen_by(cast.coor))
    [one] = due()
    say(one)
    message = db().scalars(select(Message).where(Message.rule == QUALIFICATION_ENDS.name)).one()
    assert QUALIFICATION_ENDS.still_true(message)
    values = QUALIFICATION_ENDS.content(message)
    assert (values["qualification"], values["last_day"]) == ("VOG", None)
    again = seen(cast, vog)
    assert not QUALIFICATION_ENDS.still_true(message)
    assert (due(), items()) == ([], [])
    take_back(again.id, seen_by(cast.coor))
    assert len(due()) == 1


def test_nobody_is_told_about_what_was_released_or_called_off(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    held = seen(cast, vog)
    promised = claim(evening, cast)
    take_back(held.id, seen_by(cast.coor))
    operations.release(promised.id, seen_by(cast.bram))
    assert (due(), items()) == ([], [])


def test_on_the_web_a_place_says_what_it_asks(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = set_table(instance)
    with instance.writing():
        skill_id = a_vog(cast).id
        ask_for(evening, skill_id)
    bram = visitor.another().signed_in_as(cast.bram)
    path = f"/rooster/{evening.shift_id}"
    assert "Nog niet bij uw gegevens: VOG" in bram.get("/rooster/open").words
    page = bram.get(path)
    assert "Taak: koken. Nodig: VOG." in page.words
    assert "Hiervoor is nodig: VOG. Dat staat nog niet bij uw gegevens. Coor" in page.words
    assert f"{path}/helpen" not in [form.action for form in page.forms]
    token = page.forms[-1].values["csrf_token"]
    refused = bram.post(f"{path}/helpen", {"csrf_token": token})
    assert "Hiervoor is nodig: VOG." in refused.words
    with instance.writing():
        note_qualification(cast.bram.id, skill_id, seen_on=clock.today(), by=seen_by(cast.coor))
    assert "Nodig: VOG" in bram.get("/rooster/open").words
    assert "Fijn, we rekenen op u." in bram.send(bram.get(path), f"{path}/helpen").words


def test_enough_helpers_is_less_than_all_places(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = set_table(instance, places=3)
    with instance.writing():
        db().execute(update(CrewLine).where(CrewLine.id == evening.give).values(minimum=1))
    page = visitor.get(f"/rooster/{evening.shift_id}")
    assert "Nog 1 helper nodig" in page.words
    assert "Met 1 helper kan het doorgaan." in page.words
    with instance.writing():
        claim(evening, cast)
    assert "Er kunnen nog 2 helpers bij" in visitor.get(f"/rooster/{evening.shift_id}").words


def test_the_mail_says_what_ends_and_that_the_place_stays(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    seen(cast, vog)
    claim(evening, cast)
    seen(cast, vog, date(2027, 1, 15))
    [one] = due()
    say(one)
    mail = the_mail(QUALIFICATION_ENDS.name)
    assert mail.subject == "Nog nodig voor woensdag 20 januari: VOG"
    assert mail.holds(
        "Beste Bram,",
        "Eettafel",
        "Dit geldt tot vrijdag 15 januari: VOG. Uw plek blijft staan. Verleng het vóór die dag.",
        "/mijn/kunnen",
    )


def test_the_mail_says_so_when_it_does_not_count_any_more(
    evening: Evening, vog: Skill, cast: Cast
) -> None:
    held = seen(cast, vog)
    claim(evening, cast)
    take_back(held.id, seen_by(cast.coor))
    [one] = due()
    say(one)
    assert the_mail(QUALIFICATION_ENDS.name).holds(
        "Hiervoor is nodig: VOG. Dat telt nu niet meer. Uw plek blijft staan."
    )


def test_who_books_for_another_reads_what_the_place_asks(
    visitor: Visitor, instance: Instance, cast: Cast
) -> None:
    evening = set_table(instance)
    with instance.writing():
        ask_for(evening, a_vog(cast).id)
    coor = visitor.signed_in_as(cast.coor)
    path = f"/rooster/{evening.shift_id}/namens?zoek=bram"
    page = coor.get(path)
    assert "Helpen: koken, nodig: VOG" in page.words
    page = coor.send(page, path, person=str(cast.bram.id), line=str(evening.give))
    assert "Hiervoor is nodig: VOG. Dat staat nog niet bij uw gegevens." in page.words
