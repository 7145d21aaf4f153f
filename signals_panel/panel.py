"""The toolbar's panel: adopts the request's scope, stores it, shows it from the store."""

from __future__ import annotations

import logging
from functools import cached_property, partial
from typing import Any

from debug_toolbar.panels import Panel
from django.conf import settings
from django.core.checks import CheckMessage
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .checks import check_installed
from .document import Expanded, expand_all
from .errors import error_text
from .findings import find
from .hooks import install, requests
from .log import Stretch
from .naming import printable
from .presenting import beginning_of, context_of
from .presenting.rendering import render
from .registry import Registry, decoded, stored_registry
from .slices import row_count
from .stored import decode, encode
from .tables import Tables, marks_of, tables_of
from .totals import totals_of

logger = logging.getLogger(__name__)

SCRIPT = "signals_panel/panel.js"
"""Fetched once the rows are there, and its imports after it: they are painted before it runs."""
LATE = "SignalsTracePanel.late"
"""What the store keeps under, as if it were a panel's, all that comes later than the panel's own:
the late part, and what was found. The panel's own is not written again."""
LONG = 5_000
"""How many dispatches and calls a page can show whole, before anyone gets impatient."""


class SignalsPanel(Panel):
    """Shows which signals a request sent, to which receivers, and what came of it."""

    panel_id = "SignalsTracePanel"  # the stock panel has the class's name
    title = _("Signals sent")
    nav_title = _("Signals sent")
    nav_icon = "signals_panel/signals.svg"
    template = "signals_panel/panel.html"
    is_async = True

    def __init__(self, toolbar: Any, get_response: Any) -> None:
        super().__init__(toolbar, get_response)
        if toolbar.request is not None:  # a panel from the store has none
            self._scope = requests.scope_for_panel()
            self._scope.mute()  # the toolbar is being made: what it sends is its own

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
        from .views import urlpatterns

        return urlpatterns

    def enable_instrumentation(self) -> None:
        """Adopt the scope that ``request_started`` opened.

        Where the toolbar is shown though DEBUG is off, recording begins here.
        """
        install()
        requests.watch()
        self._scope.adopt()

    def disable_instrumentation(self) -> None:
        """Record nothing while the toolbar gathers and renders."""
        self._scope.mute()

    def generate_stats(self, request: HttpRequest, response: HttpResponse) -> None:
        """Store what was recorded; never raises, which would break the user's page."""
        try:
            self._store(request, response)
        except Exception as error:
            logger.exception("The signals panel could not store its recording.")
            self.record_stats({"failure": error_text(error)})

    def _store(self, request: HttpRequest, response: HttpResponse) -> None:
        recording = self._scope.recording
        tables = tables_of(recording)
        self.record_stats(
            {
                "totals": totals_of(tables),
                "parts": [encode(tables)],
                "registry": stored_registry(),
                "request": {
                    "method": request.method,
                    "path": printable(request.path),
                    "status": response.status_code,
                },
            }
        )
        self._scope.on_close = partial(
            save_late_part,
            store=self.toolbar.store,
            request_id=self.toolbar.request_id,
            marks=marks_of(recording),
        )

    def load_stats_from_store(self, data: dict[str, Any]) -> None:
        """Load what the toolbar stored, and what came after it."""
        late = self.toolbar.store.panel(self.toolbar.request_id, LATE)
        super().load_stats_from_store({**data, **late})

    def generate_server_timing(self, request: HttpRequest, response: HttpResponse) -> None:
        """Report the time spent in receivers."""
        totals = self.get_stats().get("totals")
        if totals:
            self.record_server_timing("receivers", _("Receivers"), totals["receiver_ns"] / 1e6)

    def get_headers(self, request: HttpRequest) -> dict[str, str]:
        """Return the panel's headers; called last by the toolbar, so record again."""
        headers: dict[str, str] = super().get_headers(request)
        self._scope.resume()
        if self._scope.opener is None:
            self._scope.close()
        return headers

    @property
    def nav_subtitle(self) -> str:
        """Signals, receivers and their time, as stored with the response."""
        totals = self.get_stats().get("totals")
        if totals is None:
            return ""
        time = f"{totals['receiver_ns'] / 1e6:.2f}ms"
        return f"{self._summary(totals)} in {time}"

    @property
    def content(self) -> str:
        """The panel, from what is in the store alone.

        Of a long recording it is the beginning; the script fetches the rest from ``views``.
        """
        stats = self.get_stats()
        context = beginning_of(self.tables, stats) if self.is_long else self.context()
        return render(self.template, {**context, "request_id": self.toolbar.request_id})

    def context(self) -> dict[str, Any]:
        """Return the context of the templates that show the whole recording."""
        document = self.document
        return context_of(document, self.connections, self.get_stats(), self.registry)

    @property
    def scripts(self) -> list[str]:
        """What makes the panel quicker to use; it is complete without."""
        return [*super().scripts, static(SCRIPT)]

    @cached_property
    def tables(self) -> list[Tables]:
        """The stored parts of the recording; none where nothing is stored."""
        stats = self.get_stats()
        return [decode(part) for part in (*stats.get("parts", ()), *stats.get("late", ()))]

    @property
    def is_long(self) -> bool:
        """Tell whether expanding the recording takes longer than anyone likes to wait."""
        return row_count(self.tables) > LONG

    @cached_property
    def document(self) -> dict[str, Any] | None:
        """The stored recording's document; None where there is none."""
        self.connections: list[dict[str, Any]] = []
        if not self.tables:
            return None
        document, self.nodes, self.connections = self.expanded(self.tables)
        if "findings" not in self.get_stats():
            self._store_findings(find(document, self.registry))
        return {**document, "findings": self.get_stats()["findings"]}

    def expanded(self, parts: list[Tables]) -> Expanded:
        """Return the document of parts of the recording, without findings, and more."""
        return expand_all(parts, self.registry, self.get_stats()["request"])

    @cached_property
    def registry(self) -> Registry:
        """What was connected when the recording was stored; empty where there is none."""
        return decoded(self.get_stats().get("registry", ""))

    def _store_findings(self, findings: list[dict[str, Any]]) -> None:
        """Keep what was found: with the first look, once all parts are there."""
        stats, store = self.get_stats(), self.toolbar.store
        self.toolbar.stats[self.panel_id] = {**stats, "findings": findings}
        if "late" in stats and store.exists(self.toolbar.request_id):
            late = {"late": stats["late"], "findings": findings}
            store.save_panel(self.toolbar.request_id, LATE, late)

    @staticmethod
    def _summary(totals: dict[str, int]) -> str:
        signals = ngettext("%(n)d signal", "%(n)d signals", totals["sends"]) % {
            "n": totals["sends"]
        }
        receivers = ngettext("%(n)d receiver", "%(n)d receivers", totals["calls"]) % {
            "n": totals["calls"]
        }
        return f"{signals}, {receivers}"


def save_late_part(stretch: Stretch, *, store: Any, request_id: str, marks: dict[str, int]) -> None:
    """Store what was recorded after the toolbar had stored the rest, beside it.

    Outer middleware, streaming bodies and ``request_finished`` come too late for the
    toolbar. A request that its store no longer holds must not come to life again.
    """
    if marks == marks_of(stretch):
        return
    open_before = {id(c) for c in connections.all(initialized_only=True) if c.connection}
    try:
        if store.exists(request_id):
            store.save_panel(request_id, LATE, {"late": [encode(tables_of(stretch, since=marks))]})
    except Exception:
        logger.exception("The signals panel could not store what came after the response.")
    finally:
        for connection in connections.all(initialized_only=True):
            if connection.connection and id(connection) not in open_before:
                connection.close_if_unusable_or_obsolete()
