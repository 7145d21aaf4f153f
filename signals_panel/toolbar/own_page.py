"""A stored request as a page of its own: what links lead to without our script, and to keep."""

from __future__ import annotations

from typing import Any

from debug_toolbar import utils
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from ..page.rendering import render
from .answers import GONE, answering
from .heading import line_of_stored
from .stored_request import stored_panel


@answering
def page(request: HttpRequest) -> HttpResponse:
    """Answer the panel of a stored request as a page; ``#row-7`` is the row with the id 7."""
    panel = stored_panel(request.GET.get("request_id", ""))
    if panel is None:
        return answered(request, 404, problem=_(GONE))
    return answered(request, content=panel.content, line=line_of_stored(panel.stored))


def answered(request: HttpRequest, status: int = 200, **values: Any) -> HttpResponse:
    """Answer a page of its own, which nobody keeps.

    *values* are its ``content`` and the ``line`` of a request, or a ``problem``.
    """
    content = render("signals_panel/own_page.html", {**values, "nonce": nonce_of(request)})
    return HttpResponse(content, status=status, headers={"Cache-Control": "no-store"})


def part_answer(request: HttpRequest, html: str) -> HttpResponse:
    """Answer a part of a page as it is; who follows a link to it has it on a page of its own."""
    if request.headers.get("Sec-Fetch-Mode") != "navigate":
        return HttpResponse(html)
    return answered(request, content=render("signals_panel/part_page.html", {"part": html}))


def nonce_of(request: HttpRequest) -> str | None:
    """Return what a Content-Security-Policy lets scripts and styles of this page carry."""
    asked = getattr(utils, "get_csp_nonce", lambda request: getattr(request, "csp_nonce", None))
    nonce: str | None = asked(request)
    return nonce


urlpatterns = [path("signals/page/", page, name="signals_page")]
