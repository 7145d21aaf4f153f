"""What a program sees of the site and of the toolbar's store: headers, JSON, HTML."""

from __future__ import annotations

import json
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.outline import rows_in

PANEL_ID = "SignalsTracePanel"
LAST_RECEIVERS = ("close_caches", "close_old_connections", "reset_urlconf")
LATE = "as the sidebar counts"
"""Said where the store holds what was sent after the response."""
PATIENCE = 20
"""Seconds in which a request's last signals must have arrived in the store."""
PAUSE = 0.1
"""Seconds between two looks: ten clients that never pause leave a server no time to store."""


def fetch(url: str, errors: bool = False) -> tuple[str, dict[str, str]]:
    """Return a page and its headers; also where its status is an error, if *errors*."""
    try:
        answer = urlopen(url, timeout=20)
    except HTTPError as error:
        if not errors:
            raise
        answer = error
    with answer as response:
        return response.read().decode(), dict(response.headers)


def panel_html(site: str, request_id: str) -> str:
    """Return the panel of a request, once it holds the request's end."""
    query = urlencode({"request_id": request_id, "panel_id": PANEL_ID})
    deadline = time.monotonic() + PATIENCE
    while True:
        html: str = json.loads(fetch(f"{site}/__debug__/render_panel/?{query}")[0])["content"]
        is_whole = LATE in html and all(name in before_registry(html) for name in LAST_RECEIVERS)
        if is_whole:
            return html
        assert time.monotonic() < deadline, f"The request's end is missing:\n{html}"
        time.sleep(PAUSE)


def before_registry(html: str) -> str:
    """Return what a panel says of the request itself: the registry names every receiver."""
    return html.partition('<section class="sp-view sp-view-registry"')[0]


def rows_of(site: str, path: str) -> list[tuple[int, str, str]]:
    """Request a page; return the rows of its panel: depth, kind and name of each."""
    _, headers = fetch(site + path)
    return [row[:3] for row in rows_in(panel_html(site, headers["djdt-request-id"]))]
