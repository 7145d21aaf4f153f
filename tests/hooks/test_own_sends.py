"""Signals with a ``send`` of their own: recorded as any other, and the program is the same."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.own_sends import PROGRAMS

ROOT = Path(__file__).parents[2]


def told_by(*arguments, **options):
    """Return what a Python of its own prints."""
    ran = subprocess.run(
        [sys.executable, *arguments],
        **options,
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": ""},
    )
    return json.loads(ran.stdout)


@functools.cache
def run(how):
    """Run all programs in a Python of their own; return what each told, and its recording."""
    return told_by("-m", "tests.own_sends", how)


WITHOUT_SPANS = ("recursion_without_end", "threads")
"""Where the limit is reached, and in threads, where no span is current."""
HOWS = ["idle", "recorded", "late", "spans", "recorded spans", "late spans", "unsampled spans"]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_with_a_send_of_its_own_does_what_it_does_without_the_panel(program, how):
    assert run(how)[program][0] == run("plain")[program][0]


@pytest.mark.parametrize("how", ["spans", "recorded spans", "late spans"])
@pytest.mark.parametrize("program", [each for each in PROGRAMS if each not in WITHOUT_SPANS])
def test_each_call_that_a_recording_has_is_a_span(program, how):
    calls = [(each["method"], name) for each in dispatches(program) for name, _ in each["calls"]]
    ended = [(method, name.rpartition(".")[2]) for name, method in run(how)[program][2]]
    assert sorted(ended) == sorted(calls)


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_call_is_a_span_inside_one_that_does_not_record(program):
    assert run("unsampled spans")[program][2] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_signals_made_before_the_panel_is_imported_are_recorded_as_those_made_after(program):
    assert run("late")[program][1] == run("recorded")[program][1]


ON_THE_COMMAND_LINE = """
import json
import django
from django.conf import settings

settings.configure(INSTALLED_APPS=["signals_panel"])
django.setup()
from django.dispatch import Signal
from signals_panel import record

class Plugins(Signal):
    def publish(self, sender):
        return [each(signal=self, sender=sender) for each in self._live_receivers(sender)[0]]

def hears(signal, sender, **named):
    return 5

signal = Plugins()
signal.connect(hears)
with record() as recording:
    signal.publish("shop")
print(json.dumps([[each["receiver"], each["response"]] for each in recording.as_dict()["calls"]]))
"""


def test_a_signals_own_method_is_recorded_in_a_program_that_the_command_line_gives():
    assert told_by("-c", ON_THE_COMMAND_LINE) == [["__main__.hears", "5"]]


def test_a_signals_own_method_runs_unrecorded_where_nothing_has_its_source():
    assert told_by("-", input=f"exec({ON_THE_COMMAND_LINE!r})") == []


def dispatches(program):
    return run("recorded")[program][1]


def calls(program):
    return [each["calls"] for each in dispatches(program)]


def returned(*names):
    return [[name, "returned"] for name in names]


BOTH = returned("any", "mine")
SWALLOWED_TWICE = [["early", "swallowed"]] * 2


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("plugin_send", [returned("early", "late")]),
        ("plugin_send_chained", [returned("late", "early")]),
        ("plugin_send_robust", [[["early", "swallowed"], ["late", "returned"]]]),
        ("a_receiver_raises", [[["early", "raised"]]]),
        ("the_method_raises_before_anybody_is_called", []),
        ("nobody_is_connected", [[]]),
        ("all_are_left_out", [[]]),
        ("super_send", [returned("late", "off", "early")]),
        ("super_of_an_own_send", [returned("early", "late")]),
        ("super_after_a_call_of_its_own", [returned("late", "early", "late")]),
        ("an_own_live_receivers", [returned("early", "off", "late")] * 2),
        ("a_generator", [returned("late", "off", "early"), returned("late")]),
        ("generators_that_take_turns", [returned("late", "off", "early")] * 2),
        ("dicts", [returned("late", "off", "early")] * 2),
        ("mixins", [returned("late", "off", "early")] * 2 + [returned("early", "late")]),
        (
            "async_methods",
            [
                returned("late", "off", "early", "hears", "hears"),
                returned("hears"),
                returned("hears"),
            ],
        ),
        ("an_async_receiver_raises", [[["waits", "returned"], ["raises", "raised"]]]),
        ("a_sync_method_that_hands_out_coroutines", [returned("hears")]),
        ("coroutines_driven_by_hand", [returned("hears")]),
        ("a_cancelled_receiver", [[["waits", "cancelled"]]]),
        ("a_coroutine_awaited_twice", [returned("hears")]),
        ("lines_that_a_debugger_stops_at", [returned("late", "off", "early")]),
        ("recursion", [returned("again")] * 31),
        ("comparing_with_is", [returned("late", "off", "early")]),
        ("receivers_kept_on_the_signal", [returned("looks")]),
        ("receivers_inside_objects", [returned("late", "off", "early")]),
        ("receivers_in_what_is_logged", [[["late", "swallowed"], *returned("off", "early")]]),
        ("retries", [[*returned("late", "off"), *SWALLOWED_TWICE, ["early", "returned"]]]),
        ("sets_and_filters", [returned("one"), []]),
        ("a_helper_that_is_a_lambda", [returned("late", "off", "early")]),
        ("helpers", [returned("off", "late", "early")]),
        ("decorated_methods", [returned("late", "off", "early")] * 3),
        (
            "other_methods_of_the_signal",
            [returned("early", "late")] * 2 + [returned("late", "off", "early")],
        ),
        ("threads", [returned("late", "off", "early")]),
        ("wrong_arguments", []),
        ("arguments_that_cannot_be_given", [[]] * 4),
        ("global_names", [returned("late", "off", "early")] * 2),
        ("a_method_that_goes_on", [returned("hears"), returned("hears") * 2, returned("hears")]),
        ("caching_and_senders", [BOTH, returned("any"), BOTH]),
        ("leaving_and_joining", [returned("leaves", "joins"), returned("joins", "joined")]),
    ],
)  # fmt: skip
def test_the_receivers_that_were_called_are_the_calls_of_one_dispatch(program, expected):
    assert calls(program) == expected


@pytest.mark.parametrize(
    ("program", "methods"),
    [
        ("plugin_send_chained", ["send_chained"]),
        ("super_of_an_own_send", ["send"]),
        ("mixins", ["publish", "publish", "send"]),
        ("async_methods", ["publish", "tasks", "stream"]),
        ("decorated_methods", ["around", "publish", "publish"]),
        ("other_methods_of_the_signal", ["send", "send_robust", "__call__"]),
        ("all_are_left_out", ["send"]),
    ],
)
def test_the_method_is_the_one_that_sent(program, methods):
    assert [each["method"] for each in dispatches(program)] == methods


@pytest.mark.parametrize(
    "program",
    ["plugin_send", "plugin_send_chained", "super_send", "super_of_an_own_send", "mixins", "dicts"],
)
def test_the_caller_is_outside_of_the_methods_of_the_signal(program):
    assert {each["caller"] for each in dispatches(program)} == {program}


def test_what_a_receiver_sends_is_nested_in_its_call():
    assert [each["nested"] for each in dispatches("recursion")] == [False] + [True] * 30


def test_arguments_are_those_of_the_first_call():
    [dispatch] = dispatches("plugin_send_chained")
    assert dispatch["arguments"] == {"value": "4"}
    assert dispatch["sender"] == "shop"
