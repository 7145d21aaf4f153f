"""The ``SIGNALS_PANEL`` setting as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Options:
    """What can be set; unknown keys are a system check error.

    Attributes:
        EDITOR_URL: makes every file and line a link, such as
            ``"vscode://file/{file}:{line}"``; empty for plain text.
        MAX_ROWS: how many rows of dispatches one recording keeps; the rest is counted.
        QUERIES_PER_CALL: how many queries of its own one call of a receiver must run to be
            reported (S402).
        REPEATED_QUERIES: how often the calls of a receiver must run the same query (S403).
        REPEATS: how often a line must make the same dispatch to be reported (S304).
        REPEATS_MS: how long its receivers must take in all, in milliseconds, where they run
            fewer queries than there were dispatches.
        ROWS_SHOWN: how many rows of the timeline are there as HTML; of more, the script draws
            those in sight.
        SILENCED_FINDINGS: codes of findings not wanted, such as ``("S204",)``.
        SLOW_RECEIVER_MS: how long a call of a receiver must take itself, in milliseconds,
            without what it sends (S401).
    """

    EDITOR_URL: str = ""
    MAX_ROWS: int = 500_000
    QUERIES_PER_CALL: int = 5
    REPEATED_QUERIES: int = 5
    REPEATS: int = 10
    REPEATS_MS: float = 20.0
    ROWS_SHOWN: int = 500
    SILENCED_FINDINGS: tuple[str, ...] = ()
    SLOW_RECEIVER_MS: float = 100.0


def options() -> Options:
    """Return the options in force, those the settings do not name at their defaults."""
    setting = _setting()
    return (
        Options(**{name: setting[name] for name in _NAMES if name in setting})
        if setting
        else _DEFAULTS
    )


def names() -> list[str]:
    """Return the names of all options."""
    return list(_NAMES)


def unknown_keys() -> list[str]:
    """Return the keys of the setting that are no option."""
    return sorted(str(key) for key in _setting() if key not in _NAMES)


def wrong_type() -> str | None:
    """Return the name of the setting's type where it is not a dictionary, which is ignored."""
    stated = _stated()
    return None if isinstance(stated, dict) else type(stated).__name__


def _setting() -> dict[str, Any]:
    stated = _stated()
    return stated if isinstance(stated, dict) else {}


def _stated() -> Any:
    return getattr(settings, "SIGNALS_PANEL", {}) if settings.configured else {}


_NAMES = tuple(field.name for field in fields(Options))
_DEFAULTS = Options()
