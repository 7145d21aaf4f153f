"""What the panel says of its request, at its top: which it is, and which are around it."""

from __future__ import annotations

from typing import Any

from .latest import known_line, latest_ids
from .lines import Line, line_of
from .redirects import redirected_from
from .stored_request import StoredRequest


def heading_of(stored: StoredRequest) -> dict[str, Any]:
    """Return a request's line, the requests that redirected to it, and its neighbours."""
    ids, line = latest_ids(stored.store), line_of_stored(stored)
    return {
        "line": line,
        "redirected_from": redirected_from(line, ids) if line else [],
        **neighbours_of(stored.request_id, ids),
    }


def line_of_stored(stored: StoredRequest) -> Line | None:
    """Return the line of a stored request; None where it has none."""
    return known_line(stored.request_id) or line_of(stored.request_id, stored.stats)


def neighbours_of(request_id: str, ids: list[str]) -> dict[str, Any]:
    """Return the ids around a request's in a list of them, the newest first.

    ``older`` and ``newer`` are next to it, ``newest`` is the last of the ``newer_count`` that
    came after it; there are none around a request that is not on the list. What pages load for
    themselves is passed over, as far as this process knows it.
    """
    if request_id not in ids:
        return {"older": None, "newer": None, "newest": None, "newer_count": 0}
    ids = [each for each in ids if each == request_id or not _is_part_of_page(each)]
    place = ids.index(request_id)
    return {
        "older": ids[place + 1] if place + 1 < len(ids) else None,
        "newer": ids[place - 1] if place else None,
        "newest": ids[0] if place else None,
        "newer_count": place,
    }


def _is_part_of_page(request_id: str) -> bool:
    line = known_line(request_id)
    return line is not None and line.is_part_of_page
