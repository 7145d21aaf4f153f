"""What is known of a send before it happens: whom it reaches, and what its row says of that.

A signal that caches, as those of models do, keeps a list of connections for each sender until
a connection is made or removed. Where that list leads to one function, a *route* remembers
which, and the tokens of the row. It is learnt from what Django itself found, and found again
by the list's identity; a receiver that dies is noticed as Django notices it.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType
from typing import Any
from weakref import ref

from django.dispatch import Signal, dispatcher

from ..texts.arguments import ModelTexts, known_models
from ..texts.places import Receivers
from ..texts.signal_names import Token, is_held_by_module
from .patching import MAX_WRAPPERS, original

Known = tuple[Token, Any, Receivers]
"""What a row says of its signal, its sender and its receivers."""


def is_djangos(method: Any) -> bool:
    """Tell whether a method of ``Signal`` is the one that Django defines."""
    return type(method) is FunctionType and method.__globals__ is vars(dispatcher)


def djangos(name: str) -> Any:
    """Return Django's method, also where packages have wrapped it; None where it is not found."""
    found = original(Signal, name)
    for _ in range(MAX_WRAPPERS):
        if is_djangos(found):
            return found
        found = getattr(found, "__wrapped__", None)
    return None


_original: Any = Signal._live_receivers
DJANGOS = _original if is_djangos(_original) else None
"""Django's way to find receivers; None where another package's has taken its place before us.
What has taken it since, of all signals or of one, is asked at every send."""

MAX_ROUTES = 1_000
"""How many are kept: lists that no signal has any more are not told from those in use."""


class Route:
    """What is known of the sends that one of Django's lists is for.

    Attributes:
        connections: the list; held, so that no other list can have its identity.
        receiver: what its only connection refers to.
        known: what the rows of these sends say.
        model: what is known of the sender where it is a model; see ``texts.arguments``.
    """

    __slots__ = ("connections", "known", "model", "receiver")

    def __init__(
        self, connections: Any, receiver: ref[Any], known: Known, model: ModelTexts | None
    ) -> None:
        self.connections, self.receiver = connections, receiver
        self.known, self.model = known, model


routes: dict[int, Route] = {}
"""Routes by the ``id()`` of the list."""
latest: list[Route | None] = [None]
"""The route of the latest send: the next one mostly goes the same way."""


def remember(
    signal: Signal, connections: Any, sender: Any, receivers: Sequence[Any], known: Known
) -> None:
    """Remember the route of a send that Django's list *connections* led to *receivers*.

    Only of signals that a module holds: from Django 6.1 the list leads to its signal, which must
    not live longer for it. Only for classes as senders: others have no name that stays. A class
    that compares equal to another shares its list.
    """
    if type(connections) is not list or not len(connections) == len(receivers) == 1:
        return
    if not is_held_by_module(signal):
        return
    receiver = connections[0][0]
    if type(receiver) is not ref or receiver() is not receivers[0]:
        return
    kind = type(sender)
    if issubclass(kind, type) and kind.__hash__ is type.__hash__:
        if len(routes) >= MAX_ROUTES:
            routes.clear()
        routes[id(connections)] = Route(connections, receiver, known, known_models.get(id(sender)))
