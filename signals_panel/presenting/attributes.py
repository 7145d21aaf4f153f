"""What a row says about itself to the script, as attributes: it searches and filters by them."""

from __future__ import annotations

from typing import Any

from django.forms.utils import flatatt
from django.utils.safestring import SafeString

Item = dict[str, Any]


def attributes_of(row: Item) -> SafeString:
    """Return the ``data-`` attributes of a row of the timeline; see rows.js."""
    item: Item = row["item"]
    sent: Item = row.get("dispatch") or item
    facts = {
        "kind": row["kind"],
        "id": row["id"],
        "depth": row["depth"],
        "signal": sent.get("signal"),
        "sender": sent.get("sender", item.get("model")),
        "receiver": item.get("receiver"),
        "method": sent.get("method", item.get("operation")),
        "count": row.get("count", item.get("count", 1)),
        "ns": row.get("sum_ns", item.get("duration_ns")),
        "self": row.get("self_ns", item.get("self_ns")),
        "sql": row.get("queries", 0),
        "error": "1" if row.get("errors") or item.get("error") else None,
        "internal": "1" if row["is_internal"] else None,
        "finding": "1" if row["marks"] else None,
    }
    return flatatt({f"data-{name}": fact for name, fact in facts.items() if fact is not None})
