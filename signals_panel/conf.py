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
        ROWS_SHOWN: how many rows of the timeline a page shows; the rest is counted.
        SILENCED_FINDINGS: codes of findings not wanted, such as ``("S204",)``.
    """

    EDITOR_URL: str = ""
    MAX_ROWS: int = 500_000
    ROWS_SHOWN: int = 1_000
    SILENCED_FINDINGS: tuple[str, ...] = ()


def options() -> Options:
    """Return the options in force, those the settings do not name at their defaults."""
    return Options(**{key: value for key, value in _setting().items() if key in names()})


def names() -> list[str]:
    """Return the names of all options."""
    return [field.name for field in fields(Options)]


def unknown_keys() -> list[str]:
    """Return the keys of the setting that are no option."""
    return sorted(str(key) for key in _setting() if key not in names())


def _setting() -> dict[str, Any]:
    return dict(getattr(settings, "SIGNALS_PANEL", {})) if settings.configured else {}
