"""Recordings too long for a page: it shows the beginning, and the rest is fetched."""

from __future__ import annotations

import json
import re
from array import array

import pytest
from django.urls import reverse

from signals_panel.log.log import POSITION_BITS
from signals_panel.page.said import INSIDE
from tests.signals import in_body, in_view

DISPATCHES = 3_000
TYPES = {"B": 1, "H": 2, "I": 4, "b": 1, "h": 2, "i": 4, "f": 4}
SPARED = (
    "depth",
    "label",
    "start",
    "total",
    "self",
    "id",
    "sql",
    "internal",
    "position",
    "number",
    "mark",
    *INSIDE,
)
"""Columns of which those are not sent that are 0 for all rows."""


@pytest.fixture
def response(client, connect):
    """Return the response of a request that sent a signal 3,000 times; one receiver raises once."""

    def receives(sender, number, **kwargs):
        if number == 2_500:
            raise LookupError(f"number {number}")
        return number

    def sends(sender, **kwargs):
        for number in range(DISPATCHES):
            in_body.send_robust("loop", number=number)

    connect(in_view, sends)
    connect(in_body, receives)
    return client.get("/plain/")


def fetched(client, response, view, **query):
    query = {"request_id": response.headers["djdt-request-id"], **query}
    return client.get(reverse(f"djdt:signals_{view}"), query)


def columns_in(content):
    """Return the header and the columns of an answer, each a list; of labels, one for each row."""
    length = int.from_bytes(content[:4], "little")
    head = json.loads(content[4 : 4 + length])
    offset, columns = aligned(4 + length), {}
    for name, code in head["columns"].items():
        size = head["length"] * TYPES[code]
        cells = array(code, content[offset : offset + size])
        columns[name] = cells.tolist()
        offset += aligned(size)
    assert offset == len(content)
    for name in SPARED:
        columns.setdefault(name, [0] * head["length"])
    of_rows = {name: columns[name] for name in INSIDE}
    for name, values in head["labels"].items():
        columns[name] = [values[label] for label in columns["label"]]
    is_run = [head["texts"][each] == "run" for each in columns["kind"]]
    for name, column in of_rows.items():  # a run's label has its own
        columns[name] = [
            each if run else row
            for run, each, row in zip(is_run, columns[name], column, strict=True)
        ]
    columns["id"] = [
        0 if run else place + far
        for place, (run, far) in enumerate(zip(is_run, columns["id"], strict=True))
    ]
    nodes = zip(columns["number"], columns["position"], strict=True)
    columns["node"] = [(number << POSITION_BITS) + position for number, position in nodes]
    columns["marks"] = [[code for code, *_ in head["marks"][mark]] for mark in columns["mark"]]
    columns["finding"] = [int(mark > 0) for mark in columns["mark"]]
    return head, columns


def as_sent(time):
    """Return a time with as many digits as are sent."""
    return array("f", [time])[0]


