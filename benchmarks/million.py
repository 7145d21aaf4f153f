"""A million dispatches with a call each: how long their list takes in a fresh process, and how
much memory that takes at most.
"""

from __future__ import annotations

import json
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from . import project, reading
from .report import Target, table
from .worker import Worker

SENT = 1_000_000
HEAD = [f"{SENT:,} dispatches with a call each", "s", "", "MB at most", ""]
SECONDS, MEGABYTES = Target(12), Target(900)


def prepare(variant: str) -> Callable[[str, str], list[float]]:
    """Return what records a shape into a file, or reads that, as the variant says."""
    project.configure(project.PLAIN)
    return {"record": record, "read": read}[variant]


def record(shape: str, file: str) -> list[float]:
    """Write a recording as it is stored into a file."""
    from django.test import override_settings

    import signals_panel.hooks

    signals_panel.hooks.install()
    reading.SENT = SENT
    with override_settings(SIGNALS_PANEL={"MAX_ROWS": 10 * SENT}):
        Path(file).write_text(json.dumps(reading.recorded(shape)))
    return []


def read(shape: str, file: str) -> list[float]:
    """Make the list of a stored recording; return the seconds, and the process's peak in MB."""
    stored = json.loads(Path(file).read_text())
    started = perf_counter()
    listed(stored)
    seconds = perf_counter() - started
    return [seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]


def listed(stored: Any) -> bytes:
    """Return the script's columns of a stored recording, findings included."""
    from signals_panel.fates.connected import Connected
    from signals_panel.findings import find
    from signals_panel.log.stored import decode
    from signals_panel.page.columns import columns_of
    from signals_panel.page.listing import Listing
    from signals_panel.registry.registry import NOTHING
    from signals_panel.timeline import Timeline

    timeline = Timeline([decode(stored)])
    return columns_of(Listing(timeline, find(Connected(timeline, NOTHING))))


def measure(rounds: int) -> None:
    """Record each shape in one process, read it in another; print what that took."""
    with tempfile.TemporaryDirectory() as files:
        rows = [row(shape, f"{files}/stored.json") for shape in reading.SHAPES]
    print(table("A million dispatches", HEAD, rows))


def row(shape: str, file: str) -> list[str]:
    """Return a row of the report: what a shape took."""
    answers = []
    for variant in ("record", "read"):
        worker = Worker(__name__, variant)
        answers.append(worker.ask(shape=shape, file=file))
        worker.close()
    seconds, megabytes = answers[1]
    judged = SECONDS.judge(seconds), MEGABYTES.judge(megabytes)
    return [shape, f"{seconds:.1f}", judged[0], f"{megabytes:.0f}", judged[1]]
