"""The form with which a charge is waived."""

from buurtcoop.core.words import N_
from buurtcoop.web import fields
from buurtcoop.web.forms import BaseForm

LONGEST_WHY = 200


class WaiveForm(BaseForm):
    """Why something need not be paid."""

    why = fields.line(
        N_("Waarom hoeft dit niet betaald?"),
        hint=N_("Het lid leest dit terug. 1 zin is genoeg."),
        why=N_("Zo weten we later nog waarom."),
        owner="treasurer",
        longest=LONGEST_WHY,
    )
