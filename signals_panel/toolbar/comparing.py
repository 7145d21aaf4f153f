"""Comparing two requests: both stored, or one of which its outline is left alone."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from ..page.comparison import compared
from ..page.outline import digest_of, outline_of, statements_of
from ..page.rendering import render
from ..page.summary import rounded
from .answers import answering, of_stored_request, stored_or_404, text_answer
from .heading import line_of_stored
from .latest import latest_lines
from .lines import Line
from .own_page import answered
from .stored_request import StoredRequest

Item = dict[str, Any]

FEWEST = 3
"""Of how many requests like it must the times be known for one's to be told beside them."""
MOST_BYTES = 500_000
"""How large an outline may be that somebody sends."""


@of_stored_request
def outline(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the outline of a stored request, and its line, as JSON; see ``page.outline``."""
    return JsonResponse({"line": _line(stored), "outline": _outline(stored)})


@answering
def compare(request: HttpRequest) -> HttpResponse:
    """Answer a page that compares a stored request with another one, ``with``."""
    asked = stored_or_404(request, "request_id")
    before, now = sorted((stored_or_404(request, "with"), asked), key=_began)
    texts = {**_texts(before), **_texts(now)}
    found = compared(_outline(before), _outline(now), texts)
    return _page(request, asked, {**found, "before": _line(before), "now": _line(now)})


@csrf_exempt  # nothing is changed by it, and no form of another site can send JSON
@partial(answering, method="POST")
def compare_with_outline(request: HttpRequest) -> HttpResponse:
    """Answer the same for an outline that is sent as ``outline`` answered it."""
    if request.content_type != "application/json":
        return text_answer(415, "An outline is sent as JSON.")
    now = stored_or_404(request, "request_id")
    try:
        sent = json.loads(request.read(MOST_BYTES))
        found = compared(sent["outline"], _outline(now), _texts(now))
        values = {**found, "before": {**sent["line"], "request_id": ""}, "now": _line(now)}
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return text_answer(400, "This is no outline that this version makes.")
    return _page(request, now, values)


def _page(request: HttpRequest, now: StoredRequest, values: Item) -> HttpResponse:
    line = line_of_stored(now)
    content = render("signals_panel/compare_page.html", {**values, "usual": _usual(now, line)})
    return answered(request, content=content, line=line)


def _began(stored: StoredRequest) -> int:
    line = line_of_stored(stored)
    return line.began_ns if line is not None else 0


def _outline(stored: StoredRequest) -> Item:
    return outline_of(stored.connected, stored.findings)


def _texts(stored: StoredRequest) -> dict[str, str]:
    return {digest_of(each): each for each in {*statements_of(stored.connected)}}


def _line(stored: StoredRequest) -> Item:
    line = line_of_stored(stored)
    if line is None:
        return {"request_id": stored.request_id}
    return {
        "request_id": line.request_id,
        "method": line.method,
        "path": line.path,
        "status": line.status,
        "began": f"{line.began:%H:%M:%S}",
        "summary": line.summary,
    }


def _usual(stored: StoredRequest, line: Line | None) -> Item | None:
    """Return how long requests like one took, and it; None where too few are stored to tell."""
    if line is None:
        return None
    like = [each for each in latest_lines(stored.store) if line.is_like(each)]
    times = sorted(each.ended_ns - each.began_ns for each in like)
    if len(times) < FEWEST:
        return None
    least, most = rounded(times[0]), rounded(times[-1])
    return {"took": line.duration, "least": least, "most": most, "count": len(times)}


urlpatterns = [
    path("signals/compare/", compare, name="signals_compare"),
    path("signals/compare/outline/", compare_with_outline, name="signals_compare_outline"),
    path("signals/outline/", outline, name="signals_outline"),
]
