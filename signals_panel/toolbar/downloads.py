"""Downloads of a stored recording: the document, and a Chrome trace. See docs/exports.md."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _

from ..exporters.chrome_trace import chrome_trace
from ..exporters.files import document_bytes, file_name, trace_bytes, without_parameters
from ..exporters.markdown import as_markdown
from ..exporters.text import indent, lines_of
from ..page.unreadable import unreadable
from ..timeline import Timeline
from .answers import answering, of_stored_request, text_answer
from .stored_request import StoredRequest, not_stored, stored_request

logger = logging.getLogger(__name__)

Item = dict[str, Any]


@answering
def export_json(request: HttpRequest) -> HttpResponse:
    """Answer the document of a stored request; see docs/document.md.

    Parameters of statements are in it with ``parameters=1``.
    """
    given = request.GET.get("parameters") == "1"
    return _download(
        request,
        ".json",
        lambda timeline, document: document_bytes(
            document if given else without_parameters(document)
        ),
    )


@answering
def export_trace(request: HttpRequest) -> HttpResponse:
    """Answer a stored request as a Chrome trace; ``details=1`` adds what repeats nowhere."""
    details = request.GET.get("details") == "1"
    return _download(
        request,
        ".trace.json",
        lambda *recording: trace_bytes(chrome_trace(*recording, details=details)),
    )


@of_stored_request
def tree(request: HttpRequest, stored: StoredRequest) -> HttpResponse:
    """Answer the lines of the text tree, with the id of the row each is of, for the clipboard.

    ``format=markdown`` answers them as items of a list.
    """
    assert stored.document is not None
    lines = lines_of(stored.timeline, stored.document)
    if request.GET.get("format") == "markdown":
        lines = as_markdown(lines)
    found = [[identity, f"{indent(depth)}{text}"] for identity, depth, text in lines]
    return JsonResponse({"lines": found})


urlpatterns = [
    path("signals/json/", export_json, name="signals_json"),
    path("signals/trace/", export_trace, name="signals_trace"),
    path("signals/tree/", tree, name="signals_tree"),
]


def _download(
    request: HttpRequest, ending: str, bytes_of: Callable[[Timeline, Item], bytes]
) -> HttpResponse:
    """Answer a stored recording as a file, or say in plain text why there is none."""
    request_id = request.GET.get("request_id")
    if not request_id:
        return text_answer(400, _("The address lacks request_id: use the links in the panel."))
    try:
        stored = stored_request(request_id)
        document = stored.document if stored is not None else None
        if stored is None or document is None:
            return text_answer(404, not_stored(stored) or _gone())
        name, content = file_name(document, ending), bytes_of(stored.timeline, document)
    except Exception as error:
        logger.exception("The signals panel could not export a recording.")
        return text_answer(500, unreadable(error))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=headers)


def _gone() -> str:
    return _(
        "The toolbar's store holds no recording of this request. It keeps the latest requests "
        "only (RESULTS_CACHE_SIZE in DEBUG_TOOLBAR_CONFIG), and none for which the panel was "
        "switched off. Load the page again and download from its panel."
    )
