"""A page of few rows is light, however much is connected: most of a login page's connections."""

from __future__ import annotations

import pytest
from django.dispatch import Signal
from django.urls import reverse

from tests.signals import in_view, ordered

SIGNALS, RECEIVERS = 100, 5
MOST_BYTES = 40_000


@pytest.fixture
def response(client, connect):
    """Return the response of a page like a login: four sends somebody received, 500 connections."""

    def receiver(number):
        def receive(sender, **kwargs):
            return number

        receive.__qualname__ = f"receivers.receive_{number}"
        return receive

    def passes_on(sender, **kwargs):
        for name in ("form", "theme", "footer"):
            ordered.send(name, request=None)

    signals = [Signal() for _ in range(SIGNALS)]
    for each in signals:
        for number in range(RECEIVERS):
            connect(each, receiver(number), sender=f"sender {number}")
    connect(in_view, passes_on)
    connect(ordered, lambda sender, **kwargs: None)
    client.get("/plain/")  # what is made once a process is
    return client.get("/plain/")


def rendered(client, response):
    query = {"request_id": response.headers["djdt-request-id"], "panel_id": "SignalsTracePanel"}
    return client.get(reverse("djdt:render_panel"), query).json()["content"]


def test_it_is_small(client, response):
    content = rendered(client, response)
    assert "footer" in content
    assert len(content.encode()) <= MOST_BYTES
