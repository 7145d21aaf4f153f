"""Receivers as a signal's own method calls them while something records."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Coroutine, Generator
from types import CoroutineType
from typing import Any

from ..log.clock import perf_counter_ns as clock
from ..texts.callers import is_ours
from ..texts.places import place_token
from .dispatches import CANCELLED, RAISED, SWALLOWED, failure_text
from .watching import WatchedAsync


class Asked:
    """The receivers of a sender, as a method was given them.

    Attributes:
        number: of the dispatch; -1 before its first call, 0 where it is not recorded.
        calls: how many there have been.
        receivers: the sync and the async ones, until the row is written.
    """

    __slots__ = ("calls", "number", "receivers", "sender")

    def __init__(self, sender: Any) -> None:
        self.sender = sender
        self.receivers: tuple[list[Any], list[Any]] = [], []
        self.number = -1
        self.calls = 0

    def taken(self) -> tuple[list[Any], list[Any]]:
        """Return the receivers, and hold them no longer: what asked for them may run on."""
        found, self.receivers = self.receivers, ([], [])
        return found


class OwnCall(WatchedAsync):
    """A receiver that a method is about to call: it calls this in its place, once.

    It is made for a run of the method, its *dispatch*: what ``own_sends`` has for it.
    What it raised is written when the method goes on, which tells that it did not end there.
    """

    __slots__ = ("asked", "dispatch", "failure", "is_async")

    def __init__(self, dispatch: Any, receiver: Any, asked: Asked, is_async: bool) -> None:
        super().__init__(dispatch.signal, receiver, dispatch.state, 0, 0, False)
        self.dispatch, self.asked, self.is_async = dispatch, asked, is_async

    def __call__(self, /, *args: Any, **named: Any) -> Any:
        self._begin(named)
        with self:
            response = self.receiver(*args, **named)
            if self._is_awaited(response):
                self.awaitable = response
                return OwnCoroutine(self)
            self.returned(response)
        return response

    def failed(self, error: BaseException) -> None:
        """Keep what is known of a call that raised until it is known whether that ended it all."""
        outcome = CANCELLED if isinstance(error, CancelledError) else RAISED
        self.failure = (clock() - self.start, outcome, failure_text(error))
        self.dispatch.failed.append(self)

    def write_failure(self, error: BaseException | None) -> None:
        """Write the row of a call that raised; *error* is what ends the method, if it does."""
        duration, outcome, text = self.failure
        if outcome == RAISED and not self._is_in_traceback(error):
            outcome = SWALLOWED
        self._write(duration, outcome, text)

    def _is_awaited(self, response: Any) -> bool:
        is_async = self.is_async and self.dispatch.method.is_async
        return bool(is_async and self.number and type(response) is CoroutineType)

    def _begin(self, named: dict[str, Any]) -> None:
        dispatch, state = self.dispatch, self.sent
        try:
            self.number = dispatch.number_for(self.asked, named)
            if self.number:
                self.position = self.asked.calls
                token = place_token(self.receiver)
                row = (self.number, self.position, clock(), token, int(self.is_async))
                state[0].rows["called"].extend(row)
        except Exception:
            self.number = 0
            state[0].dropped["errors"] += 1

    def _is_in_traceback(self, error: BaseException | None) -> bool:
        traceback = None if error is None else error.__traceback__
        while traceback is not None:
            frame = traceback.tb_frame
            if is_ours(frame.f_code.co_filename) and frame.f_locals.get("self") is self:
                return True
            traceback = traceback.tb_next
        return False


class OwnCoroutine(Coroutine[Any, Any, Any]):
    """A coroutine of a receiver's as a method awaits it: the same, watched at each step."""

    def __init__(self, call: OwnCall) -> None:
        self._coroutine = call.awaitable
        self._steps = call.__await__()

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return CoroutineType

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coroutine, name)

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._driven()

    def send(self, value: Any) -> Any:
        return self._driven().send(value)

    def throw(self, *error: Any) -> Any:
        try:
            return self._driven().throw(*error)
        finally:
            del error  # it would refer to itself, by this frame

    def close(self) -> None:
        self._steps.close()
        self._coroutine.close()

    def _driven(self) -> Generator[Any, Any, Any]:
        """Return what drives it; once it has ended, the coroutine itself says that it has."""
        steps: Generator[Any, Any, Any] = self._steps
        if steps.gi_frame is None:
            steps = self._coroutine.__await__()
        return steps
