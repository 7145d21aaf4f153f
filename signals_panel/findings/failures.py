"""It failed: receivers that raised."""

from __future__ import annotations

from collections.abc import Iterator

from .case import ERROR, WARNING, Case, Found, Rule, last_name, place


def raised(case: Case) -> Iterator[Found]:
    """A receiver raised and aborted the send: those after it were not reached."""
    for call in case.document["calls"]:
        if call["outcome"] != "raised":
            continue
        dispatch = case.dispatches[call["dispatch"]]
        missed = [
            last_name(each["receiver"])
            for each in case.calls_of[dispatch["id"]]
            if each["outcome"] == "not_reached"
        ]
        after = f"; not reached after it: {', '.join(missed)}" if missed else ""
        signal = last_name(dispatch["signal"])
        yield Found(
            f"{call['receiver']} raised {_error(call)} and aborted {signal}{after}.",
            "Let the receiver handle its own errors, or send with send_robust().",
            where=place(call),
            dispatch=dispatch["id"],
            call=call["id"],
        )


def swallowed(case: Case) -> Iterator[Found]:
    """A robust send caught what a receiver raised: only a log line tells."""
    for call in case.document["calls"]:
        if call["outcome"] == "swallowed":
            dispatch = case.dispatches[call["dispatch"]]
            method = dispatch["method"]
            signal = last_name(dispatch["signal"])
            yield Found(
                f"{call['receiver']} raised {_error(call)}, which {method}() of {signal} caught.",
                f"Look for it among what {method}() returns, or let the receiver handle it.",
                where=place(call),
                dispatch=dispatch["id"],
                call=call["id"],
            )


def _error(call: dict[str, object]) -> str:
    error = call["error"]
    return last_name(error["type"]) if isinstance(error, dict) else "an exception"


RULES = (
    Rule("S101", "receiver-raised", ERROR, raised),
    Rule("S102", "error-swallowed", WARNING, swallowed),
)
