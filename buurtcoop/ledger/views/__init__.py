"""Pages of the books: what is in it, funds, what stands ready, what comes back, receipts."""

from flask import Blueprint

from buurtcoop.ledger.views import (
    between,
    book,
    entry,
    figures,
    files,
    funds,
    lists,
    opening,
    ready,
    receipts,
    recurring,
)

bp = Blueprint("ledger", __name__, url_prefix="/geld")
for part in (
    book,
    entry,
    between,
    funds,
    ready,
    recurring,
    receipts,
    figures,
    lists,
    files,
    opening,
):
    bp.register_blueprint(part.bp)
