"""What ``make conformance`` would tell: a test that ends in another way, a document that fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.__main__ import CHILD, Ran, differences

SUITE = """
import unittest
from django.dispatch import Signal

ordered = Signal()

class Orders(unittest.TestCase):
    def test_sends(self):
        ordered.send("shop")

    def test_fails(self):
        raise KeyError

    def test_has_a_result(self):
        unittest.TestResult().addSuccess(None)

    @unittest.skip("today")
    def test_is_skipped(self): ...

    def test_has_parts(self):
        for part in (1, 2):
            with self.subTest(part):
                self.assertEqual(part, 1)

    def test_is_recorded(self):
        from signals_panel.log.log import current_state
        self.assertIsNone(current_state.get())

unittest.main()
"""


@pytest.mark.parametrize(("mode", "ends"), [("plain", "passed"), ("recorded", "failed")])
def test_a_suite_is_run_and_how_each_test_ended_written(mode, ends, tmp_path):
    (tmp_path / "runs.py").write_text(SUITE)
    file = tmp_path / "outcomes.json"
    subprocess.run(
        [sys.executable, CHILD, file, mode, "runs.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
        check=False,
        capture_output=True,
    )
    told = json.loads(file.read_text())
    how = {test.rpartition(".")[2]: ways for test, ways in told["outcomes"].items()}
    recorded = how.pop("test_is_recorded")
    assert [each.split()[0] for each in recorded] == [ends]
    assert how == {
        "test_sends": ["passed"],
        "test_has_a_result": ["passed"],
        "None": ["passed"],
        "test_fails": ["failed KeyError"],
        "test_is_skipped": ["skipped"],
        "test_has_parts": ["failed AssertionError"],
    }
    assert told["mishaps"] == []


def test_what_ends_in_the_same_way_is_no_difference_failures_included():
    ran = Ran({"a": ["passed"], "b": ["failed KeyError"]}, [])
    assert differences(ran, ran) == {}


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        (Ran({"a": ["failed KeyError"]}, []), "a: ['passed'] plain, ['failed KeyError'] recorded"),
        (Ran({}, []), "a: ['passed'] plain, ['not run'] recorded"),
        (Ran({"a": ["passed"]}, ["a: KeyError()"]), "no document: a: KeyError()"),
    ],
)
def test_what_ends_in_another_way_is_one(recorded, told):
    assert list(differences(Ran({"a": ["passed"]}, []), recorded).values()) == [told]
