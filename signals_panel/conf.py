"""The ``SIGNALS_PANEL`` setting as one frozen value.

A wrong value is as if it were not set, and a system check says so. None of it is remembered:
settings are overridden, and changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from string import Formatter
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Options:
    """What can be set; unknown keys and wrong values are system check errors.

    Attributes:
        EDITOR_URL: makes every file and line a link, such as
            ``"vscode://file/{file}:{line}"``; empty for plain text.
        MAX_ROWS: how many rows of dispatches one recording keeps; the rest is counted.
        QUERIES_PER_CALL: how many queries of its own one call of a receiver must run to be
            reported (S402).
        REPEATED_QUERIES: how often the calls of a receiver must run the same query (S403), but
            twice at least.
        REPEATS: how often a line must make the same dispatch to be reported (S304), but twice
            at least.
        REPEATS_MS: how long its receivers must take in all, in milliseconds, where they run
            fewer queries than there were dispatches.
        PARAMETERS: whether parameters of SQL statements are kept: those of columns that are no
            secrets as they are, any other as its type and length. False keeps none.
        ROWS_SHOWN: how many rows of the timeline are there as HTML; of more, the script draws
            those in sight.
        SILENCED_FINDINGS: codes of findings not wanted, such as ``("S204",)``.
        SLOW_RECEIVER_MS: how long a call of a receiver must take itself, in milliseconds,
            without what it sends (S401).
    """

    EDITOR_URL: str = ""
    MAX_ROWS: int = 500_000
    PARAMETERS: bool = True
    QUERIES_PER_CALL: int = 5
    REPEATED_QUERIES: int = 5
    REPEATS: int = 10
    REPEATS_MS: float = 20.0
    ROWS_SHOWN: int = 500
    SILENCED_FINDINGS: tuple[str, ...] = ()
    SLOW_RECEIVER_MS: float = 100.0


def options() -> Options:
    """Return the options in force: at their defaults those that are not set, or set wrong."""
    setting = _setting()
    if not dict.__len__(setting):
        return _DEFAULTS
    stated = {_text(key): value for key, value in dict.items(setting)}
    read = {name: _KINDS[name].read(stated.get(name)) for name in _NAMES}
    return Options(**{name: value for name, value in read.items() if value is not None})


def keeps_parameters() -> bool:
    """Tell whether parameters of statements are kept: asked alone, as each recording asks.

    A wrong value keeps none: whoever set it wanted another one than the default.
    """
    setting = _setting()
    stated = {_text(key): value for key, value in dict.items(setting)} if setting else {}
    return stated.get("PARAMETERS", True) is True


def names() -> list[str]:
    """Return the names of all options."""
    return list(_NAMES)


def unknown_keys() -> list[str]:
    """Return the keys of the setting that are no option; of one that is no text, its type."""
    keys = [_text(key) or f"a key of type {type(key).__name__}" for key in dict.keys(_setting())]
    return sorted(key for key in keys if key not in _NAMES)


def wrong_values() -> Iterator[tuple[str, Any, str]]:
    """Yield the options whose value is wrong: the name, the value, and what is allowed."""
    stated = {_text(key): value for key, value in dict.items(_setting())}
    for name in _NAMES:
        if name in stated:
            value = stated[name]
            if _KINDS[name].read(value) is None:
                yield name, value, _KINDS[name].allowed


def wrong_type() -> str | None:
    """Return the name of the setting's type where it is not a dictionary, which is ignored."""
    kind = type(_stated())
    return None if issubclass(kind, dict) else kind.__name__


def _setting() -> dict[str, Any]:
    stated = _stated()
    return stated if issubclass(type(stated), dict) else {}


def _stated() -> Any:
    return getattr(settings, "SIGNALS_PANEL", {}) if settings.configured else {}


@dataclass(frozen=True)
class _Kind:
    """Which values an option may have.

    Attributes:
        allowed: that, in words.
        read: returns a value as it is used, None for a wrong one; runs nothing of the value's.
    """

    allowed: str
    read: Callable[[Any], Any]


def _count(value: Any) -> int | None:
    kind = type(value)
    if not issubclass(kind, int) or kind is bool:
        return None
    number = int.__int__(value)
    return number if number >= 0 else None


def _milliseconds(value: Any) -> float | None:
    number = float.__float__(value) if issubclass(type(value), float) else _count(value)
    return number if number is not None and 0 <= number <= _LONGEST_MS else None


def _codes(value: Any) -> tuple[str, ...] | None:
    for kind in (list, tuple, set, frozenset):
        if issubclass(type(value), kind):
            codes = [_text(each) for each in kind.__iter__(value)]
            return None if None in codes else tuple(code for code in codes if code is not None)
    return None


def _url(value: Any) -> str | None:
    """Return a pattern of which ``format`` makes an address whatever the file and line."""
    url = _text(value)
    try:
        parts = [] if url is None else list(Formatter().parse(url))
        (url or "").encode()
    except ValueError:  # a brace without its other half, half a surrogate pair
        return None
    plain = all(name in _PLACES and not how and not spec for _, name, spec, how in parts)
    return url if plain else None


def _text(value: Any) -> str | None:
    return str.__str__(value) if issubclass(type(value), str) else None


_LONGEST_MS = 1e12
_PLACES = (None, "file", "line")
_COUNT = _Kind("a whole number, 0 or more", _count)
_MILLISECONDS = _Kind("a number of milliseconds, 0 or more, and finite", _milliseconds)
_KINDS = {
    "EDITOR_URL": _Kind("text with no placeholders but {file} and {line}", _url),
    "MAX_ROWS": _COUNT,
    "PARAMETERS": _Kind("True or False", lambda value: value if type(value) is bool else None),
    "QUERIES_PER_CALL": _COUNT,
    "REPEATED_QUERIES": _COUNT,
    "REPEATS": _COUNT,
    "REPEATS_MS": _MILLISECONDS,
    "ROWS_SHOWN": _COUNT,
    "SILENCED_FINDINGS": _Kind("a list, a tuple or a set of codes such as 'S204'", _codes),
    "SLOW_RECEIVER_MS": _MILLISECONDS,
}
_NAMES = tuple(field.name for field in fields(Options))
_DEFAULTS = Options()
