"""What the script fetches of a recording: whatever is not in sight when its panel opens."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from ..conf import options
from ..exporters.document import expand_all
from ..fates.connected import Connected
from ..log.log import POSITION_BITS
from ..page.columns import columns_of
from ..page.found import SEARCHES
from ..page.listing import Listing
from ..page.names import shown_place
from ..page.rendering import render
from ..page.rows import Rows
from ..timeline import Timeline
from .answers import of_stored_request
from .own_page import part_answer
from .stored_request import StoredRequest

NO_SUCH_ROW = "This recording has no such row."
NO_SUCH_SEARCH = "Rows are found by arg or by query."


@of_stored_request
def columns(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer every row of the timeline; see ``page.columns``."""
    content = columns_of(Listing(stored.timeline, stored.findings))
    return HttpResponse(content, content_type="application/octet-stream")


@of_stored_request
def row(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the HTML of one row: ``node`` says which, ``id`` what it is called."""
    try:
        node, identity = int(request.GET["node"]), int(request.GET["id"])
    except (KeyError, ValueError):
        raise Http404(NO_SUCH_ROW) from None
    number, position = node >> POSITION_BITS, node % (1 << POSITION_BITS)
    timeline = Timeline(stored.tables, range(number, number + 1))
    connected = Connected(timeline, stored.registry)
    document, nodes = expand_all(connected, stored.stats["request"])
    place = partial(shown_place, options().EDITOR_URL)
    for found in Rows(Listing(timeline, []), document, place).rows():
        if nodes.get(found["id"]) == (number << POSITION_BITS) + position:
            found["item"]["id"] = identity
            return HttpResponse(render("signals_panel/rows.html", {"rows": [found]}))
    raise Http404(NO_SUCH_ROW)


@of_stored_request
def found(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the ids of the rows that have the text ``value`` where ``key`` says, as JSON."""
    search, wanted = SEARCHES.get(request.GET.get("key", "")), request.GET.get("value", "")
    if search is None:
        raise Http404(NO_SUCH_SEARCH)
    return JsonResponse({"ids": sorted({*search(stored.timeline, wanted.lower())})})


@of_stored_request
def rest(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the HTML of all rows that a page may have."""
    return part_answer(request, render("signals_panel/rest.html", stored.whole_context()))


@of_stored_request
def sums(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the HTML of the views that sum up, and of the figures."""
    context = {**stored.sums(), "request_id": request.GET["request_id"]}
    return part_answer(request, render("signals_panel/sums_page.html", context))


@of_stored_request
def registry(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the HTML of the registry's view."""
    html = render("signals_panel/registry_page.html", stored.registry_context())
    return part_answer(request, html)


urlpatterns = [
    path("signals/columns/", columns, name="signals_columns"),
    path("signals/found/", found, name="signals_found"),
    path("signals/registry/", registry, name="signals_registry"),
    path("signals/rest/", rest, name="signals_rest"),
    path("signals/row/", row, name="signals_row"),
    path("signals/sums/", sums, name="signals_sums"),
]
