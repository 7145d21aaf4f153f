"""A request that the toolbar's store holds: what was recorded in it, and what is made of that."""

from __future__ import annotations

import json
from collections.abc import Container
from functools import cached_property
from typing import Any

from debug_toolbar.toolbar import DebugToolbar
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..conf import options
from ..exporters.document import expand_all, happened_in
from ..fates.connected import Connected
from ..findings import find
from ..log.stored import FORMAT, check_format, decode
from ..log.tables import Tables
from ..page import (
    beginning_of,
    context_of,
    figures_at_once,
    registry_context,
    sums_of,
    without_recording,
)
from ..registry.registry import Registry, decoded
from ..timeline import Timeline
from ..timeline.slices import row_count
from .late_part import keep_findings, write_late
from .latest import note_findings
from .stores import PANEL_ID

SUMMED_AT_ONCE = 20_000
"""How many rows are summed up while a page opens; of more, the script asks for the sums."""

Item = dict[str, Any]


class StoredRequest:
    """What a store holds of a request. What is made of it is made once, when first asked for.

    Attributes:
        store: the toolbar's store.
        request_id: by which that knows the request.
        stats: what the panel stored, and what came later.
    """

    def __init__(self, store: Any, request_id: str, stats: Item) -> None:
        self.store, self.request_id, self.stats = store, request_id, stats

    @cached_property
    def tables(self) -> list[Tables]:
        """The stored parts of the recording; none where nothing is stored.

        Raises whatever comes of it where they are in a form that this version does not know.
        """
        check_format(self.stats.get("format", FORMAT))
        write_late()
        parts = (*self.stats.get("parts", ()), *self.stats.get("late", ()))
        return [decode(part) for part in parts]

    @cached_property
    def registry(self) -> Registry:
        """What was connected when the recording was stored; empty where there is none."""
        return decoded(self.stats.get("registry", ""))

    @cached_property
    def document(self) -> Item | None:
        """The recording's document; None where there is none."""
        if not self.tables:
            return None
        document = expand_all(self.connected, self.stats["request"]).document
        return {**document, "findings": self.findings}

    @cached_property
    def findings(self) -> list[Item]:
        """What was found in the recording: looked for at the first look, and stored then."""
        if "findings" in self.stats or not self.tables:
            return list(self.stats.get("findings", ()))
        found = find(self.connected)
        keep_findings(self.store, self.request_id, {**self.stats, "findings": found})
        note_findings(self.request_id, len(found))
        return found

    @cached_property
    def timeline(self) -> Timeline:
        """The tree of the recording; there must be one."""
        return Timeline(self.tables)

    @cached_property
    def connected(self) -> Connected:
        """The recording, and what was connected during it; there must be one."""
        return Connected(self.timeline, self.registry)

    def context(self) -> Item:
        """Return the context of the panel's template: all rows, or the first of a long list."""
        count = row_count(self.tables)
        if not self.tables:
            return without_recording(self.stats)
        if count <= options().ROWS_SHOWN:
            return self.whole_context()
        if count > SUMMED_AT_ONCE:
            figures = figures_at_once(self.tables)
            return {**beginning_of(self.tables, self.stats, []), "figures": figures}
        first = beginning_of(self.tables, self.stats, self.findings)
        return {**first, **self.sums(first["shown"])}

    def whole_context(self) -> Item:
        """Return the same context with rows as HTML, of a long list the first ``ROWS_SHOWN``.

        There must be a recording.
        """
        most = options().ROWS_SHOWN
        limit = most if row_count(self.tables) > most else None
        happened = happened_in(self.connected, self.stats["request"]).document
        document = {**happened, "findings": self.findings}
        return context_of(self.connected, document, self.tables, self.stats, limit)

    def sums(self, shown: Container[int] | None = None) -> Item:
        """Return the context of the views that sum up the whole recording; there must be one.

        *shown* are the ids of the rows that the page has as HTML, by default all.
        """
        timeline = self.timeline
        every = range(timeline.first_bypass_id + len(timeline.bypasses))
        return sums_of(self.connected, self.findings, every if shown is None else shown)

    def registry_context(self) -> Item:
        """Return the context of the registry's view; there must be a recording."""
        return registry_context(self.connected)


def stored_panel(request_id: str) -> Any:
    """Return the panel of a stored request; None where the store does not hold it."""
    try:
        toolbar = DebugToolbar.fetch(request_id, PANEL_ID)
    except ValidationError:  # the store in the database takes nothing but UUIDs
        return None
    panels: list[Any] = [] if toolbar is None else toolbar.panels
    return panels[0] if panels else None  # in old toolbars none without data


def stored_request(request_id: str) -> StoredRequest | None:
    """Return a stored request; None where the store does not hold it."""
    panel = stored_panel(request_id)
    return None if panel is None else panel.stored


def not_stored(stored: StoredRequest | None) -> str:
    """Return why the recording of a request could not be stored; empty where it was not tried."""
    failure = stored.stats.get("failure") if stored is not None else None
    if not failure:
        return ""
    told: dict[str, str] = json.loads(failure)
    reason = f"{told['type']}: {told['message']}"
    return _("The recording of this request could not be stored: %(reason)s") % {"reason": reason}
