"""A recording as tables that need nothing else: columns of numbers, and values they point to.

A log's rows hold tokens of tables that live in this process (signals, call sites, lists
of receivers). Here they become columns of ints, each with a list of its distinct values,
so that what is stored can be read by any process, today or in an hour. The document and
the stored form are made from the same tables: they cannot differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count
from typing import Any

from ..texts.callers import CallSite
from ..texts.connect_sites import ConnectSite
from ..texts.naming import Place, printable
from ..texts.parameters import Parameters
from ..texts.places import Receivers
from ..texts.secret_text import without_literals
from ..texts.senders import INSTANCE, parted
from ..texts.signal_names import Token, find_names, name_of
from .clock import perf_counter_ns
from .log import POSITION_BITS, STREAMS, Stretch

Column = Any
"""A list of numbers; or a dict of ``cells`` and ``values``: each cell is the place of its value."""
Columns = dict[str, Column]
Tables = dict[str, Any]
"""``streams`` (columns by stream and name), ``sent`` (numbers of signals), ``dropped``, ``node``,
``started_ns``, ``ended_ns``. JSON-safe."""
Marks = dict[str, int]

TOOLBAR = "debug_toolbar."
OWN = (TOOLBAR, f"{INSTANCE}{TOOLBAR}", "AppConfig(debug_toolbar)")
"""What the toolbar's own senders begin with."""
TOOLBARS_QUIET = ("django.test.signals.template_rendered",)
"""Signals that Django sends in tests alone, and the toolbar at all times."""
BLOCK = 128
"""How many rows of a column are looked at together."""
_FIRST = ("dispatches", "on_commits", "scopes", "transactions")
"""Streams to whose rows other streams refer, and each of these to those after it."""


def tables_of(stretch: Stretch, since: Marks | None = None, until: Marks | None = None) -> Tables:
    """Return the tables of a recording, or of what it recorded between two marks.

    Other threads may be writing meanwhile: what they write from now on is left out.
    """
    log = stretch.log
    until = until or marks_of(stretch)
    since = {"elsewhere": stretch.elsewhere.start, **(since or {})}
    rows, spans = log.rows, {name: slice(since.get(name, 0), until[name]) for name in log.rows}
    if stretch.node:
        first = {name: rows[name][: until[name]] for name in _FIRST}
        rows = _under(stretch.node, first, {name: rows[name][spans[name]] for name in rows})
        spans = {name: slice(0, len(flat)) for name, flat in rows.items()}
    streams = {
        name: _sliced(name, rows[name], span)
        for name, span in spans.items()
        if span.start < span.stop
    }
    kinds = {number: kind for kind, number in log.kinds.copy().items()}
    find_names(_signals_in(streams, kinds))
    sent = _leave_out_toolbar(streams, kinds)
    resolve = {**_RESOLVE, "kind": lambda number: _kind(*kinds[number])}
    return {
        "streams": {
            stream: {name: _column(name, cells, resolve) for name, cells in columns.items()}
            for stream, columns in streams.items()
        },
        "sent": sent,
        "dropped": dict(log.dropped),
        "node": stretch.node,
        "started_ns": stretch.started_ns,
        "ended_ns": perf_counter_ns() if stretch.ended_ns is None else stretch.ended_ns,
    }


def marks_of(stretch: Stretch) -> Marks:
    """Return how far each stream of a recording has got, with what was counted until now.

    Those that others refer to are looked at last: whatever has a row by then, so has what the
    row is about.
    """
    stretch.open_log.fold()
    rows = stretch.log.rows
    marks = {name: len(rows[name]) for name in (*(rows.keys() - _FIRST), *_FIRST)}
    _, end, _ = stretch.elsewhere.indices(marks["elsewhere"])
    return {**marks, "elsewhere": end}


def values_of(column: Column) -> list[Any]:
    """Return a column's values, row by row."""
    if type(column) is dict:
        return list(map(column["values"].__getitem__, column["cells"]))
    return list(column)


