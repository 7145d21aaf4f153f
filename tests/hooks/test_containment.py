"""Errors of ours: the program goes on, and the panel says so."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.core.mail import send_mail
from django.db import transaction
from django.dispatch import Signal

from signals_panel import record
from signals_panel.log.stored import encode
from tests.app.models import Tag


@pytest.mark.parametrize("broken", ["signals_panel.panel.tables_of", "signals_panel.panel.encode"])
def test_an_error_while_storing_leaves_the_page_and_is_shown(broken, client, stored, monkeypatch):
    monkeypatch.setattr(broken, boom)
    response = client.get("/plain/")
    assert response.status_code == 200
    assert "plain" in response.content.decode()
    content = stored(response).content
    assert "could not be stored" in content
    assert "RuntimeError: boom" in content


@pytest.mark.contains_errors
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


def counts(signal):
    Tag.objects.count()


def updates(signal):
    Tag.objects.update(name="a")


def mails(signal):
    send_mail("subject", "text", "shop@example.com", ["ada@example.com"])


def waits(signal):
    transaction.on_commit(int)


def sends_to_nobody(signal):
    signal.send(None)


def sends_to_nobody_robustly(signal):
    signal.send_robust(None)


def awaits(signal):
    asyncio.run(sync_to_async(int, thread_sensitive=False)())


def connects(signal):
    signal.connect(boom)
    signal.disconnect(boom)


@pytest.mark.contains_errors
@pytest.mark.parametrize(
    ("broken", "program"),
    [
        ("sql.line_token", counts),
        ("orm._write", updates),
        ("mail._write", mails),
        ("commits._note", waits),
        ("sends.count_quiet", sends_to_nobody),
        ("sends.count_quiet", sends_to_nobody_robustly),
        ("awaits.awaited_from", awaits),
        ("connections.new_row", connects),
        ("connections._removed", connects),
    ],
)
def test_each_error_in_the_recorder_is_counted_once(broken, program, signal, db, monkeypatch):
    program(signal)  # what is done once is done
    with record() as recording:
        monkeypatch.setattr(f"signals_panel.hooks.{broken}", boom)
        for _ in range(3):
            program(signal)
        monkeypatch.undo()
    assert recording.as_dict()["dropped"]["errors"] == 3


def boom(*args, **kwargs):
    raise RuntimeError("boom")


@pytest.mark.contains_errors
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
