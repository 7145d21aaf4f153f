"""What a terminal shows of a recording while it runs: rows that are done, and a count."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from copy import copy
from typing import Any
from weakref import WeakSet

from ..exporters.document import happened_in
from ..fates.connected import Connected
from ..log.clock import monotonic
from ..log.log import STREAMS
from ..log.tables import tables_of
from ..recording import Recording
from ..registry.registry import NOTHING
from ..timeline import Timeline
from .tree_text import rows_at_top, unfinished, with_short_places

AFTER = 2.0
"""After how many seconds rows begin to show."""
EVERY = 0.5
LEISURE = 20
"""How many times as long as looking took is waited before the next look."""

_running: WeakSet[Live] = WeakSet()


class Live:
    """Shows rows on a terminal from a thread of its own, which touches nothing of the program's.

    Others write to that terminal too, and are never asked. So rows begin on a line of their own,
    and the count stands at the right end of a line with the cursor at its beginning: it is
    replaced by the next one, or by what somebody writes meanwhile.

    Attributes:
        printed: the numbers of the rows at the top that were shown.
    """

    def __init__(self, recording: Recording, stream: Any, style: Any, width: int) -> None:
        self.printed: set[int] = set()
        self._glance = _glance_at(recording)
        self._stream, self._style, self._width = stream, style, width
        self._began = monotonic()
        self._counts = 0, 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True, name="tracesignals")

    def start(self) -> None:
        """Begin to wait for what takes long."""
        _running.add(self)
        self._thread.start()

    def stop(self) -> None:
        """Show no more, and take the count away."""
        if not self._over.is_set():
            self._over.set()
            self._thread.join(EVERY)
            with self._lock:
                if any(self._counts):
                    self._write("")

    def _show(self) -> None:
        pause = AFTER
        while not self._over.wait(pause):
            began = monotonic()
            try:
                self._show_news()
            except Exception:  # the tree at the end has it all
                return
            pause = max(EVERY, LEISURE * (monotonic() - began))

    def _show_news(self) -> None:
        log = self._glance.log.rows
        sent, called = (len(log[name]) // len(STREAMS[name]) for name in ("dispatches", "calls"))
        if self._counts == (sent, called):
            return
        rows = dict(self._new_rows())
        lines = "".join(f"{line}\n" for lines in rows.values() for line in lines)
        seconds = monotonic() - self._began
        count = f"… {sent} received, {called} receivers called, {seconds:.0f} s"
        with self._lock:
            if not self._over.is_set():
                self._counts = sent, called
                self.printed.update(rows)
                self._write(f"{lines}{count[: self._width - 1].rjust(self._width - 1)}\r")

    def _write(self, text: str) -> None:
        """Write a text from the beginning of a line.

        So many spaces end in the next line, unless they begin at the beginning of one.
        """
        self._stream.write(f"{' ' * (self._width - 1)}\r{text}")
        self._stream.flush()

    def _new_rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows at the top that are done and were not shown: their numbers and lines."""
        timeline = Timeline([tables_of(self._glance)])
        document = with_short_places(happened_in(Connected(timeline, NOTHING), None).document)
        waiting = self.printed | unfinished(timeline, document)
        rows = rows_at_top(timeline, document, self._style, self._width, waiting)
        for number, lines in rows:
            if number is not None:
                yield number, lines


class _Unfolded:
    """Stands for what writes a log, so that looking does not split what it counts."""

    elsewhere = property(lambda self: self)

    def fold(self) -> None:
        """Leave counts to be written when they are due."""

    def write(self, log: Any) -> None:
        """Leave what was sent elsewhere as well."""


def _glance_at(recording: Recording) -> Recording:
    glance: Any = copy(recording)
    glance.open_log = _Unfolded()
    return glance  # type: ignore[no-any-return]


def _stop_all() -> None:
    """Stop before the process is forked: threads do not go along, and Python warns of them."""
    for each in list(_running):
        each.stop()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_stop_all)
