"""Pages of the money: sources at a glance, and booking in words."""

from flask import Blueprint

from buurtcoop.funding.views import booking, budgets, duties, goals, settling, sources

bp = Blueprint("funding", __name__, url_prefix="/geld")
for part in (sources, booking, settling, goals, duties, budgets):
    bp.register_blueprint(part.bp)
