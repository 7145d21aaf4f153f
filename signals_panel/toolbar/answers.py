"""Views behind the toolbar's own check, which say in plain text what is wrong."""

# mypy: disable-error-code="untyped-decorator"
# the toolbar's decorators have no types

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from debug_toolbar.decorators import render_with_toolbar_language, require_show_toolbar
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ..page.unreadable import unreadable
from .stored_request import StoredRequest, not_stored, stored_request

logger = logging.getLogger(__name__)

GONE = "The toolbar's store does not hold this request any more."

View = Callable[[HttpRequest], HttpResponse]


def answering(view: View, method: str = "GET") -> View:
    """Put a view behind the toolbar's own check; where it fails, the answer says why."""

    @login_not_required
    @require_show_toolbar
    @require_http_methods([method])
    @render_with_toolbar_language
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Http404 as error:
            return text_answer(404, str(error))
        except Exception as error:
            logger.exception("The signals panel could not answer.")
            return text_answer(500, unreadable(error))

    return inner  # type: ignore[no-any-return]


def of_stored_request(view: Callable[[HttpRequest, StoredRequest], HttpResponse]) -> View:
    """Give a view the stored request that the address names, as ``answering`` does.

    Where there is none, or none that can be read, the answer says why.
    """

    @answering
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        return view(request, stored_or_404(request, "request_id"))

    return inner


def stored_or_404(request: HttpRequest, name: str) -> StoredRequest:
    """Return the stored request that a parameter of the address names.

    Raises ``Http404``, which says why, where there is none or nothing was recorded in it.
    """
    stored = stored_request(request.GET.get(name, ""))
    if stored is None or not stored.tables:
        raise Http404(not_stored(stored) or GONE)
    return stored


def text_answer(status: int, message: str) -> HttpResponse:
    """Answer with a sentence in plain text."""
    return HttpResponse(message + "\n", status=status, content_type="text/plain; charset=utf-8")
