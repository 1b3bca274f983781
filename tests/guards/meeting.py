"""A meeting point for a crowd: all have read before the first of them writes.

Without a guard it goes wrong only when several do their thing at the same moment. That they do
is not left to chance: each is held between reading and writing until all of them are there. It
makes that moment longer, as on a busy server, and changes nothing else.
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest

PATIENCE = 60.0


class Meeting:
    """Where so many threads wait for each other, each of them once.

    In so many `rounds`; who comes after that walks on. The thread of the test itself, which
    prepares and looks afterwards, never waits. Who waits in vain walks on too, and `held` says
    that they did not meet: an error of ours would look as if the guard was missed.
    """

    def __init__(self, patch: pytest.MonkeyPatch, people: int, rounds: int = 1) -> None:
        self._patch, self._people, self._rounds = patch, people, rounds
        self._door, self._was_here = threading.Condition(), threading.local()
        self._came, self._in_vain = 0, False
        self._leader: threading.Thread | None = None

    @property
    def held(self) -> bool:
        """Whether all of them met."""
        return self._came >= self._people and not self._in_vain

    def come(self) -> None:
        """Wait until all are there, and until who goes first is ready."""
        if not self._comes_first_time():
            return
        self._wait()
        if self._leader is not None:
            self._leader.join(PATIENCE)
            self._in_vain = self._in_vain or self._leader.is_alive()

    def before(self, place: object, *names: str) -> "Meeting":
        """Who is about to call one of these functions of a module waits for the others."""
        for name in names:
            self._put(place, name, self._waiting_before)
        return self

    def after(self, place: object, *names: str) -> "Meeting":
        """Who got the answer of one of these functions of a module waits for the others."""
        for name in names:
            self._put(place, name, self._waiting_after)
        return self

    def first(self, place: object, name: str) -> "Meeting":
        """Who calls this function begins when all are there, and the others when it is done.

        Done is with its whole transaction. One of a crowd goes first, in one round.
        """
        self._put(place, name, self._leading)
        return self

    def _put(
        self, place: object, name: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]
    ) -> None:
        found = getattr(place, name)
        self._patch.setattr(place, name, wraps(found)(wrap(found)))

    def _waiting_before(self, found: Callable[..., Any]) -> Callable[..., Any]:
        def waits_then_asks(*what: Any, **how: Any) -> Any:
            self.come()
            return found(*what, **how)

        return waits_then_asks

    def _waiting_after(self, found: Callable[..., Any]) -> Callable[..., Any]:
        def asks_then_waits(*what: Any, **how: Any) -> Any:
            answer = found(*what, **how)
            self.come()
            return answer

        return asks_then_waits

    def _leading(self, found: Callable[..., Any]) -> Callable[..., Any]:
        def begins_when_all_are_there(*what: Any, **how: Any) -> Any:
            if self._goes_first() and self._comes_first_time():
                self._wait()
            return found(*what, **how)

        return begins_when_all_are_there

    def _goes_first(self) -> bool:
        """Whether this thread goes first: the first that asks, of those of the crowd."""
        me = threading.current_thread()
        with self._door:
            if self._leader is None and me is not threading.main_thread():
                self._leader = me
            return self._leader is me

    def _comes_first_time(self) -> bool:
        if threading.current_thread() is threading.main_thread():
            return False
        first = not getattr(self._was_here, "yes", False)
        self._was_here.yes = True
        return first

    def _wait(self) -> None:
        """Until all of this round are there."""
        with self._door:
            self._came += 1
            round_ = -(-self._came // self._people)
            if round_ > self._rounds:
                return
            self._door.notify_all()
            all_there = self._door.wait_for(
                lambda: self._in_vain or self._came >= round_ * self._people, PATIENCE
            )
            if not all_there:
                self._in_vain = True
                self._door.notify_all()


Meet = Callable[..., Meeting]
