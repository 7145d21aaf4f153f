"""Programs that tests run beside the demo site, each in a directory of its own.

A test whose program is not installed is skipped; it fails where everything is required
(``SIGNALS_PANEL_REQUIRE_ALL``).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

READY_WITHIN = 30
"""Seconds a program may take before it answers, and to end."""


def missing(name: str) -> NoReturn:
    """Skip the test that needs a program, or fail it where everything is required."""
    outcome = pytest.fail if os.environ.get("SIGNALS_PANEL_REQUIRE_ALL") else pytest.skip
    outcome(f"{name} is not installed.")


@contextmanager
def directory_of(user: str | None) -> Iterator[Path]:
    """Make a directory for one user alone; pytest's own are closed to any other."""
    with tempfile.TemporaryDirectory(prefix="signals-panel-") as name:
        if user:
            shutil.chown(name, user)
        yield Path(name)


@contextmanager
def program(
    command: list[str], place: Path, answers: Callable[[], bool], user: str | None = None
) -> Iterator[None]:
    """Run a program from its first answer to the block's end."""
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=place, user=user, stdout=log, stderr=log)
    try:
        wait_until(answers, process, place / "log")
        yield
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL then waits for nobody
        process.wait(timeout=READY_WITHIN)


def wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not answers():
        if time.monotonic() > deadline or process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} did not answer:\n{log.read_text()}")
        time.sleep(0.05)
