"""Bypasses of a timeline as items of the document."""

from __future__ import annotations

import itertools

from . import Timeline
from .items import Item, call_site


def bypass_items(timeline: Timeline) -> list[Item]:
    """Return the bypasses in the order they were made."""
    ids = itertools.count(timeline.first_bypass_id)
    return [
        {
            "id": next(ids),
            "parent_call": timeline.call_id(call),
            "start_ns": row.start - timeline.joined.origin,
            "operation": row.operation,
            "model": row.model,
            "rows": None if row.rows < 0 else row.rows,
            "caller": call_site(row.caller),
            "signals": [signal for signal, _ in row.missed],
            "receivers": list(dict.fromkeys(each[0] for _, found in row.missed for each in found)),
            "missed": [
                {
                    "signal": signal,
                    "receiver": name,
                    "file": file,
                    "line": line,
                    "sender": None if for_all else row.model,
                }
                for signal, found in row.missed
                for name, file, line, for_all in found
            ],
            "cause": row.cause,
            "relation": {"field": row.field, "model": row.related} if row.field else None,
            "by_django": bool(row.by_django),
        }
        for row, call in timeline.rows("bypasses", "start")
    ]
