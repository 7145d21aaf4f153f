"""Whose code a name belongs to: the project's, or Django's and installed packages'."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

Item = dict[str, Any]

FRAMEWORK = frozenset(("django", "debug_toolbar", "asgiref", "signals_panel"))
INSTALLED = ("site-packages", "dist-packages")


@lru_cache(maxsize=1_000)
def is_internal(dotted: str) -> bool:
    """Tell whether a dotted name is Django's or an installed package's."""
    root = dotted.partition(".")[0]
    if root in FRAMEWORK:
        return True
    module = sys.modules.get(root)
    where = getattr(module, "__file__", None) or " ".join(map(str, getattr(module, "__path__", ())))
    return any(part in where for part in INSTALLED)


def is_internal_dispatch(dispatch: Item, calls: list[Item]) -> bool:
    """Tell whether no name of a dispatch is the project's, and no line of its code sent it."""
    names = [dispatch["signal"], *(call["receiver"] for call in calls)]
    if dispatch["sender"] is not None:
        names.append(dispatch["sender"])
    return dispatch["caller"] is None and all(map(is_internal, names))
