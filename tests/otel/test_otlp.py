"""The documentation's example, with Django's own instrumentation beside it, over OTLP."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.collector import collector

ROOT = Path(__file__).parents[2]
DOCUMENTATION = (ROOT / "docs" / "opentelemetry.md").read_text()
EXAMPLE, CHOICE = re.findall(r"```python\n(.*?)```", DOCUMENTATION, re.DOTALL)

PROJECT = """
import os
import sys
import types
from django.conf import settings
settings.configure(DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF="shop", LOGGING_CONFIG=None)
import django
django.setup()
from django.dispatch import Signal
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.db.models.signals import post_save

COLLECTOR = os.environ["COLLECTOR"]
shop = sys.modules["shop"] = types.ModuleType("shop")
signals = sys.modules["shop.signals"] = types.ModuleType("shop.signals")
order_placed = signals.order_placed = Signal()


def send_invoice(sender, **kwargs):
    with tracer.start_as_current_span("SELECT"):
        pass


async def index_order(sender, **kwargs):
    with tracer.start_as_current_span("HTTP"):
        pass


def fails(sender, **kwargs):
    raise ValueError("no paper")


def order(request):
    order_placed.send_robust("checkout", card="4111")
    return HttpResponse("thanks")


for each in (send_invoice, index_order, fails):
    each.__module__ = "shop"
    order_placed.connect(each)
shop.urlpatterns = [path("order/", order)]
"""
REQUEST = """
tracer = trace.get_tracer("tests")
answer = Client(raise_request_exception=False).get("/order/")
assert (answer.status_code, answer.content) == (200, b"thanks")
"""
END = """
provider.shutdown()
"""


def run(*code, endpoint):
    """Run a program in a Python of its own; return what it wrote of what failed."""
    ran = subprocess.run(
        [sys.executable, "-c", "\n".join(code)],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "",
            "COLLECTOR": f"{endpoint}/v1/traces",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
        },
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


def test_the_example_sends_receivers_to_a_collector_under_the_request_and_above_their_work():
    with collector() as collected:
        run(PROJECT, EXAMPLE, REQUEST, END, endpoint=collected.url)
    assert collected.parents == {
        "GET order/": None,
        "shop.send_invoice": "GET order/",
        "SELECT": "shop.send_invoice",
        "shop.index_order": "GET order/",
        "HTTP": "shop.index_order",
        "shop.fails": "GET order/",
    }
    assert len(collected.traces) == 1
    spans = {each.name: each for each in collected.spans}
    fails = spans["shop.fails"]
    attributes = {each.key: each.value.string_value for each in fails.attributes}
    assert attributes["django.signal.name"] == "shop.signals.order_placed"
    assert attributes["error.type"] == "ValueError"
    assert fails.status.code == fails.status.STATUS_CODE_ERROR
    assert [each.name for each in fails.events] == ["exception"]
    assert "4111" not in str(collected.spans)


def test_receivers_are_chosen_as_the_documentation_says():
    with collector() as collected:
        run(PROJECT, EXAMPLE, CHOICE, REQUEST, END, endpoint=collected.url)
    assert "shop.fails" in collected.parents


def test_uninstrumenting_leaves_the_other_spans():
    undo = "SignalsInstrumentor().uninstrument()"
    with collector() as collected:
        run(PROJECT, EXAMPLE, undo, REQUEST, END, endpoint=collected.url)
    assert collected.parents == {"GET order/": None, "SELECT": "GET order/", "HTTP": "GET order/"}


@pytest.mark.parametrize("listens", [True, False], ids=["silent", "closed"])
def test_an_exporter_that_is_down_changes_no_answer_and_is_the_sdks_to_complain_of(listens):
    uninstrumented = EXAMPLE.replace("SignalsInstrumentor().instrument()", "")
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        if not listens:
            server.close()
        written = [
            run(PROJECT, example, REQUEST, END, endpoint=endpoint)
            for example in (uninstrumented, EXAMPLE)
        ]
    assert loggers(written[0]) == loggers(written[1])


def loggers(written):
    return set(re.findall(r"opentelemetry[.\w]*|signals_panel[.\w]*", written))
