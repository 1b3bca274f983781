"""The forms of the catalogue and of the needs round."""

from buurtcoop.services.forms.catalogue import LeadForm, ServiceForm, StopForm

__all__ = ["LeadForm", "ServiceForm", "StopForm"]
