"""Run the suites plain and recorded, and compare: ``python -m conformance [--short] [NAME]``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from .sources import KEPT, source_of
from .suites import SUITES, Suite

CHILD = Path(__file__).with_name("child.py")
MODES = ("plain", "recorded")


class Ran(NamedTuple):
    """How the tests of a suite ended, by their ids, and what we failed at meanwhile."""

    outcomes: dict[str, list[str]]
    mishaps: list[str]


def run(suite: Suite, mode: str, tests: Collection[str]) -> Ran:
    """Run tests of a suite in one mode, all if none is named; what it prints is kept beside."""
    file = KEPT / f"{suite.name}-{mode}.json"
    file.unlink(missing_ok=True)
    command = [sys.executable, CHILD, file, mode, *suite.command, *(tests or suite.tests)]
    with file.with_suffix(".log").open("w") as log:
        subprocess.run(
            command,
            cwd=source_of(suite.name) / suite.place,
            env={**os.environ, **suite.variables, "PYTHONPATH": str(CHILD.parent.parent)},
            stdout=log,
            stderr=log,
            check=False,
        )
    told: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {"outcomes": {}}
    if not told["outcomes"]:
        sys.exit(f"{suite.name} ran no test: see {file.with_suffix('.log')}")
    return Ran(**told)


def differences(plain: Ran, recorded: Ran) -> dict[str, str]:
    """Return what ended in another way recorded than plain, and what we failed at, by test."""
    found = {
        test: f"{test}: {before or ['not run']} plain, {after or ['not run']} recorded"
        for test in sorted({*plain.outcomes, *recorded.outcomes})
        if (before := plain.outcomes.get(test)) != (after := recorded.outcomes.get(test))
    }
    return found | {each: f"no document: {each}" for each in recorded.mishaps}


def both_ways(suite: Suite, tests: Collection[str]) -> tuple[Ran, dict[str, str]]:
    """Run tests of a suite both ways; return how they ended plain, and what differs.

    What differs is run once more by itself: some tests depend on how busy a machine is.
    """
    plain, recorded = (run(suite, mode, tests) for mode in MODES)
    found = differences(plain, recorded)
    again = [test for test in found if test in plain.outcomes and suite.by_name]
    if again:
        once_more = differences(*(run(suite, mode, again) for mode in MODES))
        found = {test: said for test, said in found.items() if test not in again} | once_more
    return plain, found


def conforms(suite: Suite, *, short: bool) -> bool:
    """Run a suite both ways, print what came of it, and tell whether it is the same."""
    plain, found = both_ways(suite, (suite.short or ()) if short else ())
    ended = [how for ways in plain.outcomes.values() for how in ways]
    failed = sum(how.startswith("failed") and "expected" not in how for how in ended)
    said = f"{len(plain.outcomes)} tests, {failed} failures plain, {len(found)} differences"
    print(f"{source_of(suite.name).parent.name}: {said}", flush=True)
    for each in found.values():
        print(f"  {each}")
    return not found


def main() -> None:
    """Compare the suites that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m conformance", description=__doc__)
    parser.add_argument("names", nargs="*", help="distributions; all by default")
    parser.add_argument("--short", action="store_true", help="some of the tests")
    asked = parser.parse_args()
    known = {suite.name: suite for suite in SUITES}
    if unknown := {*asked.names} - {*known}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    KEPT.mkdir(parents=True, exist_ok=True)
    suites = [known[name] for name in asked.names or known]
    if asked.short:
        suites = [suite for suite in suites if suite.short is not None]
    same = [conforms(suite, short=asked.short) for suite in suites]
    sys.exit(not all(same))


if __name__ == "__main__":
    main()
