"""Storing costs no user a page: what is written when, and what a store that fails leaves."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import copy_context

import pytest
from debug_toolbar import store as stores
from debug_toolbar.toolbar import DebugToolbar
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from signals_panel.toolbar import late_part as storing
from tests.conftest import PANEL
from tests.exchanges import Answer
from tests.hooks.test_requests import HISTORY, names

NOT_YET = "What came after it is not here yet"
CACHED = "debug_toolbar.store.CacheStore"
KINDS = {
    "memory": ("debug_toolbar.store.MemoryStore", "locmem.LocMemCache"),
    "database": ("debug_toolbar.store.DatabaseStore", "locmem.LocMemCache"),
    **({"cache": (CACHED, "locmem.LocMemCache")} if hasattr(stores, "CacheStore") else {}),
    **({"cached": (CACHED, "db.DatabaseCache")} if hasattr(stores, "CacheStore") else {}),
}
IN_DATABASE = [each for each in KINDS if each in {"database", "cached"}]


@pytest.fixture
def use(settings, db):
    """Return a function that makes a store the toolbar's."""

    def use(store, cache="locmem.LocMemCache"):
        config = {**settings.DEBUG_TOOLBAR_CONFIG, "TOOLBAR_STORE_CLASS": store}
        backend = f"django.core.cache.backends.{cache}"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "cached"}}
        settings.DEBUG_TOOLBAR_CONFIG = config
        with connection.cursor() as cursor:
            cursor.execute(HISTORY)
        call_command("createcachetable", verbosity=0)
        return stores.get_store()

    yield use
    stores.get_store().clear()
    storing._waiting.clear()


@pytest.fixture(params=KINDS)
def store(request, use):
    """Use each of the toolbar's stores; a cache in the database too."""
    return use(*KINDS[request.param])


@pytest.fixture(params=IN_DATABASE)
def in_database(request, use):
    """Use each of the stores that write to the user's database."""
    return use(*KINDS[request.param])


def panel_of(answer):
    toolbar = DebugToolbar.fetch(answer.headers["djdt-request-id"], PANEL)
    return toolbar.get_panel_by_id(PANEL)


def late_in(store, answer):
    return store.panel(answer.headers["djdt-request-id"], storing.LATE)


def finished(path="/streaming/"):
    answer = Answer(path)
    answer.finish()
    return answer


def test_nothing_asks_the_database_after_the_response(store, hear):
    answer = Answer("/streaming/")
    with CaptureQueriesContext(connection) as asked:
        answer.finish()
    assert [each["sql"] for each in asked] == []


def test_what_waits_is_there_with_the_first_look_and_stored_by_it(in_database, hear):
    answer = finished()
    assert not late_in(in_database, answer)
    panel = panel_of(answer)
    assert not late_in(in_database, answer)  # a history that lists it is no look
    assert names(panel.document)[-1] == "request_finished"
    assert late_in(in_database, answer)["late"]
    assert not storing._waiting


def test_what_was_found_at_the_first_look_is_not_looked_for_again(store, hear, monkeypatch):
    answer = finished()
    found = panel_of(answer).document["findings"]
    monkeypatch.setattr("signals_panel.toolbar.stored_request.find", None)
    assert panel_of(answer).document["findings"] == found


def test_what_waits_is_stored_by_a_look_at_any_request(in_database, hear, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("signals_panel.panel.write_late", lambda: None)
        answers = [finished(), finished()]
    panel_of(answers[0]).stored.tables  # noqa: B018
    assert all(late_in(in_database, answer)["late"] for answer in answers)
    assert not storing._waiting


def test_a_long_recordings_late_part_is_stored_by_the_first_look_too(
    in_database, hear, monkeypatch, settings
):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "ROWS_SHOWN": 1}
    monkeypatch.setattr("signals_panel.toolbar.stored_request.SUMMED_AT_ONCE", 1)
    answer = finished()
    assert NOT_YET not in panel_of(answer).content
    assert late_in(in_database, answer)["late"]


def test_what_waits_is_stored_with_the_next_request_of_the_process(in_database, hear):
    first = finished()
    second = Answer("/plain/")
    assert late_in(in_database, first)["late"]
    assert names(panel_of(first).document)[-1] == "request_finished"
    second.finish()
    assert not late_in(in_database, second)


