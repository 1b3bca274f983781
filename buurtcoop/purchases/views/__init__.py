"""Pages of buying together: the rounds, one's own order, and what the lead does."""

from flask import Blueprint

from buurtcoop.purchases.views.leading import bp as leading
from buurtcoop.purchases.views.ordering import bp as ordering
from buurtcoop.purchases.views.orders import bp as orders
from buurtcoop.purchases.views.owning import bp as owning
from buurtcoop.purchases.views.quotes import bp as quotes
from buurtcoop.purchases.views.rounds import bp as rounds

bp = Blueprint("purchases", __name__, url_prefix="/samen-kopen")
for part in (rounds, ordering, owning, leading, quotes, orders):
    bp.register_blueprint(part)
