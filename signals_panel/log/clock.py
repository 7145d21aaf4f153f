"""The clock of every recording: the process's own, whatever tests do to ``time``.

freezegun replaces each attribute of a module that *is* one of ``time``'s functions. These are
functions of a second ``time`` module, made from the same specification: nobody looks for them,
they are real even where this module is imported while time is frozen, and they cost no more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.util import module_from_spec


def _second_time() -> dict[str, Callable[[], int]]:
    """Return what a ``time`` module has that nobody else knows."""
    spec = time.__spec__
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


_time = _second_time()
perf_counter_ns = _time["perf_counter_ns"]
"""Nanoseconds since a moment that means nothing; never goes back."""
time_ns = _time["time_ns"]
"""Nanoseconds since 1970, as other processes count them too; may be set back."""


def monotonic() -> float:
    """Return the same in seconds."""
    return perf_counter_ns() / 1e9
