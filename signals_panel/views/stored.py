"""The panel of a request that the toolbar's store holds."""

from __future__ import annotations

import json
from typing import Any

from debug_toolbar.toolbar import DebugToolbar
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from ..panel import SignalsPanel


def stored_panel(request_id: str) -> SignalsPanel | None:
    """Return the panel of a stored request; None where the store does not hold it."""
    try:
        toolbar = DebugToolbar.fetch(request_id, SignalsPanel.panel_id)
    except ValidationError:  # the store in the database takes nothing but UUIDs
        return None
    panels: list[Any] = [] if toolbar is None else toolbar.panels
    return panels[0] if panels else None  # in old toolbars none without data


def not_stored(panel: SignalsPanel | None) -> str:
    """Return why the recording of a request could not be stored; empty where it was not tried."""
    failure = panel.get_stats().get("failure") if panel is not None else None  # type: ignore[no-untyped-call]
    if not failure:
        return ""
    told: dict[str, str] = json.loads(failure)
    reason = f"{told['type']}: {told['message']}"
    return _("The recording of this request could not be stored: %(reason)s") % {"reason": reason}


def text_answer(status: int, message: str) -> HttpResponse:
    """Answer with a sentence in plain text."""
    return HttpResponse(message + "\n", status=status, content_type="text/plain; charset=utf-8")
