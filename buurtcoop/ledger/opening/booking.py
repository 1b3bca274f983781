"""One entry with what there was, once a year."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from buurtcoop.audit.operations import record
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.ledger.models import Entry, Fund, FundKind
from buurtcoop.ledger.opening.planning import Answers, lines_of
from buurtcoop.ledger.opening.rows import Row
from buurtcoop.ledger.operations import book, make_fund
from buurtcoop.ledger.queries import accounts, booked_under, funds, reversal_of, years_booked
from buurtcoop.ledger.rules import key_of_opening

RESERVE = "Reserve"


class OpeningThere(Refusal):
    """The book of this year has its opening entry."""

    sentence = N_("Het begin van %(year)s staat al in het boek. Maak dat eerst ongedaan.")


class OpeningLate(Refusal):
    """The book goes on from the year before: what there was is in it."""

    sentence = N_("In het boek staat al iets van voor %(year)s. Dan is er geen begin nodig.")


def opening_of(year: int) -> Entry | None:
    """The entry with which this year begins, when it still counts."""
    return booked_under(_key(year))


def refuse_second(year: int) -> None:
    """Raises OpeningThere, OpeningLate: this year has its beginning."""
    booked = years_booked()
    if booked and booked[0] < year:
        raise OpeningLate(year=year)
    if opening_of(year):
        raise OpeningThere(year=year)


def open_books(year: int, rows: Sequence[Row], answers: Answers, *, by: Viewer) -> Entry:
    """Book what there was as one entry on the first day of the year.

    Holds afterwards: the entry is even in every fund, and the year has one that counts: a second
    is refused until the first was undone. Raises OpeningThere, OpeningLate, OpeningUneven,
    FundUneven, OpeningEmpty, PeriodClosed, PeriodMissing; LookupError when an answer is missing.
    """
    refuse_second(year)
    if answers.to_reserve:
        reserve = _reserve(by)
        made = dict.fromkeys(answers.to_reserve, reserve.id)
        answers = replace(answers, funds={**answers.funds, **made})
    lines = lines_of(rows, answers, accounts(), funds())
    return book(date(year, 1, 1), f"Beginbalans {year}", lines, key=_key(year), by=by)


def _reserve(by: Viewer) -> Fund:
    """Our own free money, in a fund that is made when it is not there."""
    made = make_fund(RESERVE, FundKind.FREE)
    if made is None:
        return next(fund for fund in funds() if fund.name == RESERVE)
    record(by, "ledger.make_reserve", made, RESERVE)
    return made


def _key(year: int) -> str:
    """The first business key whose entry counts or is not there yet: an undone one made room."""
    attempt = 1
    while (entry := booked_under(key_of_opening(year, attempt))) and reversal_of(entry.id):
        attempt += 1
    return key_of_opening(year, attempt)
