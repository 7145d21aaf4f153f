"""Those that trace a whole request, and store it elsewhere."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .peer import RECEIVERS, Kept, Peer

CONFIG = "auto_emit = false\nhide_startup_message = true\n"
"""Traces are not written out as text besides, which a process of its own would do."""


class Kolo(Peer):
    """It saves a trace in a thread, after the response; that is not part of the time."""

    name = distribution = "kolo"
    shows = (
        "each call of the project's functions, receivers among them, nested, with time, SQL and"
        " local variables; no signals as such"
    )

    def settings(self) -> dict[str, Any]:
        self.home = Path(tempfile.mkdtemp(prefix="signals-panel-bench-"))
        atexit.register(shutil.rmtree, self.home, ignore_errors=True)
        config = self.home / ".kolo/config.toml"
        config.parent.mkdir()
        config.write_text(CONFIG)
        os.environ["KOLO_PATH"] = str(self.home)
        return {
            "INSTALLED_APPS": ["benchmarks"],
            "MIDDLEWARE": ["kolo.middleware.KoloMiddleware"],
        }

    def settle(self) -> None:
        for thread in threading.enumerate():
            if thread.name.startswith("kolo-"):
                thread.join()

    def kept_of(self, serve: Callable[[], Any]) -> Kept:
        before = self.traces()
        serve()
        self.settle()
        (file,) = self.traces() - before
        return Kept(file.stat().st_size, calls=calls_in(file))

    def traces(self) -> set[Path]:
        return set(self.home.rglob("*.kolo/.internal/raw/*"))


def calls_in(file: Path) -> int:
    """Return how many calls of receivers a trace of kolo has."""
    from kolo.trace import Trace
    from kolo.trace_container import load_trace

    tree = Trace(load_trace(file.read_bytes()), file.stat().st_size).main_tree
    return sum(node.name.rpartition(".")[2] in RECEIVERS for node in tree.dfs())


class Sentry(Peer):
    """What would be sent is thrown away; its bytes are before compression, and not in the time."""

    name, distribution = "Sentry's SDK", "sentry-sdk"
    shows = (
        "receivers that were called, as spans among those of SQL, with time: 1,000 spans a request"
        " at most; no sends, no arguments"
    )

    def begin(self) -> None:
        """Trace every request."""
        import sentry_sdk
        from sentry_sdk.integrations.django import DjangoIntegration
        from sentry_sdk.transport import Transport

        peer = self

        class Nowhere(Transport):
            def capture_envelope(self, envelope: Any) -> None:
                peer.latest = envelope

        sentry_sdk.init(
            dsn="https://key@sentry.invalid/1",
            transport=Nowhere,
            traces_sample_rate=1.0,
            integrations=[DjangoIntegration(signals_spans=True)],
        )

    def kept_of(self, serve: Callable[[], Any]) -> Kept:
        serve()
        spans = self.latest.get_transaction_event()["spans"]
        calls = sum(span["op"] == "event.django" for span in spans)
        return Kept(len(self.latest.serialize()), calls=calls)
