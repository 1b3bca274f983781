"""What a yes is worth: the check number, what differs between two texts, how this room says no."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.words import N_

PUBLISH = "agreements.publish"  # the permission to write texts
RECORD = "agreements.record"  # the permission to write down who signed on paper
PAPERS = "/mijn/papieren"
TOLD_WITHIN = timedelta(days=30)  # a message about an agreement is no news after that
PARTS = ("may_ask", "owes", "notice", "if_missed")
PART_NAMES: dict[str, str] = {
    "may_ask": N_("Wat u mag vragen"),
    "owes": N_("Wat u belooft"),
    "notice": N_("Hoe u of wij stoppen"),
    "if_missed": N_("Als iemand niet komt"),
}
KIND_NAMES: dict[str, str] = {
    "service": N_("Voor wie komt"),
    "volunteer": N_("Voor wie helpt"),
    "guardian": N_("Voor ouder of verzorger"),
}
HOW_NAMES: dict[str, str] = {
    "typed": N_("met getypte naam"),
    "paper": N_("op papier"),
}


@dataclass(frozen=True, kw_only=True)
class AgreementWords:
    """The four parts of a text, a line each thing said."""

    may_ask: str
    owes: str
    notice: str
    if_missed: str

    @property
    def tidy(self) -> dict[str, str]:
        """The parts without empty lines and spaces around."""
        return {name: _tidy(getattr(self, name)) for name in PARTS}


@dataclass(frozen=True)
class Line:
    """A line of a part, as it stands in one or in both of two texts.

    `change` is "" for a line of both, "gone" for one of the old, "new" for one of the new.
    """

    words: str
    change: str = ""


class AgreementMissing(Refusal):
    """The service asks for an agreement that this person does not have."""

    sentence = N_(
        "Bij %(service)s hoort een afspraak. Lees hem hieronder en zeg ja. "
        "Dan staat u meteen op de lijst."
    )


class OthersAgreementMissing(Refusal):
    """The same, when somebody else puts this person on the list."""

    sentence = N_("Bij %(service)s hoort een afspraak. %(other_name)s heeft die nog niet.")


class TextReplaced(Refusal):
    """A newer version was published meanwhile."""

    sentence = N_("Er is intussen een nieuwe versie van dit papier. Lees en teken die.")


class NotGuardian(Refusal):
    """Only a guardian says yes for a child."""

    sentence = N_("Alleen een ouder of verzorger zegt ja voor een kind.")


class NotForOthers(Refusal):
    """Everybody types their own name."""

    sentence = N_("U kunt alleen voor uzelf ja zeggen.")


class SignatureEmpty(Refusal):
    """Without a name there is no yes."""

    sentence = N_("Typ uw naam. Zo zegt u ja tegen deze tekst.")


class SignedAtOtherTime(Refusal):
    """A paper is signed after its text was there, and not in the future."""

    sentence = N_("Op deze dag was deze tekst er niet. Kies een dag vanaf %(day)s tot vandaag.")


class ServiceStopped(Refusal):
    """Nobody agrees on what is no longer offered."""

    sentence = N_("Dit aanbod is gestopt. Een afspraak is niet meer nodig.")


class ReasonEmpty(Refusal):
    """BW 2:59: a change is told in writing, so it is told why."""

    sentence = N_("Schrijf op waarom de tekst verandert. Leden lezen die reden.")


class PartEmpty(Refusal):
    """A text has all its parts."""

    sentence = N_("Een van de 4 delen is nog leeg. Vul ze alle 4 in.")


class NothingChanged(Refusal):
    """A new version says something else than the old."""

    sentence = N_("Deze tekst is gelijk aan de tekst die er al is. Er is niets veranderd.")


class TextJustChanged(Refusal):
    """Somebody else published a text since this one was read."""

    sentence = N_("Iemand anders maakte net een nieuwe tekst. Lees die eerst.")


def check_number(parts: Mapping[str, Sequence[str]], signed: str, at: datetime) -> str:
    """SHA-256 in hex over the parts of a text, a name and a moment (UTC)."""
    whole = [[list(parts[name]) for name in PARTS], signed, at.isoformat()]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def difference(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """The lines of both texts in reading order: what is gone stands before what is new."""
    lines: list[Line] = []
    for what, first, last, start, end in SequenceMatcher(
        a=old, b=new, autojunk=False
    ).get_opcodes():
        if what == "equal":
            lines += [Line(each) for each in old[first:last]]
            continue
        lines += [Line(each, "gone") for each in old[first:last]]
        lines += [Line(each, "new") for each in new[start:end]]
    return lines


def changed_parts(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> list[str]:
    """The names of the parts that differ, as `PARTS` has them."""
    return [name for name in PARTS if list(old[name]) != list(new[name])]


def _tidy(words: str) -> str:
    return "\n".join(line.strip() for line in words.splitlines() if line.strip())
