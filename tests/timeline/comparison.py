"""Two ways to read a recording, compared in all that each says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from signals_panel import document
from signals_panel.presenting import facts
from signals_panel.registry import Registry
from signals_panel.tables import Tables
from signals_panel.totals import totals_of

from .oracle import document as old_document
from .oracle import facts as old_facts


def differences(parts: list[Tables], registry: Registry) -> Iterator[str]:
    """Yield what the package says of a recording otherwise than the oracle, one a kind."""
    new = document.expand_all(parts, registry, None)
    old = old_document.expand_all(parts, registry, None)
    yield from _unlike_documents(new.document, old.document)
    if new.nodes != old.nodes:
        yield f"nodes: {new.nodes} instead of {old.nodes}"
    yield from unlike(
        "facts",
        facts.facts_of(new.document, new.nodes),
        old_facts.facts_of(old.document, old.nodes),
    )
    if len(parts) == 1:
        found = totals_of(parts[0])
        yield from unlike("totals", [found], [{key: old.document["totals"][key] for key in found}])


def _unlike_documents(new: Any, old: Any) -> Iterator[str]:
    if list(new) != list(old):
        yield f"document: {list(new)} instead of {list(old)}"
    for key, value in old.items():
        if type(value) is list:
            yield from unlike(key, new[key], value)
        else:
            yield from unlike(key, [new[key]], [value])


def unlike(what: str, new: Any, old: Any) -> Iterator[str]:
    """Yield how two lists differ first, if they do; as text, in which no times are equal too."""
    for place, (found, expected) in enumerate(zip_longest(new, old)):
        if str(found) != str(expected):
            yield f"{what}, {place}: {found} instead of {expected}"
            return