def aligned(offset):
    return -(-offset // 8) * 8


def test_the_page_shows_the_beginning_and_says_so(response, stored):
    content = stored(response).content
    shown, rows = re.search(r"Showing the first (\d+) of (\d+) rows", content).groups()
    assert content.count('<li class="sp-row') <= 1_000
    assert int(shown) <= 1_000
    assert int(rows) > 2 * DISPATCHES
    assert "data-columns=" in content


def test_its_figures_are_those_of_the_whole(response, stored):
    panel = stored(response)
    figures = re.findall(r'<dd><span data-query="[^"]*">(\d+)</span></dd>', panel.content)
    totals = panel.document["totals"]
    assert figures[:4] == [str(totals[name]) for name in ("sends", "calls", "queries", "errors")]
    assert totals["errors"] == 1


def test_its_figures_are_the_same_where_very_many_rows_are_not_summed_up_yet(
    response, stored, monkeypatch
):
    def figures(panel):
        return re.findall(r'<dd><span data-query="([^"]*)">(.*?)</span></dd>', panel.content)

    before = dict(figures(stored(response)))
    monkeypatch.setattr("signals_panel.toolbar.stored_request.SUMMED_AT_ONCE", DISPATCHES)
    now = dict(figures(stored(response)))
    assert now == {**before, "finding:1": "…"}
    assert int(now["kind:quiet"]) > 0


def test_it_says_what_was_not_kept(client, stored, connect, settings):
    settings.SIGNALS_PANEL = {**settings.SIGNALS_PANEL, "MAX_ROWS": 600}
    connect(in_body, lambda sender, **kwargs: None)
    connect(in_view, lambda sender, **kwargs: [in_body.send("loop") for _ in range(DISPATCHES)])
    content = stored(client.get("/plain/")).content
    assert "data-columns=" in content
    assert re.search(r"Not kept, to save memory: \d+ more dispatches\.", content)


def test_every_row_is_in_the_columns(response, stored, client):
    head, columns = columns_in(fetched(client, response, "columns").content)
    document = stored(response).document
    kinds = [head["texts"][each] for each in columns["kind"]]
    assert kinds.count("call") == len(document["calls"])
    assert kinds.count("dispatch") + kinds.count("quiet") == len(document["dispatches"])
    ids = {item["id"]: item for item in [*document["dispatches"], *document["calls"]]}
    for row, identity in enumerate(columns["id"]):
        if identity and kinds[row] in ("dispatch", "call"):
            item = ids[identity]
            assert columns["total"][row] == as_sent(item["duration_ns"])
            assert columns["self"][row] == as_sent(item["self_ns"])
            assert bool(columns["error"][row]) == bool(item.get("error"))
    texts = {name: [head["texts"][each] for each in columns[name]] for name in ("joint", "aside")}
    assert set(texts["joint"]) == {"from"}
    spread = texts["aside"][kinds.index("run")]
    assert re.fullmatch(r"sum [\d.]+, mean [\d.]+, max [\d.]+ ms", spread)


def test_what_is_inside_a_row_is_a_number_in_every_label(response, client):
    head, _ = columns_in(fetched(client, response, "columns").content)
    for name in ("count", "error", *INSIDE):
        assert all(type(each) is int for each in head["labels"][name]), name


def test_any_row_can_be_fetched_with_what_it_tells(response, client):
    _, columns = columns_in(fetched(client, response, "columns").content)
    row = columns["error"].index(1, columns["error"].index(1) + 1)  # the first is the run
    query = {"node": int(columns["node"][row]), "id": columns["id"][row]}
    content = fetched(client, response, "row", **query).content.decode()
    assert "LookupError: number 2500" in content
    assert f"#{query['id']} " in content
    dispatch = row - 1
    query = {"node": int(columns["node"][dispatch]), "id": columns["id"][dispatch]}
    content = fetched(client, response, "row", **query).content.decode()
    assert "<code>2500</code>" in content


def test_a_row_that_is_not_there_is_not_found(response, client):
    for query in ({"node": 1 << 40, "id": 1}, {"node": "x", "id": 1}, {}):
        assert fetched(client, response, "row", **query).status_code == 404


def test_the_views_that_sum_up_are_there_at_once(response, stored):
    content = stored(response).content
    assert "So many signals" not in content
    assert "S102 error-swallowed" in content
    assert f'<td class="sp-number">{DISPATCHES}</td>' in content
    assert "(beyond the rows shown)" in content


def test_the_rest_of_a_list_is_no_more_rows_than_a_page_has(response, client):
    rest = fetched(client, response, "rest").content.decode()
    assert 0 < rest.count('<li class="sp-row') <= 500


def test_those_of_very_many_rows_are_fetched(response, stored, client, monkeypatch):
    monkeypatch.setattr("signals_panel.toolbar.stored_request.SUMMED_AT_ONCE", DISPATCHES)
    content = stored(response).content
    assert "So many signals are summed up once all rows are here." in content
    sums = fetched(client, response, "sums").content.decode()
    assert "S102 error-swallowed" in sums
    for view in ("receivers", "signals", "findings"):
        assert f"sp-view-{view}" in sums
    assert f'<td class="sp-number">{DISPATCHES}</td>' in sums


@pytest.mark.parametrize("view", ["columns", "row", "sums", "registry"])
def test_a_request_no_longer_stored_is_not_found(view, client):
    query = {"request_id": "0" * 32, "node": 1, "id": 1}
    assert client.get(reverse(f"djdt:signals_{view}"), query).status_code == 404


@pytest.mark.parametrize("view", ["columns", "row", "sums", "registry"])
def test_nobody_sees_it_who_does_not_see_the_toolbar(view, response, client):
    query = {"request_id": response.headers["djdt-request-id"], "node": 1 << 20, "id": 1}
    address = reverse(f"djdt:signals_{view}")
    assert client.get(address, query).status_code == 200
    assert client.get(address, query, REMOTE_ADDR="10.1.1.1").status_code == 404


def test_the_columns_tell_what_was_found_about_a_row_and_the_longest_of_a_run(
    response, stored, client
):
    head, columns = columns_in(fetched(client, response, "columns").content)
    kinds = [head["texts"][each] for each in columns["kind"]]
    [found] = [row for row, marks in enumerate(columns["marks"]) if "S102" in marks]
    assert kinds[found] == "call"
    assert columns["finding"][found] == columns["error"][found] == 1
    document = stored(response).document
    durations = [each["duration_ns"] for each in document["dispatches"] if each["sender"] == "loop"]
    run = kinds.index("run")
    assert columns["longest"][run] == max(durations)
    assert columns["total"][run] == as_sent(sum(durations))


def test_neither_the_columns_nor_what_was_found_need_the_document(response, client, monkeypatch):
    def document(*args):
        raise AssertionError("the document was made")

    monkeypatch.setattr("signals_panel.toolbar.stored_request.expand_all", document)
    _, columns = columns_in(fetched(client, response, "columns").content)
    assert any("S102" in marks for marks in columns["marks"])
