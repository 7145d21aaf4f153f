"""Names for signals, which carry none: found by identity among the names of modules.

A recording keeps a signal's *token*. Its name is looked for after the request: looking through
every module takes milliseconds, and a module may bind the signal only later.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator
from inspect import CO_OPTIMIZED
from types import FrameType, ModuleType
from typing import Any
from weakref import ref

from django.dispatch import Signal

from .naming import IdentityTable, bounded, instance_dict, plain, printable
from .own_methods import is_own_code
from .signal_holders import classes_in, signals_held_in, signals_in

UNKNOWN = "an unknown place"
UNNAMED = "unnamed signal created at "
"""What stands before the place where a signal was made that has no name."""
MAX_FUNCTIONS = 10
"""How many functions up the module is looked for that has a signal made."""

_numbers = itertools.count()


class Token:
    """Stands for a signal in recordings, which may outlive it.

    Attributes:
        number: no other token's, ever.
        born: where the signal was created, as ``file:line``.
        module: in which module.
        maker: which module was being executed then, itself or a class in it; "" for none.
        name: the dotted name it is held by, once that was found.
        lasts: whether it is a module that holds it, so that it lives as long as the process;
            None until somebody asks.
    """

    __slots__ = ("born", "lasts", "maker", "module", "name", "number")

    def __init__(self, born: str = UNKNOWN, module: str = "", maker: str = "") -> None:
        self.number = next(_numbers)
        self.born, self.module, self.maker = born, module, maker
        self.name: str | None = None
        self.lasts: bool | None = None


_tokens: IdentityTable[Token] = IdentityTable()
known_tokens = _tokens.facts
"""Token by ``id(signal)``, for the hot path."""


def note_creation(signal: Signal, depth: int) -> None:
    """Remember where a signal is created: *depth* frames above the caller.

    The methods that its class has of its own are looked past.
    """
    frame = sys._getframe(depth + 1)
    while frame.f_back is not None and is_own_code(frame.f_code, signal):
        frame = frame.f_back
    place = f"{printable(frame.f_code.co_filename)}:{frame.f_lineno}"
    _tokens.add(signal, Token(place, _module_of_frame(frame), _maker(frame)))


def _maker(frame: FrameType | None) -> str:
    """Return the module that a frame is run for, as far as it is near: a function may make it."""
    for _ in range(MAX_FUNCTIONS):
        if frame is None:
            break
        if not frame.f_code.co_flags & CO_OPTIMIZED:
            return _module_of_frame(frame)
        frame = frame.f_back
    return ""


def _module_of_frame(frame: FrameType) -> str:
    return plain(dict.get(frame.f_globals, "__name__")) or ""


def token_of(signal: Signal) -> Token:
    """Return what stands for a signal in recordings."""
    token = known_tokens.get(id(signal))
    return _tokens.add(signal, Token()) if token is None else token


def known_signals() -> list[Signal]:
    """Return every signal that a module holds, that was made since we look, or was sent.

    Modules are looked through again only where there are more or fewer of them.
    """
    if len(sys.modules) != _in_modules.count:
        _look_through(_in_modules)
    return _tokens.targets()


def name_of(token: Token) -> str:
    """Return a signal's dotted name: the first module that holds it, else its birthplace."""
    return token.name or f"{UNNAMED}{token.born}"


def signal_name(signal: Signal) -> str:
    """Return the dotted name of a signal, which is looked for where it is not known yet."""
    token = token_of(signal)
    find_names((token,))
    return name_of(token)


def find_names(tokens: Iterable[Token]) -> None:
    """Look for the names of those that have none: in modules, in classes, then in what these hold.

    However many they are, each module is looked through once, and again only once it has
    changed. Of classes only those are looked at that are in the module of a signal's birth, or
    in the one that was being executed then; of all modules only where that is not known. Only
    in these two modules it is looked into dictionaries, lists, tuples and objects.
    """
    if not (nameless := _nameless(tokens)):
        return
    _look_through(_in_modules)
    for module in _modules_of(nameless):
        name_signals_of(module)
    if not (nameless := _nameless(nameless)):
        return
    if any(not token.module for token in nameless):
        _look_through(_in_classes)
    for module in _modules_of(nameless):
        _name_signals_of_classes(module, instance_dict(sys.modules.get(module)))
    for module in _modules_of(_nameless(nameless)):
        _name_signals_held(module, instance_dict(sys.modules.get(module)))


def _modules_of(tokens: Iterable[Token]) -> set[str]:
    """Return the modules that signals were made in, or for."""
    return {module for token in tokens for module in (token.module, token.maker) if module}


def is_held_by_module(signal: Signal) -> bool:
    """Tell whether a module is known to hold a signal: it lives as long as the process.

    The module of its birth is looked through once; which others hold it ``find_names`` tells.
    """
    token = token_of(signal)
    if token.lasts is None:
        names = instance_dict(sys.modules.get(token.module))
        token.lasts = any(value is signal for value in list(names.values()))
    return token.lasts


def name_signals_of(module: str) -> None:
    """Name the signals that a module holds, those that have no name yet."""
    for name, signal in signals_in(instance_dict(sys.modules.get(module))):
        _name(signal, f"{module}{name}", lasts=True)


def _name(signal: Signal, name: str, lasts: bool = False) -> None:
    token = token_of(signal)
    token.lasts = token.lasts or lasts
    if token.name is None:
        token.name = bounded(name)


def _name_signals_of_classes(module: str, names: dict[str, Any]) -> None:
    """Name the signals that classes hold which a module defines, and those inside them."""
    for kind, own in classes_in(module, names):
        for name, signal in signals_in(own):
            _name(signal, f"{kind}{name}")


def _name_signals_held(module: str, names: dict[str, Any]) -> None:
    """Name the signals in what a module, and the classes that it defines, have names for.

    Not those made elsewhere: it may have imported the dictionary that they are in.
    """
    for owner, own in ((module, names), *classes_in(module, names)):
        for way, signal in signals_held_in(own):
            token = token_of(signal)
            if module in (token.module, token.maker):
                _name(signal, f"{owner}{way}")


def _nameless(tokens: Iterable[Token]) -> list[Token]:
    return [token for token in tokens if token.name is None]


class _Modules:
    """The modules that have changed since they were asked for last, as far as can be told.

    Each is known by a weak reference and how many names it has. ``__main__`` comes last:
    CPython re-inserts a module in ``sys.modules`` once it is executed, so the module that
    defines a signal precedes those that import it, but ``__main__`` stands first for another
    reason.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Any, int]] = {}
        self.count = 0

    def changed(self) -> Iterator[tuple[str, dict[str, Any]]]:
        modules = sys.modules.copy()
        self.count = len(modules)
        now = {name: _version(each) for name, each in modules.items() if type(name) is str}
        before, self._known = self._known, now
        for name in sorted(now, key=("__main__", "__mp_main__").__contains__):
            known = before.get(name)
            if known is None or known[0] is not now[name][0] or known[1] != now[name][1]:
                yield name, instance_dict(modules[name])


def _version(module: Any) -> tuple[Any, int]:
    if type(module) is ModuleType:
        return ref(module), len(module.__dict__)
    try:
        return ref(module), len(instance_dict(module))
    except TypeError:  # what only poses as a module need not have weak references
        return None, len(instance_dict(module))


_in_modules, _in_classes = _Modules(), _Modules()


def _look_through(modules: _Modules) -> None:
    for name, names in modules.changed():
        if modules is _in_modules:
            name_signals_of(name)
        else:
            _name_signals_of_classes(name, names)
