"""Call sites: the first frame outside the framework, as a number on the hot path."""

from __future__ import annotations

import itertools
import os
import sys
import sysconfig
from collections.abc import Iterator
from types import FrameType
from typing import NamedTuple

from .awaiting import FOR_THREAD, IN_THREAD, Awaited, awaited, frames_awaiting_task
from .naming import printable

MAX_FRAMES = 40
"""How many frames up the call site of a send is looked for."""

SERVERS = ("uvicorn", "gunicorn", "daphne", "hypercorn", "granian", "waitress", "uwsgi")
FRAMEWORK = ("django", "debug_toolbar", "asgiref")


class CallSite(NamedTuple):
    """A line of code: where a send, a connect or a bulk operation is written."""

    file: str
    line: int
    function: str


call_sites: dict[int, CallSite] = {}
"""Every call site seen, by token."""
NOBODYS, NOBODYS_BY_ORM = -1, -2
"""The tokens where no code of the user's is the call site."""
by_orm: set[int] = {NOBODYS_BY_ORM}
"""The tokens of what Django's ORM did for its call site, and not the call site itself."""
_orms_tokens: dict[int, int] = {}
"""By the token of a line that awaits, that of what the ORM did in a thread for it."""
_numbers = itertools.count()

_FRAMES = range(1, MAX_FRAMES)


USER, PASS, STOP = 1, 0, -1
"""What a frame's file is: the user's, one to look past, or one that no user's code called."""

Sites = dict[tuple[int, int], int]
"""Tokens by the first line of the code, and how far its frame has got in it."""


_NOWHERE: Sites = {}
"""The sites of a file that no user's code called: there are none."""


class _Adapters(Sites):
    """The sites of asgiref's file: it has none, but how to look past its frames is a question."""


_ADAPTERS = _Adapters()


class _Files(dict[str, "Sites | None"]):
    """The sites in a file of the user's, None for a file to look past; made once a file."""

    def __missing__(self, filename: str) -> Sites | None:
        kind = _kind_of(filename)
        sites: Sites | None = None if kind == PASS else _NOWHERE if kind == STOP else {}
        self[filename] = sites = _ADAPTERS if filename == IN_THREAD.co_filename else sites
        return sites


def _directory_of(package: str) -> str:
    """Return where a package's files are, as text that can be shown."""
    module = sys.modules.get(package)
    file = getattr(module, "__file__", None)
    return printable(os.path.dirname(file)) + os.sep if file else os.sep + package + os.sep


def _kind_of(filename: str) -> int:
    """Tell the user's files from Django's, the toolbar's, a server's, Python's and our own.

    A server and an event loop call nobody's code but their own: what lies beyond them only
    started the process.
    """
    filename = printable(filename)
    if filename.startswith(tuple(map(_directory_of, SERVERS))):
        return STOP
    if filename.startswith((_OURS, *map(_directory_of, FRAMEWORK), "<frozen")):
        return PASS
    if "site-packages" not in filename and filename.startswith(_STANDARD_LIBRARY):
        return STOP if filename.endswith(_LOOPS) else PASS
    return USER


_LOOPS = tuple(
    os.path.join(*parts)
    for parts in (("asyncio", "base_events.py"), ("wsgiref", "handlers.py"), ("socketserver.py",))
)
_STANDARD_LIBRARY = tuple(
    os.path.join(printable(sysconfig.get_path(name)), "") for name in ("stdlib", "platstdlib")
)
_OURS = os.path.join(printable(os.path.dirname(os.path.abspath(__file__))), "")
_HANDLERS = os.path.join("django", "core", "handlers", "")
_files = _Files()


def caller_token(depth: int) -> int:
    """Return the token of the nearest call site in the user's code, negative if there is none.

    *depth* counts the frames between this function and the first one to look at. Where that
    one is the call site, its token is not that of what the same line has Django call.
    """
    first = sys._getframe(depth)
    code = first.f_code
    sites = _files[code.co_filename]
    if sites is not None:
        token = sites.get((code.co_firstlineno, ~first.f_lasti))
        return _new_token(first, sites, first) if token is None else token
    frame = first.f_back
    for _ in _FRAMES:
        if frame is None:
            break
        code = frame.f_code
        sites = _files[code.co_filename]
        if sites is not None:
            token = sites.get((code.co_firstlineno, frame.f_lasti))
            return _new_token(frame, sites, first) if token is None else token
        frame = frame.f_back
    return NOBODYS_BY_ORM if _is_orms(first) else NOBODYS


