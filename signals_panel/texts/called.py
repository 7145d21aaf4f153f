"""What values are called by what stands beside them: a key, a field, the value before."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from itertools import islice
from typing import Any

from .masking import MAX_NAME, is_naming, is_secret
from .naming import instance_dict, plain

MAX_NAMES = 10
"""How many names of several are looked at."""
USER_OPTIONS = ("-u", "-U", "--user", "--proxy-user")
"""Options of commands that take a user, or a user and a password."""
SEVERAL = (list, tuple)


def name_in(key: Any) -> str:
    """Return the names that a key is made of: a string, also of a subclass, bytes, or several."""
    kind = type(key)
    if issubclass(kind, bytes):
        return bytes.__getitem__(key, slice(0, MAX_NAME + 1)).decode("latin-1")
    if issubclass(kind, enum.Enum):
        return plain(instance_dict(key).get("_name_")) or ""
    for several in SEVERAL:
        if issubclass(kind, several):
            return " ".join(plain(each) or "" for each in islice(several.__iter__(key), MAX_NAMES))
    return plain(key) or ""


def name_before(value: Any, before: str) -> str:
    """Return how a value is called by the name before it: ``-u`` only of a user and a password."""
    if before in USER_OPTIONS:
        return "credentials" if ":" in name_in(value) else ""
    return before


def calls_secret(named: Iterable[tuple[str, Any]]) -> bool:
    """Tell whether one of these says by which name others are to be known, and that is a secret's.

    As in ``{"name": "password", "value": …}``; *named* are values with their own names.
    """
    return any(is_naming(name) and is_secret(name_in(value)) for name, value in named)
