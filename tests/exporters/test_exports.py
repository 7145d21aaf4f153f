"""The downloads of the panel: who gets them, what is in them, what else is answered."""

from __future__ import annotations

import json

import pytest
from debug_toolbar.store import MemoryStore, get_store
from django.test import Client
from django.urls import reverse

from signals_panel.exporters.files import file_name
from tests.app.models import Tag
from tests.signals import in_view

KINDS = ["json", "trace"]


@pytest.fixture
def download(client):
    """Return a function that downloads a response's recording."""

    def download(kind, response, **query):
        query["request_id"] = response.headers["djdt-request-id"]
        return client.get(reverse(f"djdt:signals_{kind}"), query)

    return download


@pytest.fixture(autouse=True)
def _nothing_stored():
    yield
    MemoryStore.clear()


def raises(sender, **kwargs):
    raise ValueError('</script> "quoted" \u202e 🎉')


def test_the_json_is_the_stored_document_with_its_findings(client, download, stored, connect):
    connect(in_view, raises)
    client.raise_request_exception = False
    response = client.get("/plain/")
    document = json.loads(download("json", response).content)
    assert document == stored(response).document
    assert document["schema"] == 1
    assert document["request"] == {"method": "GET", "path": "/plain/", "status": 500}
    [call] = [each for each in document["calls"] if each["outcome"] == "raised"]
    assert call["error"]["message"] == '</script> "quoted" \u202e 🎉'
    assert "S101" in {finding["code"] for finding in document["findings"]}


def test_the_json_has_what_came_after_the_response(client, download, hear):
    response = client.get("/streaming/")
    assert response.getvalue() == b"partpartpart"
    document = json.loads(download("json", response).content)
    assert [each["sender"] for each in document["dispatches"]].count("body") == 3


def test_the_trace_has_the_signals_and_receivers(client, download, hear):
    trace = json.loads(download("trace", client.get("/plain/")).content)
    names = [event["name"] for event in trace["traceEvents"] if event["ph"] == "X"]
    assert "tests.signals.in_view" in names
    assert any(name.endswith("hears") for name in names)


def test_the_trace_has_arguments_if_asked(client, download, hear):
    response = client.get("/plain/")
    assert b"/plain/'" not in download("trace", response).content
    assert b"/plain/'" in download("trace", response, details="1").content


@pytest.mark.parametrize(
    ("kind", "name"),
    [("json", "signals-GET-plain.json"), ("trace", "signals-GET-plain.trace.json")],
)
def test_it_is_downloaded_under_a_name_that_says_which_request(kind, name, client, download):
    answer = download(kind, client.get("/plain/"))
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "signals-GET.json"),
        ('/a"b\r\nX-Evil: 1/../é/', "signals-GET-a-b-X-Evil-1.json"),
        ("/" + "a" * 500, f"signals-GET-{'a' * 68}.json"),
        ("/blog/posts/", "signals-GET-blog-posts.json"),
    ],
)
def test_the_name_has_only_safe_characters(path, name):
    assert file_name({"request": {"method": "GET", "path": path}}, ".json") == name


