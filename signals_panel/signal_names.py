"""Names for signals, which carry none: found by identity among the names of modules.

A recording keeps a signal's *token*, a number. Its name is looked for after the request:
scanning every module takes milliseconds, and a module may bind the signal only later.
"""

from __future__ import annotations

import sys

from django.dispatch import Signal

from .naming import IdentityTable, bounded, instance_dict, plain, printable

_created_at: IdentityTable[tuple[str, str]] = IdentityTable()
"""Where a signal was created, as ``file:line``, and in which module."""
UNKNOWN = ("an unknown place", "")
_tokens: IdentityTable[int] = IdentityTable()
_keys: list[int] = []
"""The id() of each token's signal, by token."""
_places: list[str] = []
"""Where each token's signal was created, by token."""
_names: IdentityTable[str] = IdentityTable()
_free: dict[str, int] = {}
"""Per place of creation, the latest token given: reused once its signal is gone."""

_scanned = 0

known_tokens = _tokens.facts
"""Token by ``id(signal)``, for the hot path."""


def note_creation(signal: Signal, depth: int) -> None:
    """Remember where a signal is created: *depth* frames above the caller."""
    frame = sys._getframe(depth + 1)
    place = f"{printable(frame.f_code.co_filename)}:{frame.f_lineno}"
    _created_at.add(signal, (place, plain(dict.get(frame.f_globals, "__name__")) or ""))


def token_of(signal: Signal) -> int:
    """Return the number that stands for a signal in recordings."""
    token = known_tokens.get(id(signal))
    return _new_token(signal) if token is None else token


def signal_of(token: int) -> Signal | None:
    """Return the signal a token stands for, None if it is gone."""
    signal: Signal | None = _tokens.target(_keys[token])
    return signal if signal is not None and known_tokens.get(id(signal)) == token else None


def known_signals() -> list[Signal]:
    """Return every signal that a module holds, that was made since we look, or was sent.

    Modules are scanned again only where there are more of them.
    """
    global _scanned
    if _scanned != len(sys.modules):
        _scan_modules()
        _scanned = len(sys.modules)
    known = {key: table for table in (_names, _created_at, _tokens) for key in list(table.facts)}
    signals = (table.target(key) for key, table in known.items())
    return [signal for signal in signals if signal is not None]


def name_of(token: int, look: bool = True) -> str:
    """Return a signal's dotted name: the first module that holds it, else its birthplace.

    Modules are looked through for a signal without a name, unless *look* is false.
    """
    signal = signal_of(token)
    if signal is None:
        return f"unnamed signal created at {_places[token]}"
    name = _names.facts.get(id(signal))
    if name is None and look:
        _scan_modules()
        name = _names.facts.get(id(signal))
    return name or f"unnamed signal created at {_places[token]}"


def is_held_by_module(signal: Signal) -> bool:
    """Tell whether a module is known to hold a signal: it lives as long as the process."""
    if id(signal) in _names.facts:
        return True
    _, module = _created_at.facts.get(id(signal), UNKNOWN)
    names = instance_dict(sys.modules.get(module))
    return any(value is signal for value in list(names.values()))


def name_signals_of(module: str) -> None:
    """Name the signals that a module holds, those that have no name yet."""
    for name, value in list(instance_dict(sys.modules.get(module)).items()):
        if issubclass(type(value), Signal) and id(value) not in _names.facts:
            _names.add(value, bounded(f"{module}.{plain(name)}"))


def _new_token(signal: Signal) -> int:
    place, _ = _created_at.facts.get(id(signal), UNKNOWN)
    token = _free.get(place)
    if token is None or signal_of(token) is not None:
        token = len(_keys)
        _keys.append(0)
        _places.append(place)
        _free[place] = token
    _keys[token] = id(signal)
    return _tokens.add(signal, token)


def _scan_modules() -> None:
    """Name every signal that a module holds; modules stand in the order they were defined.

    CPython re-inserts a module in ``sys.modules`` once it is executed, so the module that
    defines a signal precedes those that import it. ``__main__`` stands first for another
    reason, and comes last here.
    """
    modules = list(sys.modules.items())
    modules.sort(key=lambda pair: pair[0] in ("__main__", "__mp_main__"))
    for name, _ in modules:
        name_signals_of(name)
