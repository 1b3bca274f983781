"""A new version of a text, and everybody who has an agreement hears of it."""

from collections.abc import Mapping

from buurtcoop.access.rules import NotYourRole
from buurtcoop.agreements import queries, rules
from buurtcoop.agreements.messages import CHANGED
from buurtcoop.agreements.models import AgreementKind, AgreementText
from buurtcoop.agreements.rules import AgreementWords
from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put
from buurtcoop.services.packs import RulePack


def publish(
    service_id: int,
    kind: AgreementKind,
    words: AgreementWords,
    by: Viewer,
    reason: str = "",
    *,
    instead_of: int | None = None,
) -> AgreementText:
    """Make this the text that is asked from now on, as the next version.

    Holds afterwards: the versions of a service and kind are 1, 2, 3 … (a unique key decides);
    running agreements keep the version they were made with; who has one is told once, with the
    reason (BW 2:59), also who says yes at this moment (the service is held). `instead_of` is the
    text that was read beside it, when there was one.
    Raises PartEmpty, ReasonEmpty, NothingChanged, TextJustChanged, NotYourRole.
    """
    if not by.may(rules.PUBLISH):
        raise NotYourRole
    queries.hold_texts(service_id, alone=True)
    before = queries.current_text(service_id, kind)
    if instead_of is not None and (before is None or before.id != instead_of):
        raise rules.TextJustChanged
    if before is not None and not reason.strip():
        raise rules.ReasonEmpty
    made = _publish(service_id, kind, words, by, before, reason.strip())
    for agreement_id, person_id in queries.to_be_told(service_id, kind):
        put(
            CHANGED,
            subject_id=agreement_id,
            occurrence=str(made.version),
            recipient_id=person_id,
            expires_at=clock.now() + rules.TOLD_WITHIN,
        )
    return made


def first_texts(pack: RulePack) -> dict[AgreementKind, AgreementWords]:
    """The agreements a pack begins with, for `publish_first`."""
    return {
        AgreementKind(kind): AgreementWords(
            **{part: "\n".join(getattr(words, part)) for part in rules.PARTS}
        )
        for kind, words in pack.agreements.asked.items()
    }


def publish_first(
    service_id: int, texts: Mapping[AgreementKind, AgreementWords], by: Viewer
) -> list[AgreementText]:
    """The first texts of a service that was just made; a kind that has one keeps it.

    Who may make a service may do this. Raises PartEmpty, NotYourRole.
    """
    if not by.may(rules.PUBLISH):
        raise NotYourRole
    there = queries.asked([service_id])[service_id]
    return [
        _publish(service_id, kind, words, by, None, "")
        for kind, words in texts.items()
        if kind not in there
    ]


def _publish(
    service_id: int,
    kind: AgreementKind,
    words: AgreementWords,
    by: Viewer,
    before: AgreementText | None,
    reason: str,
) -> AgreementText:
    parts = words.tidy
    if not all(parts.values()):
        raise rules.PartEmpty
    if before is not None and all(getattr(before, name) == parts[name] for name in parts):
        raise rules.NothingChanged
    number = insert_once(
        db(),
        AgreementText,
        service_id=service_id,
        kind=kind,
        version=1 if before is None else before.version + 1,
        reason="" if before is None else reason,
        published_at=clock.now(),
        published_by_id=by.person_id,
        **parts,
    )
    if number is None:
        raise rules.TextJustChanged
    made = db().get_one(AgreementText, number)
    record(by, "agreements.publish", made, made.reason)
    return made
