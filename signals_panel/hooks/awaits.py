"""``sync_to_async``: a thread runs what is awaited elsewhere, and is told from which line."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from asgiref.sync import SyncToAsync

from ..log.log import current_state
from ..texts.awaiting import Awaited, awaited
from ..texts.callers import awaited_from
from ..texts.naming import instance_dict
from .patching import original, put

if TYPE_CHECKING:
    from typing_extensions import Self

_original: Any = original(SyncToAsync, "__call__")


def install() -> None:
    """Patch the one method through which all of Django's async methods reach a thread."""
    put(SyncToAsync, "__call__", call)


async def call(self: Any, *args: Any, **kwargs: Any) -> Any:
    state = current_state.get()
    if state is None:
        return await _original(self, *args, **kwargs)
    site = Awaited(None)
    try:
        site = awaited_from(2)
        given = instance_dict(self).get("context")
        if given is not None:  # else it is copied in the first step
            given.run(awaited.set, site)
    except Exception:
        state[0].dropped["errors"] += 1
    return await Steps(_original(self, *args, **kwargs), site)


class Steps:
    """A coroutine, driven as ``await`` does, with a site in the ContextVar at each step.

    asgiref copies the context in the first step, for the thread, and in the last takes over
    what has changed in the thread's. Between them the variable is as it was.
    """

    __slots__ = ("close", "coroutine", "site")

    def __init__(self, coroutine: Coroutine[Any, Any, Any], site: Awaited) -> None:
        self.coroutine, self.site = coroutine, site
        self.close = coroutine.close

    def __await__(self) -> Self:
        return self

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def send(self, value: Any) -> Any:
        outer = awaited.get()
        awaited.set(self.site)
        try:
            return self.coroutine.send(value)
        finally:
            awaited.set(outer)

    def throw(self, *error: Any) -> Any:
        outer = awaited.get()
        awaited.set(self.site)
        try:
            return self.coroutine.throw(*error)
        finally:
            awaited.set(outer)
            del error  # it would refer to itself, by this frame
