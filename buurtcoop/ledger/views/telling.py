"""What an entry did, as a sentence: before it is booked, while it waits, and after."""

from collections.abc import Sequence
from datetime import date

from buurtcoop.audit.operations import reading
from buurtcoop.core import words
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.core.words import N_
from buurtcoop.ledger.models import FundKind, Line, PreparedLine, RecurringLine
from buurtcoop.ledger.queries import told_in
from buurtcoop.ledger.rules import CASH, GIVEN, LENT, effect
from buurtcoop.people.queries import people_told_of
from buurtcoop.web.pages import _, language, viewer

WHY_TAKEN = N_("Iemand haalde het boek van een jaar op. Daarin staat uw naam.")
# How free the money of a fund is.
FUND_KINDS = {
    FundKind.FREE: N_("Vrij te besteden"),
    FundKind.DESIGNATED: N_("Door onszelf apart gehouden"),
    FundKind.RESTRICTED: N_("Gekregen met een doel"),
}
# A line of an entry: booked, waiting, or coming back.
Told = Line | PreparedLine | RecurringLine


def sentence(day: date, lines: Sequence[Told]) -> str:
    """What these lines did on this day, in words."""
    said = words.full_date(day, language())
    between = next((line for line in lines if line.account.code in (LENT, GIVEN)), None)
    if between is not None:
        return _between(said, between.account.code, lines)
    funds = dict.fromkeys(line.fund.name for line in lines)
    did = effect((line.account.code, line.amount) for line in lines)
    values = {"day": said, "amount": size(lines), "source": ", ".join(funds)}
    if did > NOTHING:
        return _("Op %(day)s kwam %(amount)s binnen. Het hoort bij %(source)s.", **values)
    if did < NOTHING:
        return _("Op %(day)s ging %(amount)s uit. Het komt uit %(source)s.", **values)
    return _("Op %(day)s is %(amount)s anders opgeschreven, bij %(source)s.", **values)


def size(lines: Sequence[Told]) -> Money:
    """How much it is about: what our cash did, what went between funds, else one of its sides."""
    did = effect((line.account.code, line.amount) for line in lines)
    between = [line for line in lines if line.account.code in (LENT, GIVEN)]
    return abs(did) or debit(between or lines)


def debit(lines: Sequence[Told]) -> Money:
    """What stands on one of its two sides."""
    return sum((line.amount for line in lines if line.amount > NOTHING), NOTHING)


def _between(said: str, code: str, lines: Sequence[Told]) -> str:
    """Money that went from one fund to another; who gave it has the positive line."""
    ours = [line for line in lines if line.account.code == code]
    values = {
        "day": said,
        "amount": debit(ours),
        "source": ", ".join(line.fund.name for line in ours if line.amount > NOTHING),
        "other": ", ".join(line.fund.name for line in ours if line.amount < NOTHING),
    }
    if code == LENT:
        return _("Op %(day)s ging %(amount)s van %(source)s naar %(other)s, als lening.", **values)
    return _("Op %(day)s ging %(amount)s van %(source)s naar %(other)s, voor goed.", **values)


def summary(day: date, lines: Sequence[Told]) -> str:
    """The same in a few words for a list: the day, what for, from which fund, for what activity."""
    told = [line for line in lines if line.account.code not in CASH] or list(lines)
    names = [
        *(line.account.name for line in told),
        *(line.fund.name for line in lines),
        *(line.activity.name for line in lines if line.activity),
    ]
    return " · ".join([words.full_date(day, language()), *dict.fromkeys(names)])


def log_taking(year: int) -> None:
    """Write down who is named in the book of a year, before somebody takes it along."""
    reading(viewer(), WHY_TAKEN, people_told_of(told_in(year)))
