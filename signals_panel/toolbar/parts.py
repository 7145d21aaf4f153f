"""What the script fetches of a recording: whatever is not in sight when its panel opens."""

# mypy: disable-error-code="untyped-decorator"
# the toolbar's decorators have no types

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial, wraps

from debug_toolbar.decorators import render_with_toolbar_language, require_show_toolbar
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from ..conf import options
from ..exporters.document import expand_all
from ..fates.connected import Connected
from ..log.log import POSITION_BITS
from ..page.columns import columns_of
from ..page.listing import Listing
from ..page.names import shown_place
from ..page.rendering import render
from ..page.rows import Rows
from ..page.unreadable import unreadable
from ..timeline import Timeline
from .stored_request import StoredRequest, not_stored, stored_request, text_answer

logger = logging.getLogger(__name__)

GONE = "The toolbar's store does not hold this request any more."
NO_SUCH_ROW = "This recording has no such row."

View = Callable[[HttpRequest], HttpResponse]


def of_stored_request(view: Callable[[HttpRequest, StoredRequest], HttpResponse]) -> View:
    """Give a view the stored request that the address names; behind the toolbar's own check.

    Where there is none, or none that can be read, the answer says why.
    """

    @login_not_required
    @require_show_toolbar
    @require_GET
    @render_with_toolbar_language
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        try:
            stored = stored_request(request.GET.get("request_id", ""))
            if stored is None or not stored.tables:
                return text_answer(404, not_stored(stored) or GONE)
            return view(request, stored)
        except Http404 as error:
            return text_answer(404, str(error))
        except Exception as error:
            logger.exception("The signals panel could not answer with a part of a recording.")
            return text_answer(500, unreadable(error))

    return inner  # type: ignore[no-any-return]


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
def rest(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the HTML of all rows that a page may have."""
    return HttpResponse(render("signals_panel/rest.html", stored.whole_context()))


@of_stored_request
def sums(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the HTML of the views that sum up, and of the figures."""
    context = {**stored.sums(), "request_id": request.GET["request_id"]}
    return HttpResponse(render("signals_panel/sums_page.html", context))


@of_stored_request
def registry(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the HTML of the registry's view."""
    return HttpResponse(render("signals_panel/registry_page.html", stored.registry_context()))


urlpatterns = [
    path("signals/columns/", columns, name="signals_columns"),
    path("signals/registry/", registry, name="signals_registry"),
    path("signals/rest/", rest, name="signals_rest"),
    path("signals/row/", row, name="signals_row"),
    path("signals/sums/", sums, name="signals_sums"),
]
