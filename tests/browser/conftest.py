"""Chromium, servers, and visitors on them.

Everything is package-scoped: while Playwright runs, this thread has a running event loop,
which other tests must not find.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.servers.demo import Server
from tests.servers.fixtures import fresh_site, site, watched
from tests.servers.programs import missing

from .chromium import ARGUMENTS, find_chromium
from .visitor import Visitor

__all__ = ["ada", "browser", "many_site", "plain_dom_site", "site", "strict_csp_site", "visitor"]


on_one_server = pytest.mark.parametrize("site", ["wsgi"], indirect=True, scope="package")
"""For what the browser does alone: that it gets the same of both servers, other modules show."""

expect.set_options(timeout=15_000)
"""In milliseconds: a machine that has other work is slow, and fails no test."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        missing("Chromium (CHROMIUM names one that is not on the path)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def strict_csp_site(tmp_path_factory) -> Iterator[Server]:
    settings = "tests.servers.strict_csp_settings"
    with fresh_site("wsgi", tmp_path_factory, settings=settings) as server:
        yield server


@pytest.fixture(scope="package")
def plain_dom_site(tmp_path_factory) -> Iterator[Server]:
    settings = "tests.servers.plain_dom_settings"
    with fresh_site("wsgi", tmp_path_factory, settings=settings) as server:
        yield server


@pytest.fixture(scope="package")
def many_site(tmp_path_factory) -> Iterator[Server]:
    settings = "tests.servers.many_settings"
    with fresh_site("wsgi", tmp_path_factory, settings=settings) as server:
        yield server


@pytest.fixture(scope="package")
def session_of_ada(browser, site) -> dict:
    """Return the cookies of a login, which takes long because of its hashing."""
    visitor = Visitor(browser, site.url)
    visitor.log_in("ada")
    state = visitor.context.storage_state()
    visitor.context.close()
    return state


@pytest.fixture
def visitor(browser, site) -> Iterator[Visitor]:
    """Visit the site; the browser must have nothing to complain about."""
    with watched(site), visiting(browser, site) as visitor:
        yield visitor


@pytest.fixture
def ada(browser, site, session_of_ada) -> Iterator[Visitor]:
    """Visit the site, logged in."""
    with watched(site), visiting(browser, site, storage_state=session_of_ada) as visitor:
        yield visitor


@contextmanager
def visiting(browser: Browser, server: Server, **context: object) -> Iterator[Visitor]:
    visitor = Visitor(browser, server.url, **context)
    yield visitor
    visitor.context.close()
    assert visitor.complaints == []
