"""A dispatch that Django carries out itself, with a stand-in for the signal.

How sync and async receivers are mixed differs between Django's versions, so it is never
imitated: Django's own method runs on a stand-in whose live receivers are watched ones.
Receivers get the real signal, and the caller gets the real receivers back.
"""

from __future__ import annotations

from time import perf_counter_ns as clock
from types import TracebackType
from typing import TYPE_CHECKING, Any

from django.core.signals import request_finished
from django.dispatch import Signal

from ..log import State
from . import requests
from .watching import Watched, WatchedAsync

if TYPE_CHECKING:
    from typing_extensions import Self


class Dispatch:
    """One dispatch left to Django.

    Attributes:
        number: of its row; 0 for a dispatch that is not recorded.
        signal: what Django's send method is to run on.
    """

    def __init__(
        self,
        state: State,
        number: int,
        signal: Signal,
        sender: Any,
        receivers: tuple[list[Any], list[Any]],
        robust: bool = False,
    ) -> None:
        self.state, self.number, self.sender, self.robust = state, number, sender, robust
        self.real_signal = signal
        self.signal: Any = StandIn(self, *receivers) if number else signal

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.signal = self.real_signal  # no cycle keeps the receivers until it is collected
        if self.number:
            self.state[0].rows["ended"].extend((self.number, clock()))
        if self.real_signal is request_finished:
            requests.finished(self.state, self.sender)

    def answers(self, responses: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        """Return what Django's method returned, with the real receivers in it."""
        if not self.number:
            return responses
        return [(watched.receiver, response) for watched, response in responses]


class StandIn:
    """What Django's send methods see in the place of a signal."""

    def __init__(self, dispatch: Dispatch, sync: list[Any], asynchronous: list[Any]) -> None:
        self.real_signal = dispatch.real_signal
        self.receivers = True
        self.sender_receivers_cache: dict[Any, Any] = {}
        self._live = (
            [Watched(dispatch, place, each) for place, each in enumerate(sync, 1)],
            [
                WatchedAsync(dispatch, place, each)
                for place, each in enumerate(asynchronous, 1 + len(sync))
            ],
        )

    def _live_receivers(self, sender: Any) -> tuple[list[Any], list[Any]]:
        return self._live

    def _log_robust_failure(self, watched: Watched, error: Exception) -> None:
        self.real_signal._log_robust_failure(watched.receiver, error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real_signal, name)