def token_of_site(site: CallSite) -> int:
    """Return a new number that stands for a call site; it is kept as text that can be shown."""
    token = next(_numbers)  # no two threads get the same
    call_sites[token] = CallSite(printable(site.file), site.line, printable(site.function))
    return token


def file_kind(filename: str) -> int:
    """Return ``USER``, ``PASS`` or ``STOP``: whose code a file is."""
    sites = _files[filename]
    if sites is None or sites is _ADAPTERS:
        return PASS
    return STOP if sites is _NOWHERE else USER


def is_project_file(file: str | None) -> bool:
    """Tell the user's own files from installed packages, the standard library and our own."""
    return file is not None and file_kind(file) == USER and "site-packages" not in file


def is_ours(filename: str) -> bool:
    """Tell whether a file belongs to this package."""
    return printable(filename).startswith(_OURS)


def _new_token(frame: FrameType, sites: Sites, first: FrameType) -> int:
    """Return a number for a frame's place; its line is worked out once a place.

    Reading ``f_lineno`` costs more than the rest, and a dict keyed by the code object more
    still: code objects hash by their content.
    """
    if sites is _ADAPTERS:
        token = _token_past_adapters(frame)
        return _orms(token) if _is_orms(first) else token
    if sites is _NOWHERE:
        return NOBODYS_BY_ORM if _is_orms(first) else NOBODYS
    code = frame.f_code
    token = token_of_site(CallSite(code.co_filename, frame.f_lineno, code.co_name))
    if _is_orms(first):
        by_orm.add(token)
    sites[code.co_firstlineno, ~frame.f_lasti if frame is first else frame.f_lasti] = token
    return token


def awaited_from(depth: int) -> Awaited:
    """Return what is known of the line that awaits what the caller is to run in a thread.

    *depth* is as for ``caller_token``. Whoever awaits a view, or a middleware's part, is Django.
    """
    for frame in itertools.chain(_frames_above(sys._getframe(depth)), frames_awaiting_task()):
        code = frame.f_code
        if code is FOR_THREAD:
            return Awaited(-1, True, awaited.get())
        if _HANDLERS in code.co_filename:
            break
        sites = _files[code.co_filename]
        if sites is not None and sites is not _ADAPTERS and sites is not _NOWHERE:
            return Awaited(_token_of(frame, sites))
    return Awaited(-1)


def _frames_above(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame and those that called it, up to the event loop."""
    for _ in _FRAMES:
        if frame is None or _files[frame.f_code.co_filename] is _NOWHERE:
            break
        yield frame
        frame = frame.f_back


def _token_past_adapters(frame: FrameType | None) -> int:
    """Return the call site for a frame of asgiref's: in this thread, or where it is awaited."""
    known = awaited.get()
    for _ in _FRAMES:
        if frame is None:
            break
        sites = _files[frame.f_code.co_filename]
        if frame.f_code is IN_THREAD:
            if known is None or not known.by_thread:
                return -1 if known is None else known.token
            known = known.outer
        elif sites is not None and sites is not _ADAPTERS:
            return _token_of(frame, sites)
        frame = frame.f_back
    return -1


def _token_of(frame: FrameType, sites: Sites) -> int:
    token = sites.get((frame.f_code.co_firstlineno, ~frame.f_lasti))
    return _new_token(frame, sites, frame) if token is None else token


def _orms(token: int) -> int:
    """Return the token for what the ORM did in a thread for the call site of a token."""
    if token < 0:
        return NOBODYS_BY_ORM
    known = _orms_tokens.get(token)
    if known is None:
        known = _orms_tokens.setdefault(token, token_of_site(call_sites[token]))
        by_orm.add(known)
    return known


def _is_orms(frame: FrameType) -> bool:
    """Tell whether a frame is of Django's models, that is what sends their signals."""
    orm = os.path.join(_directory_of("django"), "db", "models", "")
    return frame.f_code.co_filename.startswith(orm)
