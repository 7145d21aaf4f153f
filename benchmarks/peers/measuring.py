"""The peers in turn: their times in rounds, and in processes of their own what they leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..report import Timing
from ..rounds import interleave
from ..worker import Worker
from . import serving
from .peer import Kept, Peer
from .serving import KINDS, PEERS

PROCESSES = 4
MISSING = "it is not installed (pip install --group benchmarks)"


@dataclass
class Figures:
    """What a request of a kind takes and leaves.

    Attributes:
        timing: How long it takes; of a slow peer, one request's time.
        peak: The most memory of a process that serves it twice, in MB.
        kept: What is left of it.
    """

    timing: Timing
    peak: float
    kept: Kept


@dataclass
class Row:
    """A peer's figures by kind of request, or why it has none."""

    peer: Peer
    figures: dict[str, Figures] = field(default_factory=dict)
    problem: str = ""


def measure_all(rounds: int) -> list[Row]:
    """Measure all peers that are installed; give a row for each."""
    rows = [
        Row(peer(), problem="" if peer().is_installed() else MISSING) for peer in PEERS.values()
    ]
    for row in measurable(rows):
        weigh(row)
    time([row for row in measurable(rows) if not row.peer.is_slow], rounds)
    return rows


def measurable(rows: list[Row]) -> Iterator[Row]:
    return (row for row in rows if not row.problem)


def weigh(row: Row) -> None:
    """Serve each kind of request in a process of its own, whose peak then is that kind's."""
    for kind in KINDS:
        worker = Worker(serving.__name__, row.peer.name)
        answer = worker.ask(kind=kind, is_weighed=True)
        worker.close()
        if worker.problem:
            row.problem = worker.problem
            return
        took, peak, *kept = answer
        row.figures[kind] = Figures(Timing(took, took), peak, Kept(*kept))


def time(rows: list[Row], rounds: int) -> None:
    """Replace the times of rows by those of interleaved rounds."""
    questions = {kind: {"kind": kind, "is_weighed": False} for kind in KINDS}
    names = [row.peer.name for row in rows]
    measured = interleave(serving.__name__, names, questions, rounds, PROCESSES)
    for row in rows:
        row.problem = measured.problems.get(row.peer.name, "")
        for kind in KINDS if not row.problem else ():
            row.figures[kind].timing = Timing.of(measured.samples[kind][row.peer.name])
