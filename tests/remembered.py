"""What is worked out once for all tests of a process, as it is once in a coop that runs.

Every test makes an app and engines of its own. Templates, addresses and statements do not differ
between them, and compiling them anew for each test took a third of its time.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.engine import Dialect, Engine
from werkzeug.routing import Rule

from buurtcoop.core.instance import Instance

# {kind of database: the dialect all its engines share, and what it compiled}
_compiled: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


class RememberedRule(Rule):
    """A rule of addresses that asks once how one is built."""

    _builders: ClassVar[dict[tuple[str, bool, str], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        asked = self.rule, append_unknown, repr(self.defaults)
        if asked not in self._builders:
            self._builders[asked] = super()._compile_builder(append_unknown)
        return self._builders[asked]


def remember_pages() -> None:
    """Compile templates and addresses once for all apps."""
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache()}
    Flask.url_rule_class = RememberedRule


def remember_statements(instance: Instance) -> None:
    """Compile statements once for all databases of a kind."""
    for engine in (instance.writers, instance.readers):
        dialect, compiled = _shared(engine)
        engine.dialect = dialect  # part of the key under which a statement is remembered
        engine.update_execution_options(compiled_cache=compiled)


def _shared(engine: Engine) -> tuple[Dialect, dict[Any, Any]]:
    name = engine.dialect.name
    if name not in _compiled:
        engine.connect().close()  # then the dialect knows the version it talks to
        _compiled[name] = engine.dialect, {}
    return _compiled[name]
