"""The toolbar's panel: adopts the request's scope, stores it, shows it from the store."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from types import FrameType
from typing import Any

from debug_toolbar import middleware
from debug_toolbar.panels import Panel
from django.conf import settings
from django.core.checks import CheckMessage
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from .checks.options import check_installed
from .hooks import install, requests
from .log.clock import perf_counter_ns
from .log.stored import FORMAT, encode
from .log.tables import marks_of, tables_of
from .page.rendering import render
from .page.summary import summary
from .page.unreadable import unreadable
from .registry.registry import stored_registry
from .texts.errors import error_text
from .timeline.totals import totals_of
from .toolbar import urlpatterns
from .toolbar.heading import heading_of
from .toolbar.late_part import keep_late, late_of, write_late
from .toolbar.latest import keep_line
from .toolbar.lines import facts_of
from .toolbar.stored_request import StoredRequest
from .toolbar.stores import PANEL_ID, takes_any_time

logger = logging.getLogger(__name__)

SCRIPT = "signals_panel/panel.js"
"""Fetched once the rows are there, and its imports after it: they are painted before it runs."""
PATIENCE_NS = 1_000_000_000
"""How long a store may take to refuse a recording, and be asked to take the reason instead."""


class SignalsPanel(Panel):
    """Shows which signals a request sent, to which receivers, and what came of it."""

    panel_id = PANEL_ID
    title = _("Signals sent")
    nav_title = _("Signals sent")
    nav_icon = "signals_panel/signals.svg"
    template = "signals_panel/panel.html"
    is_async = True

    def __init__(self, toolbar: Any, get_response: Any) -> None:
        super().__init__(toolbar, get_response)
        self.failure: str | None = None
        self._scope: requests.RequestScope | None = None
        self._waited_ns = 0
        if toolbar.request is not None:  # a panel from the store has none
            with self._contained("be made"):
                if self.enabled and _serves(sys._getframe(1)):
                    requests.mute_unadopted()  # what the toolbar sends in its making is its own

    @classmethod
    def ready(cls) -> None:
        """Record requests from their very start; with DEBUG off patch nothing."""
        if settings.DEBUG:
            install()
            requests.watch()

    @classmethod
    def run_checks(cls) -> list[CheckMessage]:
        """Return what is wrong with the installation, for the toolbar's own checks."""
        return check_installed()

    @classmethod
    def get_urls(cls) -> list[URLPattern]:
        """Return the addresses of the downloads, and of what the script fetches."""
        return urlpatterns

    def enable_instrumentation(self) -> None:
        """Adopt the scope that ``request_started`` opened.

        Where the toolbar is shown though DEBUG is off, recording begins here.
        """
        with self._contained("begin to record"):
            install()
            requests.watch()
            self._scope = requests.scope_for_panel()
            self._scope.adopt()

    def disable_instrumentation(self) -> None:
        """Record nothing while the toolbar gathers and renders."""
        with self._contained("stop recording"):
            if self._scope is not None:
                self._scope.mute()

    def generate_stats(self, request: HttpRequest, response: HttpResponse) -> None:
        """Store what was recorded, or why it was not; never raises: that would cost a page.

        A store that refuses after a long wait, as a locked database does, is not asked again.
        """
        with self._contained("store its recording"):
            if self.failure is None:
                self._store(request, response)
        if self.failure is not None:
            self.toolbar.stats[self.panel_id] = {}  # the store may have refused what is there
            if self._waited_ns > PATIENCE_NS:
                return
        with self._contained("store why"):
            if self.failure is not None:
                self.record_stats({"failure": self.failure})
        write_late()

    def _store(self, request: HttpRequest, response: HttpResponse) -> None:
        assert self._scope is not None
        recording, store = self._scope.recording, self.toolbar.store
        at_once = takes_any_time(store)
        marks = marks_of(recording)
        tables = tables_of(recording, until=marks)
        stats = {
            "format": FORMAT,
            "totals": totals_of(tables),
            "parts": [encode(tables)],
            "registry": stored_registry(),
            **facts_of(request, response, tables),
        }
        asked = perf_counter_ns()
        try:
            self.record_stats(stats)
        finally:
            self._waited_ns = perf_counter_ns() - asked
        keep_line(self.toolbar.request_id, stats)
        self._scope.on_close = partial(
            keep_late,
            store=store,
            request_id=self.toolbar.request_id,
            marks=marks,
            at_once=at_once,
        )

    def load_stats_from_store(self, data: dict[str, Any]) -> None:
        """Load what the toolbar stored, and what came after it; what it is, is asked later."""
        stats: dict[str, Any] = {}
        with self._contained("read what is stored"):
            late = late_of(self.toolbar.store, self.toolbar.request_id) if data else {}
            stats = {**data, **late}
        super().load_stats_from_store(stats if self.failure is None else {"format": None})

    def generate_server_timing(self, request: HttpRequest, response: HttpResponse) -> None:
        """Report the time spent in receivers."""
        with self._contained("say how long receivers took"):
            totals = self.get_stats().get("totals")
            if totals:
                self.record_server_timing("receivers", _("Receivers"), totals["receiver_ns"] / 1e6)

    def get_headers(self, request: HttpRequest) -> dict[str, str]:
        """Return the panel's headers; called last by the toolbar, so record again."""
        headers: dict[str, str] = super().get_headers(request)
        with self._contained("record what comes after"):
            if self._scope is not None:
                self._scope.resume()
                if self._scope.opener is None:
                    self._scope.close()
        return headers

    @contextmanager
    def _contained(self, what: str) -> Iterator[None]:
        """Contain an error of ours, which must not cost the user a page; keep the first."""
        try:
            yield
        except Exception as error:
            logger.exception("The signals panel could not %s.", what)
            self.failure = self.failure or error_text(error)

    @property
    def nav_subtitle(self) -> str:
        """Signals sent up to the response, and errors or receivers; findings once looked for."""
        with self._contained("sum up a recording"):
            stats = self.get_stats()
            if stats.get("totals") is not None:
                return summary(stats["totals"], len(stats.get("findings", ())))
        return ""

    @property
    def content(self) -> str:
        """The panel, from what is in the store alone; never raises.

        Of a long recording it is the beginning; the script fetches the rest from ``toolbar``.
        """
        try:
            return self._page()
        except Exception as error:
            logger.exception("The signals panel could not show a recording.")
            return escape(unreadable(error))

    def _page(self) -> str:
        stored, stats = self.stored, self.stored.stats
        late = {
            "is_late_missing": "late" not in stats,
            "late_failure": json.loads(stats.get("late_failure", "null")),
        }
        heading = {**heading_of(stored), "request_id": self.toolbar.request_id}
        return render(self.template, {**stored.context(), **late, **heading})

    @property
    def scripts(self) -> list[str]:
        """What makes the panel quicker to use; it is complete without."""
        return [*super().scripts, static(SCRIPT)]

    @property
    def document(self) -> dict[str, Any] | None:
        """The stored recording's document; None where there is none."""
        return self.stored.document

    @cached_property
    def stored(self) -> StoredRequest:
        """What the store holds of the request."""
        return StoredRequest(self.toolbar.store, self.toolbar.request_id, self.get_stats())


def _serves(frame: FrameType | None) -> bool:
    """Tell whether the toolbar's middleware makes a toolbar: it uses it at once.

    A toolbar that a view makes is perhaps never used.
    """
    while frame is not None and frame.f_code.co_name == "__init__":
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename == middleware.__file__
