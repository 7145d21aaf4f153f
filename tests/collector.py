"""What stands in for a collector: it takes spans over OTLP, on loopback only."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


class Collector:
    """Spans as they came, from whichever process.

    Attributes:
        url: where it takes them.
        spans: with ``name``, ``trace_id``, ``span_id``, ``parent_span_id``, ``attributes``.
        services: what the process of each span calls itself, by the span's name.
    """

    def __init__(self, url):
        self.url, self.spans = url, []
        self.services = {}

    def take(self, body):
        sent = ExportTraceServiceRequest.FromString(body)
        for of_process in sent.resource_spans:
            named = {each.key: each.value.string_value for each in of_process.resource.attributes}
            for of_tracer in of_process.scope_spans:
                for span in of_tracer.spans:
                    self.services[span.name] = named["service.name"]
                    self.spans.append(span)

    @property
    def parents(self):
        """Return each span's name with that of its parent, None for a trace's first."""
        by_id = {each.span_id: each.name for each in self.spans}
        return {each.name: by_id.get(each.parent_span_id) for each in self.spans}

    @property
    def traces(self):
        return {each.trace_id for each in self.spans}


@contextmanager
def collector() -> Iterator[Collector]:
    """Take spans in a thread; yield what has them."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            taken.take(body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        taken = Collector(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield taken
        finally:
            server.shutdown()
            thread.join()
