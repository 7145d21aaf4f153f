"""Recordings as their users see them: ``record()``, the document and the text tree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from . import hooks
from .conf import options
from .exporters.document import expand_all
from .exporters.text import as_text
from .fates.connected import Connected
from .findings import find
from .log.log import Stretch, current_state
from .log.tables import tables_of
from .registry.registry import registry_now
from .timeline import Timeline


class Recording(Stretch):
    """All that was recorded in one bounded stretch: a request, a test, a command.

    Print it for a text tree; ``as_dict()`` gives the document, schema 1, that
    docs/document.md describes. Both may be asked while it runs, and after.
    """

    def as_dict(self) -> dict[str, Any]:
        """Return the expanded document: JSON-safe, complete, in chronological order."""
        return _document_of(self._connected())

    def __str__(self) -> str:
        connected = self._connected()
        return as_text(connected.timeline, _document_of(connected))

    def _connected(self) -> Connected:
        return Connected(Timeline([tables_of(self)]), registry_now())


def _document_of(connected: Connected) -> dict[str, Any]:
    return {**expand_all(connected, None).document, "findings": find(connected)}


@contextmanager
def record() -> Iterator[Recording]:
    """Record every signal sent in the block, in this thread or task and those it starts.

    Needs no settings beyond Django's. Recordings nest: an inner one holds its own stretch,
    the outer one holds that too. Threads that do not inherit the context
    (``threading.Thread``, bare executors) are not seen.

    Yields:
        The ``Recording``.
    """
    hooks.install()
    outer = current_state.get()
    recording = Recording.inside(outer, options().MAX_ROWS)
    current_state.set(recording.state())
    try:
        yield recording
    finally:
        current_state.set(outer)
        recording.close()
