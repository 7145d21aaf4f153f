"""Receivers, and lists of them, as what the rows of a log hold: text, shared and never changed.

A place is remembered while its receiver lives, and lives on in the logs that have it. So there
is no table of all there ever were, nothing is numbered, and threads have nothing to agree on.
"""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Any

from .naming import IdentityTable, Place, place_of

Receivers = tuple[Any, ...]
"""A list of receivers: how many of them are sync, then the place of each."""
NO_ONE: Receivers = (0,)
NOT_OURS: Receivers = ()
"""Stands for any list that holds only the toolbar's receivers."""
MAX_CALLED = 10_000

_lists_of_one: IdentityTable[Receivers] = IdentityTable()
lists_of_one = _lists_of_one.facts
"""The list that holds one sync function, by its id(), for the hot path."""
called: dict[Place, None] = {}
"""The places of receivers that a dispatch reached, also of those that are gone; the latest."""

_places: IdentityTable[Place] = IdentityTable()
_reached: IdentityTable[Place] = IdentityTable()
"""The places of those receivers alone that a dispatch reached."""


def place_token(receiver: Any) -> Place:
    """Return a receiver's name and place, the same object while the receiver lives."""
    target = lasting(receiver)
    place = _places.facts.get(id(target))
    return _places.add(target, place_of(receiver)) if place is None else place


def known_places() -> list[Place]:
    """Return the places of the receivers that live."""
    return list(_places.facts.values())


def list_token(sync: Sequence[Any], asynchronous: Sequence[Any]) -> Receivers:
    """Return a list of receivers; of one sync function the same object while that lives."""
    known = _reached.facts
    found = [known.get(id(each)) or _reach(each) for each in (*sync, *asynchronous)]
    if not found:
        return NO_ONE
    if all(place.name.startswith("debug_toolbar.") for place in found):
        return NOT_OURS
    receivers = (len(sync), *found)
    if len(found) == len(sync) == 1 and type(sync[0]) is types.FunctionType:
        return _lists_of_one.add(sync[0], receivers)
    return receivers


def _reach(receiver: Any) -> Place:
    target = lasting(receiver)
    place = _reached.facts.get(id(target))
    if place is None:
        place = _reached.add(target, place_token(receiver))
        if len(called) >= MAX_CALLED:
            for oldest in list(called)[: MAX_CALLED // 2]:
                called.pop(oldest, None)
        called[place] = None
    return place


def lasting(receiver: Any) -> Any:
    """Return what lasts of a receiver: the function of a bound method, made anew at each look."""
    return receiver.__func__ if type(receiver) is types.MethodType else receiver
