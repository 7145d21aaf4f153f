"""What is said of a stored request that cannot be read."""

from __future__ import annotations

from django.utils.translation import gettext as _


def unreadable(error: Exception) -> str:
    """Return why a request that the store holds is not shown, and what to do."""
    return _(
        "What is stored of this request could not be read (%(error)s); the server's log says "
        "more. Another version of signals_panel may have stored it: load the page again."
    ) % {"error": type(error).__name__}
