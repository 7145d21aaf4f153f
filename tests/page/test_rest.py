"""Pages that open at once: what is in sight comes first, the rest is fetched."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import partial
from types import SimpleNamespace

import pytest
from debug_toolbar.store import get_store
from django.core.signals import request_finished
from django.urls import reverse

from tests.outline import rows_in
from tests.signals import in_body, in_view, ordered


def idles(number, sender, **kwargs):
    pass


@pytest.fixture
def response(client, connect):
    """Return the response of a request that sent a signal 60 times, in a run and one by one."""

    def sends(sender, **kwargs):
        for number in range(20):
            in_body.send("loop", number=number)
        for number in range(40):
            in_body.send(f"sender {number}", number=number)

    connect(in_view, sends)
    connect(in_body, lambda sender, **kwargs: None)
    return client.get("/plain/")


def rest(client, response):
    query = {"request_id": response.headers["djdt-request-id"]}
    return client.get(reverse("djdt:signals_rest"), query)


def sizes(content):
    return tuple(map(int, re.search(r"Showing the first (\d+) of (\d+) rows", content).groups()))


def test_the_page_has_what_is_in_sight_and_a_link_to_the_rest(response, stored):
    content = stored(response).content
    shown, total = sizes(content)
    assert (shown, total > 120) == (50, True)
    assert len(list(rows_in(content))) == 50
    assert reverse("djdt:signals_rest") in content


def test_the_rest_has_every_row_in_the_order_of_the_page(client, response, stored):
    content = stored(response).content
    _, total = sizes(content)
    whole = rest(client, response).content.decode()
    rows = list(rows_in(whole))
    assert sum(row.kind != "run" for row in rows) >= total
    first = [row for row in rows_in(content) if row.kind != "run"]
    inside_the_run = 2 * 20
    start = next(place for place, row in enumerate(rows) if row.kind == "run")
    assert first[:start] == rows[:start]
    assert first[start:] == rows[start + 1 + inside_the_run :][: len(first) - start]


def test_a_short_page_has_all_its_rows_and_what_the_search_needs(client, stored, connect):
    connect(in_view, lambda sender, **kwargs: None)
    content = stored(client.get("/plain/")).content
    assert "Showing the first" not in content
    assert '<script id="sp-columns"' in content


def test_a_short_page_has_the_times_of_its_rows_and_none_of_those_without(client, stored, connect):
    def fails(sender, **kwargs):
        raise ValueError

    client.raise_request_exception = False
    connect(in_view, lambda sender, **kwargs: ordered.send(sender))
    connect(ordered, fails)
    connect(ordered, lambda sender, **kwargs: None)  # not reached
    panel = stored(client.get("/plain/"))
    found = re.search(r'<script id="sp-columns"[^>]*>(.*?)</script>', panel.content, re.DOTALL)
    columns = json.loads(found[1])
    document = panel.document
    rows = [*document["dispatches"], *document["calls"]]
    for name, key in (("total", "duration_ns"), ("self", "self_ns")):
        assert Counter(columns[name]) == Counter(each[key] for each in rows)
        assert None in columns[name]
    depths = re.findall(r'<li class="sp-row[^>]* data-depth="(\d+)"', panel.content)
    assert columns["depth"] == list(map(int, depths))


def test_what_came_after_the_response_is_told_apart(client, stored, connect):
    connect(request_finished, lambda sender, **kwargs: None)
    panel = stored(client.get("/plain/"))
    told = re.search(r"as the sidebar counts: (.*?)\. After it: (.*?)\.</p>", panel.content)
    assert told[1] == panel.nav_subtitle
    came = panel.document["totals"]["sends"] - panel.stored.stats["totals"]["sends"]
    assert came > 1
    assert re.fullmatch(rf"{came} signals, \d+ receivers in [\d.]+\xa0ms", told[2]), told[2]


def test_what_nobody_received_in_a_view_was_sent_before_the_response(client, stored, connect):
    """It is counted while it is sent, and written down later: by the next send that is received."""
    connect(request_finished, lambda sender, **kwargs: None)
    panel = stored(client.get("/many/"))
    assert re.match(r"100\d signals, ", panel.nav_subtitle), panel.nav_subtitle
    assert re.search(r"After it: \d signals?, ", panel.content)


def test_an_error_after_the_response_is_marked(client, stored, connect):
    def fails(sender, **kwargs):
        raise ValueError

    connect(request_finished, fails)
    with pytest.raises(ValueError):
        client.get("/plain/")
    latest = list(get_store().request_ids())[-1]
    panel = stored(SimpleNamespace(headers={"djdt-request-id": latest}))
    assert re.search(
        r'<p class="sp-note sp-bad">Up to the response.* After it: \d+ signals?, 1 error\.',
        panel.content,
    )


@pytest.mark.parametrize("path", ["/plain/", "/many/"])
def test_the_registry_is_on_no_page_and_each_leads_to_it(path, client, stored, registry, connect):
    connect(in_view, lambda sender, **kwargs: None)
    response = client.get(path)
    content = stored(response).content
    assert '<div class="sp-registry">' not in content
    query = f"?request_id={response.headers['djdt-request-id']}"
    assert f'data-later="{reverse("djdt:signals_registry")}{query}"' in content
    assert f'href="{reverse("djdt:signals_registry")}{query}"' in content
    assert '<div class="sp-registry">' in registry(response)


def test_a_page_is_light_however_much_is_connected(client, stored, connect):
    connect(in_view, lambda sender, **kwargs: None)
    client.get("/plain/")  # each page has a link to the request before
    before = len(stored(client.get("/plain/")).content)
    for number in range(500):
        connect(ordered, partial(idles, number))
    response = client.get("/plain/")
    content = stored(response).content
    assert re.search(r"Registry <span class=.sp-tab-count.>\d{3}<", content)
    assert len(content) <= min(before + 500, 30_000)  # the axis has more ticks on some clocks


@pytest.mark.parametrize("view", ["rest", "registry"])
def test_what_of_a_request_nobody_keeps_is_asked_for_is_explained(view, client):
    answer = client.get(reverse(f"djdt:signals_{view}"), {"request_id": "0" * 32})
    assert answer.status_code == 404
