"""Pages of buying together: the rounds, one's own order, and what the lead does."""

from flask import Blueprint

from buurtcoop.purchases.views import leading, ordering, orders, owning, quotes, rounds

bp = Blueprint("purchases", __name__, url_prefix="/samen-kopen")
for part in (rounds, ordering, owning, leading, quotes, orders):
    bp.register_blueprint(part.bp)
