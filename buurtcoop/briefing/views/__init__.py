"""Pages around the day itself."""

from flask import Blueprint

from buurtcoop.briefing.views import before, log, rides

bp = Blueprint("briefing", __name__, url_prefix="/rooster")
for part in (before, log, rides):
    bp.register_blueprint(part.bp)
