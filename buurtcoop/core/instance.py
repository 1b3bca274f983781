"""The one thing a request, a job or a command is opened with.

One coop is one instance: its settings, database, keys and files. Nothing of a coop lives in
module state, so one process can hold many; which one is open stands in a context variable.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from buurtcoop.core.database import reading_engine, writing_engine
from buurtcoop.core.encryption import KeyMissing, KeyRing, load_ring
from buurtcoop.settings import Settings


class Instance:
    """One cooperative as the program sees it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder: Path = settings.instance
        self._keys: tuple[int, KeyRing] | None = None

    @cached_property
    def writers(self) -> Engine:
        """Connections for requests that change something."""
        return writing_engine(self.settings.database, connections=self.settings.threads)

    @cached_property
    def readers(self) -> Engine:
        """Connections for requests that only read; the database refuses a write on them."""
        return reading_engine(self.settings.database, connections=self.settings.threads)

    @property
    def keys(self) -> KeyRing:
        """The key ring, read anew when its file changed. Raises KeyMissing when it is gone."""
        try:
            changed_at = self.key_file.stat().st_mtime_ns
        except FileNotFoundError as error:
            raise KeyMissing(self.key_file.name) from error
        if self._keys is None or self._keys[0] != changed_at:
            self._keys = (changed_at, load_ring(self.key_file))
        return self._keys[1]

    @property
    def key_file(self) -> Path:
        """Where the keys are kept: beside the database, never in it."""
        return self.folder / "keys.json"

    @property
    def outgoing(self) -> Path:
        """Where files that leave the coop are put."""
        return self.folder / "outgoing"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that may write: commits at the end, undoes all on any error."""
        fresh = Session(self.writers, expire_on_commit=False)
        with fresh as session, self._open(session, True), session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One transaction that can't write."""
        with Session(self.readers, expire_on_commit=False) as session, self._open(session, False):
            yield session

    @contextmanager
    def aside(self) -> Iterator[Session]:
        """A short writing transaction beside a page that only reads: the read log, last seen."""
        with Session(self.writers, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of all connections."""
        for name in ("writers", "readers"):
            engine = self.__dict__.pop(name, None)
            if engine is not None:
                engine.dispose()

    @contextmanager
    def _open(self, session: Session, may_write: bool) -> Iterator[None]:
        token = _opened.set(Opened(self, session, may_write))
        try:
            yield
        finally:
            _opened.reset(token)


@dataclass(frozen=True)
class Opened:
    """An instance with its transaction."""

    instance: Instance
    session: Session
    may_write: bool


_opened: ContextVar[Opened] = ContextVar("buurtcoop_opened")


def here() -> Instance:
    """The instance that is open. Raises LookupError outside a request, job or command."""
    return _opened.get().instance


def db() -> Session:
    """The session of the transaction that is open."""
    return _opened.get().session


def may_write() -> bool:
    """Whether the open transaction is one that changes something."""
    return _opened.get().may_write
