"""It ran too often: a dispatch inside the same dispatch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..timeline.columns import TOP
from ..timeline.joined import Numbers
from .case import WARNING, Case, Found, Rule, sent_by, times

UNKNOWN_KEYS = ("(pk=None)", "(pk=deferred)")
WITHOUT = "Set the values in a pre_save receiver, or write them with update(), which sends nothing."
Subject = tuple[object, ...]


class Chain(NamedTuple):
    """A dispatch, the first one like it inside it, and how many there are one in another."""

    outer: int
    inner: int
    depth: int


def recursion(case: Case) -> Iterator[Found]:
    """A receiver had the dispatch it was called by sent again, about the same instance."""
    causes: dict[tuple[Any, ...], list[Chain]] = defaultdict(list)
    for chain in _chains(case) if _may_recurse(case) else ():
        kind, receiver = case.kind(chain.outer), case.code(case.dispatches.parent[chain.inner])
        causes[kind.signal, kind.sender, receiver.name].append(chain)
    for (_, _, receiver), chains in causes.items():
        outer, inner, depth = max(chains, key=lambda chain: chain.depth)
        call = case.dispatches.parent[inner]
        [instance] = case.said(outer, "instance")
        yield Found(
            f"{receiver} sent {sent_by(case.kind(outer))} again while it was being sent for "
            f"{instance}: {depth} deep{times(len(chains))}.",
            WITHOUT,
            where=case.caller(inner) or case.place(call),
            dispatch=outer,
            call=call,
            dispatches=[chain.outer for chain in chains],
        )


def _chains(case: Case) -> list[Chain]:
    """Return one chain for each outermost dispatch that was sent again inside itself."""
    found: dict[int, Chain] = {}
    running: dict[int, dict[Subject, Chain]] = {TOP: {}}
    for dispatch in _outer_first(case):
        subject, within = _subject(case, dispatch), running[case.around[dispatch]]
        chain = Chain(dispatch, dispatch, 1)
        if subject in within:
            outer, inner, depth = within[subject]
            chain = Chain(outer, dispatch if depth == 1 else inner, depth + 1)
        running[dispatch] = {**within, subject: chain}
        known = found.get(chain.outer)
        if _is_about_a_row(case, dispatch) and chain.depth > (known.depth if known else 1):
            found[chain.outer] = chain
    return list(found.values())


def _outer_first(case: Case) -> Iterator[int]:
    """Yield dispatches, each before those inside it; of those, by the calls that began first."""
    inside: dict[int, Numbers] = defaultdict(list)
    for dispatch, parent in enumerate(case.dispatches.parent):
        inside[parent].append(dispatch)
    stack = inside[TOP][::-1]
    while stack:
        dispatch = stack.pop()
        yield dispatch
        calls = case.in_order(case.dispatches.calls_of(dispatch))
        stack += [each for call in calls for each in inside.get(call, ())][::-1]


def _may_recurse(case: Case) -> bool:
    parents = enumerate(case.dispatches.parent)
    nested = (dispatch for dispatch, parent in parents if parent != TOP)
    return any(_is_about_a_row(case, each) for each in case.but_for_keys(nested))


def _is_about_a_row(case: Case, dispatch: int) -> bool:
    """Tell whether its instance is known: two unsaved ones may be two objects."""
    [instance] = case.said(dispatch, "instance")
    return instance is not None and "(pk=" in instance and not instance.endswith(UNKNOWN_KEYS)


def _subject(case: Case, dispatch: int) -> Subject:
    """Return what a dispatch has in common with one that repeats it."""
    kind = case.kind(dispatch)
    return kind.signal, kind.sender, *case.said(dispatch, "instance", "using", "action")


RULES = (Rule("S305", "recursion", WARNING, recursion),)
