"""What the toolbar sent for itself, which is nobody's concern, and leaving that out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress
from typing import Any

from ..texts.senders import INSTANCE
from ..texts.signal_names import Token, name_of
from .columns import Column, Columns, only
from .log import STREAMS
from .values import Kind

TOOLBAR = "debug_toolbar."
OWN = (TOOLBAR, f"{INSTANCE}{TOOLBAR}", "AppConfig(debug_toolbar)")
"""What the toolbar's own senders begin with."""
TOOLBARS_QUIET = ("django.test.signals.template_rendered",)
"""Signals that Django sends in tests alone, and the toolbar at all times."""


def leave_out_toolbars(streams: dict[str, Columns]) -> None:
    """Leave out of these streams what the toolbar sent; their values are those of a log.

    A dispatch left out becomes a scope, so that what was sent inside it stays in its place.
    """
    dispatches, quiet = streams.get("dispatches"), streams.get("quiet")
    if dispatches:
        signal, sender = dispatches["signal"], dispatches["sender"]
        own = _places(signal, _is_signal), _places(sender, _is_sender)
        if any(own):
            pairs = zip(signal["cells"], sender["cells"], strict=True)
            kept = [each not in own[0] and other not in own[1] for each, other in pairs]
            _become_scopes(streams, dispatches, kept)
            streams["dispatches"] = only(dispatches, kept)
    if quiet:
        kinds = _places(quiet["kind"], _is_kind)
        if kinds:
            streams["quiet"] = only(quiet, [each not in kinds for each in quiet["kind"]["cells"]])


def _places(column: Column, is_own: Callable[[Any], bool]) -> set[int]:
    return {place for place, value in enumerate(column["values"]) if is_own(value)}


def _is_signal(token: Token) -> bool:
    return name_of(token).startswith(TOOLBAR)


def _is_sender(name: str | None) -> bool:
    return name is not None and name.startswith(OWN)


def _is_kind(kind: Kind) -> bool:
    signal, sender, _ = kind
    return name_of(signal) in TOOLBARS_QUIET or _is_signal(signal) or _is_sender(sender)


def _become_scopes(streams: dict[str, Columns], columns: Columns, kept: list[bool]) -> None:
    scopes = streams.setdefault("scopes", {name: [] for name in STREAMS["scopes"]})
    for name in STREAMS["scopes"]:
        scopes[name] += compress(columns[name], [not each for each in kept])
