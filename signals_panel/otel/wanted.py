"""Which calls of receivers get a span, and what is known of these before they run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models.signals import post_init, pre_init
from django.dispatch import Signal

from ..hooks.receiver_rows import function_of
from ..texts.naming import IdentityTable, Place, without_partials
from ..texts.places import lasting, place_token
from ..texts.signal_names import signal_name
from ..texts.whose import is_internal

_UNKNOWN: Any = object()
UNNAMED_SIGNALS = (pre_init, post_init)
"""Those that get no spans unless they are named."""


class Wanted:
    """The signals and receivers that somebody chose.

    What was found out of one is kept while it lives: nothing here keeps a receiver alive.
    """

    def __init__(
        self,
        signals: Iterable[Signal | str] | None,
        receivers: Iterable[Callable[..., Any] | str] | None,
    ) -> None:
        self._signals = None if signals is None else _signals_in(signals)
        self._receivers: IdentityTable[bool] = IdentityTable()
        self._names: tuple[str, ...] | None = None
        if receivers is not None:
            self._choose(receivers)
        self._known_signals: IdentityTable[str | None] = IdentityTable()
        self._known_places: IdentityTable[Place | None] = IdentityTable()

    def name_of(self, signal: Signal) -> str | None:
        """Return a signal's dotted name; None where its receivers get no spans."""
        known: str | None = self._known_signals.facts.get(id(signal), _UNKNOWN)
        if known is not _UNKNOWN:
            return known
        return self._known_signals.add(signal, self._name_of(signal))

    def place_of(self, receiver: Any) -> Place | None:
        """Return a receiver's name and place; None where it gets no span."""
        target = lasting(receiver)
        known: Place | None = self._known_places.facts.get(id(target), _UNKNOWN)
        if known is not _UNKNOWN:
            return known
        place = place_token(receiver)
        return self._known_places.add(target, place if self._is_chosen(receiver, place) else None)

    def _choose(self, receivers: Iterable[Callable[..., Any] | str]) -> None:
        chosen = _listed("receivers", receivers)
        self._names = tuple(each for each in chosen if isinstance(each, str))
        for each in chosen:
            if not isinstance(each, str):
                if not callable(each):
                    message = f"receivers: {type(each).__name__} is no receiver, nor a dotted name."
                    raise TypeError(message)
                self._receivers.add(function_of(each), True)

    def _is_chosen(self, receiver: Any, place: Place) -> bool:
        if self._names is None:
            return not is_internal(place.name)
        if id(function_of(receiver)) in self._receivers.facts:
            return True
        name = without_partials(place.name)
        return any(name == each or name.startswith(f"{each}.") for each in self._names)

    def _name_of(self, signal: Signal) -> str | None:
        name = signal_name(signal)
        if self._signals is None:
            is_chosen = not any(signal is each for each in UNNAMED_SIGNALS)
        else:
            is_chosen = any(
                name == each if isinstance(each, str) else signal is each for each in self._signals
            )
        return name if is_chosen else None


def _signals_in(given: Iterable[Signal | str]) -> list[Signal | str]:
    found = _listed("signals", given)
    for each in found:
        if not (issubclass(type(each), Signal) or (isinstance(each, str) and "." in each)):
            what = repr(each) if isinstance(each, str) else type(each).__name__
            message = f"signals: {what} is no signal; give the Signal itself, or its dotted name."
            raise TypeError(message)
    return found


def _listed(name: str, given: Iterable[Any]) -> list[Any]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        message = f"{name} must be several, as in {name}=[…], not one {type(given).__name__}."
        raise TypeError(message)
    return list(given)
