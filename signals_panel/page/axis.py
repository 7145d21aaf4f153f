"""The axis over the bars: its ticks, and where the response was made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from ..log.tables import Tables
from .names import milliseconds

Item = dict[str, Any]

MOST_STEPS = 5
"""As many ticks as have room beside one another where a screen is not wide."""
NEAR_THE_END = 90
"""From here on, in percent, the text of a tick stands before it."""
NS_PER_MS = 1_000_000


def axis_of(parts: list[Tables]) -> Item:
    """Return how long a recording is, in nanoseconds, its ticks, and its response; x in percent.

    The response was made when the first part was stored.
    """
    extent = extent_of(parts[0]["started_ns"], parts[-1]["ended_ns"])
    response = parts[0]["ended_ns"] - parts[0]["started_ns"]
    x = max(min(response / extent * 100, 100), 0)
    return {
        "extent": extent,
        "all_ms": milliseconds(extent),
        "ticks": [_tick(ns, extent) for ns in range(0, extent + 1, step_of(extent))],
        "response_ms": milliseconds(response),
        "x": f"{x:.3f}",
        "rest": f"{100 - x:.3f}",
        "anchor": "end" if x > 50 else "start",
    }


def extent_of(started_ns: int, ended_ns: int) -> int:
    """Return how long bars and axis are, in nanoseconds; at least 1."""
    return max(ended_ns - started_ns, 1)


def step_of(extent: int) -> int:
    """Return how far ticks are apart, in nanoseconds: 1, 2 or 5, with zeros."""
    steps: Iterator[int] = (size * 10**power for power in count() for size in (1, 2, 5))
    return next(step for step in steps if step * MOST_STEPS >= extent)


def _tick(ns: int, extent: int) -> Item:
    x = ns / extent * 100
    anchor = "end" if x > NEAR_THE_END else "middle" if ns else "start"
    return {"x": f"{x:.2f}", "text": f"{ns / NS_PER_MS:.10g}", "anchor": anchor}
