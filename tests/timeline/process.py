"""A process that records programs, and answers how the package and the oracle differ.

Programs come in as JSON, a line each; out go the differences, and what the recordings had in them.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.test import override_settings

from tests.differential.process import answer, set_up

PATIENCE = 10
"""Seconds after which a program has come to no end, and the process ends: tasks wait for threads
that wait for tasks, as asgiref lets them."""

_NOWHERE = os.open(os.devnull, os.O_WRONLY)


def main() -> None:
    set_up(with_panel=True)
    logging.disable()
    warnings.simplefilter("ignore")
    answer(_compared)


def _compared(program: dict[str, Any]) -> dict[str, Any]:
    from signals_panel.registry.registry import registry_now

    from .comparison import differences
    from .world import Recorded

    found = []
    seen: Counter[str] = Counter()
    faulthandler.dump_traceback_later(PATIENCE, exit=True, file=_NOWHERE)
    all_parts = Recorded(program).all_parts()
    faulthandler.cancel_dump_traceback_later()
    registry = registry_now()
    for kind, parts in all_parts.items():
        told = differences(parts, registry, has_totals=kind not in {"shaken", "overlapping"})
        found += [f"{kind}: {each}" for each in told]
        seen.update(_kinds_in(kind, parts))
    found += _findings_astray(all_parts, registry)
    return {"differences": found, "seen": seen}


def _findings_astray(all_parts: dict[str, list[Any]], registry: Any) -> Iterator[str]:
    """Yield what findings name that there is not, and how they differ by the form of parts."""
    from .evidence import EAGER, astray, looked_for
    from .oracle.document import expand

    with override_settings(SIGNALS_PANEL=EAGER):
        found = {kind: looked_for(parts, registry) for kind, parts in all_parts.items()}
    for kind, findings in found.items():
        told = astray(findings, expand(all_parts[kind], registry))
        yield from (f"{kind}: {each}" for each in told)
    for kind in ("stored", "two parts"):
        if found.get(kind, found["whole"]) != found["whole"]:
            yield f"{kind}: {found[kind]} instead of {found['whole']}"


def _kinds_in(kind: str, parts: list[Any]) -> list[str]:
    from .oracle.document import expand_all
    from .oracle.facts import facts_of

    document, nodes, _ = expand_all(parts, _nothing(), None)
    streams = [stream for part in parts for stream in part["streams"]]
    return [
        kind.partition(" ")[0],
        *(call["outcome"] for call in document["calls"]),
        *(row.kind for row in facts_of(document, nodes)),
        *(dispatch["method"] for dispatch in document["dispatches"]),
        *(each["outcome"] for each in document["on_commits"]),
        *streams,
    ]


def _nothing() -> Any:
    from signals_panel.registry.registry import NOTHING

    return NOTHING


if __name__ == "__main__":
    main()
