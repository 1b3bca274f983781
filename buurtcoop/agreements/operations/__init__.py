"""Texts are published, people say yes and stop; all of it flushes, the edge commits."""

from buurtcoop.agreements.operations.agreeing import agree, end_agreement
from buurtcoop.agreements.operations.publishing import first_texts, publish, publish_first
from buurtcoop.agreements.rules import AgreementWords

__all__ = ["AgreementWords", "agree", "end_agreement", "first_texts", "publish", "publish_first"]
