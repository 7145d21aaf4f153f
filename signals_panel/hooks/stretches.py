"""Recording all that is sent in a block: what recordings have in common, whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from ..conf import keeps_parameters, options
from ..log.log import Stretch, current_state
from . import install

AnyStretch = TypeVar("AnyStretch", bound=Stretch)


@contextmanager
def recorded(kind: type[AnyStretch]) -> Iterator[AnyStretch]:
    """Record every signal sent in the block, in this thread or task and those it starts.

    Yields:
        A stretch of the given kind.
    """
    install()
    outer = current_state.get()
    stretch = kind.inside(outer, options().MAX_ROWS, keeps_parameters())
    current_state.set(stretch.state())
    try:
        yield stretch
    finally:
        current_state.set(outer)
        stretch.close()
