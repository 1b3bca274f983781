"""Texts are published, people say yes and stop; all of it flushes, the edge commits."""

from buurtcoop.agreements.operations.agreeing import agree, allow_photos, end_agreement
from buurtcoop.agreements.operations.publishing import first_texts, publish, publish_first
from buurtcoop.agreements.rules import AgreementWords

__all__ = [
    "AgreementWords",
    "agree",
    "allow_photos",
    "end_agreement",
    "first_texts",
    "publish",
    "publish_first",
]
