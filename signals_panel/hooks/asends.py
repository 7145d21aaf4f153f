"""``asend`` and ``asend_robust``, which Django carries out."""

from __future__ import annotations

from typing import Any

from django.dispatch import Signal

from .delegation import delegated

_asend = Signal.asend
_asend_robust = Signal.asend_robust


async def asend(self: Signal, sender: Any, **named: Any) -> list[tuple[Any, Any]]:
    dispatch = delegated(self, sender, named, "asend")
    if dispatch is None:
        return await _asend(self, sender, **named)
    with dispatch:
        return dispatch.answers(await _asend(dispatch.signal, sender, **named))


async def asend_robust(self: Signal, sender: Any, **named: Any) -> list[tuple[Any, Any]]:
    dispatch = delegated(self, sender, named, "asend_robust")
    if dispatch is None:
        return await _asend_robust(self, sender, **named)
    with dispatch:
        return dispatch.answers(await _asend_robust(dispatch.signal, sender, **named))
