"""The blocks that Django opens around a view: those of ``ATOMIC_REQUESTS``.

Django makes them anew for each request, and nothing that one enters tells it from others. So they
are looked for where Django makes them: around the view, in functions that name what they wrap.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import Atomic

from ..log.log import current_state
from ..texts.naming import IdentityTable
from .blocks import Block
from .patching import original, put

_atomics: IdentityTable[bool] = IdentityTable()
"""Those around a view that is about to run; of each whether it is the innermost."""


def install() -> None:
    """Patch what makes a view atomic."""
    from django.core.handlers.base import BaseHandler

    before_us = original(BaseHandler, "make_view_atomic")

    def make_view_atomic(self: Any, view: Any) -> Any:
        wrapped = before_us(self, view)
        with contextlib.suppress(Exception):
            for atomic in (found := list(_around(view, wrapped))):
                _atomics.add(atomic, atomic is found[-1])
        return wrapped

    put(BaseHandler, "make_view_atomic", make_view_atomic)


def entered(atomic: Any, block: Block) -> None:
    """Note a block that has just begun, where it is around a view."""
    is_innermost = _atomics.facts.get(id(atomic))
    state = current_state.get()
    if is_innermost is not None and state is not None:
        row = (state[1], block.number, block.alias, int(is_innermost))
        state[0].rows["view_blocks"].extend(row)


def _around(view: Any, wrapped: Any) -> Iterator[Atomic]:
    """Yield the blocks that Django has put around a view, outermost first."""
    while wrapped is not view and type(wrapped) is FunctionType:
        held = [cell.cell_contents for cell in wrapped.__closure__ or ()]
        for atomic in (each for each in held if type(each) is Atomic):
            if connections.settings[atomic.using or DEFAULT_DB_ALIAS]["ATOMIC_REQUESTS"]:
                yield atomic
        wrapped = vars(wrapped).get("__wrapped__")
