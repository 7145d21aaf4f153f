"""What the codes of findings mean, as a page: bundled with the package, no network needed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ..page.rendering import render
from .answers import answering
from .own_page import nonce_of


@answering
def meanings(request: HttpRequest) -> HttpResponse:
    """Answer what docs/findings/ says of every code; ``#S101`` is the section of S101."""
    return HttpResponse(render("signals_panel/meanings_page.html", {"nonce": nonce_of(request)}))


urlpatterns = [path("signals/meanings/", meanings, name="signals_meanings")]
