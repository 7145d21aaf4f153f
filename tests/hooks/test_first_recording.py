"""What was open before the first recording of a process, when nothing was patched yet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json
import django
from django.conf import settings

settings.configure(DATABASES={"default": {
    "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:",
}})
django.setup()
from django.db import connection, transaction
from django.dispatch import Signal
from django.test import TestCase
from signals_panel import record

signal = Signal()
signal.connect(receiver := lambda sender, **kwargs: None)

def told(recording):
    document = recording.as_dict()
    known = {each["id"]: each for each in document["transactions"]}
    number, found = document["dispatches"][0]["transaction"], []
    while number is not None:
        found.append(known[number]["outcome"])
        number = known[number]["parent"]
    return found
"""

SITUATIONS = {
    "in a block": (
        """
with transaction.atomic(), transaction.atomic():
    with record() as recording:
        signal.send(None)
        print(json.dumps(told(recording)))
""",
        ["open", "open"],
    ),
    "in a stretch without autocommit": (
        """
connection.set_autocommit(False)
with record() as recording:
    signal.send(None)
    connection.rollback()
print(json.dumps(told(recording)))
""",
        ["rolled_back"],
    ),
    "in a test case": (
        """
class Case(TestCase):
    def runTest(self):
        with record() as recording, transaction.atomic(savepoint=False):
            signal.send(None)
        print(json.dumps(told(recording)))

import unittest
unittest.TestSuite([Case()]).run(unittest.TestResult())
""",
        ["committed"],
    ),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_first_recording_of_a_process_knows_what_was_open(situation):
    program, outcomes = SITUATIONS[situation]
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM + program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout) == outcomes
