"""Which dispatches are Django's or a package's, from items of the document."""

from __future__ import annotations

from typing import Any

from signals_panel.texts.whose import is_internal, is_internal_send

Item = dict[str, Any]


def is_internal_dispatch(dispatch: Item, calls: list[Item]) -> bool:
    """Tell whether a dispatch concerns the project in nothing.

    No receiver of its own was to hear it, and a package's code sent it; or Django's, by a signal
    and a sender that are not the project's either.
    """
    if not all(is_internal(call["receiver"]) for call in calls):
        return False
    caller = dispatch["caller"]
    return is_internal_send(dispatch["signal"], dispatch["sender"], caller and caller["file"])
