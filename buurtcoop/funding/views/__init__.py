"""Pages of the money: sources at a glance, and booking in words."""

from flask import Blueprint

from buurtcoop.funding.views import (
    ahead,
    booking,
    budgets,
    duties,
    goals,
    settling,
    sources,
    what_if,
)

bp = Blueprint("funding", __name__, url_prefix="/geld")
for part in (sources, booking, settling, goals, duties, budgets, ahead, what_if):
    bp.register_blueprint(part.bp)
