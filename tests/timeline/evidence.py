"""What findings name of a recording, held against its document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from signals_panel.fates.connected import Connected
from signals_panel.findings import find
from signals_panel.log.tables import Tables
from signals_panel.registry.registry import Registry
from signals_panel.timeline import Timeline

EAGER = {
    "REPEATS": 2,
    "REPEATS_MS": 0,
    "SLOW_RECEIVER_MS": 0,
    "QUERIES_PER_CALL": 1,
    "REPEATED_QUERIES": 2,
}
"""Thresholds by which the rules find something in most recordings."""


def looked_for(parts: list[Tables], registry: Registry) -> list[Any]:
    """Return what is found in a recording."""
    return find(Connected(Timeline(parts), registry))


def astray(findings: list[Any], document: Any) -> Iterator[str]:
    """Yield what findings and their parts name that the document has not, or not as they say."""
    rows = {
        name: {each["id"]: each for each in document[table]}
        for name, table in (("dispatch", "dispatches"), ("call", "calls"), ("bypass", "bypasses"))
    }
    known = set().union(*rows.values())
    for finding in findings:
        parts = [each for each in finding["evidence"] if isinstance(each, dict)]
        for each in (finding, *parts):
            yield from _named(each, rows)
        ids = [each for each in finding["evidence"] if not isinstance(each, dict)]
        if not known.issuperset(ids) or len(set(ids)) < len(ids):
            yield f"evidence of {finding['code']}: {ids}"


def _named(finding: Any, rows: dict[str, dict[int, Any]]) -> Iterator[str]:
    named = {name: finding[name] for name in rows if finding[name] is not None}
    for name, row in named.items():
        if row not in rows[name]:
            yield f"{name} of {finding['code']}: {row}"
            return
    if {"dispatch", "call"} <= named.keys():
        call = rows["call"][named["call"]]
        if call["dispatch"] != named["dispatch"] and finding["code"] != "S305":
            yield f"{finding['code']} names {call['receiver']} in another dispatch's call"
        elif finding["code"] in RECEIVERS and call["named"] not in finding["message"]:
            yield f"{finding['code']} names {call['receiver']}, and says: {finding['message']}"


RECEIVERS = ("S101", "S102", "S305", "S401", "S402", "S403", "S501", "S502")
"""Rules whose sentences name the receiver of the call that they name."""
