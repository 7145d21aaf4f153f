"""Modules of ours that are imported again: what happens is recorded once, as before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import signals_panel

PACKAGE = Path(signals_panel.__file__).parent
HOOKS = [f"signals_panel.hooks.{each.stem}" for each in sorted(PACKAGE.glob("hooks/[a-z]*.py"))]

PROGRAM = """
import functools, importlib, sys
from django.conf import settings
sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
settings.configure(DEBUG=True, INSTALLED_APPS=["signals_panel"], DATABASES={"default": sqlite})
import django
django.setup()
from asgiref.sync import async_to_sync
from django.core import mail
from django.db import connection, transaction
from django.dispatch import Signal
from django.test.utils import setup_test_environment
setup_test_environment()

def receives(sender, **kwargs):
    return 1

signal = Signal()
signal.connect(receives)

def happens():
    signal.send("a")
    signal.send_robust("b")
    async_to_sync(signal.asend)("c")
    with transaction.atomic():
        transaction.on_commit(lambda: None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    signal.connect(receives, sender=int)
    signal.disconnect(receives, sender=int)
    mail.EmailMessage("a", "b", "a@example.com", ["b@example.com"]).send()
    Signal()

def recorded():
    from signals_panel import record
    with record() as recording:
        happens()
    document = recording.as_dict()
    kinds = ("dispatches", "calls", "queries", "transactions", "on_commits")
    counts = [len(document[kind]) for kind in kinds]
    ours = [each for each in document["connections"] if "receives" in each["receiver"]]
    return counts, [each["change"] for each in ours], document["dropped"]

def loaded(start):
    return [each for each in sys.modules if each.startswith(start)]

def again():
    import signals_panel.hooks
    return signals_panel.hooks

def over(method):
    @functools.wraps(method)
    def wrapper(*args, **kwargs):
        return method(*args, **kwargs)
    return wrapper

happens()
first = recorded()
for _ in range(2):
    CHANGE
    again().install()
    happens()
    assert recorded() == first, (recorded(), first)
print(*first)
"""
CHANGES = {
    "nothing": "pass",
    "the hooks": "importlib.reload(again())",
    "each of the hooks": f"[importlib.reload(importlib.import_module(each)) for each in {HOOKS}]",
    "all": "[importlib.reload(sys.modules[each]) for each in loaded('signals_panel')]",
    "all anew": "[sys.modules.pop(each) for each in loaded('signals_panel')]",
    "the hooks anew": "[sys.modules.pop(each) for each in loaded('signals_panel.hooks')]",
    "wrapped hooks": "Signal.send = over(Signal.send); importlib.reload(again())",
    "wrapped all anew": "Signal.send = over(Signal.send);"
    " [sys.modules.pop(each) for each in loaded('signals_panel')]",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_imported_again_records_all_once(change):
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("CHANGE", change)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "DJANGO_SETTINGS_MODULE": ""},
    )
    expected = "[3, 3, 2, 1, 1] [None, 'made', 'removed'] {}\n"
    assert ran.stdout == expected, ran.stderr
