"""Packages that have put a send method of their own in the place of Django's before us."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RUN = """
import json
import sys

import django
from django.conf import settings
from django.dispatch import Signal

name = sys.argv[1]
original, seen = getattr(Signal, name), []


def theirs(self, sender, **named):
    seen.append(sender)
    return [*original(self, sender, **named), (None, "theirs")]


setattr(Signal, name, theirs)
settings.configure(DEBUG=True, INSTALLED_APPS=["signals_panel"])
django.setup()

from signals_panel import record

paid, unheard = Signal(), Signal()
heard = []


def receiver(signal, sender, **named):
    heard.append(signal is paid)
    return sender


async def later(signal, sender, **named):
    heard.append(signal is paid)


paid.connect(receiver)
send = getattr(Signal, name)
answers = [send(paid, "idle"), send(unheard, "unheard")]
with record() as recording:
    answers += [send(paid, "recorded"), send(unheard, "recorded unheard")]
    paid.connect(later)
    answers.append(send(paid, "mixed"))
document = recording.as_dict()
names = {receiver: "receiver", later: "later", None: "nobody"}
told = [[[names[each], response] for each, response in answer] for answer in answers]
rows = [[row["sender"], row["method"]] for row in document["dispatches"]]
calls = [row["receiver"].split(".")[-1] for row in document["calls"]]
json.dump({"seen": seen, "heard": heard, "told": told, "rows": rows, "calls": calls}, sys.stdout)
"""


@pytest.mark.parametrize("name", ["send", "send_robust"])
def test_a_send_method_that_was_there_before_us_runs_and_its_sends_are_recorded(name):
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN, name],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": ""},
    )
    answer = json.loads(run.stdout)
    theirs = ["nobody", "theirs"]
    assert answer["seen"] == ["idle", "unheard", "recorded", "recorded unheard", "mixed"]
    assert answer["told"] == [
        [["receiver", "idle"], theirs],
        [theirs],
        [["receiver", "recorded"], theirs],
        [theirs],
        [["receiver", "mixed"], ["later", None], theirs],
    ]
    assert answer["heard"] == [True] * 4
    assert answer["rows"] == [["recorded", name], ["recorded unheard", name], ["mixed", name]]
    assert answer["calls"] == ["receiver", "receiver", "later"]
