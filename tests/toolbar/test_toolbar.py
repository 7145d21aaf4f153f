"""The panel beside the toolbar: what is its own, what is shown, and errors of ours."""

from __future__ import annotations

import json
from time import sleep

from django.apps import apps
from django.dispatch import Signal

from signals_panel import record
from tests.exchanges import Answer


def names(document):
    return [each["signal"] for each in document["dispatches"]]


def test_the_toolbars_own_signals_are_absent(client, stored, hear):
    document = stored(client.get("/rendering/")).document
    own = [name for name in names(document) if "toolbar" in name or "staticfiles" in name]
    assert own == []
    assert "debug_toolbar" not in json.dumps(document["dispatches"])


def test_what_the_toolbars_app_is_the_sender_of_is_absent(connect):
    heard, unheard = Signal(), Signal()
    connect(heard, lambda **kwargs: None)
    with record() as recording:
        for label in ("debug_toolbar", "auth"):
            heard.send(sender=apps.get_app_config(label))
            unheard.send(sender=apps.get_app_config(label))
    senders = [each["sender"] for each in recording.as_dict()["dispatches"]]
    assert senders == ["AppConfig(auth)", "AppConfig(auth)"]


def test_a_signal_only_the_toolbar_receives_is_absent(stored, db):
    answer = Answer("/rendering/")
    answer.finish()
    document = stored(answer).document
    assert "django.test.signals.template_rendered" not in names(document)
    assert all(not call["receiver"].startswith("debug_toolbar") for call in document["calls"])


def test_a_signal_the_user_receives_beside_the_toolbar_is_there(client, stored, connect):
    from django.test.signals import template_rendered

    def mine(sender, **kwargs):
        pass

    connect(template_rendered, mine)
    document = stored(client.get("/rendering/")).document
    assert names(document).count("django.test.signals.template_rendered") == 1
    receivers = [call["receiver"] for call in document["calls"]]
    assert any(name.endswith("mine") for name in receivers)
    assert not any(name.startswith("debug_toolbar") for name in receivers)


def test_what_a_receiver_of_the_toolbars_took_first_is_time_of_the_send(signal, connect):
    def theirs(sender, **kwargs):
        sleep(0.01)

    theirs.__module__ = "debug_toolbar.panels.templates"
    connect(signal, theirs)
    connect(signal, lambda sender, **kwargs: None)
    with record() as recording:
        signal.send(None)
    document = recording.as_dict()
    [dispatch], [call] = document["dispatches"], document["calls"]
    assert call["start_ns"] - dispatch["start_ns"] >= 10_000_000
    assert dispatch["duration_ns"] >= 10_000_000


def test_history_entries_of_the_toolbar_are_absent_from_queries(client, stored):
    document = stored(client.get("/plain/")).document
    assert document["queries"] == []


def test_a_nested_test_client_has_its_own_panel_and_the_outer_one_both(client, stored, hear):
    response = client.get("/nesting/")
    inner_id = response.content.decode().split("<body>")[1].split("<")[0].strip()
    inner = stored(Answered(inner_id)).document
    outer = stored(response).document
    assert in_views(inner) == ["view"]
    assert in_views(outer) == ["before inner", "view", "after inner"]
    assert inner["request"]["path"] == "/plain/"
    assert outer["request"]["path"] == "/nesting/"
    assert names(outer)[-1] == "django.core.signals.request_finished"


class Answered:
    """As much of a response as its panel is found by."""

    def __init__(self, request_id):
        self.headers = {"djdt-request-id": request_id}


def in_views(document):
    return [each["sender"] for each in document["dispatches"] if each["signal"].endswith("in_view")]


def test_the_panel_shows_what_was_sent(client, stored, hear):
    panel = stored(client.get("/plain/"))
    assert "in_view" in panel.content
    assert "hears" in panel.content
    assert "receivers in" in panel.nav_subtitle


def test_the_response_reports_the_time_in_receivers(client, hear):
    response = client.get("/plain/")
    assert "SignalsTracePanel_receivers" in response.headers["Server-Timing"]


def test_asking_the_toolbar_for_a_panel_is_not_recorded(client, hear):
    request_id = client.get("/plain/").headers["djdt-request-id"]
    query = {"request_id": request_id, "panel_id": "SignalsTracePanel"}
    answer = client.get("/__debug__/render_panel/", query)
    assert answer.status_code == 200
    assert "in_view" in answer.json()["content"]
    assert "djdt-request-id" not in answer.headers
