"""What is stored in another shape than ours: every address explains, none fails."""

from __future__ import annotations

import copy

import pytest
from debug_toolbar.store import get_store
from django.urls import reverse

from signals_panel.log.stored import FORMAT
from signals_panel.toolbar.late_part import LATE
from tests.conftest import PANEL
from tests.signals import in_view

PAGES = (
    *("columns", "rest", "row", "sums", "json", "trace"),
    *("tree", "page", "requests", "neighbours"),
)
EXPLAINED = ("could not be read", "holds no recording", "does not hold", "Nothing was recorded")


def with_part(part):
    return lambda stats: stats.update(parts=[part])


def packed(column, cells):
    return {"packed": {"streams": {"calls": {"start": column}}}, "cells": cells}


def without(key):
    return lambda stats: stats.pop(key)


def of_tables(change):
    """Return a change of what a part of a recording holds, before any of it is packed."""

    def changes(stats):
        tables = stats["parts"][0]
        change(tables)

    return changes


SHAPES = {
    "a later format": lambda stats: stats.update(format=FORMAT + 1),
    "an earlier format": lambda stats: stats.update(format=0),
    "a format that is none": lambda stats: stats.update(format="1"),
    "no parts": lambda stats: stats.update(parts=None),
    "parts that are text": lambda stats: stats.update(parts="zzz"),
    "parts that are a number": lambda stats: stats.update(parts=3),
    "parts by name": lambda stats: stats.update(parts={"a": 1}),
    "a part that is none": with_part(None),
    "a part that is text": with_part("{}"),
    "a part that is empty": with_part({}),
    "a part that is a list": with_part([]),
    "no base64": with_part({"compressed": "é"}),
    "cut base64": with_part({"compressed": "abc"}),
    "no zlib": with_part({"compressed": "aGVsbG8="}),
    "zlib of nothing": with_part({"compressed": "eJwDAAAAAAE="}),
    "cells of none": with_part({"packed": {"streams": {}}, "cells": None}),
    "packed text": with_part({"packed": "x", "cells": ""}),
    "columns cut short": with_part(
        {"packed": {"streams": {"calls": {"start": ["q", 9, 1]}}}, "cells": "AA=="}
    ),
    "columns of another code": with_part(
        {"packed": {"streams": {"calls": {"start": ["Z", 1, 1]}}}, "cells": ""}
    ),
    "no streams": of_tables(lambda tables: tables.pop("streams")),
    "streams that are a list": of_tables(lambda tables: tables.update(streams=[])),
    "a stream that is text": of_tables(lambda tables: tables["streams"].update(dispatches="x")),
    "a column less": of_tables(lambda tables: tables["streams"]["dispatches"].pop("signal")),
    "a column of text": of_tables(
        lambda tables: tables["streams"]["dispatches"].update(number="x")
    ),
    "no node": of_tables(lambda tables: tables.pop("node")),
    "no totals": without("totals"),
    "totals that are text": lambda stats: stats.update(totals="x"),
    "totals without figures": lambda stats: stats.update(totals={}),
    "no request": without("request"),
    "a registry that is no JSON": lambda stats: stats.update(registry="{"),
    "a registry that is a list": lambda stats: stats.update(registry="[]"),
    "a registry that is a number": lambda stats: stats.update(registry=7),
    "findings that are text": lambda stats: stats.update(findings="x"),
    "findings without a code": lambda stats: stats.update(findings=[{}]),
    "a failure that is no JSON": lambda stats: (stats.pop("parts"), stats.update(failure="{")),
    "a failure that is a list": lambda stats: (stats.pop("parts"), stats.update(failure="[]")),
    "late parts that are text": lambda stats: stats.update(late="zzz"),
}
LATE_PARTS = [None, "x", 3, [None], ["x"], [{}], [{"compressed": "a"}]]
WHOLE = {"text": "x", "a list": [1], "a number": 3, "true": True}


@pytest.fixture
def response(client, connect):
    connect(in_view, lambda sender, **kwargs: None)
    return client.get("/plain/")


@pytest.fixture
def keep(response):
    """Return a function that keeps other stats of the request in the toolbar's store."""

    def keep(panel_id, stats):
        get_store().save_panel(response.headers["djdt-request-id"], panel_id, stats)

    yield keep
    get_store().clear()


@pytest.fixture
def answers(client, response):
    """Return a function that gives what the panel and each of its addresses answer."""
    query = {"request_id": response.headers["djdt-request-id"]}

    def answers():
        panel = {**query, "panel_id": PANEL}
        opened = client.get(reverse("djdt:render_panel"), panel)
        assert opened.status_code == 200
        yield "panel", opened.json()["content"]
        for page in PAGES:
            asked = {**query, "node": 1 << 20, "id": 1} if page == "row" else query
            answer = client.get(reverse(f"djdt:signals_{page}"), asked)
            if answer.status_code != 200:  # what is damaged does not matter to every address
                assert answer.headers["Content-Type"].startswith("text/plain"), page
                yield page, answer.content.decode()
        sidebar = client.get(reverse("djdt:history_sidebar"), {**query, "exclude_history": True})
        assert sidebar.status_code == 200
        refreshed = client.get(reverse("djdt:history_refresh"), {**query, "exclude_history": True})
        assert refreshed.status_code == 200

    return answers


@pytest.mark.parametrize("change", SHAPES.values(), ids=SHAPES)
def test_another_shape_is_explained_at_every_address(change, response, stored, keep, answers):
    stats = copy.deepcopy(get_store().panel(response.headers["djdt-request-id"], PANEL))
    change(stats)
    keep(PANEL, stats)
    for page, text in answers():
        if page != "panel":
            assert any(each in text for each in (*EXPLAINED, "no such row")), (page, text)
    assert any(each in next(answers())[1] for each in (*EXPLAINED, "sp-figures"))


@pytest.mark.parametrize("panel_id", [PANEL, LATE])
@pytest.mark.parametrize("stats", WHOLE.values(), ids=WHOLE)
def test_stats_that_are_no_stats_are_explained_at_every_address(stats, panel_id, keep, answers):
    keep(panel_id, stats)
    for page, text in answers():
        if not (panel_id == LATE and "sp-figures" in text):
            assert any(each in text for each in EXPLAINED), (page, text)


@pytest.mark.parametrize("late", LATE_PARTS, ids=str)
def test_a_late_part_of_another_shape_is_explained_at_every_address(late, keep, answers):
    keep(LATE, {"late": late})
    for page, text in answers():
        assert any(each in text for each in EXPLAINED), (page, text)


def test_another_format_is_named_where_it_is_read(stored, response, keep, caplog):
    stats = get_store().panel(response.headers["djdt-request-id"], PANEL)
    keep(PANEL, {**stats, "format": FORMAT + 1})
    assert "OtherFormat" in stored(response).content
    assert f"format {FORMAT + 1}, where this version reads {FORMAT}" in caplog.text
