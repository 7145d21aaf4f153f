"""What receivers as spans of OpenTelemetry cost, against plain Django: no panel, no toolbar.

Request B with 100 calls of receivers, inside a span of the request's that records, or that is
not sampled; and a call of a receiver by itself. Spans go to a batch processor, whose exporter
throws them away.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter_ns
from typing import Any

from . import project
from .project import PLAIN
from .report import Target, Timing, print_problems, table
from .requests import BATCH, request
from .requests import row as requests_row
from .rounds import interleave

CONTROL, UNSAMPLED, SAMPLED = "plain A/A", "not sampled", "sampled"
VARIANTS = (PLAIN, CONTROL, UNSAMPLED, SAMPLED)
REQUEST, CALL = "request B", "call"
CALLED = 100
TITLES = {
    REQUEST: "Request B with receivers as spans",
    CALL: "A call of a receiver, of 100 by one send, with receivers as spans",
}
TARGETS = {UNSAMPLED: Target(1.03), SAMPLED: Target(2.2)}
"""Of request B: that of a sampled one is what Sentry's SDK takes for it."""
A_CALL = Target(300)
"""In nanoseconds more than plain, where the span does not record."""


def prepare(variant: str) -> Callable[[str], list[float]]:
    """Return what answers a question, in nanoseconds: a batch of requests, or of sends."""
    project.configure(PLAIN)
    around = instrument(variant) if variant in (UNSAMPLED, SAMPLED) else nullcontext
    serve, send = requests(), sends()

    def answer(question: str) -> list[float]:
        gc.collect()
        with around():
            return serve() if question == REQUEST else send()

    return answer


def instrument(variant: str) -> Callable[[], AbstractContextManager[Any]]:
    """Instrument receivers; return what makes the span that they run in."""
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
    from opentelemetry.sdk.trace.export import (
        BatchSpanProcessor,
        SpanExporter,
        SpanExportResult,
    )
    from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON

    from signals_panel.otel import SignalsInstrumentor

    class Nowhere(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return SpanExportResult.SUCCESS

    provider = TracerProvider(sampler=ALWAYS_ON if variant == SAMPLED else ALWAYS_OFF)
    provider.add_span_processor(BatchSpanProcessor(Nowhere()))
    SignalsInstrumentor().instrument(tracer_provider=provider)
    tracer = provider.get_tracer(__name__)
    return lambda: tracer.start_as_current_span("request")


def requests() -> Callable[[], list[float]]:
    """Return what serves a batch of requests and times each."""
    from django.core.handlers.wsgi import WSGIHandler

    from .views import receivers

    handler = WSGIHandler()

    def serve() -> list[float]:
        with receivers("B"):
            times = [float(request(handler, expect_toolbar=False)) for _ in range(BATCH)]
        project.delete_rows()
        return times

    return serve


def sends() -> Callable[[], list[float]]:
    """Return what sends a batch and tells how long a call took in each."""
    from django.dispatch import Signal

    from .views import closure

    signal = Signal(use_caching=True)
    connected = [closure() for _ in range(CALLED)]
    for each in connected:
        signal.connect(each)

    def send() -> list[float]:
        assert connected
        times = []
        for _ in range(BATCH * 4):
            started = perf_counter_ns()
            signal.send(project)
            times.append((perf_counter_ns() - started) / CALLED)
        return times

    return send


def measure(rounds: int) -> None:
    """Measure all variants and print a table for the request and one for the call."""
    questions = {name: {"question": name} for name in TITLES}
    measured = interleave(__name__, VARIANTS, questions, rounds)
    print_problems(measured.problems)
    for name, row in ((REQUEST, of_request), (CALL, of_call)):
        timings = {
            each: Timing.of(times) for each, times in measured.samples[name].items() if times
        }
        unit = "ms" if name == REQUEST else "ns"
        how = "/" if name == REQUEST else "-"
        head = ["", f"min {unit}", f"median {unit}", f"{how} plain, min", f"{how} plain, median"]
        rows = [row(variant, timings) for variant in timings]
        print(table(TITLES[name], [*head, "target"], rows))


def of_request(variant: str, timings: dict[str, Timing]) -> list[str]:
    ratio = timings[variant].over(timings[PLAIN])
    return requests_row(variant, timings[variant], ratio, TARGETS.get(variant))


def of_call(variant: str, timings: dict[str, Timing]) -> list[str]:
    timing, plain = timings[variant], timings[PLAIN]
    more = Timing(timing.minimum - plain.minimum, timing.median - plain.median)
    cells = [timing.minimum, timing.median, more.minimum, more.median]
    verdict = A_CALL.judge(max(more.minimum, more.median)) if variant == UNSAMPLED else ""
    return [variant, *(f"{cell:.0f}" for cell in cells), verdict]
