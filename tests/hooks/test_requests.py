"""A request's recording, from ``request_started`` to ``request_finished``, in the store."""

from __future__ import annotations

import json

import pytest
from debug_toolbar import store as stores
from debug_toolbar.toolbar import DebugToolbar
from django.db import connection
from django.http import HttpResponse

from tests.conftest import PANEL
from tests.exchanges import Answer
from tests.signals import in_body, in_view

STORES = [
    f"debug_toolbar.store.{name}"
    for name in ("MemoryStore", "DatabaseStore", "CacheStore")
    if hasattr(stores, name)
]
HISTORY = """CREATE TABLE IF NOT EXISTS debug_toolbar_historyentry
(request_id char(32) PRIMARY KEY, data text NOT NULL, created_at datetime NOT NULL)"""
WHOLE = ["request_started", "before_view", "in_view", "after_view", "request_finished"]


@pytest.fixture(params=STORES)
def store(request, settings, db):
    """Use each of the toolbar's stores."""
    settings.DEBUG_TOOLBAR_CONFIG = {
        **settings.DEBUG_TOOLBAR_CONFIG,
        "TOOLBAR_STORE_CLASS": request.param,
    }
    with connection.cursor() as cursor:  # the toolbar's migration runs for its own store only
        cursor.execute(HISTORY)
    yield stores.get_store()
    stores.get_store().clear()


@pytest.fixture
def document(stored):
    """Return a function that gives the stored document of a WSGI or client response."""
    return lambda response: stored(response).document


def names(document):
    return [each["signal"].rpartition(".")[2] for each in document["dispatches"]]


@pytest.mark.parametrize("heard", [False, True])
def test_all_of_a_request_is_in_every_store(heard, store, document, request):
    if heard:
        request.getfixturevalue("hear")
    answer = Answer("/plain/")
    answer.finish()
    assert [name for name in names(document(answer)) if name in WHOLE] == WHOLE


def test_the_body_of_a_streaming_response_is_in_every_store(store, document, hear):
    answer = Answer("/streaming/")
    before = names(document(answer))
    answer.finish()
    assert "in_body" not in before
    after = ["after_view", "in_body", "in_body", "in_body", "request_finished"]
    assert names(document(answer))[-5:] == after


def test_the_late_part_is_saved_once_and_reads_as_one_document(store, document, hear):
    answer = Answer("/streaming/")
    answer.finish()
    found = document(answer)
    ids = [each["id"] for kind in ("dispatches", "calls") for each in found[kind]]
    assert len(set(ids)) == len(ids)
    starts = [each["start_ns"] for each in found["calls"]]
    assert starts == sorted(starts)
    assert found["request"] == {"method": "GET", "path": "/streaming/", "status": 200}


def test_a_request_its_store_forgot_does_not_come_to_life_again(store, hear):
    answer = Answer("/streaming/")
    request_id = answer.headers["djdt-request-id"]
    store.delete(request_id)
    answer.finish()
    assert not store.exists(request_id)
    assert not store.panel(request_id, PANEL)


def test_the_test_client_stores_what_a_server_does(client, document, hear):
    found = document(client.get("/plain/"))
    assert [name for name in names(found) if name in WHOLE] == WHOLE


def test_a_page_without_the_toolbar_leaves_no_recording_behind(client, settings, stored):
    from signals_panel.log.log import current_state

    settings.INTERNAL_IPS = []
    response = client.get("/plain/", REMOTE_ADDR="10.1.1.1")
    assert "djdt-request-id" not in response.headers
    assert current_state.get() is None


def test_nothing_records_once_a_request_is_over(hear, db):
    from signals_panel.log.log import current_state

    Answer("/plain/").finish()
    assert current_state.get() is None


def test_a_response_never_closed_is_replaced_by_the_next_request(document, hear, db):
    left = Answer("/plain/")
    following = Answer("/plain/")
    following.finish()
    assert names(document(following)).count("request_started") == 1
    assert names(document(left)).count("request_started") == 1
    left.finish()
    assert names(document(following)).count("request_finished") == 1


def test_what_comes_after_the_response_is_stored_without_writing_the_rest_again(
    client, document, hear, monkeypatch, store
):
    written = []

    def save_panel(request_id, panel_id, data=None):
        if panel_id.startswith("SignalsTracePanel"):
            written.append((request_id, data))
        original(request_id, panel_id, data)

    original = store.save_panel
    monkeypatch.setattr(store, "save_panel", save_panel)
    response = client.get("/plain/")
    found = names(document(response))
    this = response.headers["djdt-request-id"]  # what came late of others may be written too
    whole, *beside = [data for request_id, data in written if request_id == this]
    assert "in_view" in json.dumps(whole)
    assert len(beside) == 2  # the late part, and what was found
    for each in beside:
        assert "in_view" not in json.dumps(each["late"])
        assert "after_view" in json.dumps(each["late"])
    assert [name for name in found if name in WHOLE] == WHOLE


def closes_another_response(sender, **kwargs):
    HttpResponse().close()


def test_a_view_that_closes_a_response_of_its_own_is_recorded_to_its_end(
    client, document, hear, connect, db
):
    connect(in_view, closes_another_response)
    answer = Answer("/plain/")
    answer.finish()
    closed_early = [*WHOLE[:3], "request_finished", *WHOLE[3:]]
    for response in (answer, client.get("/plain/")):
        assert [name for name in names(document(response)) if name in WHOLE] == closed_early


def test_a_body_that_closes_a_response_of_its_own_is_recorded_to_its_end(
    document, hear, connect, db
):
    connect(in_body, closes_another_response)
    answer = Answer("/streaming/")
    answer.finish()
    sent = ["in_body", "request_finished"] * 3
    assert names(document(answer))[-8:] == ["after_view", *sent, "request_finished"]


def test_a_view_that_raises_is_recorded_to_the_end(client, document, hear):
    client.raise_request_exception = False
    response = client.get("/failing/")
    assert response.status_code == 500
    found = document(response)
    assert "in_view" in names(found)
    assert found["request"]["status"] == 500


def test_a_request_inside_a_record_block_is_in_it_too(client, document, hear):
    from signals_panel import record

    with record() as recording:
        response = client.get("/plain/")
    assert [name for name in names(recording.as_dict()) if name in WHOLE] == WHOLE
    assert [name for name in names(document(response)) if name in WHOLE] == WHOLE


def test_a_request_after_one_never_closed_is_in_the_record_block_around_both(document, hear, db):
    from signals_panel import record

    with record() as recording:
        left = Answer("/plain/")
        following = Answer("/plain/")
        following.finish()
    left.finish()
    found = names(recording.as_dict())
    assert found.count("request_started") == 2
    assert found.count("request_finished") == 1
    assert names(document(following)).count("request_started") == 1


def test_saving_in_a_view_stores_its_signals_and_queries(client, document, db):
    found = document(client.get("/saving/"))
    assert "post_save" in names(found)
    assert found["totals"]["queries"] >= 1
    assert connection.execute_wrappers == []


def test_panel_turned_off_by_its_cookie_stores_nothing_and_breaks_nothing(client, hear):
    client.cookies[f"djdt{PANEL}"] = "off"
    response = client.get("/plain/")
    assert response.status_code == 200
    toolbar = DebugToolbar.fetch(response.headers["djdt-request-id"])
    assert PANEL not in toolbar._panels or not toolbar.get_panel_by_id(PANEL).get_stats()