def all_alike(cells: list[Any]) -> bool:
    """Tell whether a column, which is not empty, says the same in every row."""
    return bool(cells[0] == cells[-1]) and cells.count(cells[0]) == len(cells)


def places_unlike(cells: list[Any], value: Any) -> Iterable[int]:
    """Yield the places of a column's cells that are not *value*, as nearly all are."""
    for number, block in enumerate(_blocks(cells)):
        if block.count(value) < len(block):
            places = enumerate(block, number * BLOCK)
            yield from (place for place, cell in places if cell != value)


def _call_site(site: Sequence[Any] | None) -> list[Any] | None:
    """Return its file, line and function, None for nobody's; and whether the ORM was between.

    Of the line that connects, last that of the project it connects for, or None.
    """
    if type(site) is ConnectSite:
        return [*site[:3], False, site.project and list(site.project[:2])]
    return None if site is None else [*site[:3], type(site) is CallSite and site.by_orm]


def _receivers(receivers: Receivers) -> list[Any]:
    """Return a list of receivers: how many are sync, then ``[name, file, line]`` each."""
    sync, *places = receivers
    return [sync, *map(list, places)]


def _missed(bypass: Iterable[tuple[Token, list[tuple[Place, bool]]]]) -> list[Any]:
    """Return signals, each with ``[name, file, line, is for every sender]`` of its receivers."""
    return [
        [name_of(token), [[*place, for_all] for place, for_all in found]] for token, found in bypass
    ]


def _kind(signal: Token, sender: str | None, method: str) -> list[Any]:
    return [_signal(signal), _sender(sender), method]


def _signal(token: Token) -> list[Any]:
    """Return a signal's name, and the number that tells it from others of that name."""
    return [name_of(token), token.number]


def _sender(text: str | None) -> list[Any]:
    """Return a sender's name, and the identity that tells it from others of that name."""
    name, identity = parted(text)
    return [_text(name), identity]


def _text(value: str | None) -> str | None:
    return value if value is None else printable(value)


def _parameters(told: Parameters | None) -> list[Any] | None:
    """Return whether another row's are the same only if they are equal; counts, and the texts."""
    if told is None:
        return None
    texts, total, rows, same = told
    return [same is not None, total, rows, *texts]


Resolve = dict[str, Callable[[Any], Any]]

_RESOLVE: Resolve = {
    "signal": _signal,
    "sender": _sender,
    "caller": _call_site,
    "receivers": _receivers,
    "receiver": list,
    "parameters": _parameters,
    **dict.fromkeys(("method", "arguments", "outcome", "text", "alias"), _text),
    "sql": lambda sql: _text(without_literals(sql)),
    **dict.fromkeys(("operation", "model", "uid", "change"), _text),
    **dict.fromkeys(("cause", "field", "related", "callback"), _text),
}
"""How the distinct values of a column are made JSON-safe; other columns hold ints."""


def _sliced(stream: str, flat: list[Any], span: slice) -> Columns:
    """Return the columns of a stretch of a stream's cells."""
    names = STREAMS[stream]
    return {
        name: flat[start : span.stop : len(names)] for start, name in enumerate(names, span.start)
    }


def _column(name: str, cells: list[Any], resolvers: Resolve) -> Column:
    if name == "missed":
        return {"cells": list(range(len(cells))), "values": [_missed(cell) for cell in cells]}
    resolve = resolvers.get(name)
    if resolve is None:
        return cells
    if cells and all_alike(cells):
        return {"cells": [0] * len(cells), "values": [resolve(cells[0])]}
    numbers: defaultdict[Any, int] = defaultdict(count().__next__)
    places: list[int] = []
    for block in _blocks(cells):
        alike = all_alike(block)
        places += [numbers[block[0]]] * len(block) if alike else map(numbers.__getitem__, block)
    return {"cells": places, "values": [resolve(value) for value in numbers]}


