"""The pages of the books beside the list itself: booking in parts, funds, receipts, what waits."""

from sqlalchemy import select

from buurtcoop.ledger.models import AccountKind, Entry, LedgerAccount, Line
from buurtcoop.people.models import Person
from tests.pictures.shot import Shot, first


def books_shots(treasurer: Person, board: Person) -> list[Shot]:
    """Each page as the person who uses it. Needs an open transaction."""
    undone = select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))
    stands = Entry.reverses_id.is_(None), Entry.id.not_in(undone)
    is_cost = Entry.lines.any(Line.account.has(LedgerAccount.kind == AccountKind.EXPENSE))
    cost = first(select(Entry.id).where(*stands, is_cost).order_by(Entry.id.desc()))
    return [
        Shot("book-search", "/geld/boek?zoek=huur", treasurer),
        Shot("book-income", "/geld/boek/nieuw/binnen", treasurer),
        Shot("book-parts", "/geld/boek/nieuw/uit/verdeeld", treasurer),
        Shot(
            "book-parts-wrong",
            "/geld/boek/nieuw/uit/verdeeld",
            treasurer,
            filled={"amount": "1,234"},
            pressed="main button[value=bekijk]",
        ),
        Shot("book-repeat", f"/geld/boek/{cost}/herhalen", treasurer),
        Shot("book-recurring", "/geld/terugkerend", treasurer),
        Shot("book-accounts", "/geld/rekeningen", treasurer),
        Shot("funds", "/geld/potjes", treasurer),
        Shot("fund-new", "/geld/potjes/nieuw", treasurer),
        Shot("fund-purpose", "/geld/potjes/1", treasurer),
        Shot("fund-lend", "/geld/potjes/lenen", treasurer),
        Shot("fund-repay", "/geld/potjes/terugbetalen", treasurer),
        Shot("fund-give", "/geld/potjes/geven", treasurer),
        Shot("ready", "/geld/klaar", board),
        Shot("ready-drop", "/geld/klaar/1/niet", board),
        Shot("ready-limits", "/geld/klaar/bedragen", board),
        Shot("receipts", "/geld/bonnen", treasurer),
        Shot("receipt", "/geld/bonnen/1?zoek=huur", treasurer),
        Shot("receipt-new", "/geld/bonnen/nieuw", treasurer),
    ]
