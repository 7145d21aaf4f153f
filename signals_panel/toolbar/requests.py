"""What the script fetches of other requests: the list of the latest, and what came meanwhile."""

from __future__ import annotations

from debug_toolbar.store import get_store
from django.http import HttpRequest, HttpResponse
from django.urls import path

from ..page.rendering import render
from .answers import answering
from .heading import neighbours_of
from .latest import latest_ids, latest_lines
from .lines import Line
from .own_page import part_answer


@answering
def requests(request: HttpRequest) -> HttpResponse:
    """Answer the latest requests as a list, the one that is looked at marked."""
    lines = list(latest_lines(get_store()))
    this = _asked(request)
    values = {"lines": lines, "request_id": this, "previous": _previous(lines, this)}
    return part_answer(request, render("signals_panel/requests.html", values))


@answering
def neighbours(request: HttpRequest) -> HttpResponse:
    """Answer how many requests came after one, and which are next to it."""
    values = neighbours_of(_asked(request), latest_ids(get_store()))
    values["request_id"] = _asked(request)
    return HttpResponse(render("signals_panel/neighbours.html", values))


def _previous(lines: list[Line], request_id: str) -> Line | None:
    """Return the latest request before one that has its method and path."""
    found = iter(lines)
    this = next((line for line in found if line.request_id == request_id), None)
    return next((line for line in found if this and this.is_like(line)), None)


def _asked(request: HttpRequest) -> str:
    return request.GET.get("request_id", "")


urlpatterns = [
    path("signals/requests/", requests, name="signals_requests"),
    path("signals/neighbours/", neighbours, name="signals_neighbours"),
]
