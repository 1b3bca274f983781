"""The forms of the catalogue and of the needs round."""

from buurtcoop.services.forms.catalogue import ServiceForm, StopForm
from buurtcoop.services.forms.opening import OUTCOMES
from buurtcoop.services.forms.ruling import RulesForm
from buurtcoop.services.forms.starting import StartForm

__all__ = ["OUTCOMES", "RulesForm", "ServiceForm", "StartForm", "StopForm"]
