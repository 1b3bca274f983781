"""Pages of the money: sources at a glance, and booking in words."""

from flask import Blueprint

from buurtcoop.funding.views import (
    agreements,
    ahead,
    booking,
    budgets,
    claims,
    duties,
    goals,
    matching,
    orders,
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
    claims,
    matching,
    orders,
):
    bp.register_blueprint(part.bp)
