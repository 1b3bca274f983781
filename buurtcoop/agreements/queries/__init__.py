"""Texts of agreements, who said yes to which, and who lacks one."""

from buurtcoop.agreements.queries.agreed import (
    Paper,
    agreement_for,
    ended_papers_of,
    how_many_agreed,
    lacked,
    lacking,
    lacks,
    papers_of,
    running,
    running_of_stopping,
    speaks_for,
    to_be_told,
    unagreed,
    who_agreed,
)
from buurtcoop.agreements.queries.texts import (
    asked,
    current_text,
    current_texts,
    is_current,
    text_of,
    versions,
)

__all__ = [
    "Paper",
    "agreement_for",
    "asked",
    "current_text",
    "current_texts",
    "ended_papers_of",
    "how_many_agreed",
    "is_current",
    "lacked",
    "lacking",
    "lacks",
    "papers_of",
    "running",
    "running_of_stopping",
    "speaks_for",
    "text_of",
    "to_be_told",
    "unagreed",
    "versions",
    "who_agreed",
]