def _distinct(cells: list[Any]) -> set[Any]:
    """Return what the rows of a column say, each once."""
    found: set[Any] = set()
    for block in _blocks(cells):
        found.update(block[:1] if all_alike(block) else block)
    return found


def _blocks(cells: list[Any]) -> Iterable[list[Any]]:
    """Return a column in pieces: most rows say what the row before says, and counting that is
    quicker than looking each up.
    """
    return (cells[start : start + BLOCK] for start in range(0, len(cells), BLOCK))


def _signals_in(streams: dict[str, Columns], kinds: dict[int, tuple[Any, ...]]) -> set[Token]:
    signals = {kind[0] for kind in kinds.values()}
    for columns in streams.values():
        signals |= _distinct(columns.get("signal", []))
    return signals


def _rows(stream: str, flat: list[Any]) -> Iterable[tuple[Any, ...]]:
    return zip(*[iter(flat)] * len(STREAMS[stream]), strict=True)


def _under(node: int, all_rows: dict[str, list[Any]], rows: dict[str, list[Any]]) -> Any:
    """Keep what happened under a scope of a log that other stretches write to as well."""
    inside = numbers_under(node, all_rows)

    def kept(stream: str, row: tuple[Any, ...]) -> bool:
        names = STREAMS[stream]
        if "parent" in names and stream != "transactions":
            return row[names.index("parent")] >> POSITION_BITS in inside
        return "dispatch" not in names or row[0] in inside

    return {
        name: [cell for row in _rows(name, flat) if kept(name, row) for cell in row]
        for name, flat in rows.items()
    }


def numbers_under(node: int, rows: dict[str, list[Any]]) -> set[int]:
    """Return the numbers of all dispatches and scopes under a scope, and its own."""
    inside = {node >> POSITION_BITS}
    families = sorted(
        row[:2] for name in ("dispatches", "scopes") for row in _rows(name, rows[name])
    )
    for number, parent in families:
        if parent >> POSITION_BITS in inside:
            inside.add(number)
    return inside


def _leave_out_toolbar(streams: dict[str, Columns], kinds: dict[int, tuple[Any, ...]]) -> list[int]:
    """Leave out what the toolbar sent for itself; return the numbers of the other signals.

    A dispatch left out becomes a scope, so that what was sent inside it stays in its place.
    """
    dispatches = streams.get("dispatches", {"signal": [], "sender": []})
    sent = _distinct(dispatches["signal"])
    own = {token for token in sent if name_of(token).startswith(TOOLBAR)}
    own |= {name for name in _distinct(dispatches["sender"]) if name and name.startswith(OWN)}
    if own:
        pairs = zip(dispatches["signal"], dispatches["sender"], strict=True)
        kept = [own.isdisjoint(pair) for pair in pairs]
        _become_scopes(streams, dispatches, kept)
        streams["dispatches"] = dispatches = _only(dispatches, kept)
        sent = _distinct(dispatches["signal"])
    if "quiet" in streams:
        own = {number for number, kind in kinds.items() if _is_toolbars(*kind)}
        if own:
            kept = [number not in own for number in streams["quiet"]["kind"]]
            streams["quiet"] = _only(streams["quiet"], kept)
        sent.update(kinds[each][0] for each in _distinct(streams["quiet"]["kind"]))
    return [token.number for token in sent]


def _is_toolbars(signal: Token, sender: str | None, method: str) -> bool:
    name = name_of(signal)
    return name.startswith(TOOLBAR) or name in TOOLBARS_QUIET or (sender or "").startswith(OWN)


def _only(columns: Columns, kept: list[bool]) -> Columns:
    return {name: list(compress(cells, kept)) for name, cells in columns.items()}


def _become_scopes(streams: dict[str, Columns], columns: Columns, kept: list[bool]) -> None:
    scopes = streams.setdefault("scopes", {name: [] for name in STREAMS["scopes"]})
    for name in STREAMS["scopes"]:
        scopes[name] += compress(columns[name], [not each for each in kept])
