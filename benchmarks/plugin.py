"""What the pytest plugin costs a project's tests: installed and not used, and with ``--signals``.

A thousand tests that do nothing, without the plugin and with it; and 300 that save instances with
receivers and send a signal, with the plugin and with ``--signals``. Each run is a process of its
own, whose own CPU time counts: waiting does not. All modules are compiled by a first run that does
not count, as installed packages are.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from .report import Target, Timing, print_problems, table
from .requests import row
from .rounds import interleave
from .worker import ENVIRONMENT, ROOT

PLAIN, CONTROL, UNUSED, RECORDED = "plain", "plain A/A", "installed", "--signals"
TRIVIAL, HEAVY = "trivial", "heavy"
PLUGIN = "signals_panel.pytest_plugin"
OPTIONS = {
    PLAIN: ["-p", f"no:{PLUGIN}"],
    CONTROL: ["-p", f"no:{PLUGIN}"],
    UNUSED: ["-p", PLUGIN],
    RECORDED: ["-p", PLUGIN, "--signals"],
}
VARIANTS = {TRIVIAL: (PLAIN, CONTROL, UNUSED), HEAVY: (PLAIN, CONTROL, RECORDED)}
TITLES = {
    TRIVIAL: "A run of 1,000 tests that do nothing, CPU time",
    HEAVY: "A run of 300 tests, each with 15 saves and sends that are received, CPU time",
}
TARGETS = {UNUSED: Target(1.01), RECORDED: Target(1.15)}
HEAD = ["", "min ms", "median ms", "/ plain, min", "/ plain, median", "target"]
TESTS = {
    TRIVIAL: """
import pytest

@pytest.mark.parametrize("number", range(1_000))
def test_nothing(number):
    pass
""",
    HEAVY: """
import django
import pytest
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
)
django.setup()

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import Signal

call_command("migrate", verbosity=0)
done = Signal()


def receiver(sender, **kwargs):
    pass


for each in (pre_save, post_save, done):
    each.connect(receiver)


@pytest.mark.parametrize("test", range(300))
def test_saves(test):
    with transaction.atomic():
        for number in range(15):
            group = Group.objects.create(name=f"{test} {number}")
            done.send(Group, group=group, number=number)
        transaction.set_rollback(True)
""",
}


def prepare(variant: str) -> Callable[[str], list[float]]:
    """Return what runs one kind of tests and gives its CPU time, in nanoseconds."""
    folder = Path(tempfile.mkdtemp(prefix="signals-panel-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for kind, text in TESTS.items():
        (folder / f"test_{kind}.py").write_text(text)

    def answer(kind: str) -> list[float]:
        return [run(folder, kind, OPTIONS[variant])] if variant in VARIANTS[kind] else []

    return answer


def run(folder: Path, kind: str, options: list[str]) -> float:
    """Run the tests of a kind in a new process; return its CPU time, in nanoseconds."""
    pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django", "-c", os.devnull]
    process = subprocess.Popen(
        [sys.executable, *pytest, "--rootdir", folder, *options, f"test_{kind}.py"],
        cwd=folder,
        env={**ENVIRONMENT, **compiled_in(folder), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"the tests failed, with exit code {process.returncode}"
        raise AssertionError(message)
    return (used.ru_utime + used.ru_stime) * 1e9


def compiled_in(folder: Path) -> dict[str, str]:
    """Return the environment of a process that keeps what it compiles in a folder."""
    return {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}


def measure(rounds: int) -> None:
    """Measure all variants and print a table for each kind of tests."""
    variants = tuple(dict.fromkeys(each for several in VARIANTS.values() for each in several))
    questions = {kind: {"kind": kind} for kind in TESTS}
    measured = interleave(__name__, variants, questions, rounds, processes=1)
    print_problems(measured.problems)
    for kind, title in TITLES.items():
        samples = measured.samples[kind]
        timings = {each: Timing.of(times) for each, times in samples.items() if times}
        rows = [
            row(each, timing, timing.over(timings[PLAIN]), TARGETS.get(each))
            for each, timing in timings.items()
        ]
        print(table(title, HEAD, rows))
