"""What is put on the list, written down, said and taken back; and every way to say no."""

from datetime import date, timedelta

import pytest
from sqlalchemy import String, func, select

from buurtcoop.access.rules import NotYourRole
from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.members.rules import NoMemberNow
from buurtcoop.qualifications import checks, operations, queries, rules
from buurtcoop.qualifications.models import Qualification
from tests.cast import Cast, seen_by
from tests.qualifications.cases import a_vog, cooking

TODAY = date(2027, 1, 12)
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("opened")


def rows() -> int:
    return db().scalars(select(func.count()).select_from(Qualification)).one()


def note(cast: Cast, skill_id: int, seen_on: date = TODAY, **more: date) -> Qualification:
    return operations.note_qualification(
        cast.bram.id, skill_id, seen_on=seen_on, by=seen_by(cast.coor), **more
    )


def test_the_list_stands_by_name_without_what_went_off_it(cast: Cast) -> None:
    vog, cook = a_vog(cast), cooking(cast)
    assert queries.skills_on_list() == [cook, vog]
    operations.end_skill(vog.id, seen_by(cast.coor))
    assert queries.skills_on_list() == [cook]
    assert vog.ended_on == TODAY
    operations.resume_skill(vog.id, seen_by(cast.coor))
    assert queries.skills_on_list() == [cook, vog]


def test_a_name_stands_on_the_list_once(cast: Cast) -> None:
    vog = a_vog(cast)
    with pytest.raises(rules.SkillNameTaken, match="VOG"):
        a_vog(cast)
    cook = cooking(cast)
    with pytest.raises(rules.SkillNameTaken):
        operations.change_skill(
            cook.id, name="VOG", explanation="x", valid_months=None, by=seen_by(cast.coor)
        )
    assert queries.skill_name(vog.id) == "VOG"


def test_a_change_touches_only_what_is_seen_from_now_on(cast: Cast) -> None:
    vog = a_vog(cast)
    before = note(cast, vog.id).valid_until
    operations.change_skill(
        vog.id, name="VOG", explanation="Anders.", valid_months=12, by=seen_by(cast.coor)
    )
    assert before == date(2030, 1, 12)
    db().expire_all()
    assert queries.qualifications_of(seen_by(cast.bram), cast.bram.id)[0].valid_until == before
    assert note(cast, vog.id, TODAY - DAY).valid_until == date(2028, 1, 11)


def test_ones_own_word_never_runs_out(cast: Cast) -> None:
    cook = cooking(cast)
    operations.change_skill(
        cook.id, name="Koken", explanation="x", valid_months=12, by=seen_by(cast.coor)
    )
    assert cook.valid_months is None
    noted = operations.note_qualification(
        cast.bram.id, cook.id, seen_on=TODAY, valid_until=TODAY, by=seen_by(cast.coor)
    )
    assert noted.valid_until is None


@pytest.mark.parametrize(
    ("seen_on", "until"),
    [
        (date(2027, 1, 12), date(2030, 1, 12)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2026, 8, 31), date(2029, 8, 31)),
    ],
)
def test_the_last_day_follows_from_the_day_it_was_seen(
    cast: Cast, seen_on: date, until: date
) -> None:
    assert note(cast, a_vog(cast).id, seen_on).valid_until == until


def test_what_has_no_end_counts_for_good(cast: Cast) -> None:
    skill = a_vog(cast, "Diploma", months=None)
    assert note(cast, skill.id).valid_until is None
    assert queries.skills_of(cast.bram.id, date(2090, 1, 1)) == {skill.id}


def test_a_last_day_of_its_own_goes_before_ours(cast: Cast) -> None:
    noted = note(cast, a_vog(cast).id, valid_until=date(2027, 6, 1))
    assert noted.valid_until == date(2027, 6, 1)


def test_renewing_ends_the_old_row_at_the_same_moment(cast: Cast) -> None:
    vog = a_vog(cast)
    old = note(cast, vog.id, TODAY - 30 * DAY)
    new = note(cast, vog.id)
    db().expire_all()
    assert (old.ended_at, new.ended_at) == (clock.now(), None)
    assert queries.skills_of(cast.bram.id, TODAY) == {vog.id}
    assert checks.broken() == []


def test_noting_the_same_twice_is_once(cast: Cast) -> None:
    vog = a_vog(cast)
    assert note(cast, vog.id).id == note(cast, vog.id).id
    assert rows() == 1


def test_it_counts_up_to_and_with_its_last_day(cast: Cast) -> None:
    vog = a_vog(cast)
    note(cast, vog.id)
    last = date(2030, 1, 12)
    assert queries.people_with(vog.id, last) == {cast.bram.id}
    assert queries.people_with(vog.id, last + DAY) == frozenset()
    assert queries.skills_of(cast.bram.id, last + DAY) == frozenset()


def test_what_was_not_seen_yet_can_not_be_noted(cast: Cast) -> None:
    with pytest.raises(rules.SeenInFuture):
        note(cast, a_vog(cast).id, TODAY + DAY)


def test_the_last_day_is_not_before_the_first(cast: Cast) -> None:
    with pytest.raises(rules.EndsBeforeSeen):
        note(cast, a_vog(cast).id, TODAY, valid_until=TODAY - DAY)


def test_what_ran_out_before_today_is_refused(cast: Cast) -> None:
    with pytest.raises(rules.RanOut):
        note(cast, a_vog(cast).id, date(2023, 1, 12))


