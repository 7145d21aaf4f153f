"""Call sites: the first frame outside the framework, remembered for each piece of code."""

from __future__ import annotations

import functools
import itertools
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple
from weakref import ref

from django.db.models import Model

from .awaiting import FOR_THREAD, IN_THREAD, Awaited, awaited, frames_awaiting_task
from .naming import IdentityTable, printable
from .own_methods import is_own_code
from .stand_ins import stands_in

MAX_FRAMES = 40
"""How many frames up the call site of a send is looked for."""

SERVERS = ("uvicorn", "gunicorn", "daphne", "hypercorn", "granian", "waitress", "uwsgi")
FRAMEWORK = ("django", "debug_toolbar", "asgiref", "django_tasks")
INSTALLED = ("site-packages", "dist-packages")
"""The directories of installed packages: Debian's are the second."""


class CallSite(NamedTuple):
    """A line of code: where a send or a bulk operation is written.

    Attributes:
        file, line, function: None where it is no line of the user's.
        by_orm: whether Django's ORM did it for that line, and not the line itself.
    """

    file: str | None
    line: int | None
    function: str | None
    by_orm: bool = False


NOBODYS_BY_ORM = CallSite(None, None, None, by_orm=True)

_FRAMES = range(1, MAX_FRAMES)

LINES = 1 << 29
"""More than any frame gets far, and a number that Python adds quickly."""

USER, PASS, STOP = 1, 0, -1
"""What a frame's file is: the user's, one to look past, or one that no user's code called."""

Sites = dict[int, CallSite]
"""The sites in a piece of code, by how far its frame has got in it; inverted where the code itself
does it, and nothing that it calls; with ``LINES`` added where it is of no send."""

_NOWHERE: Sites = {}
"""The sites of code that no user's code called: there are none."""
_ADAPTERS: Sites = {}
"""The sites of asgiref's code: none, but how to look past its frames is a question."""

_sites: IdentityTable[Sites | None] = IdentityTable()
"""The sites of each piece of code, None for one to look past. Not by file and line, which pieces
of code may share, nor by the code itself: it hashes by its content."""
_sites_of = _sites.facts
_latest: list[tuple[Callable[[], Any], int, CallSite | None]] = [(lambda: None, 0, None)]
"""The code that last had an instance made, how far its frame had got, and the site: the next one
is mostly made there, too, and comparing is cheaper than looking up."""


def _directory_of(package: str) -> str:
    """Return where a package's files are, as text that can be shown."""
    module = sys.modules.get(package)
    file = getattr(module, "__file__", None)
    return printable(os.path.dirname(file)) + os.sep if file else os.sep + package + os.sep


@functools.lru_cache(maxsize=4_096)
def file_kind(filename: str) -> int:
    """Tell the user's files from Django's, the toolbar's, a server's, Python's and our own.

    django-tasks is Django's own ``django.tasks``, for Django before 6.0.

    Returns ``USER``, ``PASS`` or ``STOP``. A server and an event loop call nobody's code but
    their own: what lies beyond them only started the process.
    """
    filename = printable(filename)
    if filename.startswith(tuple(map(_directory_of, SERVERS))):
        return STOP
    if filename.startswith((_OURS, *map(_directory_of, FRAMEWORK), "<frozen")):
        return PASS
    if is_pythons(filename):
        return STOP if filename.endswith(_LOOPS) else PASS
    return USER


def frames_kind(filename: str) -> int:
    """Return the ``file_kind`` of a frame's file; a package's in Django's place is as Django's."""
    kind = file_kind(filename)
    if kind == USER and is_installed(filename) and stands_in(filename):
        return PASS
    return kind


def is_pythons(filename: str) -> bool:
    """Tell whether a file is of the standard library."""
    return filename.startswith(_STANDARD_LIBRARY) and not is_installed(filename)


def is_installed(filename: str) -> bool:
    """Tell whether a file is an installed package's."""
    return any(part in filename for part in INSTALLED)


