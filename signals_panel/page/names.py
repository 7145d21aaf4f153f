"""Names and places, short enough for a page; the whole of each stays a hover away."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from ..texts.naming import last_part, printable
from ..texts.senders import INSTANCE
from .source_lines import source_line

Item = dict[str, Any]
PlaceOf = Callable[[Item | None], Item | None]
"""Gives a file and line as a page shows them; see ``shown_place``."""

_UNNAMED = re.compile(r"unnamed signal created at (.+):(\d+)")
_TOLD_APART = re.compile(r"(\S+)( \((?:connected at )?\S+:\d+\))")
_PARTIAL = re.compile(r"functools\.partial\((.+)\)")


@lru_cache(maxsize=1_000)
def short_name(dotted: str) -> str:
    """Return a dotted name's last part; of a signal without a name where it was made."""
    if found := _UNNAMED.fullmatch(dotted):
        return f"unnamed signal of {shortened(found[1])}:{found[2]}"
    if found := _TOLD_APART.fullmatch(dotted):
        return f"{short_name(found[1])}{found[2]}"
    if found := _PARTIAL.fullmatch(dotted):
        return f"partial({short_name(found[1])})"
    if dotted.startswith(INSTANCE):
        return f"{INSTANCE}{dotted.rpartition('.')[2].removeprefix(INSTANCE)}"
    return last_part(dotted) or dotted


def shown_place(editor_url: str, site: Item | None) -> Item | None:
    """Return a file and line shortened, whole, and as a link; None without a file."""
    if not site or not site.get("file"):
        return None
    file, line = site["file"], site["line"]
    return {
        "short": f"{shortened(file)}:{line}",
        "full": f"{file}:{line}",
        "link": editor_url.format(file=file, line=line),
        "function": site.get("function"),
        "source": source_line(file, line),
    }


def milliseconds(ns: float) -> str:
    """Return nanoseconds as milliseconds: ``0.004``, ``1.25``, ``312``."""
    value = ns / 1e6
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


@lru_cache(maxsize=1_000)
def shortened(file: str) -> str:
    """Return a path from ``site-packages`` or from the project's root; else its last parts."""
    _, found, rest = file.rpartition(f"site-packages{os.sep}")
    if found:
        return rest
    for root in (os.getcwd(), getattr(settings, "BASE_DIR", None)):
        start = os.path.join(printable(str(root)), "") if root else ""
        if start and file.startswith(start):
            return file.removeprefix(start)
    return os.path.join(*Path(file).parts[-3:])
