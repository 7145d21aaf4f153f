"""A recording as a Chrome trace: opens in Perfetto, chrome://tracing and speedscope.

The Trace Event Format, as a JSON object:
https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..timeline import Timeline
from .tracks import Bar, arrange

Item = dict[str, Any]

PROCESS = 1
BAD = "terrible"
"""The colour of errors: a name that chrome://tracing reserves."""


def chrome_trace(timeline: Timeline, document: Item, *, details: bool = False) -> Item:
    """Return a timeline as a trace: dispatches, calls and queries as complete events.

    What has no time, such as sends nobody received, is counted in ``otherData``. *document* is
    that of the timeline.

    In ``args`` is what repeats, because speedscope adds up only what has the same name and
    the same ``args``. With *details* they also say what is unique: ids, arguments and
    responses.
    """
    *_, around = calls = _bars(timeline, document, details)
    arranged = arrange(around)
    return {
        "traceEvents": [
            *_names(document, arranged),
            *map(complete_event, arranged),
            *_instants(document, [calls[each].track for each in timeline.bypasses.parent]),
        ],
        "displayTimeUnit": "ms",
        "otherData": _other_data(document),
    }


def _bars(timeline: Timeline, document: Item, details: bool) -> list[Bar]:
    """Put the bar of all that has a duration into that of what it happened in.

    Return those of the calls, and last, where ``TOP`` finds it, the one around them all. That one
    stands for calls that were not reached, too.
    """
    around = Bar({}, 0, sys.maxsize)
    first_call, call_count = len(timeline.dispatches), len(timeline.calls)
    items = {each["id"]: each for each in (*document["dispatches"], *document["calls"])}
    received = [items[each] for each in timeline.ids[: first_call + call_count]]
    dispatches = [_bar("dispatch", _dispatch, each, details) for each in received[:first_call]]
    calls = [
        around if each["start_ns"] is None else _bar("call", _call, each, details)
        for each in received[first_call:]
    ]
    queries = [_bar("query", _query, each, details) for each in document["queries"]]
    queried = map(timeline.queries.__getitem__, timeline.joined.by_start("queries"))
    calls.append(around)
    _put_into(calls, dispatches, timeline.dispatches.parent)
    _put_into(dispatches, calls[:-1], timeline.calls.dispatch)
    _put_into(calls, queries, queried)
    return calls


def _put_into(outer: list[Bar], bars: list[Bar], places: Iterable[int]) -> None:
    """Put bars into others, of which the places are given."""
    for bar, place in zip(bars, places, strict=True):
        if bar.end < sys.maxsize:
            outer[place].inside.append(bar)


def _dispatch(dispatch: Item, details: bool) -> Item:
    args = {
        "sender": dispatch["sender"],
        "method": dispatch["method"],
        "caller": _place(dispatch["caller"]),
    }
    unique = {"id": dispatch["id"], "arguments": dispatch["arguments"]}
    return {"name": dispatch["signal"], "args": _known(args, unique if details else {})}


def _call(call: Item, details: bool) -> Item:
    error = call["error"]
    args = {
        "place": _place(call),
        "outcome": call["outcome"],
        "error": error and f"{error['type']}: {error['message']}",
    }
    unique = {"id": call["id"], "response": call["response"]}
    event = {"name": call["receiver"], "args": _known(args, unique if details else {})}
    return {**event, "cname": BAD} if call["outcome"] in ("raised", "swallowed") else event


def _query(query: Item, details: bool) -> Item:
    args = {"sql": query["sql"], "alias": query["alias"]}
    verb = next(iter(query["sql"].split(maxsplit=1)), "SQL")
    return {"name": verb, "args": _known(args, {"id": query["id"]} if details else {})}


def _bar(category: str, event_of: Callable[[Item, bool], Item], item: Item, details: bool) -> Bar:
    event = {"cat": category, **event_of(item, details)}
    return Bar(event, item["start_ns"], item["start_ns"] + item["duration_ns"])


def _names(document: Item, bars: list[Bar]) -> Iterator[Item]:
    """Name the process and its tracks."""
    request = document["request"]
    title = "{method} {path}".format_map(request) if request else "recording"
    yield {"ph": "M", "name": "process_name", "pid": PROCESS, "args": {"name": title}}
    for track in range(1 + max((bar.track for bar in bars), default=0)):
        name = f"concurrent {track}" if track else "signals"
        yield {"ph": "M", "name": "thread_name", **_on(track), "args": {"name": name}}


def complete_event(bar: Bar) -> Item:
    """Return the event of a bar that is arranged."""
    times = {"ts": bar.start / 1e3, "dur": (bar.end - bar.start) / 1e3}
    return {"ph": "X", **_on(bar.track), **times, **bar.event}


def _instants(document: Item, tracks: list[int]) -> Iterator[Item]:
    """Yield what happened at a moment: ORM operations that bypassed receivers, on their tracks."""
    for bypass, track in zip(document["bypasses"], tracks, strict=True):
        args = {key: bypass[key] for key in ("model", "rows")}
        args["caller"] = _place(bypass["caller"])
        args["signals"] = ", ".join(bypass["signals"])
        yield {
            "ph": "i",
            "s": "t",
            **_on(track),
            "ts": max(0, bypass["start_ns"]) / 1e3,
            "cat": "bypass",
            "name": bypass["operation"],
            "args": _known(args),
        }


def _other_data(document: Item) -> Item:
    dispatches, calls = document["dispatches"], document["calls"]
    return {
        "source": "django-signals-panel",
        "schema": document["schema"],
        "request": document["request"],
        "left out, because they have no time": {
            "sends nobody received": sum(d["count"] for d in dispatches if d["start_ns"] is None),
            "receivers not reached": sum(call["start_ns"] is None for call in calls),
        },
        "dropped": document["dropped"],
    }


def _on(track: int) -> Item:
    return {"pid": PROCESS, "tid": track + 1}


def _place(site: Item | None) -> str | None:
    return f"{site['file']}:{site['line']}" if site and site["file"] else None


def _known(*args: Item) -> Item:
    return {key: value for each in args for key, value in each.items() if value is not None}
