"""Strategies for programs; see ``world`` for what each step does."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.differential import programs
from tests.differential.kinds import RECEIVERS
from tests.differential.programs import SIGNAL_COUNT, connections, signals, step

from .world import NAPS, SIGNAL_KINDS

ALL_RECEIVERS = [*RECEIVERS, "async", "toolbars", "async toolbars", "packages"]
METHODS = st.sampled_from(["asend", "asend_robust"])
TIMES = st.sampled_from([2, 9, 10, 11, 24])
"""How often steps are repeated: runs that are just long enough, and just not."""
senders = st.integers(0, 6)
naps = st.sampled_from(NAPS)


def steps(kinds: list[str]) -> st.SearchStrategy[Any]:
    """Return all that a program or a receiver may do."""
    plain = [kind if kind in programs.SIGNALS else "plain" for kind in kinds]
    sends = step("send", signals, senders, st.sampled_from(["send", "send_robust"]))
    asends = step("asend", signals, senders, METHODS)
    simple = st.one_of(
        programs.steps(plain),
        sends,
        sends,
        asends,
        asends,
        step("timeout", signals, senders, METHODS, naps),
        step("gather", st.lists(st.lists(asends, min_size=1, max_size=2), max_size=3)),
        step("nap", naps),
        *(step(kind) for kind in ("mail", "look", "cut")),
    )

    def around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            step("repeat", several, TIMES),
            *(step(kind, several) for kind in ("copied", "record")),
            step("atomic", several, st.booleans()),
        )

    return st.recursive(simple, around, max_leaves=6)


@st.composite
def recorded_programs(draw: st.DrawFn) -> Any:
    """Draw a program of which nothing is certain but what its recording says."""
    kinds = draw(
        st.lists(st.sampled_from([*SIGNAL_KINDS]), min_size=SIGNAL_COUNT, max_size=SIGNAL_COUNT)
    )
    ends = ["none", "none", "value", "signal", "raise", "stop"]
    body = st.lists(steps(kinds), max_size=3)
    main = st.lists(steps(kinds), min_size=1, max_size=8)
    return {
        **programs.program(draw, kinds, body, ends, main, ALL_RECEIVERS),
        "connections": draw(st.lists(connections, min_size=1, max_size=9)),
    }
