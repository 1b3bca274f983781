"""Reading a pack strictly: what is unknown, empty or does not fit is refused by file and key."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import DUTCH
from buurtcoop.core.words import N_, say
from buurtcoop.services.packs.pack import RulePack
from buurtcoop.services.rules import misfits, slug_of

EXAMPLES = {str: '"Een zin."', int: "4", bool: "true", tuple: '["Een zin.", "Nog een zin."]'}


class PackWrong(Exception):
    """A pack can't be used: in this file, at this key, for this reason."""

    def __init__(self, file: str, key: str, why: Refusal) -> None:
        self.file, self.key, self.why = file, key, why
        super().__init__(f"{file}, {key}: {say(why.sentence, DUTCH, **why.values)}")


class FileUnreadable(Refusal):
    """This is no TOML, or no text at all."""

    sentence = N_("Dit bestand is niet te lezen. %(reason)s")


class KeyUnknown(Refusal):
    """No pack holds this."""

    sentence = N_("Dit woord kennen we niet. Is het goed geschreven?")


class KeyMissing(Refusal):
    """A pack can't do without."""

    sentence = N_("Dit ontbreekt.")


class KeyEmpty(Refusal):
    """Somebody forgot the words."""

    sentence = N_("Dit is leeg. Schrijf er iets bij, of haal het weg.")


class KindWrong(Refusal):
    """A number where words stand, or the other way round."""

    sentence = N_("Dit past hier niet. Schrijf het zo: %(example)s.")


class CodeWrong(Refusal):
    """The code is the name of the file, so that each is there once."""

    sentence = N_("De code is gelijk aan de naam van het bestand: %(name)s.")


class TwoMustHaves(Refusal):
    """A service asks its helpers for one skill."""

    sentence = N_("Kies 1 ding dat elke helper moet hebben.")


class OwnWordHasNoEnd(Refusal):
    """Only what was seen runs out."""

    sentence = N_("Alleen wat iemand van ons zag, kan verlopen.")


def read_pack(path: Path) -> RulePack:
    """The pack in this file. Raises PackWrong."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # also what is too long or too deep
        raise PackWrong(path.name, "–", FileUnreadable(reason=str(error))) from error
    pack: RulePack = _Reader(path.name).whole(RulePack, said, "")
    for key, why in _misfits(pack, path.stem):
        raise PackWrong(path.name, key, why)
    return pack


def _misfits(pack: RulePack, stem: str) -> list[tuple[str, Refusal]]:
    found: list[tuple[str, Refusal]] = []
    if pack.code != stem or pack.code != slug_of(pack.code):
        found.append(("code", CodeWrong(name=slug_of(stem))))
    if pack.for_children and not pack.checklist:
        found.append(("checklist", KeyMissing()))
    if pack.asks_consent and pack.agreements.guardian is None:
        found.append(("agreements.guardian", KeyMissing()))
    if sum(skill.must_have for skill in pack.skills) > 1:
        found.append(("skills.must_have", TwoMustHaves()))
    if any(skill.valid_months is not None and not skill.proven for skill in pack.skills):
        found.append(("skills.valid_months", OwnWordHasNoEnd()))
    # Who decided the price is asked when a service is made of it.
    return found + list(misfits(pack.columns() | {"price_decided_by": "?"}))


class _Reader:
    """Makes frozen dataclasses from what a TOML file says, by their own types."""

    def __init__(self, file: str) -> None:
        self.file = file

    def whole(self, kind: Any, said: Any, where: str) -> Any:
        """A table as this dataclass."""
        if not isinstance(said, Mapping):
            raise PackWrong(self.file, where, KindWrong(example=f"[{where}]"))
        hints = get_type_hints(kind)
        for key in said.keys() - hints.keys():
            raise PackWrong(self.file, _under(where, key), KeyUnknown())
        made: dict[str, Any] = {}
        for each in fields(kind):
            key = _under(where, each.name)
            if each.name in said:
                made[each.name] = self.value(hints[each.name], said[each.name], key)
            elif each.default is MISSING and each.default_factory is MISSING:
                raise PackWrong(self.file, key, KeyMissing())
        return kind(**made)

    def value(self, kind: Any, said: Any, key: str) -> Any:
        """A value as this kind; no text is empty."""
        kind = _one_kind(kind)
        if is_dataclass(kind):
            return self.whole(kind, said, key)
        if get_origin(kind) is tuple:
            return self._several(get_args(kind)[0], said, key)
        if type(said) is not kind:
            raise PackWrong(self.file, key, KindWrong(example=EXAMPLES[kind]))
        if isinstance(said, str):
            said = said.strip()
            if "\0" in said:  # no database keeps it
                raise PackWrong(self.file, key, KindWrong(example=EXAMPLES[kind]))
            if not said:
                raise PackWrong(self.file, key, KeyEmpty())
        return said

    def _several(self, kind: Any, said: Any, key: str) -> tuple[Any, ...]:
        if not isinstance(said, list):
            example = f"[[{key}]]" if is_dataclass(kind) else EXAMPLES[tuple]
            raise PackWrong(self.file, key, KindWrong(example=example))
        if not said:
            raise PackWrong(self.file, key, KeyEmpty())
        made = tuple(self.value(kind, each, key) for each in said)
        if any(isinstance(each, str) and len(each.splitlines()) > 1 for each in made):
            raise PackWrong(self.file, key, KindWrong(example=EXAMPLES[tuple]))
        return made


def _one_kind(kind: Any) -> Any:
    """Of a kind that may be left out, the kind itself."""
    if get_origin(kind) is not UnionType:
        return kind
    return next(each for each in get_args(kind) if each is not NoneType)


def _under(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
