"""Recordings of programs made by chance read as they did row by row, whatever happened in them.

How many are tried: 100, or ``SIGNALS_PANEL_PROGRAMS``.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from signals_panel import record
from signals_panel.exporters import document
from signals_panel.log.tables import tables_of
from signals_panel.registry.registry import registry_now
from tests.differential.test_programs import process, trying

from .comparison import differences
from .held import first
from .programs import recorded_programs


class Recorder:
    """A process that records programs; another one where a program comes to no end in it."""

    def __init__(self):
        self._begin()

    def _begin(self):
        self._context = process(module="tests.timeline.process")
        self._run = self._context.__enter__()

    def __call__(self, program):
        """Return how the package and the oracle differ, and what there was; None without an end."""
        try:
            return self._run(program)
        except ValueError:  # no answer
            self._begin()
            return None

    def close(self):
        self._context.__exit__(None, None, None)


@pytest.fixture(scope="module")
def recorder():
    recorder = Recorder()
    yield recorder
    recorder.close()


@given(program=recorded_programs())
@trying
def test_a_recording_reads_as_the_oracle_reads_it(program, recorder):
    answer = recorder(program)
    assert answer is None or answer["differences"] == []


KINDS = ("first", "second", "toolbars")


def program(*main, body=(), end="none", kinds=KINDS, also=(), nap=0.002):
    """Return a program: its receivers are a function, one of the toolbar's, and two async ones."""
    receivers = ["function", "toolbars", "async", "async"]
    return {
        "signals": kinds,
        "receivers": [
            {"kind": kind, "body": body if place == 0 else [["nap", nap]] * (place == 3),
             "end": end if place in {0, 2} else "none"}
            for place, kind in enumerate(receivers)
        ],
        "connections": [[0, 0, 0, False, None], *also],
        "main": main,
    }  # fmt: skip


SEND = ["send", 0, 0, "send"]
SAVED = ["send", 0, 6, "send"]
QUIET = ["send", 1, 0, "send"]
ASEND = ["asend", 0, 0, "asend"]
AGAIN = [0, 0, 0, False, "again"]
ASYNC = [[0, 2, 0, False, None], [0, 3, 0, False, None]]
HAVING = {
    "returned": program(SEND),
    "raised": program(SEND, end="raise"),
    "swallowed": program(["send", 0, 0, "send_robust"], end="raise"),
    "not_reached": program(SEND, end="raise", also=[[0, 3, 0, False, None]]),
    "cancelled": program(["cancel", 0, 0, "asend"], also=ASYNC, nap=5),
    "unfinished": program(SEND, body=[["look"]]),
    "looked at in an asend": program(ASEND, body=[["look"]], also=[AGAIN, *ASYNC]),
    "several receivers": program(*[SEND] * 20, also=[[0, 0, 0, False, uid] for uid in "abc"]),
    "started": program(ASEND, also=ASYNC, end="raise"),
    "quiet": program(QUIET, SEND, QUIET, body=[QUIET, QUIET]),
    "run": program(["repeat", [SEND, ["send", 0, 3, "send"]], 11]),
    "runs that are too short": program(["repeat", [SEND], 9], QUIET, ["repeat", [SEND], 11]),
    "bypass": program(SAVED, ["bulk"], SAVED, SAVED, ["bulk"], kinds=["saved", "second", "first"]),
    "scopes": program(["record", [SEND, ["record", [SEND]]]], ["send", 2, 0, "send"]),
    "inner": program(["record", [SEND]], body=[QUIET]),
    "running": program(SEND, body=[QUIET, ["look"]]),
    "two": program(SEND, ["cut"], SEND, body=[QUIET]),
    "called": program(["send", 0, 0, "send"], kinds=["own_send", "second", "toolbars"]),
    "elsewhere": program(["executor", [SEND]]),
    "transactions": program(["atomic", [SEND], True]),
    "transactions in others": program(["atomic", [["atomic", [SEND], False]], True]),
    "dropped": program(["atomic", [["commit", 0]], True]),
    "mails": program(["mail"]),
    "queries": program(SEND, body=[["create"]]),
    "changes": program(["connect", 0, 1, 0, False, None]),
}


@pytest.mark.parametrize("kind", HAVING)
def test_a_program_has_what_the_comparison_is_for(recorder, kind):
    answer = recorder(HAVING[kind])
    assert answer["differences"] == []
    assert answer["seen"].get(kind) or " " in kind, answer["seen"]


@pytest.fixture
def parts(connect):
    connect(first, lambda sender, **named: None)
    with record() as recording:
        first.send(None)
    return [tables_of(recording)]


@pytest.mark.parametrize(
    ("items", "key"),
    [("calls", "self_ns"), ("calls", "queries"), ("dispatches", "parent_call"), ("totals", None)],
)
def test_the_comparison_tells_a_document_that_differs_in_one_value(monkeypatch, parts, items, key):
    expand_all = document.expand_all

    def wrong(*args):
        expanded = expand_all(*args)
        item = expanded.document[items][0] if key else expanded.document[items]
        item[key or "sends"] = -1
        return expanded

    assert list(differences(parts, registry_now())) == []
    monkeypatch.setattr(document, "expand_all", wrong)
    assert f"{items}, 0:" in "\n".join(differences(parts, registry_now()))
