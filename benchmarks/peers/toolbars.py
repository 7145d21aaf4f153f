"""Those that show what they recorded in the page itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .. import kaleidoscope, project
from ..requests import page
from .peer import Kept, Peer


class Stock(Peer):
    """The toolbar, with its stock panel alone."""

    name = "stock panel"
    shows = "what is connected when the request ends"
    mark = b"djDebug"
    variant = project.STOCK

    def settings(self) -> dict[str, Any]:
        return project.toolbar(self.variant)

    def kept_of(self, serve: Callable[[], Any]) -> Kept:
        from debug_toolbar.store import get_store, serialize

        serve()
        store = get_store()
        stored = dict(store.panels(list(store.request_ids())[-1]))
        totals = next(iter(stored.values())).get("totals", {})
        return Kept(len(serialize(stored)), totals.get("sends", 0), totals.get("calls", 0))


class Ours(Stock):
    name = "this panel"
    shows = (
        "each dispatch and each call of a receiver, in order and nested, with time, SQL, arguments"
        " and outcome; sends nobody received as numbers; why a receiver was not called"
    )
    variant = project.OURS


class Kaleidoscope(Peer):
    """It keeps objects in memory; its bytes are those of the data that its page gets."""

    name = "kaleidoscope"
    distribution = "django-kaleidoscope"
    shows = (
        "groups of sends by signal and sender: how many, how long in all, which receivers, the line"
        " of the first"
    )
    mark = kaleidoscope.MARK

    def settings(self) -> dict[str, Any]:
        return project.toolbar(project.KALEIDOSCOPE)

    def kept_of(self, serve: Callable[[], Any]) -> Kept:
        serve()
        data = page(self.handler, kaleidoscope.RECORDED).body
        return Kept(len(data), json.loads(data)["send_count"])
