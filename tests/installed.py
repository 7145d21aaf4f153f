"""What the installed wheel does, with nothing beside it: ``python -I tests/installed.py``.

``make dist`` runs this in an environment that has the wheel and what it asks for alone.
"""

from __future__ import annotations

import platform
import sys
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.dispatch import Signal, receiver
from django.http import HttpResponse
from django.test import Client
from django.urls import path

import signals_panel

SETTINGS = {
    "ALLOWED_HOSTS": ["*"],
    "DEBUG": True,
    "DEBUG_TOOLBAR_CONFIG": {"IS_RUNNING_TESTS": False},
    "DEBUG_TOOLBAR_PANELS": [
        "debug_toolbar.panels.history.HistoryPanel",
        "signals_panel.panel.SignalsPanel",
    ],
    "INSTALLED_APPS": ["signals_panel", "django.contrib.staticfiles", "debug_toolbar"],
    "INTERNAL_IPS": ["127.0.0.1"],
    "MIDDLEWARE": ["debug_toolbar.middleware.DebugToolbarMiddleware"],
    "ROOT_URLCONF": __name__,
    "SECRET_KEY": "installed",
    "STATIC_URL": "/static/",
    "TEMPLATES": [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
    ],
}
order_placed = Signal()
urlpatterns = []


@receiver(order_placed)
def mail_confirmation(sender, **kwargs):
    """Receive what the page below sends."""
    return "mailed"


def place_order(request):
    """Send a signal, in a page that the toolbar can be shown in."""
    order_placed.send("shop")
    return HttpResponse("<html><body>Placed</body></html>")


def panel() -> str:
    """Make a request, and return what its panel shows."""
    from signals_panel.panel import SignalsPanel

    client = Client()
    asked = {
        "request_id": client.get("/").headers["djdt-request-id"],
        "panel_id": SignalsPanel.panel_id,
    }
    return client.get("/__debug__/render_panel/", asked).json()["content"]


def listed() -> str:
    """Return what the command lists, once the system checks have passed."""
    out = StringIO()
    call_command("check", fail_level="WARNING", stdout=StringIO())
    call_command("showsignals", "order_placed", stdout=out)
    return out.getvalue()


def main() -> None:
    """Use the panel, its static files and a command; fail where one is not as it should be."""
    package = Path(signals_panel.__file__).parent
    if not package.is_relative_to(sys.prefix):
        sys.exit(f"This is not the wheel: {package}")
    settings.configure(**SETTINGS)
    django.setup()
    from debug_toolbar.toolbar import debug_toolbar_urls

    urlpatterns.extend([path("", place_order), *debug_toolbar_urls()])
    for text in (panel(), listed()):
        if "mail_confirmation" not in text:
            sys.exit(f"The receiver is not shown: {text}")
    for name in ("panel.css", "panel.js"):
        if finders.find(f"signals_panel/{name}") is None:
            sys.exit(f"The wheel lacks {name}")
    print(f"The wheel works, on Python {platform.python_version()}, Django {django.__version__}")


if __name__ == "__main__":
    main()
