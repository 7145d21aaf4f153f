"""What is stored after a response is in the way of no request that follows it at once."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from debug_toolbar import store

from .client import fetch, panel_html
from .demo import MANAGE, ROOT, environment, running
from .fixtures import watched

SETTINGS = "tests.servers.redirecting_settings"
TIMES = 20
STORES = {
    "memory": {"TOOLBAR_STORE": "debug_toolbar.store.MemoryStore"},
    "database": {"TOOLBAR_STORE": "debug_toolbar.store.DatabaseStore"},
}
if hasattr(store, "CacheStore"):
    cached = {"TOOLBAR_STORE": "debug_toolbar.store.CacheStore"}
    STORES["cache"] = cached
    STORES["cache in the database"] = {**cached, "CACHE": "db.DatabaseCache"}


@pytest.fixture(params=STORES)
def site(request, tmp_path):
    """Run the demo site with each of the toolbar's stores, on an SQLite file."""
    variables = STORES[request.param]
    for command in ("migrate", "createcachetable"):
        subprocess.run(
            [sys.executable, *MANAGE, command, "--verbosity=0"],
            cwd=ROOT,
            env=environment(tmp_path, SETTINGS, variables),
            check=True,
            capture_output=True,
        )
    with running("wsgi", tmp_path, SETTINGS, variables) as server, watched(server):
        yield server


def test_a_client_that_follows_a_redirect_at_once_never_meets_a_locked_database(site):
    statuses, last = [], ""
    for number in range(TIMES):
        with (
            asked(site, "POST", "/write/", f"name=group{number}") as redirect,
            asked(site, "GET", redirect.headers["Location"]) as page,
        ):
            statuses += [redirect.status, page.status]
            last = page.headers["djdt-request-id"] or last
    assert "database is locked" not in site.log.read_text()
    assert statuses == [302, 200] * TIMES
    assert "request_finished" in panel_html(site.url, last)


def test_the_page_after_a_redirect_says_so_whichever_store_the_toolbar_has(site):
    headers = {"Cookie": "csrftoken=" + "a" * 32}
    with (
        asked(site, "POST", "/write/", "name=readers", headers) as redirect,
        asked(site, "GET", redirect.headers["Location"], None, headers) as page,
    ):
        last = page.headers["djdt-request-id"]
    assert "Redirected here from" in panel_html(site.url, last)
    listed, _ = fetch(f"{site.url}/__debug__/signals/requests/?request_id={last}")
    assert 0 < listed.index('aria-current="true"') < listed.index(">POST<")


@contextmanager
def asked(site, method, path, body=None, headers=None):
    """Give an answer as soon as its headers are there; in the end, read its body."""
    sent = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    with closing(HTTPConnection(urlsplit(site.url).netloc, timeout=20)) as connection:
        connection.request(method, path, body, {**sent, **(headers or {})})
        with connection.getresponse() as response:
            yield response
            response.read()
