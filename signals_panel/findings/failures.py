"""It failed: receivers that raised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .case import ERROR, WARNING, Case, Found, Item, Rule, last_name, place, times

HANDLE = "Let the receiver handle its own errors, or send with send_robust()."
Chain = list[Item]
"""The calls that one exception went through, the one it was raised in first."""


def raised(case: Case) -> Iterator[Found]:
    """A receiver raised and aborted the send: those after it were not reached.

    Where that send was made in a receiver, the exception may go on: that is one finding.
    """
    causes: dict[tuple[object, ...], list[Chain]] = defaultdict(list)
    for chain in _chains(case, "raised"):
        call = chain[0]
        causes[call["file"], call["line"], _raised(case, chain)].append(chain)
    for (*_, message), chains in causes.items():
        call = chains[0][0]
        yield Found(
            f"{message}{times(len(chains))}.",
            HANDLE,
            where=place(call),
            dispatch=call["dispatch"],
            call=call["id"],
            about=tuple(each["id"] for chain in chains for each in chain),
        )


def swallowed(case: Case) -> Iterator[Found]:
    """A robust send caught what a receiver raised: only a log line tells."""
    causes: dict[tuple[object, ...], list[Chain]] = defaultdict(list)
    for chain in _chains(case, "swallowed"):
        call = chain[-1]
        dispatch = case.dispatches[call["dispatch"]]
        what = _error(call), dispatch["method"], dispatch["signal"]
        causes[(call["named"], call["file"], call["line"], *what)].append(chain)
    for (receiver, *_, error, method, signal), chains in causes.items():
        call = chains[0][-1]
        yield Found(
            f"{receiver} raised {error}, which {method}() of {last_name(str(signal))} caught"
            f"{times(len(chains))}.",
            f"Look for it among what {method}() returns, or let the receiver handle it.",
            where=place(call),
            dispatch=call["dispatch"],
            call=call["id"],
            about=tuple(each["id"] for chain in chains for each in chain),
        )


def _chains(case: Case, outcome: str) -> list[Chain]:
    """Return the ways that exceptions went, outwards, as far as they aborted sends.

    For ``swallowed``, those that ended in a robust send, with the call it caught them from.
    """
    inner: dict[int, Item] = {}
    for call in case.document["calls"]:
        around = case.calls.get(case.dispatches[call["dispatch"]]["parent_call"] or 0)
        if call["outcome"] == "raised" and around is not None and _same(call, around):
            inner[around["id"]] = call
    went_on = {
        call["id"] for around, call in inner.items() if case.calls[around]["outcome"] == "raised"
    }
    return [
        _inwards(call, inner)[::-1]
        for call in case.document["calls"]
        if call["outcome"] == outcome and call["id"] not in went_on
    ]


def _inwards(call: Item, inner: dict[int, Item]) -> Chain:
    chain = [call]
    while chain[-1]["id"] in inner:
        chain.append(inner[chain[-1]["id"]])
    return chain


def _same(call: Item, around: Item) -> bool:
    """Tell whether two calls, one inside the other, ended by one exception."""
    if around["outcome"] not in ("raised", "swallowed"):
        return False
    errors = [{**each["error"], "frames": None} for each in (call, around) if each["error"]]
    return len(errors) < 2 or errors[0] == errors[1]


def _raised(case: Case, chain: Chain) -> str:
    """Return what was raised, which sends it aborted, and who was not reached."""
    first = chain[0]
    kinds = {(call["named"], case.dispatches[call["dispatch"]]["signal"]) for call in chain}
    signal = last_name(case.dispatches[first["dispatch"]]["signal"])
    told = next((call for call in chain if call["error"]), first)  # none near the recursion limit
    text = f"{first['named']} raised {_error(told)} and aborted {signal}"
    if len(kinds) == 1 < len(chain):
        text += f", {len(chain)} deep in itself"
    elif len(chain) > 1:
        outer = dict.fromkeys(last_name(call["named"]) for call in chain[1:])
        text += f", and so did {', '.join(outer)} around it"
    missed = dict.fromkeys(
        last_name(each["named"])
        for call in chain
        for each in case.calls_of[call["dispatch"]]
        if each["outcome"] == "not_reached"
    )
    return f"{text}; not reached after it: {', '.join(missed)}" if missed else text


def _error(call: dict[str, object]) -> str:
    error = call["error"]
    return last_name(error["type"]) if isinstance(error, dict) else "an exception"


RULES = (
    Rule("S101", "receiver-raised", ERROR, raised),
    Rule("S102", "error-swallowed", WARNING, swallowed),
)
