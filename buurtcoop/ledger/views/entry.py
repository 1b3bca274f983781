"""One entry whole, and undoing it."""

from datetime import date

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from buurtcoop.core import clock, words
from buurtcoop.core.money import NOTHING
from buurtcoop.ledger import operations, queries
from buurtcoop.ledger.forms import UndoForm
from buurtcoop.ledger.models import AccountKind, Entry
from buurtcoop.ledger.rules import CASH, PeriodClosed, PeriodMissing, effect
from buurtcoop.ledger.views.telling import debit, sentence, size
from buurtcoop.web.pages import _, attempt, language, or_gone, page, permission, viewer

bp = Blueprint("entry", __name__, url_prefix="/boek")


@bp.route("/<int:entry_id>")
@permission("money.read")
def entry(entry_id: int) -> ResponseReturnValue:
    """One entry with all its lines."""
    found = _entry(entry_id)
    undone_by = queries.reversal_of(entry_id)
    stands = undone_by is None and found.reverses_id is None
    other = undone_by or (queries.find_entry(found.reverses_id) if found.reverses_id else None)
    costs = any(line.account.kind is AccountKind.EXPENSE for line in found.lines)
    return page(
        "ledger/entry.html",
        entry=found,
        number=queries.number_of(found),
        other=other,
        other_number=queries.number_of(other) if other else "",
        sentence=_sentence(found, other),
        facts=_facts(found),
        debit=debit(found.lines),
        receipts=queries.receipts_of(entry_id),
        undone_by=undone_by,
        may_book=viewer().may("money.book"),
        may_undo=stands,
        may_repeat=stands and costs,
    )


@bp.route("/<int:entry_id>/ongedaan", methods=["GET", "POST"])
@permission("money.book")
def undo(entry_id: int) -> ResponseReturnValue:
    """Say what undoing does, and do it."""
    found = _entry(entry_id)
    form = UndoForm.sent(day=_day_to_undo(found.day))
    if form.accepted():
        with attempt():
            made = operations.reverse(entry_id, day=form.day.data, memo=form.memo.data, by=viewer())
            flash(_("Ongedaan gemaakt. Het bedrag telt niet meer mee."), "good")
            return redirect(url_for(".entry", entry_id=made.id), code=303)
    return page("ledger/undo.html", entry=found, number=queries.number_of(found), form=form)


def _sentence(found: Entry, other: Entry | None) -> str:
    if found.reverses_id is None or other is None:
        return sentence(found.day, found.lines)
    return _(
        "Op %(day)s is boeking %(number)s ongedaan gemaakt. Het ging om %(amount)s.",
        day=words.full_date(found.day, language()),
        number=queries.number_of(other),
        amount=size(found.lines),
    )


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """What an entry says in words, line by line; cash is told by what it was for."""
    told = [line for line in entry.lines if line.account.code not in CASH]
    spoken = language()
    names = {
        _("Potje"): [line.fund.name for line in entry.lines],
        _("Soort"): [line.account.name for line in told],
        _("Activiteit"): [line.activity.name for line in entry.lines if line.activity],
    }
    preparer, maker = queries.prepared_by(entry), queries.made_by(entry)
    return [
        (_("Dag"), words.full_date(entry.day, spoken)),
        *((label, ", ".join(dict.fromkeys(said))) for label, said in names.items() if said),
        (_did(entry), str(size(entry.lines))),
        *([(_("Klaargezet door"), preparer)] if preparer else []),
        *([(_("Geboekt door"), maker)] if maker else []),
        (_("Geboekt op"), words.when(entry.made_at, spoken)),
    ]


def _did(entry: Entry) -> str:
    """Whether money came in or went out, or neither."""
    did = effect((line.account.code, line.amount) for line in entry.lines)
    if did == NOTHING:
        return _("Bedrag")
    return _("Kwam erbij") if did > NOTHING else _("Ging eraf")


def _entry(entry_id: int) -> Entry:
    return or_gone(queries.find_entry, entry_id)


def _day_to_undo(day: date) -> date:
    """The day of the entry itself while its month is open, so that the month stays right."""
    try:
        queries.period_of(day)
    except (PeriodClosed, PeriodMissing):
        return clock.today()
    return day