_LOOPS = tuple(
    os.path.join(*parts)
    for parts in (("asyncio", "base_events.py"), ("wsgiref", "handlers.py"), ("socketserver.py",))
)
_STANDARD_LIBRARY = tuple(
    os.path.join(printable(sysconfig.get_path(name)), "") for name in ("stdlib", "platstdlib")
)
_OURS = os.path.join(printable(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "")
_HANDLERS = os.path.join("django", "core", "handlers", "")

_init: Any = Model.__init__
_is_djangos = type(_init) is FunctionType and file_kind(_init.__code__.co_filename) == PASS
MODEL_INIT = _init.__code__ if _is_djangos else None
"""What sends most: it is looked past at once. None where another package's is in its place."""


def caller_token(depth: int, signal: Any = None) -> CallSite | None:
    """Return the nearest call site in the user's code, None if there is none.

    *depth* counts the frames between this function and the first one to look at. The same line
    gives the same object for as long as its code lives. Methods that the class of *signal* has
    of its own are looked past.
    """
    first = sys._getframe(depth)
    frame = first.f_back
    if first.f_code is MODEL_INIT:
        code, instruction, site = _latest[0]
        if frame is not None and frame.f_lasti == instruction and frame.f_code is code():
            return site
    else:
        try:
            sites = _sites_of[id(first.f_code)]
        except KeyError:
            sites = _new_sites(first.f_code)
        if sites is not None:
            site = sites.get(~first.f_lasti)
            return _new_site(first, sites, first, signal) if site is None else site
    for _ in _FRAMES:
        if frame is None:
            break
        try:
            sites = _sites_of[id(frame.f_code)]
        except KeyError:
            sites = _new_sites(frame.f_code)
        if sites is not None:
            site = sites.get(frame.f_lasti)
            if site is None:
                return _new_site(frame, sites, first, signal)
            if frame is first.f_back:
                _latest[0] = ref(frame.f_code), frame.f_lasti, site
            return site
        frame = frame.f_back
    return NOBODYS_BY_ORM if _is_orms(first) else None


def line_token(depth: int, signal: Any = None) -> CallSite | None:
    """Return the nearest line of the user's code, None if there is none, as ``caller_token`` does.

    Whether the ORM did it for that line, as a statement, is not told, and not remembered for what
    the same line sends.
    """
    first: Any = sys._getframe(depth)
    frame, known = first, _sites_of
    for _ in _FRAMES:
        try:
            sites = known[id(frame.f_code)]
        except KeyError:
            sites = _new_sites(frame.f_code)
        except AttributeError:  # there are no more
            return None
        if sites is not None:
            site = sites.get(frame.f_lasti + LINES)
            return _new_site(frame, sites, first, signal, LINES) if site is None else site
        frame = frame.f_back
    return None


def is_project_file(file: str | None) -> bool:
    """Tell the user's own files from installed packages, the standard library and our own."""
    return file is not None and file_kind(file) == USER and not is_installed(file)


def is_ours(filename: str) -> bool:
    """Tell whether a file belongs to this package."""
    return printable(filename).startswith(_OURS)


def _new_sites(code: CodeType) -> Sites | None:
    if code.co_filename == IN_THREAD.co_filename:
        return _sites.add(code, _ADAPTERS)
    kind = frames_kind(code.co_filename)
    return _sites.add(code, None if kind == PASS else _NOWHERE if kind == STOP else {})


def _new_site(
    frame: FrameType, sites: Sites, first: FrameType, signal: Any, shift: int = 0
) -> CallSite | None:
    """Return a frame's place; its line is worked out once a place, as that costs more than all.

    *shift* is 0, or ``LINES``.
    """
    by_orm = _is_orms(first)
    site = None
    if sites is _ADAPTERS:
        site = _site_past_adapters(frame, signal)
    elif sites is _NOWHERE:
        if frame.f_code.co_filename.endswith(_LOOPS[0]):
            site = _awaited_from(first).site
    elif is_own_code(frame.f_code, signal):
        return caller_token(1 + _depth_of(frame), signal)
    else:
        code = frame.f_code
        key = ~frame.f_lasti if frame is first and not shift else frame.f_lasti + shift
        file, function = printable(code.co_filename), printable(code.co_name)
        return sites.setdefault(key, CallSite(file, frame.f_lineno, function, by_orm))
    if by_orm:
        return NOBODYS_BY_ORM if site is None else site._replace(by_orm=True)
    return site


def _is_orms(frame: FrameType) -> bool:
    """Tell whether a frame is of Django's models, that is what sends their signals."""
    orm = os.path.join(_directory_of("django"), "db", "models", "")
    return frame.f_code.co_filename.startswith(orm)


def awaited_from(depth: int) -> Awaited:
    """Return what is known of the line that awaits what the caller is to run in a thread.

    *depth* is as for ``caller_token``. Whoever awaits a view, or a middleware's part, is Django.
    """
    return _awaited_from(sys._getframe(depth))


def _awaited_from(first: FrameType) -> Awaited:
    for frame in itertools.chain(_frames_above(first), frames_awaiting_task()):
        code = frame.f_code
        if code is FOR_THREAD:
            return Awaited(None, True, awaited.get())
        if _HANDLERS in code.co_filename:
            break
        sites = _sites_in(frame)
        if sites is not None and sites is not _ADAPTERS and sites is not _NOWHERE:
            return Awaited(_site_in(frame, sites, None))
    return Awaited(None)


def _frames_above(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame and those that called it, up to the event loop."""
    for _ in _FRAMES:
        if frame is None or _sites_in(frame) is _NOWHERE:
            break
        yield frame
        frame = frame.f_back


def _site_past_adapters(frame: FrameType | None, signal: Any) -> CallSite | None:
    """Return the call site for a frame of asgiref's: in this thread, or where it is awaited."""
    known = awaited.get()
    for _ in _FRAMES:
        if frame is None:
            break
        sites = _sites_in(frame)
        if frame.f_code is IN_THREAD:
            if known is None or not known.by_thread:
                return None if known is None else known.site
            known = known.outer
        elif sites is not None and sites is not _ADAPTERS:
            return _site_in(frame, sites, signal)
        frame = frame.f_back
    return None


def _sites_in(frame: FrameType) -> Sites | None:
    code = frame.f_code
    return _sites_of[id(code)] if id(code) in _sites_of else _new_sites(code)


def _site_in(frame: FrameType, sites: Sites, signal: Any) -> CallSite | None:
    site = sites.get(~frame.f_lasti)
    return _new_site(frame, sites, frame, signal) if site is None else site


def _depth_of(frame: FrameType) -> int:
    """Return how many frames above the caller the one is that called a frame."""
    above = sys._getframe(1)
    depth = 1
    while above is not frame and above.f_back is not None:
        above = above.f_back
        depth += 1
    return depth
