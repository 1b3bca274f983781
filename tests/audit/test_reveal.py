"""Nothing locked is opened before its reading is written down."""

import pytest
from sqlalchemy import event, func, select

from buurtcoop.access.models import Account
from buurtcoop.audit.models import AuditDetail, AuditEntry, ReadEntry, ReadPerson
from buurtcoop.audit.operations import reading, record, reveal, seal
from buurtcoop.coop.queries import this_coop
from buurtcoop.core.encryption import Tampered
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.viewer import STRANGER
from tests.cast import Cast, seen_by

PURPOSE = "Om u te helpen inloggen."


@pytest.fixture
def locked(instance: Instance, cast: Cast) -> int:
    """Anna's account with a locked text; tells its number."""
    with instance.writing():
        account = db().scalars(select(Account).filter_by(person_id=cast.anna.id)).one()
        seal(account, "totp_secret", "geheim van Anna")
        return account.id


def readings(instance: Instance) -> list[tuple[int, int]]:
    """(reader, about whom) of every reading."""
    with instance.reading():
        rows = db().execute(
            select(ReadEntry.reader_id, ReadPerson.person_id).join(
                ReadPerson, ReadPerson.entry_id == ReadEntry.id
            )
        )
        return [(reader, person) for reader, person in rows]


def test_who_reads_is_written_down_before_it_opens(
    instance: Instance, cast: Cast, locked: int
) -> None:
    with instance.reading():
        account = db().get_one(Account, locked)
        opened = reveal(seen_by(cast.coor), PURPOSE, [account], "totp_secret")

        assert opened == {locked: "geheim van Anna"}
        assert account.totp_secret is not None
        assert "Anna" not in account.totp_secret
    assert readings(instance) == [(cast.coor.id, cast.anna.id)]


def test_ones_own_text_is_no_reading(instance: Instance, cast: Cast, locked: int) -> None:
    with instance.reading():
        reveal(seen_by(cast.anna), PURPOSE, [db().get_one(Account, locked)], "totp_secret")

    assert readings(instance) == []


def test_without_a_log_nothing_opens(instance: Instance, cast: Cast, locked: int) -> None:
    unlocked: list[str] = []

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    event.listen(ReadEntry, "before_insert", refuse)
    try:
        with instance.reading():
            account = db().get_one(Account, locked)
            with pytest.raises(OSError, match="No space"):
                unlocked.extend(
                    reveal(seen_by(cast.coor), PURPOSE, [account], "totp_secret").values()
                )
    finally:
        event.remove(ReadEntry, "before_insert", refuse)

    assert unlocked == []


def test_in_a_request_that_changes_something_the_log_goes_with_it(
    instance: Instance, cast: Cast, locked: int
) -> None:
    def breaks() -> None:
        reveal(seen_by(cast.coor), PURPOSE, [db().get_one(Account, locked)], "totp_secret")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), instance.writing():
        breaks()
    assert readings(instance) == []

    with instance.writing():
        reveal(seen_by(cast.coor), PURPOSE, [db().get_one(Account, locked)], "totp_secret")
    assert readings(instance) == [(cast.coor.id, cast.anna.id)]


def test_a_text_of_another_row_does_not_open(instance: Instance, cast: Cast, locked: int) -> None:
    with instance.writing():
        stolen = db().get_one(Account, locked).totp_secret
        other = db().scalars(select(Account).filter_by(person_id=cast.bram.id)).one()
        other.totp_secret = stolen

    with instance.reading(), pytest.raises(Tampered):
        reveal(seen_by(cast.coor), PURPOSE, [db().merge(other)], "totp_secret")


def test_an_empty_text_opens_nothing_and_logs_nothing(
    instance: Instance, cast: Cast, locked: int
) -> None:
    with instance.writing():
        seal(db().get_one(Account, locked), "totp_secret", "")

    with instance.reading():
        account = db().get_one(Account, locked)
        assert reveal(seen_by(cast.coor), PURPOSE, [account], "totp_secret") == {}
    assert readings(instance) == []


def test_a_page_is_one_entry_with_a_row_for_each_person(instance: Instance, cast: Cast) -> None:
    about = [cast.anna.id, cast.bram.id, cast.anna.id, cast.coor.id]

    with instance.reading():
        reading(seen_by(cast.coor), PURPOSE, about)

    with instance.reading():
        assert db().scalar(select(func.count()).select_from(ReadEntry)) == 1
    assert sorted(readings(instance)) == [
        (cast.coor.id, cast.anna.id),
        (cast.coor.id, cast.bram.id),
    ]


def test_a_stranger_reads_about_nobody(instance: Instance, cast: Cast) -> None:
    with instance.reading(), pytest.raises(LookupError):
        reading(STRANGER, PURPOSE, [cast.anna.id])


def test_the_fingerprint_stays_when_the_words_are_erased(instance: Instance, cast: Cast) -> None:
    with instance.writing():
        record(seen_by(cast.bo), "coop.change", this_coop(), "het telefoonnummer")
        entry = db().scalars(select(AuditEntry)).one()
        detail = db().get_one(AuditDetail, entry.id)
        assert detail.detail == "het telefoonnummer"
        assert "telefoon" not in entry.detail_hash
        db().delete(detail)

    with instance.reading():
        entry = db().scalars(select(AuditEntry)).one()
        assert (entry.actor_id, entry.acting_as) == (cast.bo.id, "board")
        assert (entry.subject_kind, entry.subject_id) == ("coop", 1)
        assert len(entry.detail_hash) == 64
