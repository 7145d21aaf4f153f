"""It ran too often, soon: connections that code adds each time it runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ..fates.shared_names import short_place
from ..texts.callers import is_project_file
from .case import WARNING, Case, Found, Item, Rule, last_name

ONCE = (
    "Connect at module level or in AppConfig.ready(). "
    "What is connected for a while only is to be disconnected in a finally block."
)
CHANGES = {"made": 1, "removed": -1, "died": -1}


def connections_grow(case: Case) -> Iterator[Found]:
    """A function of the project connected a receiver and left it connected.

    What is connected in place of a connection that is removed, or whose receiver dies, is no
    growth; nor is what an import connects, however late, or ``AppConfig.ready``.
    """
    by_site: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for each in _left(case):
        site = each["connected_at"]
        if each["connected_in"] and is_project_file(site["file"]):
            by_site[site["file"], site["line"]].append(each)
    for group in by_site.values():
        first = group[0]
        more = f", and {len(group) - 1} more from that line" if len(group) > 1 else ""
        yield Found(
            f"{first['connected_in']} ({short_place(first['connected_at'])}) connected "
            f"{first['receiver']} to {last_name(first['signal'])} and left it connected{more}.",
            ONCE,
            where=first["connected_at"],
        )


def _left(case: Case) -> Iterator[Item]:
    """Yield the connections by which there are more now than there were, of each receiver."""
    growth: Counter[tuple[object, ...]] = Counter()
    for each in case.connected.changes:
        growth[_receiver(case, each)] += CHANGES[each["change"]]
    grown = {signal for (signal, *_), more in growth.items() if more > 0}
    for each in reversed(case.registry["connections"] if grown else ()):  # the latest come first
        if each["alive"] and each["signal"] in grown and growth[key := _receiver(case, each)] > 0:
            growth[key] -= 1
            yield each


def _receiver(case: Case, connection: Item) -> tuple[object, ...]:
    return connection["signal"], *case.code_of(connection)


RULES = (Rule("S303", "connections-grow", WARNING, connections_grow),)
