"""It failed: receivers that raised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain as all_in
from typing import Any

from ..timeline.columns import ERRORS, NOT_REACHED, RAISED, SWALLOWED, TOP
from ..timeline.joined import Numbers
from .case import ERROR, WARNING, Case, Found, Rule, last_name, times

HANDLE = "Let the receiver handle its own errors, or send with send_robust()."
Chain = Numbers
"""The calls that one exception went through, the one it was raised in first."""


def raised(case: Case) -> Iterator[Found]:
    """A receiver raised and aborted the send: those after it were not reached.

    Where that send was made in a receiver, the exception may go on: that is one finding.
    """
    causes: dict[tuple[object, ...], list[Chain]] = defaultdict(list)
    for chain in _chains(case, RAISED):
        code = case.code(chain[0])
        causes[code.file, code.line, _raised(case, chain)].append(chain)
    for (*_, message), chains in causes.items():
        call = chains[0][0]
        yield Found(
            f"{message}{times(len(chains))}.",
            HANDLE,
            where=case.place(call),
            dispatch=case.calls.dispatch[call],
            call=call,
            calls=list(all_in.from_iterable(chains)),
        )


def swallowed(case: Case) -> Iterator[Found]:
    """A robust send caught what a receiver raised: only a log line tells."""
    causes: dict[tuple[Any, ...], list[Chain]] = defaultdict(list)
    for chain in _chains(case, SWALLOWED):
        call = chain[-1]
        kind = case.kind_of(call)
        what = _error(case, call), kind.method, kind.signal
        causes[(case.code(call), *what)].append(chain)
    for (receiver, error, method, signal), chains in causes.items():
        call = chains[0][-1]
        yield Found(
            f"{receiver.name} raised {error}, which {method}() of {last_name(signal)} caught"
            f"{times(len(chains))}.",
            f"Look for it among what {method}() returns, or let the receiver handle it.",
            where=case.place(call),
            dispatch=case.calls.dispatch[call],
            call=call,
            calls=list(all_in.from_iterable(chains)),
        )


def _chains(case: Case, outcome: int) -> list[Chain]:
    """Return the ways that exceptions went, outwards, as far as they aborted sends.

    For ``SWALLOWED``, those that ended in a robust send, with the call it caught them from.
    """
    calls = case.calls
    inner: dict[int, int] = {}
    for call in case.ended_as(RAISED):
        around = case.dispatches.parent[calls.dispatch[call]]
        if around != TOP and _same(case, call, around):
            inner[around] = call
    went_on = {call for around, call in inner.items() if calls.outcome[around] == RAISED}
    return [_inwards(call, inner)[::-1] for call in case.ended_as(outcome) if call not in went_on]


def _inwards(call: int, inner: dict[int, int]) -> Chain:
    found = [call]
    while found[-1] in inner:
        found.append(inner[found[-1]])
    return found


def _same(case: Case, call: int, around: int) -> bool:
    """Tell whether two calls, one inside the other, ended by one exception."""
    if case.calls.outcome[around] not in ERRORS:
        return False
    errors = [{**error, "frames": None} for each in (call, around) if (error := case.error(each))]
    return len(errors) < 2 or errors[0] == errors[1]


def _raised(case: Case, chain: Chain) -> str:
    """Return what was raised, which sends it aborted, and who was not reached."""
    first = chain[0]
    kinds = {(case.code(call).name, case.kind_of(call).signal) for call in chain}
    signal = last_name(case.kind_of(first).signal)
    told = next(filter(case.error, chain), first)  # none near the recursion limit
    text = f"{case.code(first).name} raised {_error(case, told)} and aborted {signal}"
    if len(kinds) == 1 < len(chain):
        text += f", {len(chain)} deep in itself"
    elif len(chain) > 1:
        outer = dict.fromkeys(last_name(case.code(call).name) for call in chain[1:])
        text += f", and so did {', '.join(outer)} around it"
    missed = dict.fromkeys(
        last_name(case.code(each).name)
        for call in chain
        for each in case.in_order(case.dispatches.calls_of(case.calls.dispatch[call]))
        if case.calls.outcome[each] == NOT_REACHED
    )
    return f"{text}; not reached after it: {', '.join(missed)}" if missed else text


def _error(case: Case, call: int) -> str:
    error = case.error(call)
    return last_name(error["type"]) if error else "an exception"


RULES = (
    Rule("S101", "receiver-raised", ERROR, raised),
    Rule("S102", "error-swallowed", WARNING, swallowed),
)
