"""Which requests redirected to the one that is looked at.

It is told only where nothing else can have led there: what is not known to be the redirect's is
not said to be.
"""

from __future__ import annotations

from .latest import known_line
from .lines import Line

LATEST_NS = 10_000_000_000
"""How long after a redirect its address is asked for at most."""
KEEP_METHOD = (307, 308)
READS = ("GET", "HEAD")


def redirected_from(line: Line, ids: list[str]) -> list[Line]:
    """Return the requests that led to one by redirects, the first first.

    *ids* are those of the store's requests, the newest first.
    """
    chain: list[Line] = []
    found = _redirect(line, ids)
    while found is not None and found not in chain:
        chain.insert(0, found)
        found = _redirect(found, ids)
    return chain


def _redirect(line: Line, ids: list[str]) -> Line | None:
    """Return the request whose response led to this one."""
    last_alike = 0
    earlier_ids = ids[ids.index(line.request_id) + 1 :] if line.request_id in ids else []
    for request_id in earlier_ids:
        earlier = known_line(request_id)
        if earlier is None:
            return None  # who knows where it led
        if _leads_to(earlier, line):
            return earlier if earlier.ended_ns > last_alike else None
        if _asks_alike(earlier, line):
            last_alike = max(last_alike, earlier.began_ns)
    return None


def _leads_to(earlier: Line, line: Line) -> bool:
    trail = earlier.trail
    return (
        bool(line.trail and line.trail["visitor"])
        and trail.get("location") == line.trail["url"]
        and trail.get("next_visitor") == line.trail["visitor"]
        and 0 <= line.began_ns - earlier.ended_ns <= LATEST_NS
        and (line.method == earlier.method if _keeps_method(earlier) else line.method in READS)
    )


def _keeps_method(line: Line) -> bool:
    return line.status in KEEP_METHOD


def _asks_alike(earlier: Line, line: Line) -> bool:
    """Tell whether an earlier request was the same visitor's, for the same address."""
    trail = earlier.trail
    return bool(trail) and (trail["url"], trail["visitor"]) == (
        line.trail.get("url"),
        line.trail.get("visitor"),
    )
