"""Files and functions whose names are no UTF-8: everything that shows them still can be shown."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from signals_panel import record
from tests.signals import in_view

FILE = "/srv/caf\udce9/shop.py"
SOURCE = """
from django.dispatch import Signal

made = Signal()


def receiver(sender, **kwargs):
    raise ValueError("no stock")


def connect():
    made.connect(receiver, weak=False)


def send():
    made.send(None)
"""


@pytest.fixture
def shop():
    """Return the names of a module in such a file, its receiver connected."""
    names = {"__name__": "shop"}
    exec(compile(SOURCE, FILE, "exec"), names)
    names["connect"]()
    yield names
    names["made"].disconnect(names["receiver"])


def test_the_document_and_the_text_tree_are_valid_utf_8(shop):
    with record() as recording, pytest.raises(ValueError, match="no stock"):
        shop["send"]()
    document = recording.as_dict()
    text = json.dumps(document, ensure_ascii=False)
    text.encode()
    str(recording).encode()
    assert document["calls"][0]["file"] == r"/srv/caf\udce9/shop.py"
    assert document["dispatches"][0]["caller"]["file"] == r"/srv/caf\udce9/shop.py"
    assert r"caf\udce9" in document["dispatches"][0]["signal"]
    assert r"caf\udce9" in document["calls"][0]["error"]["frames"][-1]["file"]
    [connection] = [each for each in document["connections"] if "shop.py" in (each["file"] or "")]
    assert r"caf\udce9" in connection["connected_at"]["file"]


def test_the_page_and_the_downloads_are_valid_utf_8(shop, client, stored, connect):
    connect(in_view, lambda sender, **kwargs: shop["made"].send_robust(None))
    response = client.get("/plain/")
    content = stored(response).content
    content.encode()
    assert r"caf\udce9" in content
    for kind in ("json", "trace"):
        query = {"request_id": response.headers["djdt-request-id"]}
        download = client.get(reverse(f"djdt:signals_{kind}"), query)
        assert download.status_code == 200
        assert json.loads(download.content)


def test_the_rest_of_the_page_is_there(shop, client, stored, connect):
    connect(in_view, lambda sender, **kwargs: shop["made"].send_robust(None))
    response = client.get("/plain/")
    query = {"request_id": response.headers["djdt-request-id"]}
    for view in ("rest", "sums", "columns"):
        assert client.get(reverse(f"djdt:signals_{view}"), query).status_code == 200
