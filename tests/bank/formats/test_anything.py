"""Whatever is put into a file: a refusal in a sentence, or statements that add up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from buurtcoop.bank.formats import read_file
from buurtcoop.bank.rules import BankFileRefused, identities, total
from tests.bank.formats.invented import FILES, content

NAMES = sorted(path.name for path in FILES.iterdir())
# What matters to one of the formats.
SHARP = [b"", b"<", b">", b'"', b"'", b",", b";", b"\t", b"\n", b":61:", b":86:", b":20:", b"0"]
SHARP += [b"?20", b">21", b"/IBAN/", b"-", b"EUR", b"\xff", b"\x00", b"9999999", b"<Ntry>", b"PK"]


def holds(data: bytes) -> None:
    """Nothing but refusals is raised, and what is read adds up and has names."""
    try:
        found = read_file(data)
    except BankFileRefused:
        return
    for statement in found:
        assert statement.first_day <= statement.last_day
        assert (statement.opening is None) == (statement.closing is None)
        if statement.opening is not None:
            assert statement.opening + total(statement.movements) == statement.closing
        assert len(set(identities(statement.movements))) == len(statement.movements)


@pytest.mark.long
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=some.sampled_from(NAMES),
    places=some.lists(
        some.tuples(some.integers(0, 6_000), some.integers(0, 20), some.sampled_from(SHARP)),
        min_size=1,
        max_size=4,
    ),
)
def test_a_bank_file_changed_anywhere(name: str, places: list[tuple[int, int, bytes]]) -> None:
    data = content(name)
    for place, length, new in places:
        at = place % (len(data) + 1)
        data = data[:at] + new + data[at + length :]

    holds(data)


@pytest.mark.long
@settings(max_examples=3_000, deadline=None)
@given(start=some.sampled_from([b"", b":20:x\n", b"<a>", b"PK\x03\x04"]), rest=some.binary())
def test_any_bytes_at_all(start: bytes, rest: bytes) -> None:
    holds(start + rest)
