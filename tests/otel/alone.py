"""Scripts in a Python of their own, with a tracer whose spans stay in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

BEGIN = """
import asyncio, inspect, json, logging, sys, traceback
from django.conf import settings
settings.configure(DEBUG=False, INSTALLED_APPS={apps}, LOGGING_CONFIG=None)
import django
django.setup()
from django.dispatch import Signal, receiver as receives
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

METHODS = ("send", "send_robust", "asend", "asend_robust")
spans, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
span = provider.get_tracer("tests").start_as_current_span
paid = Signal()


def state():
    named = {{name: id(value) for name, value in vars(Signal).items()}}
    return named, [getattr(each, "__code__", None) for each in vars(Signal).values()]


def send(method, sender=None):
    if not method.startswith("a"):
        return getattr(paid, method)(sender)

    async def sends():
        return await getattr(paid, method)(sender)

    return asyncio.run(sends())


def names():
    found = [each.name.rpartition(".")[2] for each in spans.get_finished_spans()]
    spans.clear()
    return found


before = state()
from signals_panel.otel import SignalsInstrumentor
assert state() == before
"""
END = """
print(json.dumps(answer))
"""


def run(code, apps=()):
    """Run a script in a Python of its own; return its ``answer``."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", BEGIN.format(apps=apps) + code + END],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": ""},
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
