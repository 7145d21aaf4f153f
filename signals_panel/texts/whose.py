"""Whose code a name belongs to: the project's, or Django's and installed packages'."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import lru_cache

from django.apps import apps

from .callers import is_installed, is_project_file, is_pythons
from .naming import PARTIAL, instance_dict, printable
from .senders import INSTANCE
from .signal_names import UNNAMED

FRAMEWORK = frozenset(("django", "debug_toolbar", "asgiref", "signals_panel"))


_OF_APP = re.compile(r"AppConfig\((\w+)\)|(\w+)\.\w+\(pk=.*\)", re.DOTALL)
"""The text for the configuration of an app, or for an instance of one of its models."""


@lru_cache(maxsize=1_000)
def is_internal(dotted: str) -> bool:
    """Tell whether a dotted name is Django's or an installed package's.

    A partial is whose function it calls, a signal without a name whose file it was made in.
    """
    if dotted.startswith(UNNAMED):
        return not is_project_file(dotted.removeprefix(UNNAMED).rpartition(":")[0])
    while dotted.startswith(PARTIAL):
        dotted = dotted.removeprefix(PARTIAL)
    root = _root(dotted)
    return root in FRAMEWORK or is_installed(_file_of(root))


def is_internal_send(signal: str, sender: str | None, file: str | None) -> bool:
    """Tell whether a send is no code of the project's; *file* is that of its call site, if any."""
    if file is not None:
        return not is_project_file(file)
    return is_internal(signal) and (is_nobodys(sender) or _is_internal_sender(sender or ""))


def is_internal_bypass(
    model: str, receivers: Iterable[str], file: str | None, by_django: bool
) -> bool:
    """Tell whether a bypass concerns the project in nothing.

    Django did it, or a package's code, in *file*, whatever the *model*; and it was missed by no
    receiver of the project's.
    """
    if by_django:
        return True
    if not all(map(is_internal, receivers)):
        return False
    return is_internal(model) if file is None else not is_project_file(file)


@lru_cache(maxsize=1_000)
def is_nobodys(sender: str | None) -> bool:
    """Tell whether a sender is a number, a string or Python's own: in no module of anybody's."""
    if sender is None:
        return True
    if _app_of(sender):
        return False
    if sender.startswith(INSTANCE):
        return _is_pythons(sender.removeprefix(INSTANCE))
    parts = sender.split(".")
    for count in range(len(parts) - 1, 0, -1):
        module = sys.modules.get(".".join(parts[:count]))
        if module is not None:
            known = parts[count] in vars(module) or parts[count] == "<lambda>"
            return not known or _is_pythons(sender)
    return True


def _is_internal_sender(sender: str) -> bool:
    """Tell the same of a sender: an app, or an instance of a model, is whose that app is."""
    return is_internal(_app_of(sender) or sender)


def _app_of(sender: str) -> str | None:
    """Return the name of the app that a sender's text tells of; None if it does not."""
    found = _OF_APP.fullmatch(sender)
    config = apps.app_configs.get(found[1] or found[2]) if found else None
    return None if config is None else config.name


def _is_pythons(dotted: str) -> bool:
    """Tell whether a class or function is built into Python, or of its standard library."""
    root = _root(dotted)
    return "." not in dotted or root == "builtins" or is_pythons(_file_of(root))


def _root(dotted: str) -> str:
    return dotted.removeprefix(INSTANCE).partition(".")[0]


def _file_of(root: str) -> str:
    """Return the file of a module, or the directories of one without; "" for what is none."""
    names = instance_dict(sys.modules.get(root))
    found = names.get("__file__") or " ".join(map(str, names.get("__path__", ())))
    return printable(found) if type(found) is str else ""