def test_a_recording_without_a_request_has_a_name_too():
    assert file_name({"request": None}, ".json") == "signals.json"


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_see_the_toolbar_gets_nothing(kind, client, hear):
    response = client.get("/plain/")
    query = {"request_id": response.headers["djdt-request-id"]}
    url = reverse(f"djdt:signals_{kind}")
    refused = client.get(url, query, REMOTE_ADDR="10.1.1.1")
    assert refused.status_code == 404
    assert b"in_view" not in refused.content
    assert client.get(url, query).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_who_sees_the_toolbar_need_not_be_logged_in(kind, client, settings):
    request_id = client.get("/plain/").headers["djdt-request-id"]
    required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, required]
    stranger = Client()
    assert stranger.get("/plain/").status_code == 302
    answer = stranger.get(reverse(f"djdt:signals_{kind}"), {"request_id": request_id})
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_that_is_stored_no_longer_is_explained(kind, client, download):
    response = client.get("/plain/")
    get_store().clear()
    answer = download(kind, response)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == (
        "The toolbar's store holds no recording of this request. It keeps the latest requests "
        "only (RESULTS_CACHE_SIZE in DEBUG_TOOLBAR_CONFIG), and none for which the panel was "
        "switched off. Load the page again and download from its panel.\n"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_without_a_recording_is_explained(kind, client, download):
    client.cookies["djdtSignalsTracePanel"] = "off"
    answer = download(kind, client.get("/plain/"))
    assert answer.status_code == 404
    assert "Load the page again" in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?request_id="])
def test_an_address_without_a_request_is_explained(query, client):
    answer = client.get(reverse("djdt:signals_json") + query)
    assert answer.status_code == 400
    assert "request_id" in answer.content.decode()


@pytest.mark.parametrize("request_id", ["nonsense", "\0", "../../etc/passwd", "1" * 10_000])
@pytest.mark.parametrize("store", ["MemoryStore", "DatabaseStore"])
def test_a_request_nobody_made_is_not_found(store, request_id, client, db, monkeypatch):
    from debug_toolbar import settings as toolbar_settings

    config = {
        **toolbar_settings.get_config(),
        "TOOLBAR_STORE_CLASS": f"debug_toolbar.store.{store}",
    }
    monkeypatch.setattr(toolbar_settings, "get_config", lambda: config)
    answer = client.get(reverse("djdt:signals_json"), {"request_id": request_id})
    assert answer.status_code == 404


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("parts", [["{}"], ["zzz"], [3], {"a": 1}])
def test_odd_stored_data_is_explained(parts, kind, client, download, stored, caplog):
    response = client.get("/plain/")
    stats = {**stored(response).get_stats(), "parts": parts}
    get_store().save_panel(response.headers["djdt-request-id"], "SignalsTracePanel", stats)
    answer = download(kind, response)
    assert answer.status_code == 500
    assert "load the page again" in answer.content.decode()
    told = [each.name for each in caplog.records if "could not export" in each.getMessage()]
    assert told == ["signals_panel.toolbar.downloads"]


@pytest.mark.parametrize("kind", KINDS)
def test_only_get_is_answered(kind, client):
    assert client.post(reverse(f"djdt:signals_{kind}")).status_code == 405


@pytest.mark.parametrize("kind", KINDS)
def test_a_download_is_no_request_of_the_toolbar(kind, client, download, hear):
    response = client.get("/plain/")
    before = list(get_store().request_ids())
    answer = download(kind, response)
    assert answer.status_code == 200
    assert "djdt-request-id" not in answer.headers
    assert list(get_store().request_ids()) == before


def test_the_tree_for_the_clipboard_has_the_id_of_each_row_and_may_be_markdown(
    client, download, stored, hear
):
    response = client.get("/plain/")
    document = stored(response).document
    ids = {each["id"] for kind in ("dispatches", "calls") for each in document[kind]}
    plain = json.loads(download("tree", response).content)["lines"]
    markdown = json.loads(download("tree", response, format="markdown").content)["lines"]
    assert [row for row, _ in plain] == [row for row, _ in markdown]
    assert {row for row, _ in plain if row} <= ids
    [told] = [text for _, text in plain if "in_view from " in text]
    [item] = [text for _, text in markdown if "in_view from " in text]
    assert not told.lstrip().startswith("-")
    assert item.strip() == f"- `{told.strip()}`"


def test_a_download_has_parameters_only_if_it_is_asked_for_them(client, db, connect):
    connect(in_view, lambda sender, **kwargs: Tag.objects.create(name="a") and None)
    response = client.get("/plain/")
    query = {"request_id": response.headers["djdt-request-id"]}
    for asked, found in (({}, None), ({"parameters": "1"}, ["'a'"]), ({"parameters": "0"}, None)):
        answer = client.get(reverse("djdt:signals_json"), {**query, **asked})
        given = [each["parameters"] for each in json.loads(answer.content)["queries"]]
        assert given == [found]
