"""Programs do what they do without the panel, and a recording says what their receivers noted.

How many are tried: 100 of each sort, or ``SIGNALS_PANEL_PROGRAMS``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from .kinds import OUT_OF_SIGHT
from .programs import async_programs, sync_programs

ROOT = Path(__file__).resolve().parents[2]
TRIED = int(os.environ.get("SIGNALS_PANEL_PROGRAMS", "100"))
trying = settings(
    max_examples=TRIED,
    suppress_health_check=[
        HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large,
    ],
)  # fmt: skip


@contextmanager
def process(*kind, module="tests.differential.process"):
    """Run a process that runs programs; yield a function that has it run one."""
    command = [sys.executable, "-m", module, *kind]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **streams) as running:

        def run(program):
            running.stdin.write(json.dumps(program) + "\n")
            running.stdin.flush()
            return json.loads(running.stdout.readline())

        yield run
        running.stdin.close()


@pytest.fixture(scope="module")
def plain():
    with process("plain") as run:
        yield run


@pytest.fixture(scope="module")
def panel():
    with process("panel") as run:
        yield run


@given(program=sync_programs())
@trying
def test_a_program_does_what_it_does_without_the_panel(program, plain, panel):
    [expected] = plain(program)
    idle, recorded, _ = panel(program)
    assert idle == expected
    assert recorded == expected


@given(program=sync_programs())
@trying
def test_a_recording_has_the_calls_that_receivers_noted(program, panel):
    _, recorded, document = panel(program)
    assert calls_in(document) == calls_noted(recorded, program)


@given(program=async_programs())
@trying
def test_a_program_of_tasks_does_what_it_does_without_the_panel(program, plain, panel):
    [expected] = plain(program)
    assume(expected["fuel"] >= 0)
    idle, recorded, document = panel(program)
    assert unordered(idle) == unordered(expected)
    assert unordered(recorded) == unordered(expected)
    noted = sorted(call["receiver"] for call in recorded["calls"])
    assert sorted(number for number, *_ in calls_in(document)) == noted


def test_the_comparison_tells_a_send_that_loses_its_second_response(plain):
    program = {
        "signals": ["plain"],
        "receivers": [{"kind": "function", "body": [], "end": "none"} for _ in range(2)],
        "connections": [[0, 0, 0, False, None], [0, 1, 0, False, None]],
        "main": [["send", 0, 0, "send"]],
    }
    [expected] = plain(program)
    with process("panel", "drops") as broken:
        idle, recorded, document = broken(program)
    assert idle != expected
    assert recorded != expected
    assert calls_in(document) == calls_noted(recorded, program)


def calls_in(document):
    """Return the calls of a document that ran: whose, how they ended, inside whose they were."""
    inside = {each["id"]: each["parent_call"] for each in document["dispatches"]}
    numbers = {each["id"]: number_of(each["receiver"]) for each in document["calls"]}
    ran = (each for each in document["calls"] if each["start_ns"] is not None)
    return [
        (numbers[each["id"]], ended(each), numbers.get(inside[each["dispatch"]])) for each in ran
    ]


def number_of(receiver):
    return int(re.search(r"\b[rR](\d+)\b", receiver)[1])


def ended(call):
    return "returned" if call["outcome"] == "returned" else "raised"


def calls_noted(outcome, program):
    """Return what receivers noted of the calls that a recording has, as ``calls_in`` does."""
    calls = outcome["calls"]

    def is_seen(call):
        kind = program["signals"][int(call["signal"].split()[1])]
        return call["seen"] and not (kind in OUT_OF_SIGHT and call["method"] == "send")

    def around(call):
        while call["inside"] is not None:
            call = calls[call["inside"]]
            if is_seen(call):
                return call["receiver"]
        return None

    return [(each["receiver"], each["ended"], around(each)) for each in calls if is_seen(each)]


def unordered(outcome):
    """Return an outcome without the order of what ran beside one another."""
    return {
        **{key: outcome[key] for key in ("alive", "kept", "order", "logged", "queries")},
        "told": sorted(map(json.dumps, outcome["told"])),
        "calls": sorted((each["receiver"], each["ended"]) for each in outcome["calls"]),
    }
