"""What a whole recording adds up to."""

from __future__ import annotations

from .columns import ERRORS
from .timeline import Timeline


def totals_of(timeline: Timeline) -> dict[str, int]:
    """Return how much of everything there is; ``receiver_ns`` is the sum of calls' own times."""
    dispatches, calls, quiet = timeline.dispatches, timeline.calls, timeline.quiet
    return {
        "dispatches": len(dispatches) + len(quiet),
        "sends": len(dispatches) + sum(quiet.count),
        "calls": len(calls),
        "queries": len(timeline.queries),
        "receiver_ns": sum(calls.own),
        "errors": sum(map(calls.outcome.count, ERRORS)),
    }
