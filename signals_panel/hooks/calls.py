"""One receiver run by one dispatch: the node it runs under, and the row it leaves."""

from __future__ import annotations

from asyncio import CancelledError
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ..log.clock import perf_counter_ns as clock
from ..log.counts import NO_COUNT
from ..log.log import POSITION_BITS, State, current_state
from ..texts.describe import UNKNOWN, describe
from .dispatches import CANCELLED, RAISED, RETURNED, SWALLOWED, failure_text

if TYPE_CHECKING:
    from typing_extensions import Self

_state_now = current_state.get
_set_state = current_state.set


class Call:
    """What is known of a receiver's run; entered, all that happens is under its node.

    Nothing here calls deeper than Django does to find the receivers (two frames) and to log
    what one raised (more), so that no send fails for want of what we add.

    Attributes:
        sent: the state that the dispatch was sent under.
        number: of the dispatch; 0 for one that is not recorded, whose calls are not either.
        position: of the receiver among those of the dispatch, from 1.
        robust: whether the dispatch goes on after an exception.
        start: the clock when the receiver was called.
    """

    __slots__ = ("number", "outer", "position", "robust", "sent", "start")

    def __init__(self, sent: Any, number: int, position: int, robust: bool) -> None:
        self.sent, self.number, self.position = sent, number, position
        self.robust = robust

    def __enter__(self) -> Self:
        if self.number:
            self.outer = _state_now()
            _set_state(self.state)
            self.start = clock()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.number:
            try:
                if error is not None:
                    self.failed(error)
            finally:
                _set_state(self.outer)

    @property
    def state(self) -> State:
        """What the ContextVar holds while the receiver runs."""
        log, _, request, _ = self.sent
        return [log, (self.number << POSITION_BITS) + self.position, request, NO_COUNT]

    def returned(self, response: Any) -> None:
        """Write the row of a call that returned."""
        if self.number:
            duration = clock() - self.start
            try:
                text = describe(response)
            except Exception:  # at Python's recursion limit
                text = UNKNOWN
            self._write(duration, RETURNED, text)

    def failed(self, error: BaseException) -> None:
        """Write the row of a call that raised."""
        duration = clock() - self.start
        outcome = CANCELLED if issubclass(type(error), CancelledError) else RAISED
        if self.robust and issubclass(type(error), Exception):
            outcome = SWALLOWED
        self._write(duration, outcome, failure_text(error))

    def _write(self, duration: int, outcome: str, text: str) -> None:
        row = (self.number, self.position, self.start, duration, outcome, text)
        self.sent[0].write_call(row)
