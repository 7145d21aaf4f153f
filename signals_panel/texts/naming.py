"""Text for code: the names and places of signals, senders, receivers and call sites.

Nothing here runs the user's code: names are read through C-level descriptors and
``__dict__``, so a ``__getattr__`` or a property that raises is never reached.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import ref

MAX_NAME = 300
"""Longest name kept, in characters; what is cut off is replaced by an ellipsis."""

Fact = TypeVar("Fact")

_module_of = type.__dict__["__module__"].__get__
_qualname_of = type.__dict__["__qualname__"].__get__
namespace_of: Callable[[type], Mapping[str, Any]] = type.__dict__["__dict__"].__get__
"""Return what a class itself holds, by name."""
bases_of: Callable[[type], tuple[type, ...]] = type.__dict__["__mro__"].__get__
"""Return a class and all that it inherits from, whatever its metaclass says."""

PARTIAL = "functools.partial("
"""What stands before the name of what a partial calls."""
MAX_WRAPPERS = 20
"""How many partials, methods and wrappers are looked through for what they wrap."""


class IdentityTable(Generic[Fact]):
    """Facts about objects, by identity, forgotten when the object dies.

    A ``WeakKeyDictionary`` would call the user's ``__hash__`` and ``__eq__``. Read
    ``facts`` directly where speed matters: its keys are ``id(object)``. Threads may add and
    forget at any time: each step is one that no other thread can interrupt.
    """

    def __init__(self) -> None:
        self.facts: dict[int, Fact] = {}
        self._kept: dict[int, tuple[ref[Any], Fact]] = {}

    def add(self, target: Any, fact: Fact) -> Fact:
        """Remember *fact* for as long as *target* lives; return it.

        Where there is one already, as from another thread, that one is kept and returned.
        """
        key = id(target)
        try:
            new = ref(target, functools.partial(self._forget, key)), fact
        except TypeError:  # no weak references: its id may be reused, so keep nothing
            return fact
        reference, fact = self._kept.setdefault(key, new)
        if reference is not new[0] and reference() is not target:
            self._kept[key] = new  # what had that id is gone
            fact = new[1]
        self.facts[key] = fact
        return fact

    def target(self, key: int) -> Any:
        """Return the object whose id is *key*, None if it is gone."""
        kept = self._kept.get(key)
        return kept[0]() if kept is not None else None

    def targets(self) -> list[Any]:
        """Return every object that has a fact."""
        found = [reference() for reference, _ in list(self._kept.values())]
        return [target for target in found if target is not None]

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
        self.facts.clear()

    def _forget(self, key: int, reference: object) -> None:
        kept = self._kept.get(key)
        if kept is not None and kept[0] is reference:  # else another object has that id by now
            self.facts.pop(key, None)
            self._kept.pop(key, None)


class Place(NamedTuple):
    """A receiver as text: its dotted name, and where its code begins."""

    name: str
    file: str | None
    line: int | None


def printable(text: str) -> str:
    """Return a text that any encoding of a page can hold: lone surrogates are escaped."""
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def plain(text: Any) -> str | None:
    """Return a string as one of no other type; None for what is no string."""
    return str.__str__(text) if issubclass(type(text), str) else None


def instance_dict(value: Any) -> dict[str, Any]:
    """Return the ``__dict__`` of *value* past any code of its class; ``{}`` without one."""
    for base in bases_of(type(value)):
        descriptor: Any = namespace_of(base).get("__dict__")
        kind = type(descriptor)
        if kind is types.GetSetDescriptorType or kind is types.MemberDescriptorType:
            found = descriptor.__get__(value)
            return found if type(found) is dict else {}
    return {}


def own_attribute(value: Any, name: str) -> Any:
    """Return what *value* itself holds under *name* past any code of its class; None if nothing.

    For what the user's program reads again and again, such as a signal: once ``instance_dict``
    has had Python make an object's dict, each of its attributes takes twice as long to read
    (CPython 3.11 and later keep them in an array until then).
    """
    inherited = class_attribute(type(value), name)
    if inherited is None or type(inherited) is types.FunctionType:  # neither runs when it is read
        try:
            found = object.__getattribute__(value, name)
        except AttributeError:
            return None
        is_inherited = type(found) is types.MethodType and found.__func__ is inherited
        return None if is_inherited else found
    return instance_dict(value).get(name)


def class_attribute(kind: type, name: str) -> Any:
    """Return what a class or one of its bases holds under *name*, unbound."""
    return next(class_attributes(kind, name), None)


def class_attributes(kind: type, name: str) -> Iterator[Any]:
    """Yield what a class and each of its bases hold under *name*, unbound."""
    spaces = map(namespace_of, bases_of(kind))
    return (space[name] for space in spaces if name in space)


def class_name(kind: type) -> str:
    """Return the dotted name of a class, whatever its metaclass says."""
    module, qualname = plain(_module_of(kind)), str.__str__(_qualname_of(kind))
    if module is None or module == "builtins":
        return bounded(qualname)
    return bounded(f"{module}.{qualname}")


def short_class_name(kind: type) -> str:
    """Return a class's name without its module."""
    return bounded(str.__str__(_qualname_of(kind)).rpartition(".")[2])


