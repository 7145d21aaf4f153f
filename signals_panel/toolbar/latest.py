"""The latest requests that the toolbar's store holds, each as a line.

Lines of this process's requests are kept here too, as text: the store, whose requests may be
large, is read only for those of other processes, and only when somebody looks at the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from debug_toolbar.settings import get_config
from debug_toolbar.store import DatabaseStore

from .late_part import late_of
from .lines import Line, line_of
from .stores import PANEL_ID

_lines: dict[str, str] = {}
"""Lines as JSON by their request's id, the newest last; all threads change it, a step at a time."""


def keep_line(request_id: str, stats: dict[str, Any]) -> None:
    """Keep the line of a request that was stored with these stats."""
    line = line_of(request_id, stats)
    if line is not None:
        _keep(line)


def note_findings(request_id: str, count: int) -> None:
    """Note how many findings a request has, now that somebody looked for them."""
    line = known_line(request_id)
    if line is not None:
        _keep(replace(line, findings=count))


def known_line(request_id: str) -> Line | None:
    """Return the line of a request that this process knows."""
    text = _lines.get(request_id)
    return Line(**json.loads(text)) if text is not None else None


def latest_ids(store: Any) -> list[str]:
    """Return the ids of all requests that a store holds, the newest first."""
    ids = [each.hex if isinstance(each, UUID) else str(each) for each in list(store.request_ids())]
    is_newest_first = isinstance(store, type) and issubclass(store, DatabaseStore)
    return ids if is_newest_first else ids[::-1]


def latest_lines(store: Any) -> Iterator[Line]:
    """Yield the lines of all requests that a store holds, the newest first."""
    for request_id in latest_ids(store):
        line = known_line(request_id) or _read(store, request_id)
        if line is not None:
            yield line


def _read(store: Any, request_id: str) -> Line | None:
    stats = store.panel(request_id, PANEL_ID)
    line = line_of(request_id, {**stats, **late_of(store, request_id)})
    if line is not None:
        _keep(line)
    return line


def _keep(line: Line) -> None:
    _lines[line.request_id] = json.dumps(vars(line))
    known = list(_lines)
    for oldest in known[: max(0, len(known) - get_config()["RESULTS_CACHE_SIZE"])]:
        _lines.pop(oldest, None)
