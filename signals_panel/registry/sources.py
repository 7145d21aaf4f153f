"""Modules of the project that connect receivers, which nothing has imported.

Found by reading the files of installed apps that are not imported: each once, and again when
it changed. Tests, migrations and management commands are not for the process that serves.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.dispatch import Signal

from ..texts.callers import USER, file_kind, is_installed
from ..texts.naming import instance_dict, printable
from ..texts.places import known_places
from ..texts.signal_names import name_of, token_of
from .loaded_later import loaded_later
from .source_code import Connecting, connections_in

Item = dict[str, Any]

MAX_SIZE = 500_000
"""The longest source file read, in bytes."""
LEFT_OUT = re.compile(r"tests?|testing|test.*\.py|.*_tests?\.py|conftest\.py|migrations|management")


def unimported(is_early: bool = False) -> list[Item]:
    """Return what modules of the project would connect, had anything imported them.

    Each item has the ``module``, ``file`` and ``line``, and ``signal``: its name, or its path
    in the source where nothing has loaded that, or ``""`` where reading does not tell. Nothing
    is known before the root URLconf is loaded: until then, imports are still to come, and nothing
    is told but to those who ask early. Modules that Django itself imports when it needs them
    are left out.
    """
    if not (is_early and apps.ready) and not _is_urlconf_loaded():
        return []
    may_come = loaded_later()
    return [
        {"module": module, "file": printable(entry.path), "line": each.line, "signal": name}
        for module, entry in sorted(_modules_not_imported(), key=itemgetter(0))
        if not may_come(module)
        for each in _connections_of(module, entry)
        for name in _signal_names(each)
    ]


def _is_urlconf_loaded() -> bool:
    if not settings.configured or not apps.ready:
        return False
    urlconf = getattr(settings, "ROOT_URLCONF", None)
    return not isinstance(urlconf, str) or urlconf in sys.modules


def _modules_not_imported() -> Iterator[tuple[str, os.DirEntry[str]]]:
    for config in apps.get_app_configs():
        path = os.fspath(config.path)
        in_project = file_kind(os.path.join(path, "__init__.py")) == USER
        if in_project and not is_installed(path):
            yield from _modules_in(_entries(path), config.name)


def _modules_in(
    entries: list[os.DirEntry[str]], package: str
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the modules of a package, and of those in it, by name; no links are followed."""
    for entry in entries:
        stem = entry.name.removesuffix(".py")
        if not stem.isidentifier() or LEFT_OUT.fullmatch(entry.name):
            continue
        name = package if stem == "__init__" else f"{package}.{stem}"
        if stem != entry.name:
            if name not in sys.modules and entry.is_file(follow_symlinks=False):
                yield name, entry
        elif entry.is_dir(follow_symlinks=False):
            inner = _entries(entry.path)
            if _is_part_of_app(name, {each.name for each in inner}):
                yield from _modules_in(inner, name)


def _is_part_of_app(package: str, files: set[str]) -> bool:
    """Tell a package inside an app from a mere directory, and from an app of its own."""
    is_app = "apps.py" in files or ("models.py" in files and f"{package}.models" not in sys.modules)
    return "__init__.py" in files and not is_app


def _entries(directory: str) -> list[os.DirEntry[str]]:
    """Return what is in a directory; nothing for one that cannot be read, or in a zip file."""
    try:
        return list(os.scandir(directory))
    except OSError:
        return []


def _connections_of(module: str, entry: os.DirEntry[str]) -> list[Connecting]:
    """Return what a file connects, nothing if it was run under another module's name."""
    try:
        status = entry.stat()
        if status.st_size > MAX_SIZE:
            return []
        found = _connections_in_file(module, entry.path, status.st_mtime_ns, status.st_size)
    except (OSError, SystemError):  # the latter where threads parse at once: cpython#106905
        return []
    return [] if found and _was_run(entry.path) else found


@functools.lru_cache(maxsize=4_096)
def _connections_in_file(module: str, path: str, changed: int, size: int) -> list[Connecting]:
    """Return what a file connects, as of the time and size it has."""
    is_package = os.path.basename(path) == "__init__.py"
    package = module if is_package else module.rpartition(".")[0]
    with open(path, "rb") as file:
        source = file.read()
    try:
        return connections_in(source, module, package)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _was_run(path: str) -> bool:
    """Tell whether a receiver of this file is known, by whatever path it was imported."""
    name = printable(os.path.basename(path))
    known = {file for _, file, _ in known_places() if file and file.endswith(name)}
    real = printable(os.path.realpath(path)) if known else None
    return any(os.path.realpath(file) == real for file in known)


def _signal_names(connecting: Connecting) -> Iterator[str]:
    """Yield the signal's name as the document has it, if it is a signal as far as one can tell."""
    path = connecting.signal.split(".")
    for end in range(len(path) - 1, 0, -1):
        module = sys.modules.get(".".join(path[:end]))
        if module is None:
            continue
        found = instance_dict(module).get(path[end])
        if found is None:
            break
        if issubclass(type(found), Signal) and end == len(path) - 1:
            yield name_of(token_of(found))
        elif connecting.decorated:
            yield ""
        return
    if connecting.decorated or "signals" in connecting.signal.rpartition(".")[0]:
        yield connecting.signal
