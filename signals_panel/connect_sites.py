"""Where connections are made: the line that connects, and whether a request may run it again."""

from __future__ import annotations

import inspect
import os
import sys
from types import FrameType

from .callers import CallSite, is_ours, token_of_site

once: set[int] = set()
"""The tokens of connections that are made once a process, as by an import."""

_tokens: dict[tuple[CallSite, bool], int] = {}
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


def connect_site_token() -> int:
    """Return the token of the line that connects: the first frame outside the dispatcher.

    Unlike a send, a connection may well be made by Django or a package: that is said. A line
    that also runs as the process starts has another token then, which is in ``once``.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and _only_connects(frame.f_code.co_filename):
        frame = frame.f_back
    site = CallSite(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
    at_start = _is_at_start(frame)
    token = _tokens.get((site, at_start))
    if token is None:
        token = _tokens[site, at_start] = token_of_site(site)
        if at_start:
            once.add(token)
    return token


def _only_connects(file: str) -> bool:
    return file.endswith(_CONNECTING_FILES) or is_ours(file)


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
