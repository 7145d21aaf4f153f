"""The app: listed first, so that it sees where every other app makes its connections."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from . import hooks

if settings.DEBUG:
    hooks.install()


class SignalsPanelConfig(AppConfig):
    """Registers the checks; the hooks are installed when this module is imported."""

    name = "signals_panel"
    verbose_name = "Signals panel"

    def ready(self) -> None:
        """Register the system checks."""
        from .checks import options as checks

        checks.register()
