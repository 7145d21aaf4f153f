"""A shop in two processes, traced in both: gunicorn serves it, a worker does what it hands on.

A receiver of the web's writes a job with the context of its trace into ``JOBS``; the worker,
``python -m tests.servers.traced_shop``, takes it from there and sends a signal of its own.
``COLLECTOR`` is where both send their spans. DEBUG is off, and there is no toolbar.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path

from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEBUG=False,
    ROOT_URLCONF=__name__,
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.dispatch import Signal, receiver  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from opentelemetry import propagate, trace  # noqa: E402
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: E402
from opentelemetry.instrumentation.django import DjangoInstrumentor  # noqa: E402
from opentelemetry.sdk.resources import Resource  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402

from signals_panel.otel import SignalsInstrumentor  # noqa: E402

JOBS = Path(os.environ["JOBS"])
order_placed, invoice_wanted = Signal(), Signal()
tracer = trace.get_tracer("shop")


def trace_as(service: str) -> None:
    """Send the spans of this process to the collector, receivers among them."""
    provider = TracerProvider(resource=Resource({"service.name": service}))
    exporter = OTLPSpanExporter(os.environ["COLLECTOR"], timeout=5)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    SignalsInstrumentor().instrument()


def placed(request):
    """Answer that an order was placed, once its receivers were told."""
    order_placed.send("checkout")
    return HttpResponse("thanks")


def ready(request):
    """Answer, that the server is there."""
    return HttpResponse("ready")


urlpatterns = [path("order/", placed), path("ready/", ready)]


@receiver(order_placed)
def hand_on(sender, **kwargs):
    """Leave a job for the worker."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    (JOBS / "job.part").write_text(json.dumps(carrier))
    (JOBS / "job.part").rename(JOBS / f"{time.monotonic_ns()}.json")


@receiver(invoice_wanted)
def print_invoice(sender, **kwargs):
    """Run a statement, under this receiver's span."""
    with tracer.start_as_current_span("SELECT"), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@receiver(invoice_wanted)
async def mail_invoice(sender, **kwargs):
    """Take some steps, with a span in the last."""
    await asyncio.sleep(0.01)
    with tracer.start_as_current_span("SMTP"):
        await asyncio.sleep(0.01)


def work() -> None:
    """Do jobs as they come, each in the trace that its web request began."""
    trace_as("worker")
    while True:
        for job in JOBS.glob("*.json"):
            context = propagate.extract(json.loads(job.read_text()))
            job.unlink()
            with tracer.start_as_current_span("job", context):
                invoice_wanted.send_robust("worker")
        (JOBS / "at work").touch()
        time.sleep(0.02)


if __name__ == "__main__":
    import django

    django.setup()
    work()
else:
    trace_as("web")
    DjangoInstrumentor().instrument(excluded_urls="ready")
    application = get_wsgi_application()
