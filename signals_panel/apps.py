"""The app: listed first, so that it sees where every other app makes its connections."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from . import conf, hooks

if settings.DEBUG:
    hooks.install()


class SignalsPanelConfig(AppConfig):
    """Registers the checks; the hooks are installed when this module is imported."""

    name = "signals_panel"
    verbose_name = "Signals panel"

    def ready(self) -> None:
        """Register the system checks."""
        checks.register(check_options)


def check_options(**kwargs: object) -> list[checks.CheckMessage]:
    """Report the keys of ``SIGNALS_PANEL`` that mean nothing (signals_panel.E001)."""
    return [
        checks.Error(
            f"SIGNALS_PANEL has an unknown key: {key!r}.",
            hint=f"Known keys are {', '.join(conf.names())}.",
            id="signals_panel.E001",
        )
        for key in conf.unknown_keys()
    ]
