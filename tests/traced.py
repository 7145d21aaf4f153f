"""A tracer whose spans stay in memory."""

from __future__ import annotations

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


class Traced:
    """What a tracer was given: finished spans, in the order they ended."""

    def __init__(self, **options):
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False, **options)
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer = self.provider.get_tracer("tests")
        self.span = self.tracer.start_as_current_span

    def instrument(self, **wanted):
        from signals_panel.otel import SignalsInstrumentor

        SignalsInstrumentor().instrument(tracer_provider=self.provider, **wanted)

    @property
    def spans(self):
        return self.exporter.get_finished_spans()

    @property
    def names(self):
        return [each.name.rpartition(".")[2] for each in self.spans]

    @property
    def tree(self):
        """Return each span's last name with that of its parent; None for a trace's first."""
        by_id = {each.context.span_id: each.name for each in self.spans}
        parents = [each.parent and by_id.get(each.parent.span_id, "?") for each in self.spans]
        last = [parent and parent.rpartition(".")[2] for parent in parents]
        return list(zip(self.names, last, strict=True))
