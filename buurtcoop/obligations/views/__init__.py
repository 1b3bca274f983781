"""The pages of the duty: what we ask, one's own month, being free, and who gets in touch."""

from flask import Blueprint

from buurtcoop.core import clock
from buurtcoop.obligations.queries import concerns
from buurtcoop.obligations.views import contacts, freeing, giving, mine, settings

bp = Blueprint("obligations", __name__)
for each in (settings, mine, giving, freeing, contacts):
    bp.register_blueprint(each.bp)


@bp.app_template_global("duty_is_here")
def duty_is_here() -> bool:
    """Whether a duty runs or begins; without one, no page shows anything of it."""
    return concerns(clock.today()) is not None
