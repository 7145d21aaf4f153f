"""What holds signals beside modules: classes, and dictionaries, lists, tuples and objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any

from django.dispatch import Signal

from .naming import class_name, instance_dict, namespace_of, plain

MAX_NESTED = 3
"""How deep in classes a signal is looked for that a class holds."""
MAX_HELD = 1_000
"""In how large dictionaries, lists, tuples and objects signals are looked for."""

_module_of = type.__dict__["__module__"].__get__


def classes_in(
    module: str, names: dict[str, Any], depth: int = 0
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the classes among *names* that a module defines, and those inside them.

    Of each its dotted name, and the names that it binds itself.
    """
    for value in list(names.values()):
        if issubclass(type(value), type) and _is_defined_in(module, value):
            own = dict(namespace_of(value))
            yield class_name(value), own
            if depth < MAX_NESTED:
                yield from classes_in(module, own, depth + 1)


def signals_in(names: dict[str, Any]) -> Iterator[tuple[str, Signal]]:
    """Yield the signals that are bound to names, each with its own."""
    for name, value in names.copy().items():
        if issubclass(type(value), Signal):
            yield f".{plain(name)}", value


def signals_held_in(names: dict[str, Any]) -> Iterator[tuple[str, Signal]]:
    """Yield the signals in what is bound to names, each with the way there: ``.ALL['paid']``."""
    for name, value in names.copy().items():
        for way, signal in _ways_in(value):
            if issubclass(type(signal), Signal):
                yield f".{plain(name)}{way}", signal


def _ways_in(value: Any) -> Iterable[tuple[str, Any]]:
    """Return what a value holds, each with how it is reached: no code of the value's runs."""
    kind = type(value)
    if issubclass(kind, dict):
        items = list(dict.items(value)) if dict.__len__(value) <= MAX_HELD else []
        return ((f"[{key}]", each) for name, each in items if (key := _key(name)) is not None)
    if kind is list or kind is tuple:
        return ((f"[{at}]", each) for at, each in enumerate(value[:MAX_HELD]))
    if issubclass(kind, (type, Signal, ModuleType, FunctionType)):
        return ()
    own = instance_dict(value)
    return signals_in(own) if len(own) <= MAX_HELD else ()


def _key(key: Any) -> str | None:
    """Return a dictionary's key as it is written; None for one that only its own code can tell."""
    kind = type(key)
    if issubclass(kind, type):
        return class_name(key)
    text = plain(key)
    return repr(text) if text is not None else repr(key) if kind is int else None


def _is_defined_in(module: str, kind: type) -> bool:
    try:
        return plain(_module_of(kind)) == module
    except AttributeError:
        return False
