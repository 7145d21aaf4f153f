"""What the script fetches of other requests: the list of the latest, and what came meanwhile."""

from __future__ import annotations

from debug_toolbar.store import get_store
from django.http import HttpRequest, HttpResponse
from django.urls import path

from ..page.rendering import render
from .answers import answering
from .heading import neighbours_of
from .latest import latest_ids, latest_lines


@answering
def requests(request: HttpRequest) -> HttpResponse:
    """Answer the latest requests as a list, the one that is looked at marked."""
    values = {"lines": list(latest_lines(get_store())), "request_id": _asked(request)}
    return HttpResponse(render("signals_panel/requests.html", values))


@answering
def neighbours(request: HttpRequest) -> HttpResponse:
    """Answer how many requests came after one, and which are next to it."""
    values = neighbours_of(_asked(request), latest_ids(get_store()))
    values["request_id"] = _asked(request)
    return HttpResponse(render("signals_panel/neighbours.html", values))


def _asked(request: HttpRequest) -> str:
    return request.GET.get("request_id", "")


urlpatterns = [
    path("signals/requests/", requests, name="signals_requests"),
    path("signals/neighbours/", neighbours, name="signals_neighbours"),
]
