"""What a process has that may grow: memory, objects, threads, connections and our tables."""

from __future__ import annotations

import gc
import resource
import sys
import threading
from collections import deque
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary, WeakSet, WeakValueDictionary

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (dict, list, set, deque, WeakKeyDictionary, WeakSet, WeakValueDictionary)
GROWS = ("MB at most", "objects", "threads", "connections to databases")


def peak() -> float:
    """Return the most memory that the process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures() -> dict[str, float]:
    """Return how much there is of each, each table of ours by its name."""
    gc.collect()
    there = gc.get_objects()
    opened = [
        each
        for each in there
        if issubclass(type(each), BaseDatabaseWrapper) and each.connection is not None
    ]
    counted = (peak(), len(there), threading.active_count(), len(opened))
    return {**dict(zip(GROWS, counted, strict=True)), **dict(tables())}


def tables() -> Iterator[tuple[str, int]]:
    """Yield the name and the length of each table that a module of ours has."""
    seen = set()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "signals_panel":
            for variable, value in list(vars(module).items()):
                length = length_of(value)
                if length is not None and id(value) not in seen:
                    seen.add(id(value))
                    yield f"{name}.{variable}", length


def length_of(value: Any) -> int | None:
    """Return how much a table or a cache holds; None for anything else."""
    if hasattr(type(value), "cache_info"):
        return int(value.cache_info().currsize)
    return len(value) if issubclass(type(value), TABLES) else None


def growth(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Return what there is more of, and how much more."""
    more = {name: after[name] - before.get(name, 0) for name in after}
    return {name: each for name, each in more.items() if each > 0}
