"""Runs a suite in a process of its own, and writes how each test ended.

``child.py OUTCOMES plain|recorded SCRIPT [ARGUMENTS]``, where SCRIPT may be "pytest". Recorded,
every test runs inside ``record()``, and its document is made after it.
"""

from __future__ import annotations

import atexit
import json
import runpy
import sys
import unittest
from collections import defaultdict
from pathlib import Path
from typing import Any

outcomes: dict[str, list[str]] = defaultdict(list)
"""How each test ended, by its id; a test with subtests has several."""
mishaps: list[str] = []
"""What went wrong in making a document: always ours."""


def ended(test: Any, how: str, error: Any = None) -> None:
    """Note how a test ended, and the type of the error; tests of results end what is none."""
    name = test if isinstance(test, str) or test is None else test.id()
    outcomes[str(name)].append(f"{how} {error.__name__}" if error is not None else how)


def watch_unittest() -> None:
    """Note whatever a result of unittest's, or one that inherits from it, is told."""

    def watch(name: str, how: str) -> None:
        told = getattr(unittest.TestResult, name)

        def tells(result: Any, test: Any, *rest: Any) -> Any:
            error = rest[0][0] if rest and isinstance(rest[0], tuple) else None
            ended(test, how, error)
            return told(result, test, *rest)

        setattr(unittest.TestResult, name, tells)

    watch("addSuccess", "passed")
    watch("addFailure", "failed")
    watch("addError", "failed")
    watch("addSkip", "skipped")
    watch("addExpectedFailure", "failed as expected")
    watch("addUnexpectedSuccess", "passed unexpectedly")
    add_sub_test = unittest.TestResult.addSubTest

    def tells_of_sub_test(result: Any, test: Any, sub_test: Any, error: Any) -> None:
        if error is not None:
            ended(test, "failed", error[0])
        add_sub_test(result, test, sub_test, error)

    unittest.TestResult.addSubTest = tells_of_sub_test  # type: ignore[method-assign]


class Pytest:
    """A plugin that notes how pytest's tests end, and records them."""

    def __init__(self, *, recorded: bool) -> None:
        if recorded:
            self.pytest_runtest_protocol = _recorded_protocol()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test that ran, or one that never came to that."""
        if report.when == "call" or report.outcome != "passed":
            crash = getattr(report.longrepr, "reprcrash", None)
            kind = f" {crash.message.split(':')[0]}" if crash else ""
            ended(report.nodeid, f"{report.outcome} {report.when}{kind}")


def _recorded_protocol() -> Any:
    import pytest

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(item: Any) -> Any:
        with recorded(item.nodeid):
            return (yield)

    return pytest_runtest_protocol


class recorded:  # noqa: N801
    """Records a test; makes its document when it has ended."""

    def __init__(self, test: str) -> None:
        from signals_panel import record

        self.test, self.scope = test, record()

    def __enter__(self) -> None:
        self.recording = self.scope.__enter__()

    def __exit__(self, *error: object) -> None:
        self.scope.__exit__(*error)  # type: ignore[arg-type]
        try:
            json.dumps(self.recording.as_dict())
        except Exception as mishap:
            mishaps.append(f"{self.test}: {mishap!r}")


def record_unittest() -> None:
    """Record whatever runs as a case of unittest's."""
    run = unittest.TestCase.run

    def runs(case: unittest.TestCase, result: Any = None) -> Any:
        with recorded(case.id()):
            return run(case, result)

    unittest.TestCase.run = runs  # type: ignore[method-assign]


def main(file: str, mode: str, script: str, *arguments: str) -> None:
    """Run the suite as its own script would."""
    write = Path(file).write_text
    atexit.register(lambda: write(json.dumps({"outcomes": outcomes, "mishaps": mishaps})))
    if mode == "recorded":
        from signals_panel import hooks

        hooks.install()
    sys.argv = [script, *arguments]
    if script == "pytest":
        import pytest

        sys.path[0] = ""
        sys.exit(pytest.main([*arguments], plugins=[Pytest(recorded=mode == "recorded")]))
    sys.path[0] = str(Path.cwd())
    watch_unittest()
    if mode == "recorded":
        record_unittest()
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
