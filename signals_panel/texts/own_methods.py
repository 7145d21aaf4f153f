"""The methods that a signal's class has of its own: what subclasses and mixins add to Django's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partialmethod
from types import CellType, CodeType, FunctionType
from typing import Any

from .naming import IdentityTable, bases_of, instance_dict, namespace_of

Key = tuple[str, int, str]
"""What code is known by: its file, first line and name."""

MAX_WRAPPERS = 5
"""How many decorators around a method are looked through."""

FOREIGN = ("django", "typing", "abc")
WRITTEN_IN_PYTHON = 1 << 9
"""The flag of a class that Python code has made."""
_keys: IdentityTable[frozenset[Key]] = IdentityTable()
"""By class, the code of its own methods: also where it was made anew."""
_module_of = type.__dict__["__module__"].__get__
_flags_of = type.__dict__["__flags__"].__get__


def own_classes(kind: type) -> list[type]:
    """Return a signal's class and those it inherits from, without Django's and Python's."""
    made = (base for base in bases_of(kind) if _flags_of(base) & WRITTEN_IN_PYTHON)
    return [base for base in made if str(_module_of(base)).split(".")[0] not in FOREIGN]


def own_attributes(kind: type) -> dict[str, Any]:
    """Return what these classes hold, by name: of several with a name, what an instance has."""
    return {
        name: value
        for base in reversed(own_classes(kind))
        for name, value in namespace_of(base).items()
    }


def functions_in(name: str, value: Any, depth: int = MAX_WRAPPERS) -> Iterator[FunctionType]:
    """Yield the function that a class holds by a name, and those a decorator has put it around."""
    if type(value) is not FunctionType or depth < 0:
        return
    yield value
    if value.__code__.co_name != name:
        for cell in value.__closure__ or ():
            if _is_filled(cell):
                yield from functions_in(name, cell.cell_contents, depth - 1)


def own_functions(kind: type) -> Iterator[FunctionType]:
    """Yield the functions that these classes hold, those a decorator is around among them."""
    for base in own_classes(kind):
        for name, value in list(namespace_of(base).items()):
            yield from functions_in(name, value)


def _all_functions(kind: type) -> Iterator[FunctionType]:
    """Yield these functions, and those of static methods, properties and decorators' objects."""
    for base in own_classes(kind):
        for name, value in list(namespace_of(base).items()):
            for each in _held_by(name, value):
                yield from functions_in(name, each)


def _held_by(name: str, value: Any) -> list[Any]:
    """Return what a class holds by a name, without the descriptor that it is in."""
    kind = type(value)
    if kind is staticmethod or kind is classmethod:
        return [value.__func__]
    if kind is property:
        return [value.fget, value.fset, value.fdel]
    if kind is cached_property or kind is partialmethod:
        return [value.func]
    if kind is FunctionType:
        return [value]
    found = [each for each in instance_dict(value).values() if type(each) is FunctionType]
    return [each for each in found if each.__code__.co_name == name]


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and that of the functions written in it."""
    yield code
    for each in code.co_consts:
        if type(each) is CodeType:
            yield from codes_in(each)


def is_own_code(code: CodeType, signal: Any) -> bool:
    """Tell whether code is that of a method which the signal's class has of its own."""
    kind = type(signal)
    keys = _keys.facts.get(id(kind))
    if keys is None:
        codes = (each for function in _all_functions(kind) for each in codes_in(function.__code__))
        keys = _keys.add(kind, frozenset(map(_key, codes)))
    return _key(code) in keys


def _key(code: CodeType) -> Key:
    return code.co_filename, code.co_firstlineno, code.co_name


def _is_filled(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:  # nothing yet
        return False
