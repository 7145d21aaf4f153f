"""A request in a line: what it was, what came of it, and what it sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from ..log.clock import time_ns
from ..log.tables import Tables
from ..page.summary import rounded, summary
from ..texts.naming import printable
from .trail import Trail, trail_of

WANTED = ("", "document", "empty", "frame", "iframe")
"""What is asked for by somebody, or by a script: see ``Sec-Fetch-Dest``."""


@dataclass(frozen=True)
class Line:
    """A stored request.

    Attributes:
        request_id: by which the toolbar's store knows it.
        method, path, status: of the request, and of its response.
        began_ns, ended_ns: when it was recorded up to its response, in nanoseconds since 1970.
        totals: what was sent in it; see ``timeline.totals``.
        trail: what tells a redirect; see ``trail``.
        loads: what a browser asked for: "document", "image"; empty where it does not say.
        findings: how many there are; None where nobody looked for them yet.
    """

    request_id: str
    method: str
    path: str
    status: int
    began_ns: int
    ended_ns: int
    totals: dict[str, int]
    trail: Trail = field(default_factory=dict)
    loads: str = ""
    findings: int | None = None

    @property
    def is_part_of_page(self) -> bool:
        """Whether a page loads it for itself, such as an image."""
        return self.loads not in WANTED

    def is_like(self, other: Line) -> bool:
        """Whether another request has the same method and path."""
        is_other = self.request_id != other.request_id
        return is_other and (self.method, self.path) == (other.method, other.path)

    @property
    def summary(self) -> str:
        """What was sent, in words."""
        return summary(self.totals)

    @property
    def duration(self) -> str:
        return rounded(self.ended_ns - self.began_ns)

    @property
    def began(self) -> dt.datetime:
        """When it began, by the server's own clock."""
        return dt.datetime.fromtimestamp(self.began_ns / 1e9)


def facts_of(request: HttpRequest, response: HttpResponse, tables: Tables) -> dict[str, Any]:
    """Return what the panel stores of a request and its response beside the recording."""
    ended = time_ns()
    return {
        "request": {
            "method": request.method,
            "path": printable(request.path),
            "status": response.status_code,
        },
        "began_ns": ended - (tables["ended_ns"] - tables["started_ns"]),
        "ended_ns": ended,
        "trail": _trail(request, response),
        "loads": str(request.META.get("HTTP_SEC_FETCH_DEST", "")),
    }


def line_of(request_id: str, stats: dict[str, Any]) -> Line | None:
    """Return the line of what the panel stored; None where that is none of this version."""
    try:
        return Line(
            request_id,
            **stats["request"],
            began_ns=stats["began_ns"],
            ended_ns=stats["ended_ns"],
            totals={name: int(stats["totals"][name]) for name in _TOTALS},
            trail=stats["trail"],
            loads=stats["loads"],
            findings=len(stats["findings"]) if "findings" in stats else None,
        )
    except (KeyError, TypeError, ValueError):
        return None


_TOTALS = ("sends", "calls", "receiver_ns", "errors")


def _trail(request: HttpRequest, response: HttpResponse) -> Trail:
    """Return a request's trail; an empty one where it has no address: of a host not allowed."""
    try:
        return trail_of(request, response)
    except Exception:
        return {}
