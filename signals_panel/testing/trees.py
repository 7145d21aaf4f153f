"""Trees of a recording for a test's messages, and outlines for snapshots."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from ..exporters.text import indent, summary, tree_lines
from ..timeline import Timeline
from .wording import near

Item = dict[str, Any]
_KEY = re.compile(r"\(pk=.*\)$", re.DOTALL)
_PLACE = re.compile(r" created at .*$", re.DOTALL)


def tree(timeline: Timeline, document: Item, is_marked: Callable[[Item], bool]) -> list[str]:
    """Return what was recorded, line by line, without what nobody received.

    *is_marked* tells of a dispatch or a call whether it is what was asked for: these stand there in
    any case, and are marked.
    """
    if not document["dispatches"]:
        return ["Recorded: nothing."]
    items = {each["id"]: each for each in (*document["dispatches"], *document["calls"])}
    marked = {key for key, each in items.items() if is_marked(each)}
    lines = [f"Recorded: {summary(document)}"]
    for key, depth, text in tree_lines(timeline, _with_near_files(document)):
        item = items.get(key)
        if item is None or key in marked or "outcome" in item or item["start_ns"] is not None:
            before = indent(depth + 1)
            lines.append(f"{before[:-2]}> {text}" if key in marked else f"{before}{text}")
    return lines


def _with_near_files(document: Item) -> Item:
    """Return a document in which files are told by their paths from here."""
    near_lists = {
        name: [{**each, "caller": _near(each["caller"])} for each in document[name]]
        for name in ("dispatches", "on_commits")
    }
    return {**document, **near_lists}


def _near(site: Item | None) -> Item | None:
    return None if site is None else {**site, "file": near(site["file"])}


def outline(document: Item) -> str:
    """Return who received what, in order, and what came of it: the same in every run.

    Without times, keys, files, lines, statements, and sends nobody received.
    """
    inside: dict[int | None, list[Item]] = defaultdict(list)
    calls: dict[int, list[Item]] = defaultdict(list)
    for each in document["dispatches"]:
        if each["start_ns"] is not None:
            inside[each["parent_call"]].append(each)
    for each in document["calls"]:
        calls[each["dispatch"]].append(each)
    return "\n".join(_outlined(inside, calls))


def _outlined(inside: dict[int | None, list[Item]], calls: dict[int, list[Item]]) -> Iterator[str]:
    todo = [(0, each) for each in reversed(inside[None])]
    while todo:
        depth, item = todo.pop()
        within = calls[item["id"]] if "signal" in item else inside[item["id"]]
        yield f"{indent(depth)}{_dispatch(item) if 'signal' in item else _call(item)}"
        todo += [(depth + 1, each) for each in reversed(within)]


def _dispatch(item: Item) -> str:
    sender = item["sender"]
    told = "" if sender is None else f" from {_KEY.sub('', sender)}"
    return f"{_PLACE.sub('', item['signal'])}{told}"


def _call(item: Item) -> str:
    outcome = "" if item["outcome"] == "returned" else f" {item['outcome'].replace('_', ' ')}"
    error = f" {item['error']['type']}" if item["error"] else ""
    return f"→ {item['receiver']}{outcome}{error}"
