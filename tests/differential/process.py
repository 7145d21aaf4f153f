"""A process that runs programs: ``plain`` without the panel, ``panel`` with it, ``spans``.

Programs come in as JSON, a line each, and what came of them goes out so: without the panel once;
with it twice, idle and recorded, and then what the recording says; with spans of receivers once,
the panel there or not, and then how many spans ended.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

WARM_UP = {
    "signals": ["plain"],
    "receivers": [{"kind": "async", "body": [], "end": "none"}],
    "connections": [[0, 0, 0, False, None]],
    "main": [["asend", 0, 1, "asend"]],
}
"""A program to begin with: what asyncio makes at its first use holds what it is used for."""


def main(kind: str, *, drops: bool = False) -> None:
    with_panel = kind.startswith("panel")
    run = {"plain": _plain, "panel": _both}.get(kind) or _with_spans(recorded=with_panel)
    set_up(with_panel=with_panel)
    run(WARM_UP)
    if drops:
        _drop_second_response()
    answer(run)


def set_up(*, with_panel: bool) -> None:
    """Have a project whose database is in memory."""
    settings.configure(
        SECRET_KEY="programs",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "tests.app"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LOGGING_CONFIG=None,
    )
    django.setup()
    if with_panel:
        from signals_panel.hooks import install

        install()
    call_command("migrate", run_syncdb=True, verbosity=0)


def answer(run: Callable[[dict[str, Any]], Any]) -> None:
    """Answer each line that comes in, a program, with what *run* makes of it."""
    gc.freeze()  # so that collecting what a program leaves takes no time
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


def _plain(program: dict[str, Any]) -> list[Any]:
    from .world import outcome_of

    outcome, _ = outcome_of(program, contextlib.nullcontext, contextlib.nullcontext)
    assert "signals_panel" not in sys.modules
    return [outcome]


def _both(program: dict[str, Any]) -> list[Any]:
    from signals_panel import record

    from .world import outcome_of

    idle, _ = outcome_of(program, contextlib.nullcontext, contextlib.nullcontext)
    recorded, recording = outcome_of(program, record, record)
    return [idle, recorded, recording.as_dict()]


def _with_spans(*, recorded: bool) -> Callable[[dict[str, Any]], list[Any]]:
    """Return what runs a program inside a span that records, all receivers instrumented."""
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    spans, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(spans))

    @contextlib.contextmanager
    def inside():
        from signals_panel import record

        around = record() if recorded else contextlib.nullcontext()
        with around, provider.get_tracer("tests").start_as_current_span("program"):
            yield

    def run(program: dict[str, Any]) -> list[Any]:
        from signals_panel.otel import SignalsInstrumentor

        from .world import outcome_of

        SignalsInstrumentor().instrument(tracer_provider=provider)
        outcome, _ = outcome_of(program, inside, contextlib.nullcontext)
        ended = len(spans.get_finished_spans())
        spans.clear()
        return [outcome, ended]

    return run


def _drop_second_response() -> None:
    """Break ``send``, for the test of the comparison itself."""
    from django.dispatch import Signal

    send = Signal.send
    Signal.send = lambda self, sender, **named: (
        [each for place, each in enumerate(send(self, sender, **named)) if place != 1]
    )


if __name__ == "__main__":
    main(sys.argv[1], drops="drops" in sys.argv)
