"""Where connections are made: the line that connects, and whether a request may run it again."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from types import CodeType, FrameType
from typing import Any, NamedTuple

from .callers import MAX_FRAMES, PASS, STOP, file_kind, is_ours, is_project_file, is_pythons
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
_AT_START = frozenset({*_STARTING, "_find_and_load", "_exec", "_call_with_frames_removed"})
"""The names of these, and of what Python runs a module by when that is imported or reloaded."""
_MODELS = os.path.join("django", "db", "models", "base.py")
_RUNNING = (
    os.path.join("django", "core", "handlers", ""),
    os.path.join("django", "core", "management", "__init__.py"),
)
"""The files of Django that run requests and commands."""


class ConnectSite(NamedTuple):
    """A line that connects.

    Attributes:
        once: whether it runs once a process, as an import does.
        project: the project's line that this one of Django or a package connects for, if any.
    """

    file: str
    line: int
    function: str
    once: bool
    project: ConnectSite | None = None

    def is_same_line(self, other: ConnectSite) -> bool:
        """Tell whether it is the same line, run for the same line of the project."""
        one, another = self.project or self, other.project or other
        return self[:2] == other[:2] and one[:2] == another[:2]


def connect_site_token(signal: Any) -> ConnectSite:
    """Return the line that connects: the first frame outside the dispatcher.

    The methods that the class of *signal* has of its own are looked past. Unlike a send, a
    connection may well be made by Django or a package: that is said, with the project's line
    that it is made for.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and _only_connects(frame.f_code, signal):
        frame = frame.f_back
    site = _site_of(frame)
    return site if is_project_file(site.file) else site._replace(project=_projects_site(frame))


def as_a_model_is_made(site: ConnectSite) -> bool:
    """Tell whether it is Django that connects or disconnects, by a label it had to wait for."""
    return site.function == "__new__" and site.file.endswith(_MODELS)


def _projects_site(frame: FrameType) -> ConnectSite | None:
    """Return the first line of the project further up than a frame of Django or a package.

    There is none where these run by themselves: as they are imported or started, or for a
    request or a command.
    """
    above = frame.f_back
    for _ in range(MAX_FRAMES):
        if above is None or _runs_by_itself(above.f_code):
            return None
        if is_project_file(above.f_code.co_filename):
            return _site_of(above)
        above = above.f_back
    return None


def _site_of(frame: FrameType) -> ConnectSite:
    file, function = printable(frame.f_code.co_filename), printable(frame.f_code.co_name)
    return ConnectSite(file, frame.f_lineno, function, _is_at_start(frame))


def _runs_by_itself(code: CodeType) -> bool:
    """Tell whether what a piece of code calls is run for no line that called it."""
    file = code.co_filename
    return _starts(code) or file_kind(file) == STOP or any(part in file for part in _RUNNING)


def _starts(code: CodeType) -> bool:
    """Tell whether a piece of code imports modules, or is what starts Django."""
    file, function = code.co_filename, code.co_name
    return file.startswith("<frozen importlib") or (
        function in _STARTING and file.endswith(_STARTING[function])
    )


def _only_connects(code: CodeType, signal: Any) -> bool:
    return _connects(code.co_filename) or is_own_code(code, signal)


@functools.lru_cache(maxsize=4_096)
def _connects(file: str) -> bool:
    if file.endswith(_CONNECTING_FILES) or is_ours(file):
        return True
    return is_pythons(printable(file)) and file_kind(file) == PASS


def _is_at_start(frame: FrameType | None) -> bool:
    """Tell whether a frame is no function's, or runs in an import, ``ready()`` or the like.

    The first request of a process imports much: what that connects comes once.
    """
    if frame is not None and not frame.f_code.co_flags & inspect.CO_NEWLOCALS:
        return True
    while frame is not None:
        code = frame.f_code
        if code.co_name in _AT_START and _starts(code):
            return True
        frame = frame.f_back
    return False
