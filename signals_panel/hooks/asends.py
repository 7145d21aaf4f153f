"""``asend`` and ``asend_robust``, which Django carries out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.dispatch import Signal

from .delegation import delegated
from .patching import by_position, original

Answers = list[tuple[Any, Any]]

_asend: Callable[..., Awaitable[Answers]] = by_position(original(Signal, "asend"))
_asend_robust: Callable[..., Awaitable[Answers]] = by_position(original(Signal, "asend_robust"))


async def asend(self: Signal, sender: Any, **named: Any) -> Answers:
    dispatch = delegated(self, sender, named, "asend")
    if dispatch is None:
        return await _asend(self, sender, **named)
    with dispatch:
        return dispatch.answers(await _asend(dispatch.signal, sender, **named))


async def asend_robust(self: Signal, sender: Any, **named: Any) -> Answers:
    dispatch = delegated(self, sender, named, "asend_robust")
    if dispatch is None:
        return await _asend_robust(self, sender, **named)
    with dispatch:
        return dispatch.answers(await _asend_robust(dispatch.signal, sender, **named))
