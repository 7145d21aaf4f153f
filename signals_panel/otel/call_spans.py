"""The span of one call of a receiver, whose errors are logged and reach nobody."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

from opentelemetry.context import Context, attach, detach
from opentelemetry.trace import INVALID_SPAN, Span

from .errors import write_error

logger = logging.getLogger(__package__)


class CallSpan:
    """The span of one call; entered, it is current, and left, it ends.

    Attributes:
        context: what is current while the receiver runs; an async one may change it meanwhile.
    """

    __slots__ = ("_span", "_token", "context")

    def __init__(self, span: Span, context: Context) -> None:
        self._span, self.context = span, context

    def __enter__(self) -> None:
        self._token = attach(self.context)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        detach(self._token)
        self.end(error)

    def end(self, error: BaseException | None = None) -> None:
        """End the span, with what the receiver raised; done again, nothing. Never raises."""
        try:
            if error is not None:
                write_error(self._span, error)
        except Exception:
            complain("What a receiver raised could not be written into its span.")
        span, self._span = self._span, INVALID_SPAN
        try:
            span.end()
        except Exception:
            complain("The span of a receiver could not end.")


def complain(message: str) -> None:
    """Log what failed; not at Python's recursion limit, where nothing is wrong but the depth."""
    try:
        if not isinstance(sys.exc_info()[1], RecursionError):
            logger.exception(message)
    except Exception:  # as what logs is the user's
        return
