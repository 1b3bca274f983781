"""Pages of the money: sources at a glance, and booking in words."""

from flask import Blueprint

from buurtcoop.funding.views import (
    agreements,
    ahead,
    booking,
    budgets,
    duties,
    goals,
    settling,
    sources,
    terms,
    tranches,
    what_if,
)

bp = Blueprint("funding", __name__, url_prefix="/geld")
for part in (
    sources,
    agreements,
    terms,
    tranches,
    booking,
    settling,
    goals,
    duties,
    budgets,
    ahead,
    what_if,
):
    bp.register_blueprint(part.bp)
