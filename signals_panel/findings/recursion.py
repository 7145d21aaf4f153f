"""It ran too often: a dispatch inside the same dispatch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from .case import WARNING, Case, Found, Item, Rule, place, sent_by, times
from .nesting import nested

UNKNOWN_KEYS = ("(pk=None)", "(pk=deferred)")
WITHOUT = "Set the values in a pre_save receiver, or write them with update(), which sends nothing."
Subject = tuple[object, ...]


class Chain(NamedTuple):
    """A dispatch, the first one like it inside it, and how many there are one in another."""

    outer: Item
    inner: Item
    depth: int


def recursion(case: Case) -> Iterator[Found]:
    """A receiver had the dispatch it was called by sent again, about the same instance."""
    causes: dict[Subject, list[Chain]] = defaultdict(list)
    for chain in _chains(case):
        receiver = case.calls[chain.inner["parent_call"]]["named"]
        causes[chain.outer["signal"], chain.outer["sender"], receiver].append(chain)
    for (_, _, receiver), chains in causes.items():
        outer, inner, depth = max(chains, key=lambda chain: chain.depth)
        call = case.calls[inner["parent_call"]]
        yield Found(
            f"{receiver} sent {sent_by(outer)} again while it was being sent for "
            f"{outer['arguments']['instance']}: {depth} deep{times(len(chains))}.",
            WITHOUT,
            where=place(inner["caller"]) or place(call),
            dispatch=outer["id"],
            call=call["id"],
            about=tuple(chain.outer["id"] for chain in chains),
        )


def _chains(case: Case) -> list[Chain]:
    """Return one chain for each outermost dispatch that was sent again inside itself."""
    found: dict[int, Chain] = {}
    running: dict[Subject, list[Item]] = defaultdict(list)
    for dispatch, begins in nested(case) if _may_recurse(case) else ():
        subject = _subject(dispatch)
        if not begins:
            running[subject].pop()
            continue
        running[subject].append(dispatch)
        outer, depth = running[subject][0], len(running[subject])
        known = found.get(outer["id"])
        if _is_about_a_row(dispatch) and depth > (known.depth if known else 1):
            found[outer["id"]] = Chain(outer, running[subject][1], depth)
    return list(found.values())


def _may_recurse(case: Case) -> bool:
    return any(
        each["parent_call"] is not None and _is_about_a_row(each)
        for each in case.document["dispatches"]
    )


def _is_about_a_row(dispatch: Item) -> bool:
    """Tell whether its instance is known: two unsaved ones may be two objects."""
    instance: str = dispatch["arguments"].get("instance", "")
    return "(pk=" in instance and not instance.endswith(UNKNOWN_KEYS)


def _subject(dispatch: Item) -> Subject:
    """Return what a dispatch has in common with one that repeats it."""
    about = (dispatch["arguments"].get(name) for name in ("instance", "using", "action"))
    return dispatch["signal"], dispatch["sender"], *about


RULES = (Rule("S305", "recursion", WARNING, recursion),)
