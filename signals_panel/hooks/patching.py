"""Methods of ours in the place of others', once, however often our modules are imported.

A module may be reloaded, or imported anew beside what an earlier import has put in place. So
each method of ours carries what it replaced: another import finds what was there without us.
"""

from __future__ import annotations

import functools
import sys
from types import CodeType, FunctionType
from typing import Any

from ..texts.naming import IdentityTable

REPLACED = "_signals_panel_replaced"
"""The attribute of a function of ours that has what it stands in the place of."""
MAX_WRAPPERS = 50


def original(owner: Any, name: str) -> Any:
    """Return a method, or a module's function, as it is without us."""
    return without_us(getattr(owner, name))


def without_us(found: Any) -> Any:
    """Return what stood in the place of a function before any import of ours."""
    while _is_ours(found):
        found = vars(found)[REPLACED]
    return found


def by_position(method: Any) -> Any:
    """Return a method of Django's dispatcher whose parameters have no names to call them by.

    Calling it compares the names of other arguments with none: these may be the user's strings.
    """
    if type(method) is not FunctionType or method.__module__ != "django.dispatch.dispatcher":
        return method
    code = method.__code__.replace(co_posonlyargcount=method.__code__.co_argcount)
    copied = FunctionType(
        code, method.__globals__, method.__name__, method.__defaults__, method.__closure__
    )
    return functools.update_wrapper(copied, method)


def put(owner: Any, name: str, ours: Any) -> None:
    """Put a function of ours in the place of a method; that of an earlier import goes.

    Where another package has wrapped ours since, it stays as it is.
    """
    before = original(owner, name)
    if not _is_over_ours(before):
        setattr(owner, name, replacing(before, ours))


def replacing(before: Any, ours: Any) -> Any:
    """Return a function of ours that looks like what it stands in the place of, and knows it."""
    functools.wraps(before)(ours)
    setattr(ours, REPLACED, before)
    return ours


class NewCodes:
    """Code of ours in functions, which may have their own again; keeps no function alive."""

    def __init__(self) -> None:
        self._codes: IdentityTable[tuple[CodeType, CodeType]] = IdentityTable()

    def give(self, function: FunctionType, code: CodeType) -> None:
        """Put code in the place of a function's."""
        self._codes.add(function, (function.__code__, code))
        function.__code__ = code

    def take_back(self) -> None:
        """Give each function the code that it had; what another tool has changed since stays."""
        for function in self._codes.targets():
            before, ours = self._codes.facts[id(function)]
            if function.__code__ is ours:
                function.__code__ = before
        self._codes.clear()


def _is_ours(found: Any) -> bool:
    """Tell a function of ours from one that wraps it, and so has all of its attributes."""
    if type(found) is not FunctionType or REPLACED not in vars(found):
        return False
    return vars(found)[REPLACED] is vars(found)["__wrapped__"]


def _is_over_ours(found: Any) -> bool:
    """Tell whether what another package put there wraps a function of ours that is in use."""
    for _ in range(MAX_WRAPPERS):
        found = getattr(found, "__wrapped__", None)
        if _is_ours(found):
            module = sys.modules.get(found.__globals__["__spec__"].name)
            return module is not None and vars(module) is found.__globals__
    return False
