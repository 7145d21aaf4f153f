"""The registry as text and as JSON: a connection a line, then what is wrong with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage

from ..exporters.text import counted
from ..fates.never_wording import why_never
from ..fates.shared_names import named, shared_names
from ..page.names import short_name, shortened
from ..registry.items import CONNECTION_KEYS, made_at
from ..registry.registry import Registry
from .layout import Cell, laid_out, one_line, wrapped

Item = dict[str, Any]

EVERY = "every sender"
SCHEMA = 1
NO_LOOKS: Counter[str] = Counter()


def as_text(
    registry: Registry, findings: Sequence[CheckMessage], style: Any, width: int | None
) -> Iterator[str]:
    """Yield the lines: of each signal its connections in call order, of the findings, a sum.

    On a terminal a signal's name stands above its connections; without a *width*, as in a pipe,
    it begins each line.
    """
    connections = registry["connections"]
    groups: dict[str, list[Item]] = defaultdict(list)
    for each in connections:
        groups[each["signal"]].append(each)
    shared = shared_names(connections)
    if width is None:
        yield from _lines(groups, registry["signals"], shared)
    else:
        yield from _groups(groups, registry["signals"], shared, style, width)
    for finding in findings:
        yield from _finding(finding, style, width)
    yield wrapped(_sum(connections, registry["signals"], findings), width)


def as_document(registry: Registry, findings: Sequence[CheckMessage]) -> Item:
    """Return the same as a JSON-safe document."""
    return {
        "schema": SCHEMA,
        "signals": registry["signals"],
        "connections": [_item(each) for each in registry["connections"]],
        "findings": [
            {
                "code": _code(each),
                "severity": "error" if each.is_serious() else "warning",
                "message": each.msg,
                "hint": each.hint,
                "where": None if each.obj is None else str(each.obj),
            }
            for each in findings
        ],
    }


def _item(connection: Item) -> Item:
    """Return a connection as the document of a recording has it, and what is known of it now."""
    never = connection["never"]
    return {
        **{key: connection[key] for key in CONNECTION_KEYS if key != "change"},
        "alive": connection["alive"],
        "debug_only": connection["debug_only"],
        "never": None if never is None else why_never(connection),
    }


def _lines(groups: dict[str, list[Item]], signals: list[str], shared: set[str]) -> Iterator[str]:
    for name in sorted({*groups, *signals}):
        rows = [[_cell(name), *_cells(each, shared)] for each in groups.get(name, [])]
        yield from laid_out(rows or [[_cell(name), _cell("no receivers")]], None, 0)


def _groups(
    groups: dict[str, list[Item]], signals: list[str], shared: set[str], style: Any, width: int
) -> Iterator[str]:
    senders = {each["sender"] or EVERY for found in groups.values() for each in found}
    looks = Counter(map(short_name, senders))
    for name in sorted(groups):
        yield style.MIGRATE_HEADING(one_line(name))
        yield from laid_out([_cells(each, shared, looks) for each in groups[name]], width)
        yield ""
    silent = [each for each in signals if each not in groups]
    if silent:
        yield style.MIGRATE_HEADING("No receivers")
        yield from (f"  {one_line(each)}" for each in silent)
        yield ""


def _cells(connection: Item, shared: set[str], looks: Counter[str] = NO_LOOKS) -> list[Cell]:
    """Return what a line says of a connection: sender, receiver, its place, what is special.

    *looks* has how many senders look the same in short.
    """
    sender = EVERY if connection["sender"] is None else connection["sender"]
    name = named(connection, connection["connected_at"], shared)
    short = short_name(sender)
    return [
        _cell(sender, sender if looks[short] > 1 else short),
        _cell(name, short_name(name)),
        _cell(_place(connection)),
        _cell(", ".join(_notes(connection))),
    ]


def _cell(full: str, short: str | None = None) -> Cell:
    return Cell(one_line(full), one_line(full if short is None else short))


def _notes(connection: Item) -> Iterator[str]:
    """Yield what a connection has that most have not."""
    if not connection["alive"]:
        yield "died"
    if connection["debug_only"]:
        yield "lives only because DEBUG is on"
    if connection["never"]:
        yield "never runs" if connection["never"]["certain"] else "may never run"
    if connection["is_async"]:
        yield "async"
    if not connection["weak"]:
        yield "weak=False"
    if connection["dispatch_uid"] is not None:
        yield f"dispatch_uid={connection['dispatch_uid']}"
    site = made_at(connection)
    if site and not _is_there(connection, site):
        yield f"connected at {_place(site)}"


def _is_there(connection: Item, site: Item) -> bool:
    """Tell whether a receiver is connected where it is written, as by a decorator.

    Up to Python 3.10 a decorator runs on the line below it.
    """
    is_same_file = connection["file"] == site["file"]
    return is_same_file and site["line"] - connection["line"] in {0, 1}


def _place(item: Item) -> str:
    return f"{shortened(item['file'])}:{item['line']}" if item["file"] else "no file"


def _finding(finding: CheckMessage, style: Any, width: int | None) -> Iterator[str]:
    place = "" if finding.obj is None else f" ({_shortened(str(finding.obj))})"
    text = one_line(f"{_code(finding)} {finding.msg}{place}")
    yield style.WARNING(wrapped(text, width, "! ", "  "))
    if finding.hint:
        yield wrapped(one_line(finding.hint), width, "    ", "    ")


def _shortened(place: str) -> str:
    file, _, line = place.rpartition(":")
    return f"{shortened(file)}:{line}" if file else place


def _code(finding: CheckMessage) -> str:
    return (finding.id or "").rpartition(".")[2]


def _sum(connections: list[Item], signals: Iterable[str], findings: Sequence[CheckMessage]) -> str:
    heard = len({each["signal"] for each in connections})
    silent = len({*signals} - {each["signal"] for each in connections})
    parts = [
        f"{counted(len(connections), 'connection')} to {counted(heard, 'signal')}",
        f"{counted(silent, 'signal')} without receivers" if silent else "",
        counted(len(findings), "finding"),
    ]
    return ", ".join(filter(None, parts))
