"""Every route of the app, with addresses to try."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from tests.house.world import World

NOBODY = 999_999_999


@dataclass(frozen=True)
class Address:
    """A path of one route; `known` when it may lead to something that is there."""

    endpoint: str
    path: str


def rules(app: Flask, method: str) -> list[Rule]:
    """The routes that take this method."""
    found = (rule for rule in app.url_map.iter_rules() if method in (rule.methods or set()))
    return [rule for rule in found if rule.endpoint != "static"]


def addresses(app: Flask, method: str, world: World) -> Iterator[Address]:
    """Every route with known, unknown and malformed values in its places."""
    for rule in rules(app, method):
        names = sorted(rule.arguments)
        for values in product(*(_values(rule, name, world) for name in names)):
            built = rule.build(dict(zip(names, values, strict=True)))
            assert built is not None
            yield Address(rule.endpoint, built[1])


def one_each(app: Flask, method: str, world: World) -> Iterator[Address]:
    """Every route once, with values that may lead to something."""
    seen: set[str] = set()
    for address in addresses(app, method, world):
        if address.endpoint not in seen:
            seen.add(address.endpoint)
            yield address


def _values(rule: Rule, name: str, world: World) -> Sequence[str | int]:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter) and name == "year":
        return [2027, NOBODY]
    if isinstance(converter, IntegerConverter):
        return [world.child, NOBODY] if name == "child_id" else [1, 2, NOBODY]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)
    if name == "slug" and _room(rule) == "purchases":
        return [*world.rounds, "bestaat-niet"]
    known = {
        "what": "geleverd",
        "slug": world.source if _room(rule) in ("funding", "giving") else world.slug,
        "token": world.feed if "agenda" in rule.rule else world.link,
        "kind": "shifts.unfilled",
        "code": "en",
        "pack_code": "eettafel",
        "name": "coordinator",
    }
    return [known.get(name, "x"), "bestaat-niet"]


def _room(rule: Rule) -> str:
    endpoint: str = rule.endpoint
    return endpoint.split(".")[0]