def test_what_is_elsewhere_is_stored_at_once(use, hear):
    for name in set(KINDS) - set(IN_DATABASE):
        store = use(*KINDS[name])
        assert late_in(store, finished())["late"], name


def test_a_late_part_that_another_process_has_is_said_to_be_missing(in_database, hear, monkeypatch):
    answer = finished()
    monkeypatch.setattr(storing, "_waiting", {})
    content = panel_of(answer).content
    assert NOT_YET in content
    assert "Open this panel again" in content
    assert "request_finished" not in names(panel_of(answer).document)
    assert not late_in(in_database, answer)  # no findings of half a request
    monkeypatch.undo()
    finished("/plain/")
    assert NOT_YET not in panel_of(answer).content


def test_a_request_that_has_not_ended_says_so(store, hear):
    answer = Answer("/streaming/")
    assert NOT_YET in panel_of(answer).content
    answer.finish()
    assert NOT_YET not in panel_of(answer).content


def test_nor_has_a_long_one_all_of_its_figures(store, hear, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "ROWS_SHOWN": 1}
    answer = Answer("/streaming/")
    content = panel_of(answer).content
    assert NOT_YET in content
    assert "data-columns=" in content
    answer.finish()
    assert NOT_YET not in panel_of(answer).content


def test_few_late_parts_wait_the_oldest_are_given_up(in_database, hear, monkeypatch):
    monkeypatch.setattr(storing, "MANY", 2)
    monkeypatch.setattr("signals_panel.panel.write_late", lambda: None)
    answers = [finished() for _ in range(4)]
    waiting = [answer.headers["djdt-request-id"] for answer in answers[-2:]]
    assert list(storing._waiting) == waiting


def test_a_late_part_of_a_request_its_store_forgot_is_let_go(in_database, hear):
    answer = finished()
    in_database.clear()
    finished("/plain/")
    assert answer.headers["djdt-request-id"] not in storing._waiting
    assert not in_database.exists(answer.headers["djdt-request-id"])


def test_a_look_that_cannot_write_shows_all_the_same(in_database, hear, monkeypatch):
    answer = finished()
    monkeypatch.setattr(in_database, "save_panel", refuses)
    for _ in range(storing.TRIES + 2):
        content = panel_of(answer).content
        assert "request_finished" in content
        assert NOT_YET not in content


def refuses(request_id, panel_id, data=None):
    raise ValueError("too large")


def refuses_recordings(save):
    def save_panel(request_id, panel_id, data=None):
        if "parts" in data:
            refuses(request_id, panel_id)
        save(request_id, panel_id, data)

    return save_panel


def test_a_store_that_refuses_a_recording_leaves_the_page_and_says_why(store, hear, monkeypatch):
    plain = finished("/plain/")
    monkeypatch.setattr(store, "save_panel", refuses_recordings(store.save_panel))
    answer = finished("/plain/")
    assert answer.status == plain.status == "200 OK"
    assert "ValueError: too large" in panel_of(answer).content
    for page in ("json", "trace", "columns", "rest", "sums"):
        assert "ValueError: too large" in asked(page, answer).content.decode()


def test_a_store_that_takes_nothing_of_ours_leaves_the_page(store, hear, monkeypatch):
    def save_panel(request_id, panel_id, data=None):
        if panel_id.startswith(PANEL):
            refuses(request_id, panel_id)
        save(request_id, panel_id, data)

    save = store.save_panel
    monkeypatch.setattr(store, "save_panel", save_panel)
    answer = finished("/plain/")
    assert answer.status == "200 OK"
    assert "holds no recording" in asked("json", answer).content.decode()


def test_a_store_that_takes_long_to_refuse_is_not_asked_again(in_database, hear, monkeypatch):
    waits, tries, save = finished("/plain/"), [], in_database.save_panel

    def save_panel(request_id, panel_id, data=None):
        if not panel_id.startswith(PANEL):
            return save(request_id, panel_id, data)
        tries.append(panel_id)
        return refuses(request_id, panel_id)

    monkeypatch.setattr(in_database, "save_panel", save_panel)
    monkeypatch.setattr("signals_panel.panel.PATIENCE_NS", -1)
    answer = finished("/plain/")
    assert answer.status == "200 OK"
    assert tries == [PANEL]
    monkeypatch.undo()
    assert "holds no recording" in asked("json", answer).content.decode()
    finished("/plain/")
    assert late_in(in_database, waits)["late"]


