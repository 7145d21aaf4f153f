"""A panel that does nothing: what a request is like without ours, in the same toolbar."""

from __future__ import annotations

from debug_toolbar.panels import Panel
from django.http import HttpRequest

HEADER = "djdt-request-id"


class Naming(Panel):
    """Names the request in its response, as the toolbar's panel of its history does."""

    def get_headers(self, request: HttpRequest) -> dict[str, str]:
        return {**super().get_headers(request), HEADER: self.toolbar.request_id}


class NothingPanel(Naming):
    """Has neither content nor anything to store."""

    title = "Nothing"
    has_content = False
    is_async = True
