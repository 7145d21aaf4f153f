"""Whose code a name belongs to: the project's, or Django's and installed packages'."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from .callers import is_installed, is_project_file
from .senders import INSTANCE

Item = dict[str, Any]

FRAMEWORK = frozenset(("django", "debug_toolbar", "asgiref", "signals_panel"))


@lru_cache(maxsize=1_000)
def is_internal(dotted: str) -> bool:
    """Tell whether a dotted name is Django's or an installed package's."""
    root = dotted.removeprefix(INSTANCE).partition(".")[0]
    if root in FRAMEWORK:
        return True
    module = sys.modules.get(root)
    where = getattr(module, "__file__", None) or " ".join(map(str, getattr(module, "__path__", ())))
    return is_installed(where)


def is_internal_dispatch(dispatch: Item, calls: list[Item]) -> bool:
    """Tell whether a dispatch concerns the project in nothing.

    No receiver of its own was to hear it, and a package's code sent it; or Django's, by a signal
    and a sender that are not the project's either.
    """
    if not all(is_internal(call["receiver"]) for call in calls):
        return False
    caller = dispatch["caller"]
    return is_internal_send(dispatch["signal"], dispatch["sender"], caller and caller["file"])


def is_internal_send(signal: str, sender: str | None, file: str | None) -> bool:
    """Tell whether a send is no code of the project's; *file* is that of its call site, if any."""
    if file is not None:
        return not is_project_file(file)
    return is_internal(signal) and (is_nobodys(sender) or is_internal(sender or ""))


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
    """Tell whether a sender is a number or a string: nothing of that name is in any module."""
    if sender is None:
        return True
    if "(" in sender or sender.startswith(INSTANCE):
        return False
    parts = sender.split(".")
    for count in range(len(parts) - 1, 0, -1):
        module = sys.modules.get(".".join(parts[:count]))
        if module is not None:
            return parts[count] not in vars(module)
    return True
