"""Requests under ASGI: one loop, views in threads, clients that leave."""

from __future__ import annotations

import asyncio

import pytest
from debug_toolbar import store as stores
from django.test import AsyncClient

from tests.exchanges import Exchange

STORES = [name for name in ("MemoryStore", "CacheStore") if hasattr(stores, name)]
WHOLE = ["request_started", "before_view", "in_view", "after_view", "request_finished"]


@pytest.fixture(params=STORES, autouse=True)
def store(request, settings):
    """Use each store that the toolbar can use under ASGI."""
    name = f"debug_toolbar.store.{request.param}"
    settings.DEBUG_TOOLBAR_CONFIG = {
        **settings.DEBUG_TOOLBAR_CONFIG,
        "TOOLBAR_STORE_CLASS": name,
    }
    yield
    stores.get_store().clear()


@pytest.fixture(autouse=True)
def _no_database(monkeypatch):
    """Keep Django from closing connections that these tests do not have."""
    from django import db
    from django.core import signals

    for each in (signals.request_started, signals.request_finished):
        each.disconnect(db.close_old_connections)
    signals.request_started.disconnect(db.reset_queries)
    yield
    signals.request_started.connect(db.reset_queries)
    for each in (signals.request_started, signals.request_finished):
        each.connect(db.close_old_connections)


@pytest.fixture
def names(stored):
    """Return a function that gives the names of a response's signals."""

    def names(response):
        document = stored(response).document
        return [each["signal"].rpartition(".")[2] for each in document["dispatches"]]

    return names


def whole(names):
    return [name for name in names if name in WHOLE]


@pytest.mark.parametrize("path", ["/plain/", "/async/"])
@pytest.mark.parametrize("heard", [False, True])
def test_all_of_a_request_is_in_the_store(path, heard, names, request):
    if heard:
        request.getfixturevalue("hear")
    exchange = asyncio.run(Exchange(path).run())
    assert whole(names(exchange)) == WHOLE


@pytest.mark.parametrize("path", ["/streaming-async/"])
def test_the_body_of_a_streaming_response_is_in_the_store(path, names, hear):
    exchange = asyncio.run(Exchange(path).run())
    after = ["after_view", "in_body", "in_body", "in_body", "request_finished"]
    assert names(exchange)[-5:] == after


def test_concurrent_requests_have_each_their_own_panel(names, hear):
    async def main():
        paths = ["/plain/", "/async/"] * 4
        return await asyncio.gather(*(Exchange(path).run() for path in paths))

    for exchange in asyncio.run(main()):
        assert whole(names(exchange)) == WHOLE


def test_a_client_that_leaves_in_the_body_leaves_the_server_working(names, hear):
    left = asyncio.run(Exchange("/streaming-async/", leaves_after=2).run())
    assert "after_view" in names(left)
    assert whole(names(asyncio.run(Exchange("/plain/").run()))) == WHOLE


def test_requests_on_one_task_follow_each_other(names, hear):
    async def main():
        return [await Exchange(path).run() for path in ("/plain/", "/async/", "/plain/")]

    for exchange in asyncio.run(main()):
        assert whole(names(exchange)) == WHOLE


@pytest.mark.parametrize("path", ["/plain/", "/async/"])
def test_the_async_test_client_stores_what_a_server_does(path, names, hear):
    async def main():
        return await AsyncClient().get(path, REMOTE_ADDR="127.0.0.1")

    assert whole(names(asyncio.run(main()))) == WHOLE
