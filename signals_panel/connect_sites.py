"""Where connections are made: the line that connects, and whether a request may run it again."""

from __future__ import annotations

import inspect
import os
import sys
from types import CodeType, FrameType
from typing import Any, NamedTuple

from .callers import is_ours
from .naming import printable
from .own_methods import is_own_code

_CONNECTING_FILES = tuple(
    os.path.join("django", *parts)
    for parts in (
        ("dispatch", "dispatcher.py"),
        ("db", "models", "signals.py"),
        ("apps", "registry.py"),
    )
)
_STARTING = {
    "populate": os.path.join("django", "apps", "registry.py"),
    "load_middleware": os.path.join("django", "core", "handlers", "base.py"),
}
"""The functions of Django that call ``AppConfig.ready`` and make middleware."""


class ConnectSite(NamedTuple):
    """A line that connects.

    Attributes:
        once: whether it runs once a process, as an import does.
    """

    file: str
    line: int
    function: str
    once: bool


def connect_site_token(signal: Any) -> ConnectSite:
    """Return the line that connects: the first frame outside the dispatcher.

    The methods that the class of *signal* has of its own are looked past. Unlike a send, a
    connection may well be made by Django or a package: that is said.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and _only_connects(frame.f_code, signal):
        frame = frame.f_back
    file, function = printable(frame.f_code.co_filename), printable(frame.f_code.co_name)
    return ConnectSite(file, frame.f_lineno, function, _is_at_start(frame))


def _only_connects(code: CodeType, signal: Any) -> bool:
    file = code.co_filename
    return file.endswith(_CONNECTING_FILES) or is_ours(file) or is_own_code(code, signal)


def _is_at_start(frame: FrameType | None) -> bool:
    """Tell whether a frame is no function's, or runs in an import, ``ready()`` or the like.

    The first request of a process imports much: what that connects comes once.
    """
    if frame is not None and not frame.f_code.co_flags & inspect.CO_NEWLOCALS:
        return True
    while frame is not None:
        file, function = frame.f_code.co_filename, frame.f_code.co_name
        if file.startswith("<frozen importlib"):
            return True
        if function in _STARTING and file.endswith(_STARTING[function]):
            return True
        frame = frame.f_back
    return False