def test_nobody_is_the_witness_of_ones_own_proof(cast: Cast) -> None:
    vog = a_vog(cast)
    with pytest.raises(rules.NotYourOwn):
        operations.note_qualification(cast.dees.id, vog.id, seen_on=TODAY, by=seen_by(cast.dees))
    assert rows() == 0


def test_who_may_not_see_proof_notes_nothing(cast: Cast) -> None:
    vog = a_vog(cast)
    for person in (cast.bram, cast.truus, cast.bo):
        with pytest.raises(NotYourRole):
            operations.note_qualification(cast.anna.id, vog.id, seen_on=TODAY, by=seen_by(person))


def test_who_may_not_change_the_list_does_not(cast: Cast) -> None:
    vog = a_vog(cast)
    by = seen_by(cast.anna)
    for act in (operations.end_skill, operations.resume_skill):
        with pytest.raises(NotYourRole):
            act(vog.id, by)
    with pytest.raises(NotYourRole):
        operations.add_skill("Zingen", explanation="x", proven=False, valid_months=None, by=by)


def test_only_of_members_we_keep_it(cast: Cast) -> None:
    vog, cook = a_vog(cast), cooking(cast)
    with pytest.raises(NoMemberNow):
        operations.note_qualification(cast.dirk.id, vog.id, seen_on=TODAY, by=seen_by(cast.coor))
    with pytest.raises(NoMemberNow):
        operations.say_so(cast.dirk.id, cook.id, seen_by(cast.dirk))


def test_ones_own_word_counts_at_once_and_once(cast: Cast) -> None:
    cook = cooking(cast)
    said = operations.say_so(cast.bram.id, cook.id, seen_by(cast.bram))
    assert operations.say_so(cast.bram.id, cook.id, seen_by(cast.bram)).id == said.id
    assert (said.seen_by_id, said.valid_until) == (cast.bram.id, None)
    assert queries.people_with(cook.id, TODAY) == {cast.bram.id}


def test_what_needs_proof_is_never_put_in_by_the_member(cast: Cast) -> None:
    vog = a_vog(cast)
    with pytest.raises(rules.NeedsProof, match="VOG"):
        operations.say_so(cast.bram.id, vog.id, seen_by(cast.bram))
    assert rows() == 0


def test_what_went_off_the_list_is_not_said_any_more(cast: Cast) -> None:
    cook = cooking(cast)
    operations.end_skill(cook.id, seen_by(cast.coor))
    with pytest.raises(rules.NotOnList):
        operations.say_so(cast.bram.id, cook.id, seen_by(cast.bram))


def test_nobody_speaks_for_another(cast: Cast) -> None:
    cook = cooking(cast)
    with pytest.raises(NotYourRole):
        operations.say_so(cast.bram.id, cook.id, seen_by(cast.anna))
    said = operations.say_so(cast.bram.id, cook.id, seen_by(cast.coor))
    with pytest.raises(NotYourRole):
        operations.take_back(said.id, seen_by(cast.anna))


def test_a_word_is_taken_back_once(cast: Cast) -> None:
    said = operations.say_so(cast.bram.id, cooking(cast).id, seen_by(cast.bram))
    operations.take_back(said.id, seen_by(cast.bram))
    assert queries.skills_of(cast.bram.id, TODAY) == frozenset()
    with pytest.raises(rules.GoneBefore):
        operations.take_back(said.id, seen_by(cast.bram))


def test_proof_is_taken_back_by_who_may_see_it(cast: Cast) -> None:
    noted = note(cast, a_vog(cast).id)
    with pytest.raises(NotYourRole):
        operations.take_back(noted.id, seen_by(cast.bram))
    operations.take_back(noted.id, seen_by(cast.dees))
    assert queries.counts_until(cast.bram.id) == {}


def test_only_the_member_and_who_may_see_proof_read_it(cast: Cast) -> None:
    note(cast, a_vog(cast).id)
    for person in (cast.bram, cast.coor, cast.dees):
        assert len(queries.qualifications_of(seen_by(person), cast.bram.id)) == 1
    for person in (cast.anna, cast.truus, cast.bo):
        with pytest.raises(LookupError):
            queries.qualifications_of(seen_by(person), cast.bram.id)


def test_the_list_counts_members_of_today(cast: Cast) -> None:
    vog = a_vog(cast)
    note(cast, vog.id)
    assert [(seen.skill.name, seen.members) for seen in queries.listed()] == [("VOG", 1)]
    with clock.stopped(clock.start_of(date(2031, 1, 1))):
        assert [seen.members for seen in queries.listed()] == [0]


def test_there_is_no_place_for_what_stands_in_the_paper() -> None:
    """Of a VOG we keep that it was seen: no number, no result, no copy, no remark."""
    columns = Qualification.__table__.columns
    assert [column.name for column in columns if isinstance(column.type, String)] == []
    assert {column.name for column in columns} == {
        *("id", "person_id", "skill_id", "seen_on", "seen_by_id", "valid_until", "ended_at")
    }


def test_checks_notice_who_is_the_own_witness(cast: Cast, opened: Instance) -> None:
    noted = note(cast, a_vog(cast).id)
    noted.seen_by_id = cast.bram.id
    db().flush()
    assert checks.broken() == [f"Qualification {noted.id} needs proof, and its owner put it in."]


def test_checks_notice_a_word_with_an_end(cast: Cast) -> None:
    said = operations.say_so(cast.bram.id, cooking(cast).id, seen_by(cast.bram))
    said.valid_until = TODAY
    db().flush()
    assert checks.broken() == [
        f"Qualification {said.id} is one's own word, and still has a last day."
    ]
