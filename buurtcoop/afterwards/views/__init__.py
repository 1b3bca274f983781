"""Pages of what stays when it is over."""

from flask import Blueprint

from buurtcoop.afterwards.views import after, given, lessons, stories

bp = Blueprint("afterwards", __name__)
for part in (after, lessons, stories, given):
    bp.register_blueprint(part.bp)