@contextmanager
def refusing(store, monkeypatch):
    """Let a store fail whatever request it is asked for; give the ids of those."""
    tries = []

    def exists(request_id):
        tries.append(request_id)
        refuses(request_id, storing.LATE)

    with monkeypatch.context() as patched:
        patched.setattr(store, "exists", exists)
        yield tries


def test_a_store_that_fails_makes_nobody_wait_for_more_than_one_late_part(
    in_database, hear, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr("signals_panel.panel.write_late", lambda: None)
        answers = [finished(), finished()]
    with refusing(in_database, monkeypatch) as tries:
        storing.write_late()
    assert tries == [answers[0].headers["djdt-request-id"]]
    storing.write_late()
    assert all(late_in(in_database, answer)["late"] for answer in answers)


def test_a_store_that_fails_is_asked_three_times_to_take_a_late_part(
    in_database, hear, monkeypatch
):
    answer = finished()
    with refusing(in_database, monkeypatch) as tries:
        for _ in range(5):
            storing.write_late()
    assert tries == [answer.headers["djdt-request-id"]] * 3
    storing.write_late()
    assert not late_in(in_database, answer)
    assert names(panel_of(answer).document)[-1] == "request_finished"


OURS = [
    "signals_panel.panel.install",
    "signals_panel.panel.requests.mute_unadopted",
    "signals_panel.panel.requests.scope_for_panel",
    "signals_panel.panel.requests.RequestScope.adopt",
    "signals_panel.panel.tables_of",
    "signals_panel.panel.marks_of",
    "signals_panel.panel.totals_of",
    "signals_panel.panel.encode",
    "signals_panel.panel.stored_registry",
    "signals_panel.panel.takes_any_time",
]


@pytest.mark.parametrize("broken", OURS)
@pytest.mark.parametrize("path", ["/plain/", "/streaming/"])
def test_whatever_of_ours_fails_the_response_is_as_without_and_what_is_stored_says_why(
    broken, path, hear, db, monkeypatch, client
):
    client.raise_request_exception = False
    plain = client.get(path)
    monkeypatch.setattr(broken, boom)
    response = client.get(path)
    assert (response.status_code, body_of(response)) == (plain.status_code, body_of(plain))
    monkeypatch.undo()
    assert "RuntimeError: boom" in panel_of(response).content


@pytest.mark.parametrize("broken", ["RequestScope.mute", "RequestScope.resume"])
def test_a_scope_that_fails_leaves_the_page(broken, hear, client, monkeypatch):
    monkeypatch.setattr(f"signals_panel.hooks.requests.{broken}", boom)
    response = copy_context().run(client.get, "/plain/")  # whose scope is perhaps never closed
    assert response.status_code == 200


@pytest.mark.parametrize(
    "broken",
    [f"toolbar.stored_request.{name}" for name in ("context_of", "find", "expand_all", "decode")]
    + ["panel.render"],
)
def test_a_page_rendered_within_the_response_breaks_nothing(
    broken, hear, client, settings, monkeypatch
):
    settings.DEBUG_TOOLBAR_CONFIG = {**settings.DEBUG_TOOLBAR_CONFIG, "RENDER_PANELS": True}
    monkeypatch.setattr(f"signals_panel.{broken}", boom)
    response = client.get("/plain/")
    assert response.status_code == 200
    assert "plain" in response.content.decode()


def body_of(response):
    whole = b"".join(response) if response.streaming else response.content
    response.close()
    return whole.decode().partition("</body>")[0].partition("<link")[0].partition("<div")[0]


def boom(*args, **kwargs):
    raise RuntimeError("boom")


def asked(page, answer, **query):
    query = {"request_id": answer.headers["djdt-request-id"], **query}
    return Client().get(reverse(f"djdt:signals_{page}"), query)
