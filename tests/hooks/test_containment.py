"""Errors of ours: the program goes on, and the panel says so."""

from __future__ import annotations

import pytest
from django.dispatch import Signal

from signals_panel import record
from signals_panel.log.stored import encode


@pytest.mark.parametrize("broken", ["signals_panel.panel.tables_of", "signals_panel.panel.encode"])
def test_an_error_while_storing_leaves_the_page_and_is_shown(broken, client, stored, monkeypatch):
    monkeypatch.setattr(broken, boom)
    response = client.get("/plain/")
    assert response.status_code == 200
    assert "plain" in response.content.decode()
    content = stored(response).content
    assert "could not be stored" in content
    assert "RuntimeError: boom" in content


@pytest.mark.parametrize(
    "broken",
    [
        "signals_panel.hooks.dispatches.describe_arguments",
        "signals_panel.hooks.dispatches.caller_token",
        "signals_panel.hooks.dispatches.list_token",
    ],
)
@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_an_error_in_the_recorder_is_contained_and_counted(broken, method, connect, monkeypatch):
    signal = Signal()
    connect(signal, lambda sender, **kwargs: 1)
    connect(signal, lambda sender, **kwargs: 2)
    with record() as recording:
        monkeypatch.setattr(broken, boom)
        responses = getattr(signal, method)(None)
        monkeypatch.undo()
    assert [response for _, response in responses] == [1, 2]
    assert recording.as_dict()["dropped"]["errors"] >= 1


def boom(*args, **kwargs):
    raise RuntimeError("boom")


def test_the_panel_says_how_many_errors_were_contained(client, stored, hear, monkeypatch):
    monkeypatch.setattr("signals_panel.hooks.dispatches.describe_arguments", boom)
    response = client.get("/plain/")
    monkeypatch.undo()
    assert response.status_code == 200
    assert "inside the recorder" in stored(response).content


def test_a_late_error_in_storing_does_not_reach_the_server(client, stored, hear, monkeypatch):
    from signals_panel import panel

    marks = []

    def encodes_once(tables):
        marks.append(tables)
        return encode(tables) if len(marks) == 1 else boom()

    monkeypatch.setattr(panel, "encode", encodes_once)
    response = client.get("/plain/")
    assert response.status_code == 200
    assert "tests.signals.in_view" in names(stored(response).document)


def names(document):
    return [each["signal"] for each in document["dispatches"]]
