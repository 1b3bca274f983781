"""The words of a movement, in which Dutch banks hide name, account and reference.

| written as | by |
|---|---|
| /EREF/…//CNTP/iban/bic/name///REMI/USTD//words/ | ING |
| /TRTP/…/IBAN/…/BIC/…/NAME/…/REMI/…/EREF/… | ABN AMRO |
| /EREF/…/ORDP//NAME/…/REMI/… (or BENM) | Rabobank |
| SEPA Overboeking   IBAN: …  BIC: …  Naam: …  Omschrijving: … | ABN AMRO, in its table |
| 000>20…>21…>31… or 166?00…?20…?31…?32… | Triodos; banks abroad |
| iban name, and words on the next lines | ASN, SNS |
"""

import re
from dataclasses import dataclass
from typing import Final

from buurtcoop.bank.formats.reading import iban_or_nothing, reference_of, tidy

_CODES = "TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|CNTP|CSID|MARF|RTRN|PREF|PURP|ISDT|INIT|TRCD|NRTX"
_CODED = re.compile(rf"/({_CODES})/")
_LABELS = "IBAN|BIC|Naam|Omschrijving|Kenmerk|Incassant|Machtiging|Voor|Betalingskenm\\."
_LABELLED = re.compile(rf"(?:^|\s)({_LABELS}):\s")
_NUMBERED = re.compile(r"^\d{3}[?>]\d\d")
_FIELD = re.compile(r"[?>](\d\d)")
_INSIDE = re.compile(r"(EREF|KREF|MREF|CRED|SVWZ|ABWA|PURP)\+")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
# Reasons of ISO 20022: two letters and two digits, or one of a few words of four letters.
_REASON = re.compile(r"\b(?:[A-Z]{2}\d\d|NARR|CUST|DUPL|FOCR|FRAD|TECH|NOAS|NOOR|UPAY|CURR)\b")
_WORDS = range(20, 30)
_MORE_WORDS = range(60, 66)


@dataclass(frozen=True, kw_only=True)
class Remarks:
    """What the words of a movement say."""

    counterparty: str = ""
    counterparty_iban: str = ""
    words: str = ""
    reference: str = ""
    batch: str = ""
    return_reason: str = ""


NOTHING_SAID: Final = Remarks()


def remarks(lines: list[str]) -> Remarks:
    """Read the words of a movement, in whichever way they are written."""
    if not lines:
        return NOTHING_SAID
    together = _unwrapped(lines)
    if _NUMBERED.match(together):
        return _numbered("".join(lines))
    if _CODED.search(together):
        return _coded(together)
    if _LABELLED.search(together):
        return _labelled(together)
    return _plain(lines)


def reason_of(text: str | None) -> str:
    """The bank's reason why a payment came back, such as AM04."""
    found = _REASON.search((text or "").strip().upper())
    return found.group() if found else ""


def _unwrapped(lines: list[str]) -> str:
    """One line of the pieces: a piece that filled its line goes on without a space."""
    whole = lines[0]
    full = len(whole) in (61, 65)  # the tag may count for the 65 a line holds
    for line in lines[1:]:
        whole += line if full else f" {line}"
        full = len(line) >= 65
    return whole


def _coded(text: str) -> Remarks:
    pieces = _CODED.split(text)
    said: dict[str, str] = {}
    for code, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        said.setdefault(code, piece.strip().strip("/").strip())
    other = [part.strip() for part in said.get("CNTP", "").split("/")] + [""] * 3
    words, reference = _remittance(said.get("REMI", ""))
    return Remarks(
        counterparty=tidy(said.get("NAME") or other[2] or said.get("ORDP") or said.get("BENM")),
        counterparty_iban=iban_or_nothing(said.get("IBAN")) or iban_or_nothing(other[0]),
        words=tidy(words or said.get("PURP") or pieces[0] or said.get("TRTP")),
        reference=reference or reference_of(said.get("EREF")),
        batch=said.get("PREF", ""),
        return_reason=reason_of(said.get("RTRN")),
    )


def _remittance(text: str) -> tuple[str, str]:
    """Words and reference of what was paid for: USTD//words or STRD/CUR/reference."""
    kind, _, rest = text.partition("/")
    if kind == "USTD":
        return rest.strip("/"), ""
    if kind == "STRD":
        reference = rest.strip("/").split("/")[-1]
        return reference, reference
    return text, ""


def _labelled(text: str) -> Remarks:
    pieces = _LABELLED.split(text)
    said: dict[str, str] = {}
    for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        said.setdefault(label, piece)
    return Remarks(
        counterparty=tidy(said.get("Naam")),
        counterparty_iban=iban_or_nothing(said.get("IBAN")),
        words=tidy(said.get("Omschrijving") or pieces[0]),
        reference=reference_of(said.get("Betalingskenm.") or said.get("Kenmerk")),
    )


def _numbered(text: str) -> Remarks:
    pieces = _FIELD.split(text)
    said: dict[int, str] = {}
    for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        said[int(number)] = said.get(int(number), "") + piece
    texts = [said[number] for number in (*_WORDS, *_MORE_WORDS) if number in said]
    if len(texts) > 1 and _BIC.fullmatch(texts[0].strip()) and iban_or_nothing(texts[1]):
        # Triodos: the name runs on into the words, without anything between.
        return Remarks(counterparty_iban=iban_or_nothing(texts[1]), words=tidy("".join(texts[2:])))
    inside = _INSIDE.split("".join(texts))
    coded = dict(zip(inside[1::2], inside[2::2], strict=True))
    return Remarks(
        counterparty=tidy(said.get(32, "") + said.get(33, "")),
        counterparty_iban=iban_or_nothing(said.get(31)),
        words=tidy(coded.get("SVWZ") or inside[0] or said.get(0)),
        reference=reference_of(coded.get("EREF")),
    )


def _plain(lines: list[str]) -> Remarks:
    account, _, name = lines[0].strip().partition(" ")
    if iban := iban_or_nothing(account):
        return Remarks(
            counterparty=tidy(name), counterparty_iban=iban, words=tidy(" ".join(lines[1:]))
        )
    return Remarks(words=tidy(_unwrapped(lines)))
