"""Recordings as their users see them: ``record()``, the document and the text tree."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from .exporters.document import expand_all
from .exporters.notebook import as_html
from .exporters.text import as_text
from .fates.connected import Connected
from .findings import find
from .hooks.stretches import recorded
from .log.log import Stretch
from .log.tables import tables_of
from .registry.registry import registry_now
from .timeline import Timeline


class Recording(Stretch):
    """All that was recorded in one bounded stretch: a request, a test, a command.

    Print it for a text tree; ``as_dict()`` gives the document, schema 1, that
    docs/document.md describes. Both may be asked while it runs, and after.
    """

    left_out: Collection[str] = ()
    """Codes of findings of which it can know nothing."""

    def as_dict(self) -> dict[str, Any]:
        """Return the expanded document: JSON-safe, complete, in chronological order."""
        return document_of(self.connected(), self.left_out)

    def __str__(self) -> str:
        return as_text(*self.expanded())

    def _repr_html_(self) -> str:
        """Return the text tree as notebooks show it: it unfolds."""
        return as_html(*self.expanded())

    def expanded(self) -> tuple[Timeline, dict[str, Any]]:
        """Return the recording as exporters take it: its timeline, and the document of that."""
        connected = self.connected()
        return connected.timeline, document_of(connected, self.left_out)

    def connected(self) -> Connected:
        """Return the recording so far, and what was connected during it."""
        return connected_in(self)


def connected_in(stretch: Stretch) -> Connected:
    """Return a stretch so far, and what was connected during it."""
    return Connected(Timeline([tables_of(stretch)]), registry_now())


def document_of(connected: Connected, left_out: Collection[str]) -> dict[str, Any]:
    """Return the document of a recording, without the findings of some codes."""
    return {**expand_all(connected, None).document, "findings": find(connected, left_out)}


@contextmanager
def record() -> Iterator[Recording]:
    """Record every signal sent in the block, in this thread or task and those it starts.

    Needs no settings beyond Django's. Recordings nest: an inner one holds its own stretch,
    the outer one holds that too. Threads that do not inherit the context
    (``threading.Thread``, bare executors) are not seen.

    Yields:
        The ``Recording``.
    """
    with recorded(Recording) as recording:
        yield recording
