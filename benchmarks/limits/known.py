"""The limits there are: what is done how often, in which project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Limit:
    """One thing to do, and how much of it.

    Attributes:
        title: what the table calls it, with the size in it.
        program: what a request does: a name in ``programs.PROGRAMS``.
        size: how much of that, or how often.
        quick: the same for a first impression.
        visits: how it is asked for: a name in ``visits.VISITS``.
        store: the toolbar's, by its name without "Store".
        options: of ``SIGNALS_PANEL``.
    """

    title: str
    program: str
    size: int = 1
    quick: int = 1
    visits: str = "once"
    store: str = "Memory"
    options: Mapping[str, Any] = field(default_factory=dict)

    def question(self, is_quick: bool) -> dict[str, Any]:
        """Return what a worker is asked."""
        asked = asdict(self)
        size = asked.pop("quick" if is_quick else "size")
        return {name: each for name, each in asked.items() if name not in NOT_ASKED} | {
            "size": size
        }

    def named(self, is_quick: bool) -> str:
        """Return the title with its size."""
        return self.title.format(self.quick if is_quick else self.size)


NOT_ASKED = ("title", "size", "quick")
LIMITS = (
    Limit("{:,} dispatches with a call each", "dispatches", 1_000_000, 20_000),
    Limit(
        "{:,} dispatches, MAX_ROWS twice as many",
        "dispatches",
        1_000_000,
        20_000,
        options={"MAX_ROWS": 2_000_000},
    ),
    Limit("{:,} requests, each in a thread of its own", "shop", 10_000, 400, visits="often"),
    Limit("{:,} sends inside one another", "nested", 900, 900),
    Limit("a receiver that sends until Python's recursion limit", "endless"),
    Limit("{:,} queries of a receiver", "queries", 50_000, 5_000),
    Limit("{:,} receivers, sent to ten times", "receivers", 5_000, 500),
    Limit("a receiver that blocks for {} s", "blocking", 60, 3, visits="meanwhile"),
    Limit("{:,} clients that leave in the body, WSGI", "streaming", 2_000, 200, visits="left"),
    Limit("{:,} clients that leave in the body, ASGI", "streaming", 2_000, 200, visits="left_asgi"),
    Limit("{:,} clients that leave before it, ASGI", "waiting", 2_000, 200, visits="left_early"),
    Limit("{:,} times SystemExit in a receiver", "exits", 2_000, 200, visits="often"),
    Limit("{:,} times the same, which the view catches", "caught", 2_000, 200, visits="often"),
    Limit("store in memory: evicted before saving", "evicting"),
    Limit("store in memory: evicted before the end", "evicting_late"),
    Limit("store in a cache: down while saving", "down", store="Cache"),
    Limit("store in SQLite: locked while saving", "locked", store="Database"),
    Limit("store in SQLite: full while saving", "full", store="Database"),
)
