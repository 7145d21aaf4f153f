"""Receivers, and lists of them, as numbers on the hot path."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Any

from .naming import IdentityTable, Place, place_of

places: list[Place] = []
"""Every receiver seen, by token."""
receiver_lists: list[tuple[int, ...]] = [(0,), ()]
"""Every list of receivers seen, by token: how many of them are sync, then their tokens."""
NO_ONE, NOT_OURS = 0, 1
"""The tokens of the empty list, and of any list that holds only the toolbar's receivers."""

_lists_of_one: IdentityTable[int] = IdentityTable()
lists_of_one = _lists_of_one.facts
"""The token of the list that holds one sync function, by its id(), for the hot path."""

_place_tokens: IdentityTable[int] = IdentityTable()
_tokens_by_place: dict[Place, int] = {}
_list_tokens: dict[tuple[int, ...], int] = {(0,): NO_ONE}


def place_token(receiver: Any) -> int:
    """Return the number that stands for a receiver's name and place."""
    target = receiver.__func__ if type(receiver) is types.MethodType else receiver
    token = _place_tokens.facts.get(id(target))
    if token is None:
        place = place_of(receiver)
        token = _tokens_by_place.setdefault(place, len(places))
        if token == len(places):
            places.append(place)
        _place_tokens.add(target, token)
    return token


def list_token(sync: Sequence[Any], asynchronous: Sequence[Any]) -> int:
    """Return the number that stands for a list of receivers."""
    facts = _place_tokens.facts
    tokens = [len(sync)]
    for receiver in (*sync, *asynchronous) if asynchronous else sync:
        token = facts.get(id(receiver))
        tokens.append(place_token(receiver) if token is None else token)
    key = tuple(tokens)
    found = _list_tokens.get(key)
    if found is None:
        found = _new_list(key)
    one = len(tokens) == tokens[0] + 1 == 2 and type(sync[0]) is types.FunctionType
    if one and found != NOT_OURS:
        _lists_of_one.add(sync[0], found)
    return found


def _new_list(key: tuple[int, ...]) -> int:
    if all(places[token].name.startswith("debug_toolbar.") for token in key[1:]):
        return _list_tokens.setdefault(key, NOT_OURS)
    receiver_lists.append(key)
    return _list_tokens.setdefault(key, len(receiver_lists) - 1)
