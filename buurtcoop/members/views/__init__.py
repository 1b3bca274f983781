"""Pages of members: joining, deciding, the list, one's own details, leaving."""

from flask import Blueprint

from buurtcoop.members.views import applications, details, joining, leaving, register

bp = Blueprint("members", __name__)
for part in (joining, applications, register, details, leaving):
    bp.register_blueprint(part.bp)
