"""Subclasses of ``Signal``: which of their methods send, and whether the panel sees it."""

from __future__ import annotations

import builtins
import inspect
from types import FunctionType
from typing import Any

from django.db.models.signals import ModelSignal
from django.dispatch import Signal

from ..texts.naming import IdentityTable, namespace_of, own_attribute
from ..texts.own_methods import codes_in, functions_in, own_attributes, own_classes, own_functions
from .own_sends import ASKS, OwnMethod, method_of
from .patching import NewCodes
from .rewriting import rewritten

SENDS = ("send", "send_robust", "asend", "asend_robust")
DEEPEST = 10
"""Through how many functions it is looked for whether a method asks for receivers."""

_watched: IdentityTable[bool] = IdentityTable()
_codes = NewCodes()


def watch(kind: type) -> None:
    """See to it that what a signal's class sends with methods of its own is recorded.

    Where such a method has its code changed, it does what it did: see ``rewriting``.
    """
    if kind is Signal or kind is ModelSignal or id(kind) in _watched.facts:
        return
    _watched.add(kind, True)
    for base in own_classes(kind):
        for name, value in list(namespace_of(base).items()):
            if _is_public(name):
                _watch_method(kind, name, value)


def watch_all(kind: type = Signal) -> None:
    """Watch every class that inherits from one."""
    found: list[type] = type.__subclasses__(kind)
    for each in found:
        watch(each)
        watch_all(each)


def unwatch_all() -> None:
    """Have all these methods as they were."""
    _watched.clear()
    _codes.take_back()


def choosers(signal: Signal) -> list[str]:
    """Return the names of a signal's own methods that choose whom they call."""
    methods = own_attributes(type(signal)).items()
    return [
        name
        for name, value in methods
        if any(method_of(each.__code__) for each in functions_in(name, value))
    ]


def is_unseen(signal: Signal) -> bool:
    """Tell whether a signal has a method that may call its receivers without our seeing it."""
    own = {name: each for name in SENDS if (each := own_attribute(signal, name)) is not None}
    methods = {**own_attributes(type(signal)), **own}
    return any(_is_unseen(type(signal), *each) for each in methods.items() if _is_public(each[0]))


def _watch_method(kind: type, name: str, value: Any) -> None:
    for function in functions_in(name, value):
        if method_of(function.__code__) or not _asks(kind, function):
            continue
        method = OwnMethod(name, bool(function.__code__.co_flags & _ASYNC))
        found = rewritten(function, method)
        if found is not None and found.method is not None:
            method.hands_on = _hands_on(kind, function, found.hands_to)
            method.sends = not method.hands_on and (name in SENDS or found.calls_variables)
            _codes.give(function, found.method)
            return


def _hands_on(kind: type, function: FunctionType, hands_to: frozenset[str]) -> bool:
    """Tell whether a method gives what may be receivers to code that is not looked at.

    What Python has built in calls no receiver, and what is written beside the method is seen.
    """
    files = {each.__code__.co_filename for each in own_functions(kind)}
    beside = {**function.__globals__, **own_attributes(kind)}
    called = {name: beside.get(name) for name in hands_to.difference(_HARMLESS)}
    return any(
        type(each) is not FunctionType or each.__code__.co_filename not in files
        for each in called.values()
    )


_HARMLESS = frozenset(name for kind in (builtins, list, set, dict) for name in vars(kind))
"""The names of what is given receivers and calls none: functions of Python's, and containers'."""
_ASYNC = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def _is_unseen(kind: type, name: str, value: Any) -> bool:
    functions = list(functions_in(name, value))
    watched = [method for each in functions if (method := method_of(each.__code__))]
    if watched:
        return watched[0].hands_on
    names = {name for each in functions for name in _names(each)}
    if name in SENDS:
        return names.isdisjoint(SENDS) and value is not getattr(Signal, name)
    return any(_asks(kind, each) for each in functions) and names.isdisjoint(SENDS)


def _asks(kind: type, function: FunctionType, depth: int = DEEPEST) -> bool:
    """Tell whether a function of a signal's class asks for receivers, or calls one that does."""
    names = _names(function)
    if ASKS in names:
        return True
    if depth == 0:
        return False
    found = own_attributes(kind)
    beside = function.__globals__
    called = [value for name in names for value in (found.get(name), beside.get(name))]
    return any(
        _asks(kind, each, depth - 1)
        for each in called
        if type(each) is FunctionType and each is not function
    )


def _names(function: FunctionType) -> set[str]:
    return {name for code in codes_in(function.__code__) for name in code.co_names}


def _is_public(name: str) -> bool:
    return name == "__call__" or not name.startswith("_")
