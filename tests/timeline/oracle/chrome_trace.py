"""The document as a Chrome trace: opens in Perfetto, chrome://tracing and speedscope.

The Trace Event Format, as a JSON object:
https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from signals_panel.exporters.tracks import Bar, arrange

Item = dict[str, Any]

PROCESS = 1
BAD = "terrible"
"""The colour of errors: a name that chrome://tracing reserves."""


def chrome_trace(document: Item, *, details: bool = False) -> Item:
    """Return a document as a trace: dispatches, calls and queries as complete events.

    What has no time, such as sends nobody received, is counted in ``otherData``.

    In ``args`` is what repeats, because speedscope adds up only what has the same name and
    the same ``args``. With *details* they also say what is unique: ids, arguments and
    responses.
    """
    bars = _bars(document, details)
    arranged = arrange(bars[None])
    return {
        "traceEvents": [
            *_names(document, arranged),
            *map(_complete, arranged),
            *_instants(document, bars),
        ],
        "displayTimeUnit": "ms",
        "otherData": _other_data(document),
    }


def _bars(document: Item, details: bool) -> dict[int | None, Bar]:
    """Return a bar for all that has a duration, by id; under None the one around them all."""
    bars: dict[int | None, Bar] = {None: Bar({}, 0, sys.maxsize)}
    parents = {}
    for category, items, parent, event_of in KINDS:
        for item in document[items]:
            if item["start_ns"] is None:
                continue
            event = {"cat": category, **event_of(item, details)}
            end = item["start_ns"] + item["duration_ns"]
            bars[item["id"]] = Bar(event, item["start_ns"], end)
            parents[item["id"]] = item[parent]
    for key in sorted(parents, key=lambda key: (bars[key].start, -bars[key].end)):
        bars.get(parents[key], bars[None]).inside.append(bars[key])
    return bars


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


KINDS: tuple[tuple[str, str, str, Callable[[Item, bool], Item]], ...] = (
    ("dispatch", "dispatches", "parent_call", _dispatch),
    ("call", "calls", "dispatch", _call),
    ("query", "queries", "call", _query),
)
"""Their category, the document's key of them and of what they happened in, their event."""


def _names(document: Item, bars: list[Bar]) -> Iterator[Item]:
    """Name the process and its tracks."""
    request = document["request"]
    title = "{method} {path}".format_map(request) if request else "recording"
    yield {"ph": "M", "name": "process_name", "pid": PROCESS, "args": {"name": title}}
    for track in range(1 + max((bar.track for bar in bars), default=0)):
        name = f"concurrent {track}" if track else "signals"
        yield {"ph": "M", "name": "thread_name", **_on(track), "args": {"name": name}}


def _complete(bar: Bar) -> Item:
    times = {"ts": bar.start / 1e3, "dur": (bar.end - bar.start) / 1e3}
    return {"ph": "X", **_on(bar.track), **times, **bar.event}


def _instants(document: Item, bars: dict[int | None, Bar]) -> Iterator[Item]:
    """Yield what happened at a moment: an ORM operation that bypassed receivers."""
    for bypass in document["bypasses"]:
        args = {key: bypass[key] for key in ("model", "rows")}
        args["caller"] = _place(bypass["caller"])
        args["signals"] = ", ".join(bypass["signals"])
        yield {
            "ph": "i",
            "s": "t",
            **_on(bars.get(bypass["parent_call"], bars[None]).track),
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
