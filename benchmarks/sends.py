"""What a single send costs: patched against plain Django, idle and while recording."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from itertools import repeat
from time import perf_counter_ns
from typing import Any

from django.conf import settings
from django.dispatch import Signal

from .report import Target, Timing, print_problems, table
from .rounds import interleave

PLAIN, CONTROL, OURS = "plain Django", "A/A control", "hooks installed"
MODES = ("idle", "recording")
SENDS = 10_000
BATCH = 3
HEAD = ["ns a send", "plain", "A/A", "ours", "A/A / plain", "ours / plain", "medians", "target"]


CASES = (
    "nobody connected",
    "connected for another sender",
    "one receiver",
    "one receiver, uncached",
    "three receivers",
)
TARGETS = {
    "idle: nobody connected": Target(1.1),
    "idle: connected for another sender": Target(1.1),
    "idle: one receiver": Target(1.4),
    "idle: one receiver, uncached": Target(1.4),
    "recording: nobody connected": Target(1.15),
    "recording: connected for another sender": Target(1.15),
}


def prepare(variant: str) -> Callable[[str, str], list[float]]:
    """Return what times sends: a figure in ns a send for each stretch of 10,000."""
    settings.configure(DEBUG=True)
    record: Callable[[], AbstractContextManager[Any]] = nullcontext
    if variant == OURS:
        import signals_panel
        import signals_panel.hooks

        signals_panel.hooks.install()
        record = signals_panel.record
    from .signals import SIGNALS, Sender  # only now: the hooks see where signals are made

    def time_sends(name: str, mode: str) -> list[float]:
        gc.collect()
        times = []
        for _ in range(BATCH):
            with record() if mode == "recording" else nullcontext():
                times.append(stretch(SIGNALS[name], Sender))
        return times

    return time_sends


def stretch(signal: Signal, sender: type) -> float:
    """Send the signal 10,000 times and return the nanoseconds each took."""
    instance = sender()
    started = perf_counter_ns()
    for _ in repeat(None, SENDS):
        signal.send(sender=sender, instance=instance)
    return (perf_counter_ns() - started) / SENDS


def measure(rounds: int) -> None:
    """Measure all signals, idle and recording, and print one table."""
    questions = {
        f"{mode}: {name}": {"name": name, "mode": mode} for mode in MODES for name in CASES
    }
    measured = interleave(__name__, (PLAIN, CONTROL, OURS), questions, rounds)
    print_problems(measured.problems)
    rows = [row(case, samples) for case, samples in measured.samples.items()]
    print(table("Sends, minima unless said otherwise", HEAD, rows))


def row(case: str, samples: dict[str, list[float]]) -> list[str]:
    """Return one case's figures; where our variant has none, its cells are empty."""
    plain, control = Timing.of(samples[PLAIN]), Timing.of(samples[CONTROL])
    repeated = f"{control.over(plain).minimum:.3f}"
    cells = [case, f"{plain.minimum:.1f}", f"{control.minimum:.1f}"]
    if not samples[OURS]:
        return [*cells, "", repeated, "", "", ""]
    ours = Timing.of(samples[OURS])
    ratio = ours.over(plain)
    ratios = [f"{ratio.minimum:.3f}", f"{ratio.median:.3f}"]
    verdict = TARGETS[case].judge_ratio(ratio) if case in TARGETS else ""
    return [*cells, f"{ours.minimum:.1f}", repeated, *ratios, verdict]
