"""The registry as the page shows it: every signal, its connections, and what each did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from ..fates.connected import Connected
from ..fates.fates import Fate
from ..fates.reasons import CALLED, NOT_SENT, OTHER_SENDER, TOOLBARS
from ..registry.items import made_at
from ..texts.callers import is_project_file
from .names import PlaceOf, short_name

Item = dict[str, Any]

SENT_IF_HEARD = frozenset(
    f"django.db.models.signals.{name}" for name in ("m2m_changed", "pre_delete", "post_delete")
)
"""Signals that Django does not send, or not always, where nobody is connected."""
OF_TESTS = frozenset(
    ("django.core.signals.setting_changed", "django.test.signals.template_rendered")
)
"""Signals that are sent while tests run; the latter also where the toolbar has it sent."""
PLAIN = frozenset((CALLED, NOT_SENT, OTHER_SENDER, TOOLBARS))
"""Fates that nobody needs to wonder at."""


def registry_of(connected: Connected, place: PlaceOf) -> Item:
    """Return the registry view's context: signals with connections, the project's first."""
    registry, kinds = connected.registry, connected.kinds
    connections: dict[str, list[Item]] = defaultdict(list)
    for each in connected.with_fates:
        connections[each["signal"]].append(each)
    in_vain: dict[str, list[Item]] = defaultdict(list)
    for each in registry["in_vain"]:
        in_vain[each["signal"]].append(_in_vain(each, place))
    sends: Counter[str] = Counter()
    for kind, count in zip(kinds.all, kinds.sends, strict=True):
        sends[kind.signal] += count
    signals = [
        {**_signal(name, connections[name], sends[name], place), "in_vain": in_vain[name]}
        for name in sorted(connections)
    ]
    silent = [name for name in registry["signals"] if name not in connections]
    of_tests = [each for each in signals if each["full"] in OF_TESTS and not each["sends"]]
    return {
        "signals": sorted((each for each in signals if each not in of_tests), key=_order),
        "of_tests": of_tests,
        "signal_count": len(signals) + len(silent),
        "connection_count": connection_count(connected.connections),
        "changes": Counter(
            each["change"]
            for found in connections.values()
            for each in found
            if each["change"] is not None
        ),
        "silent": [_named(name) for name in silent if name not in SENT_IF_HEARD],
        "sent_if_heard": [_named(name) for name in silent if name in SENT_IF_HEARD],
    }


def connection_count(connections: Iterable[Item]) -> int:
    """Return how many of the connections there were during a recording are still there."""
    return sum(not _is_gone(each) for each in connections)


def _is_gone(connection: Item) -> bool:
    is_removed = connection["change"] == "removed" or "disconnected_at" in connection
    return is_removed or not connection["alive"]


def _order(signal: Item) -> tuple[bool, bool]:
    return not signal["is_projects"], not signal["sends"]


def _signal(name: str, connections: list[Item], sends: int, place: PlaceOf) -> Item:
    rows = [_connection(each, place) for each in connections]
    rows.sort(key=lambda row: not row["is_projects"])
    is_projects = any(row["is_projects"] for row in rows)
    return {
        **_named(name),
        "sends": sends,
        "rows": rows,
        "called": sum(row["was_called"] for row in rows),
        "is_projects": is_projects,
        "is_open": is_projects and sends > 0,
    }


def _connection(connection: Item, place: PlaceOf) -> Item:
    fate: Fate = connection["fate"]
    return {
        "item": connection,
        "fate": fate,
        "is_projects": is_project_file(connection["file"]),
        "was_called": fate.reason.kind == CALLED,
        "tone": _tone(fate.reason.kind),
        "is_debug_only": connection.get("debug_only", False),
        "gone": _is_gone(connection),
        "name": short_name(connection["receiver"]),
        "place": place(connection),
        "connected_at": place(connection["connected_at"]),
        "connected_for": place(connection["connected_for"]),
        "names": _names(fate, connection["sender"]),
        "wanted": _wanted(fate, connection["sender"]),
    }


def _tone(kind: str) -> str:
    return "called" if kind == CALLED else "plain" if kind in PLAIN else "odd"


def _in_vain(item: Item, place: PlaceOf) -> Item:
    """Return a ``connect()`` or ``disconnect()`` that did nothing, and what stands, as shown."""
    standing = item["standing"]
    return {
        **item,
        "name": short_name(item["receiver"]),
        "place": place(made_at(item)),
        "standing": {
            **standing,
            "name": short_name(standing["receiver"]),
            "place": place(made_at(standing)),
        },
    }


def _named(name: str) -> Item:
    short = short_name(name)
    module = name.removesuffix(f".{short}")
    return {"name": short, "full": name, "module": module if module != name else ""}


def _names(fate: Fate, wanted: str | None) -> list[Item]:
    """Return the names a fate names: short, unless another one looks the same then."""
    if not fate.reason.names:
        return []
    looks = _looks(fate, wanted)
    return [{"full": name, "name": name and _distinct(name, looks)} for name in fate.reason.names]


def _wanted(fate: Fate, wanted: str | None) -> Item | None:
    """Return the sender that a connection is for, where all there is to say is that others sent."""
    reason = fate.reason
    if reason.kind != OTHER_SENDER or reason.after or wanted is None or None in reason.names:
        return None
    return {"full": wanted, "name": _distinct(wanted, _looks(fate, wanted))}


def _looks(fate: Fate, wanted: str | None) -> Counter[str]:
    """Return how often each short name would be seen."""
    return Counter(short_name(name) for name in {wanted, *fate.reason.names} if name is not None)


def _distinct(name: str, looks: Counter[str]) -> str:
    short = short_name(name)
    return short if looks[short] == 1 else name