def code_name(target: Any) -> str:
    """Return the dotted name of a callable: its own where it has one, else its type's."""
    around = 0
    for _ in range(MAX_WRAPPERS):
        kind = type(target)
        if kind is functools.partial:
            target, around = target.func, around + 1
        elif kind is types.MethodType:
            target = target.__func__
        else:
            break
    return f"{PARTIAL * around}{_own_name(target)}{')' * around}"


def last_part(dotted: str) -> str:
    """Return what follows the last dot of a name; a key in brackets may have dots of its own."""
    name, bracket, key = dotted.partition("[")
    return f"{name.rpartition('.')[2]}{bracket}{key}"


def without_partials(name: str) -> str:
    """Return the name of a callable without the partials around it: what they call."""
    return name.replace(PARTIAL, "").rstrip(")")


def _own_name(target: Any) -> str:
    kind = type(target)
    if issubclass(kind, type):
        return class_name(target)
    owner = target.__self__ if kind is types.BuiltinFunctionType else None
    if owner is not None and type(owner) is not types.ModuleType:  # asks the owner's class
        owner = owner if issubclass(type(owner), type) else type(owner)
        return f"{class_name(owner)}.{target.__name__}"
    module, qualname = map(plain, _own_names(target))
    if module is None or qualname is None:
        return class_name(kind)
    return bounded(f"{module}.{qualname}")


def place_of(receiver: Any) -> Place:
    """Return the name, file and first line of a receiver; never raises."""
    try:
        code = code_of(receiver)
        file, line = (printable(code.co_filename), code.co_firstlineno) if code else (None, None)
        return Place(code_name(receiver), file, line)
    except Exception:
        return Place(class_name(type(receiver)), None, None)


def _own_names(target: Any) -> tuple[Any, Any]:
    """Return ``__module__`` and ``__qualname__`` of a callable, read without user code."""
    kind = type(target)
    if kind is types.FunctionType or kind is types.BuiltinFunctionType:
        return target.__module__, target.__qualname__
    own = instance_dict(target)
    return own.get("__module__", _module_of(kind)), own.get("__qualname__")


def code_of(target: Any) -> types.CodeType | None:
    """Return the code a receiver runs first, past partials, methods and wrappers; or None."""
    for _ in range(MAX_WRAPPERS):
        kind = type(target)
        if kind is functools.partial:
            target = target.func
        elif kind is types.MethodType:
            target = target.__func__
        elif "__wrapped__" in instance_dict(target):
            target = instance_dict(target)["__wrapped__"]
        elif kind is types.FunctionType:
            return _code_of_function(target)
        else:
            return _code_of_function(class_attribute(kind, "__call__"))
    return None


def _code_of_function(target: Any) -> types.CodeType | None:
    return target.__code__ if type(target) is types.FunctionType else None


def bounded(name: str) -> str:
    """Return a name that is not too long, and printable."""
    return printable(name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…")
