"""A dispatch that Django carries out itself, with a stand-in for the signal.

How sync and async receivers are mixed differs between Django's versions, so it is never
imitated: Django's own method runs on a stand-in whose live receivers are watched ones.
Receivers get the real signal, and the caller gets the real receivers back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from django.core.signals import request_finished, request_started
from django.dispatch import Signal
from django.dispatch.dispatcher import NO_RECEIVERS

from ..log.clock import perf_counter_ns as clock
from ..log.elsewhere import note, open_logs
from ..log.log import State, current_state
from . import requests
from .dispatches import begin
from .quiet import count_quiet
from .watching import Watched, WatchedAsync

if TYPE_CHECKING:
    from typing_extensions import Self


def delegated(signal: Signal, sender: Any, named: dict[str, Any], method: str) -> Dispatch | None:
    """Write the row of a dispatch that Django carries out; None where nothing records.

    Outside of the recordings that are open, what it reaches is asked for once, for all.
    """
    state = current_state.get()
    if signal is request_started:
        state = requests.started(state, sender)
    if state is None and not open_logs:
        return None
    if not signal.receivers or signal.sender_receivers_cache.get(sender) is NO_RECEIVERS:
        if state is None:
            return None
        try:
            count_quiet(state, signal, sender, method, named)
        except Exception:
            state[0].dropped["errors"] += 1
        return None
    receivers, asynchronous = signal._live_receivers(sender)
    number = 0
    robust = method.endswith("robust")
    if state is None:
        if receivers or asynchronous:
            note(signal, sender)
        return Dispatch(state, number, signal, sender, receivers, asynchronous, robust)
    try:
        number = begin(state, signal, sender, named, method, receivers, asynchronous, depth=5)
    except Exception:
        state[0].dropped["errors"] += 1
    return Dispatch(state, number, signal, sender, receivers, asynchronous, robust)


def around(original: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Return a method that leaves each dispatch to *original*, a sync one of that name."""

    def method(self: Signal, sender: Any, **named: Any) -> Any:
        dispatch = delegated(self, sender, named, name)
        if dispatch is None:
            return original(self, sender, **named)
        with dispatch:
            return dispatch.answers(original(dispatch.signal, sender, **named))

    return method


class Dispatch:
    """One dispatch left to Django.

    The receivers were asked for already, and the stand-in gives them again: asked twice, the
    signal would twice compare a sender of the user's.

    Attributes:
        state: what it was sent under; None where nothing records.
        number: of its row; 0 for a dispatch that is not recorded.
        signal: what Django's send method is to run on.
    """

    def __init__(
        self,
        state: State | None,
        number: int,
        signal: Signal,
        sender: Any,
        sync: Sequence[Any],
        asynchronous: Sequence[Any],
        robust: bool = False,
    ) -> None:
        self.state, self.number, self.sender = state, number, sender
        self.real_signal = signal
        self.signal: Any = StandIn(
            signal,
            [
                Watched(signal, each, state, number, place, robust)
                for place, each in enumerate(sync, 1)
            ],
            [
                WatchedAsync(signal, each, state, number, place, robust)
                for place, each in enumerate(asynchronous, 1 + len(sync))
            ],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.signal.let_go()
        if self.state is None:
            return
        if self.number:
            self.state[0].rows["ended"].extend((self.number, clock()))
        if self.real_signal is request_finished:
            requests.finished(self.state, self.sender)

    def answers(self, responses: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        """Return what the send method returned, with the real receivers in it."""
        return [
            (each.receiver if isinstance(each, Watched) else each, response)
            for each, response in responses
        ]


def real_call(signal: Any, receiver: Any) -> tuple[Any, Any]:
    """Return the signal and the receiver that stand-ins are in the place of, if they are."""
    real_signal = signal.real_signal if type(signal) is StandIn else signal
    return real_signal, (receiver.receiver if issubclass(type(receiver), Watched) else receiver)


class NoCache:
    """A cache that knows no sender, and does not ask for its hash."""

    def get(self, sender: Any) -> None:
        """Return None, whoever sends."""


class StandIn:
    """What Django's send methods see in the place of a signal."""

    def __init__(self, signal: Signal, sync: list[Any], asynchronous: list[Any]) -> None:
        self.real_signal = signal
        self.receivers = True
        self.sender_receivers_cache = NoCache()
        self._live: tuple[list[Any], list[Any]] | None = (sync, asynchronous)

    def _live_receivers(self, sender: Any) -> tuple[list[Any], list[Any]]:
        live: tuple[list[Any], list[Any]] = self._live or self.real_signal._live_receivers(sender)
        return live

    def let_go(self) -> None:
        """Hold no receiver any more: an exception may hold this, by Django's frames."""
        self._live = None

    def _log_robust_failure(self, watched: Watched, error: Exception) -> None:
        self.real_signal._log_robust_failure(watched.receiver, error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real_signal, name)
