"""All rows of a panel: a page begins with those in sight, and leads to the rest."""

from __future__ import annotations

from .client import fetch, panel_html

REST = "/__debug__/signals/rest/?request_id="


def whole_panel(site: str, request_id: str) -> str:
    """Return the panel of a request, with every row, once it holds the request's end."""
    html = panel_html(site, request_id)
    return fetch(f"{site}{REST}{request_id}")[0] if REST in html else html
