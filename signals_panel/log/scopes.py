"""What happened under a scope, of a log that other stretches write to as well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .log import POSITION_BITS, STREAMS


def _rows(stream: str, flat: list[Any]) -> Iterable[tuple[Any, ...]]:
    return zip(*[iter(flat)] * len(STREAMS[stream]), strict=True)


def under(node: int, all_rows: dict[str, list[Any]], rows: dict[str, list[Any]]) -> Any:
    """Return of *rows* those under a scope; *all_rows* has all that tell what is in what."""
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
