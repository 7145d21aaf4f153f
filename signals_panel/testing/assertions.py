"""``SignalAssertions``: for tests of ``unittest``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any
from unittest.mock import ANY

from django.dispatch import Signal

from .asked import check_signal, check_times
from .recording import SignalRecording, record_signals

__unittest = True


class SignalAssertions:
    """A mixin for ``unittest.TestCase``: two context managers, and nothing else."""

    def assertSignalSent(  # noqa: N802
        self,
        signal: Signal,
        /,
        *,
        sender: Any = ANY,
        times: int | None = None,
        **arguments: Any,
    ) -> AbstractContextManager[SignalRecording]:
        """Fail unless the block sends a signal; as ``SignalRecording.assert_sent``.

        What the block raises itself is raised, and nothing is asserted then.

        Raises:
            TypeError, ValueError: as there, before the block.
        """
        check_signal("assertSignalSent", signal)
        check_times(times, "assertSignalNotSent")
        wanted = {"sender": sender, "times": times, **arguments}
        return _Asserting(SignalRecording.assert_sent, signal, wanted)

    def assertSignalNotSent(  # noqa: N802
        self, signal: Signal, /, *, sender: Any = ANY, **arguments: Any
    ) -> AbstractContextManager[SignalRecording]:
        """Fail if the block sends a signal; as ``SignalRecording.assert_not_sent``.

        Raises:
            TypeError: as there, before the block.
        """
        check_signal("assertSignalNotSent", signal)
        wanted = {"sender": sender, **arguments}
        return _Asserting(SignalRecording.assert_not_sent, signal, wanted)


class _Asserting(AbstractContextManager[SignalRecording]):
    """Records a block, and asserts something of it once that has ended well."""

    def __init__(
        self, asserts: Callable[..., object], signal: Signal, wanted: dict[str, Any]
    ) -> None:
        self._asserts, self._signal, self._wanted = asserts, signal, wanted
        self._records = record_signals()

    def __enter__(self) -> SignalRecording:
        self._recording = self._records.__enter__()
        return self._recording

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        self._records.__exit__(None, None, None)
        if kind is None:
            self._asserts(self._recording, self._signal, **self._wanted)
