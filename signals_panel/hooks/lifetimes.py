"""Receivers that live only because DEBUG is on.

Under DEBUG, ``connect()`` looks at the receiver's parameters through a function of Django's
whose ``lru_cache`` keeps the receiver. A local function, an inline partial or a function
whose name was bound anew then works, and is gone in production, where nobody looks.
"""

from __future__ import annotations

import functools
import gc
import sys
import types
from inspect import Parameter
from typing import Any

from django.utils import inspect as django_inspect

from ..texts.naming import Place, instance_dict, place_of, printable

_cache: Any = vars(django_inspect).get("_get_func_parameters")


@functools.lru_cache(maxsize=1)
def _like_djangos(func: Any, remove_first: bool) -> tuple[Parameter, ...]:
    return ()


_like_djangos(lambda: None, remove_first=False)


def kept_by_debug() -> frozenset[int]:
    """Return the ids of the objects that Django's cache, and nothing else, keeps alive.

    They have as many references as a function of ours that only a cache holds. Not among them
    is what a cycle of its own refers to besides, such as a local function that names itself.
    """
    [control] = _keys_of(_like_djangos)
    alone = sys.getrefcount(control[0])
    return frozenset(id(key[0]) for key in _keys_of(_cache) if sys.getrefcount(key[0]) == alone)


def owner_of(receiver: Any) -> Any:
    """Return the object that a weak connection lives by: a bound method's is its instance."""
    return receiver.__self__ if type(receiver) is types.MethodType else receiver


def rebound_at(receiver: Any) -> Place | None:
    """Return the place of what has the name of a function now; None where that is not known."""
    if type(receiver) is not types.FunctionType or type(receiver.__module__) is not str:
        return None
    if receiver.__qualname__ != receiver.__name__:
        return None
    found = instance_dict(sys.modules.get(receiver.__module__)).get(receiver.__name__)
    place = None if found is None or found is receiver else place_of(found)
    return place if place and place.file == printable(receiver.__code__.co_filename) else None


def _keys_of(cache: Any) -> list[tuple[Any, ...]]:
    """Return the keys of a cache: tuples that begin with a callable. Its results are tuples too.

    Only these tuples are held here: a reference to a callable of its own would count.
    """
    found = gc.get_referents(cache)
    return [key for key in found if type(key) is tuple and key and type(key[0]) is not Parameter]
