"""What is kept in the toolbar's store beside the panel's own, and when it may be written.

What a request records after its response, its *late part*, is never written to a database
there and then: the browser's next request may be writing already, and SQLite lets one in at
a time. It waits in this process, and is written with the next look at any request's panel, or
by the next request, whose panels are being stored at that moment anyway.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from ..log.log import Stretch
from ..log.stored import encode
from ..log.tables import Marks, marks_of, tables_of
from ..texts.errors import error_text

logger = logging.getLogger(__name__)

FAILED = "The signals panel could not store what came after the response."
LATE = "SignalsTracePanel.late"
"""What the store keeps under, as if it were a panel's, all that comes later than the panel's own:
the late part, and what was found. The panel's own is not written again."""
BESIDE = ("late", "late_failure", "findings")
"""What of the panel's stats is kept there."""
MANY = 50
"""How many late parts wait at most; the oldest are given up first."""

TRIES = 3
"""How often a store is asked to take a late part, until it is only kept here."""

Stats = dict[str, Any]


@dataclass
class Waiting:
    """A late part, encoded, and the store that is to keep it."""

    store: Any
    stats: Stats
    tries: int = TRIES


_waiting: dict[str, Waiting] = {}
"""Late parts by their request's id; read and changed by all threads, a step at a time."""


def keep_late(
    stretch: Stretch, *, store: Any, request_id: str, marks: Marks, at_once: bool
) -> None:
    """Store what was recorded after the toolbar had stored the rest, *at_once* or later.

    Outer middleware, streaming bodies and ``request_finished`` come too late for the toolbar.
    """
    _waiting[request_id] = Waiting(store, _late_part(stretch, marks))
    for oldest in list(_waiting)[:-MANY]:
        _waiting.pop(oldest, None)
    if at_once:
        write_late()


def write_late() -> None:
    """Store the late parts that wait here; never raises.

    A request that its store no longer holds must not come to life again. A store that fails
    perhaps took long to: what else waits, waits for the next time.
    """
    for each in list(_waiting):
        waiting = _waiting.get(each)
        if waiting is None or not waiting.tries:
            continue
        waiting.tries -= 1
        try:
            if waiting.store.exists(each):
                waiting.store.save_panel(each, LATE, waiting.stats)
        except Exception:
            logger.exception(FAILED)
            return
        _waiting.pop(each, None)


def late_of(store: Any, request_id: str) -> Stats:
    """Return what is kept of a request beside the panel's own.

    Nothing while the request runs, nor where another process still has it.
    """
    waiting = _waiting.get(request_id)
    return {**(waiting.stats if waiting else {}), **store.panel(request_id, LATE)}


def keep_findings(store: Any, request_id: str, stats: Stats) -> None:
    """Store what was found, with the first look, once all parts are there; never raises."""
    try:
        if "late" in stats and store.exists(request_id):
            kept = {name: stats[name] for name in BESIDE if name in stats}
            store.save_panel(request_id, LATE, kept)
    except Exception:
        logger.exception("The signals panel could not store its findings.")


def _late_part(stretch: Stretch, marks: Marks) -> Stats:
    try:
        more = marks != marks_of(stretch)
        return {"late": [encode(tables_of(stretch, since=marks))] if more else []}
    except Exception as error:
        logger.exception(FAILED)
        return {"late": [], "late_failure": error_text(error)}
