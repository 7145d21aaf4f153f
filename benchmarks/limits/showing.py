"""What the panel shows of a request: asked for as a browser does, when somebody opens it."""

from __future__ import annotations

import re
from html import unescape
from time import perf_counter
from typing import Any

from debug_toolbar.store import get_store
from debug_toolbar.toolbar import DebugToolbar
from django.test import Client
from django.urls import reverse

from signals_panel.toolbar.latest import latest_ids
from signals_panel.toolbar.stores import PANEL_ID

from .growth import peak

NOTE = re.compile(r'<p class="sp-(?:note|empty)[^>]*>(.*?)</p>(?:\s*<p>(.*?)</p>)?', re.DOTALL)
USUAL = (
    "Up to the response",
    "Showing the first",
    "Threads that do not",
    "So many signals",
    "No findings",
    "Show the registry",
)
"""How what a panel says anyway begins."""
SPACE = re.compile(r"\s+")


def shown(request_id: str) -> dict[str, Any]:
    """Return how long the panel and its list take, and what they say.

    The keys are ``status`` and ``seconds`` of the panel, ``list``, ``list_seconds`` and
    ``list_mb`` where all rows come as a list, ``megabytes`` at most, and ``says``.
    """
    request_id = request_id or latest_ids(get_store())[0]  # of which no page tells
    started = perf_counter()
    address = reverse("djdt:render_panel")
    asked = {"request_id": request_id, "panel_id": PANEL_ID}
    answer = Client(raise_request_exception=False).get(address, asked)
    told: dict[str, Any] = {"status": answer.status_code, "seconds": perf_counter() - started}
    content = answer.json()["content"] if answer.status_code == 200 else ""
    if "data-columns=" in content:
        told |= listed(request_id)
    return {**told, "megabytes": peak(), "says": [*subtitle(request_id), *notes(content)]}


def listed(request_id: str) -> dict[str, Any]:
    """Return what the list of all rows is like."""
    started = perf_counter()
    answer = Client().get(reverse("djdt:signals_columns"), {"request_id": request_id})
    return {
        "list": answer.status_code,
        "list_seconds": perf_counter() - started,
        "list_mb": len(answer.content) / 1e6,
    }


def subtitle(request_id: str) -> list[str]:
    """Return what the sidebar says, once findings were looked for."""
    toolbar = DebugToolbar.fetch(request_id, PANEL_ID)
    said = [str(panel.nav_subtitle) for panel in toolbar.panels] if toolbar else []
    return [each for each in said if each]  # old toolbars have no panel that stored nothing


def notes(content: str) -> list[str]:
    """Return what the panel says of what is missing."""
    found = [" ".join(filter(None, each)) for each in NOTE.findall(content)]
    plain = [SPACE.sub(" ", unescape(re.sub(r"<[^>]*>", "", each))).strip() for each in found]
    return [each for each in plain if not each.startswith(USUAL)] or plain_of(content)


def plain_of(content: str) -> list[str]:
    """Return the content itself where it is no page of the panel's."""
    is_page = 'class="sp"' in content
    return [] if is_page or not content else [unescape(re.sub(r"<[^>]*>", "", content)).strip()]
