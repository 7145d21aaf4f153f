"""Several processes answer for one site; its panels are wherever its toolbar's store is."""

from __future__ import annotations

import json
import os
import signal
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from debug_toolbar import store

from tests.outline import outline, rows_in

from .client import LAST_RECEIVERS, PANEL_ID, before_registry, fetch, panel_html
from .fixtures import watched
from .visits import PROCESS, QUIET

SITES = ["workers_on_postgresql"]
if hasattr(store, "CacheStore"):
    SITES.append("workers_on_redis")

PATH = "/lab/nested/"
OUTLINE = """
front_detected nested
  > issue_warning
    warning_issued warnings
      > try_siren
        siren_tested sirens
          > listen_to_siren
""".strip()


@pytest.fixture(params=SITES)
def site(request):
    server = request.getfixturevalue(request.param)
    with watched(server):
        yield server.url


def test_the_panel_of_a_request_is_readable_whichever_worker_answers(site):
    process, request_id = visit(site)
    panel_html(site, request_id)  # whoever answers, it is stored to its end
    query = urlencode({"request_id": request_id, "panel_id": PANEL_ID})
    with paused(process):
        answer, headers = fetch(f"{site}/__debug__/render_panel/?{query}")
    assert headers[PROCESS] != process
    assert outline(rows_in(json.loads(answer)["content"]), QUIET) == OUTLINE


def test_every_worker_stores_what_it_recorded_after_the_response(site):
    first, request_id = visit(site)
    html = panel_html(site, request_id)
    with paused(first):
        second, request_id = visit(site)
        other_html = panel_html(site, request_id)
    assert first != second
    for each in map(before_registry, (html, other_html)):
        assert "request_finished" in each
        assert [name for name in LAST_RECEIVERS if name in each] == list(LAST_RECEIVERS)


def test_what_the_store_saves_is_not_in_the_panel(site):
    _, request_id = visit(site)
    html = before_registry(panel_html(site, request_id))
    assert "debug_toolbar" not in html
    assert "HistoryEntry" not in html


def visit(site):
    """Request the page; return the id of the process that answered, and the request's."""
    _, headers = fetch(site + PATH)
    return headers[PROCESS], headers["djdt-request-id"]


@contextmanager
def paused(process):
    """Stop a worker, so that another must answer; let it go on."""
    os.kill(int(process), signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(int(process), signal.SIGCONT)
