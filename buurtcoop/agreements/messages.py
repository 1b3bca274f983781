"""What we say about agreements: a copy of one's yes, a new text, and that it ended or stops."""

from buurtcoop.agreements.models import Agreement, AgreementKind
from buurtcoop.agreements.queries import current_text
from buurtcoop.agreements.rules import KIND_NAMES, PAPERS, PART_NAMES, changed_parts
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.rules import Rule, Said

NAME = Agreement.__tablename__


def _agreement(said: Said) -> Agreement:
    return db().get_one(Agreement, said.subject_id, populate_existing=True)


def _runs(said: Said) -> bool:
    return _agreement(said).ended_at is None


def _ended(said: Said) -> bool:
    return not _runs(said)


def _copy(said: Said) -> dict[str, object]:
    agreement = _agreement(said)
    return {
        "service": agreement.text.service.name,
        "whose": KIND_NAMES[agreement.kind],
        "version": agreement.text.version,
        "parts": agreement.text.titled,
        "signed": agreement.signed,
        "how": agreement.how.value,
        "agreed_at": agreement.agreed_at,
        "check_number": agreement.number_in_groups,
        "url": f"{PAPERS}/{agreement.id}",
    }


def _still_newer(said: Said) -> bool:
    """Whether the agreement runs and this version is the newest, and not its own."""
    agreement = _agreement(said)
    newest = current_text(agreement.service_id, agreement.kind)
    return (
        agreement.ended_at is None
        and newest is not None
        and newest.id != agreement.text_id
        and str(newest.version) == said.occurrence
    )


def _what_changed(said: Said) -> dict[str, object]:
    agreement = _agreement(said)
    newest = current_text(agreement.service_id, agreement.kind)
    assert newest is not None
    return {
        "service": agreement.text.service.name,
        "parts": [PART_NAMES[name] for name in changed_parts(agreement.text.parts, newest.parts)],
        "reason": newest.reason,
        "url": f"{PAPERS}/{agreement.id}/nieuw",
    }


def _what_ended(said: Said) -> dict[str, object]:
    agreement = _agreement(said)
    return {
        "service": agreement.text.service.name,
        "day": agreement.ended_at,
        "for_child": agreement.kind is AgreementKind.GUARDIAN,
        "url": f"{PAPERS}/{agreement.id}",
    }


def _still_stops(said: Said) -> bool:
    """Whether the agreement runs and the service has the last day that we speak of."""
    agreement = _agreement(said)
    stops_on = agreement.text.service.stops_on
    return (
        agreement.ended_at is None
        and stops_on is not None
        and stops_on.isoformat() == said.occurrence
    )


def _what_stops(said: Said) -> dict[str, object]:
    agreement = _agreement(said)
    service = agreement.text.service
    return {
        "service": service.name,
        "day": service.stops_on,
        "reason": service.stop_reason,
        "url": f"{PAPERS}/{agreement.id}",
    }


AGREED = Rule(
    name="agreements.agreed",
    about=N_("Een kopie van uw afspraak"),
    subject_kind=NAME,
    audience=N_("Wie ja zei tegen een afspraak"),
    quiet_hours=True,
    still_true=_runs,
    content=_copy,
)
CHANGED = Rule(
    name="agreements.changed",
    about=N_("Nieuwe tekst voor uw afspraak"),
    subject_kind=NAME,
    audience=N_("Wie een afspraak heeft die een nieuwe tekst kreeg"),
    quiet_hours=True,
    still_true=_still_newer,
    content=_what_changed,
)
ENDED = Rule(
    name="agreements.ended",
    about=N_("Uw afspraak is gestopt"),
    subject_kind=NAME,
    audience=N_("Wie een afspraak had die stopte"),
    quiet_hours=True,
    still_true=_ended,
    content=_what_ended,
)
STOPS = Rule(
    name="agreements.stops",
    about=N_("Een aanbod stopt, en uw afspraak stopt mee"),
    subject_kind=NAME,
    audience=N_("Wie een afspraak heeft bij een aanbod dat stopt"),
    quiet_hours=True,
    still_true=_still_stops,
    content=_what_stops,
)
RULES = (AGREED, CHANGED, ENDED, STOPS)
