"""Strategies for programs; see ``world`` for what each step does."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .kinds import OWN_METHODS, RECEIVERS, SIGNALS

SIGNAL_COUNT, RECEIVER_COUNT, SENDER_COUNT = 3, 4, 5
signals = st.integers(0, SIGNAL_COUNT - 1)
receivers = st.integers(0, RECEIVER_COUNT - 1)
senders = st.sampled_from([0, 0, 1, 1, 2, 3, 4])
uids = st.sampled_from([None, None, None, "a", "b"])
connections = st.tuples(signals, receivers, senders, st.booleans(), uids)


def step(kind: str, *args: Any) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(kind), *args)


def sends(kinds: list[str]) -> st.SearchStrategy[Any]:
    """Return sends by one of the methods that each of some kinds of signal has."""
    return st.one_of(
        step("send", st.just(number), senders, st.sampled_from(_methods(kind)))
        for number, kind in enumerate(kinds)
    )


def _methods(kind: str) -> list[str]:
    return ["send", "send", "send_robust", *OWN_METHODS.get(kind, ())]


def steps(kinds: list[str]) -> st.SearchStrategy[Any]:
    """Return all that a program without a loop of its own may do."""
    simple = st.one_of(
        sends(kinds),
        sends(kinds),
        connections.map(lambda each: ("connect", *each)),
        step("disconnect", signals, receivers, senders, uids),
        step("drop", receivers),
        step("has", signals, senders),
        *(step(kind) for kind in ("create", "bulk", "update", "delete")),
        step("commit", receivers),
    )

    def around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            *(step(kind, several) for kind in ("thread", "executor", "copied", "record")),
            step("atomic", several, st.booleans()),
        )

    return st.recursive(simple, around, max_leaves=4)


@st.composite
def sync_programs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a program whose order is certain: async receivers are only run by sync sends."""
    kinds = draw(
        st.lists(st.sampled_from([*SIGNALS]), min_size=SIGNAL_COUNT, max_size=SIGNAL_COUNT)
    )
    ends = ["none", "none", "value", "signal", "raise", "stop"]
    body = st.lists(steps(kinds), max_size=2)
    return program(draw, kinds, body, ends, st.lists(steps(kinds), min_size=1, max_size=6))


@st.composite
def async_programs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a program that sends from tasks, in which nothing depends on which is first."""
    kinds = draw(
        st.lists(
            st.sampled_from(["plain", "caching", "half"]),
            min_size=SIGNAL_COUNT,
            max_size=SIGNAL_COUNT,
        )
    )
    methods = st.sampled_from(["asend", "asend_robust"])
    asends = step("asend", signals, st.sampled_from([1, 2]), methods)  # others no signal caches
    body = st.lists(asends, max_size=1)
    tasks = step("gather", st.lists(st.lists(asends, min_size=1, max_size=2), max_size=3))
    main = st.lists(st.one_of(asends, tasks), min_size=1, max_size=3)
    return program(draw, kinds, body, ["none", "value"], main)


def program(
    draw: st.DrawFn,
    kinds: list[str],
    body: Any,
    ends: list[str],
    main: Any,
    receivers: list[str] = RECEIVERS,
) -> Any:
    """Draw a program whose receivers are of some kinds, and do and end as some do."""
    receiver = st.fixed_dictionaries(
        {"kind": st.sampled_from(receivers), "body": body, "end": st.sampled_from(ends)}
    )
    return {
        "signals": kinds,
        "receivers": draw(st.lists(receiver, min_size=RECEIVER_COUNT, max_size=RECEIVER_COUNT)),
        "connections": draw(st.lists(connections, min_size=1, max_size=6)),
        "main": draw(main),
    }
