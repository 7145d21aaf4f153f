"""A project of its own, with a shop, whose tests pytest runs in a process of its own."""

from __future__ import annotations

import os
import re
import textwrap
from pathlib import Path

import pytest

import signals_panel
from signals_panel.testing import record_signals

FILES = {
    "settings.py": """
        SECRET_KEY = "shop"
        INSTALLED_APPS = ["django.contrib.contenttypes", "shop"]
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
        ROOT_URLCONF = "shop.urls"
        STATIC_URL = "/static/"
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
    """,
    "shop/__init__.py": "",
    "shop/apps.py": """
        from django.apps import AppConfig


        class ShopConfig(AppConfig):
            name = "shop"

            def ready(self):
                from . import receivers
    """,
    "shop/models.py": """
        from django.db import models, transaction
        from django.dispatch import Signal

        order_placed = Signal()


        class Cart(models.Model):
            pass


        class Order(models.Model):
            total = models.IntegerField(default=0)


        def place_order(total):
            order = Order.objects.create(total=total)
            order_placed.send(Order, order=order, total=total, token="abc")
            return order


        def index_order(sender, **kwargs):
            pass


        def send_invoice(sender, **kwargs):
            pass


        def clear_cart(sender, **kwargs):
            pass


        def reindex(sender, **kwargs):
            pass
    """,
    "shop/receivers.py": """
        from django.db.models.signals import post_save

        from .models import Cart, Order, clear_cart, index_order, order_placed, send_invoice

        post_save.connect(index_order, sender=Order)
        order_placed.connect(send_invoice)
        order_placed.connect(clear_cart, sender=Cart)
    """,
    "shop/late.py": """
        from .models import order_placed, reindex

        order_placed.connect(reindex)
    """,
    "shop/urls.py": """
        from django.http import HttpResponse
        from django.urls import path

        from .models import place_order


        def order(request):
            place_order(total=5)
            return HttpResponse("placed")


        urlpatterns = [path("order/", order)]
    """,
}

NOT_NEEDED = ("-p", "no:hypothesispytest")
"""A plugin that is installed, and takes more than half of pytest's start to import."""


class Project:
    """A project in a directory, and what pytest says of its tests."""

    def __init__(self, pytester):
        self.pytester = pytester

    def write(self, **files):
        """Write test files, by their names without the ending."""
        self.pytester.makepyfile(**files)

    def run(self, *args):
        """Run pytest; return its result."""
        plugin = ("-p", "signals_panel.pytest_plugin", "-p", "no:cacheprovider")
        return self.pytester.runpytest_subprocess(*plugin, *NOT_NEEDED, *args)

    def messages(self, *args):
        """Run pytest; return what each failing test says, by its name, without times."""
        output = self.run(*args).stdout.str()
        found = {}
        for part in re.split(r"^_{3,} (.+?) _{3,}$", output, flags=re.MULTILINE)[1:]:
            if "\n" not in part:
                name = part
                continue
            lines = (line for line in part.splitlines() if line.startswith("E "))
            text = textwrap.dedent("\n".join(line[1:] for line in lines))
            found[name] = re.sub(r"\d+\.\d\dms", "0.00ms", text).removeprefix("AssertionError: ")
        return found


@pytest.fixture
def recording():
    """Return what records while a test runs, as a block of the test's own would."""
    with record_signals() as recording:
        yield recording


@pytest.fixture
def project(pytester, monkeypatch):
    """Return a project with a shop."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings")
    root = str(Path(signals_panel.__file__).parent.parent)
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    monkeypatch.setenv("PYTHONPATH", paths)
    pytester.makeini("[pytest]\npythonpath = .\n")
    for name, text in FILES.items():
        path = pytester.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(line[8:] for line in text.strip("\n").splitlines()) + "\n")
    return Project(pytester)
