"""The pytest plugin: the fixture ``recorded_signals`` and the option ``--signals``.

Every run of pytest imports this where the package is installed, of projects without Django too: so
it imports neither Django nor the rest of the package before a test asks for it.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .log.log import Stretch
    from .testing import SignalRecording

PACKAGE = f"{__package__}."
SECTION = "Captured signals call"

shows_all = False
"""Whether messages are to be whole: pytest was told ``-vv``."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--signals``."""
    parser.getgroup("django").addoption(
        "--signals",
        action="store_true",
        help="show the signals that failing tests sent, and who received them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Take note of how much is to be shown; record tests only where that is asked for."""
    global shows_all
    shows_all = config.get_verbosity() > 1
    if config.getoption("signals"):
        PlainImports.begin()
        config.pluginmanager.register(CapturedSignals(), "signals_panel.captured_signals")


@pytest.fixture
def recorded_signals() -> Generator[SignalRecording, None, None]:
    """The signals sent from here on, to assert what was sent and received.

    See docs/testing.md of signals_panel. ``clear()`` forgets what was sent so far.
    """
    PlainImports.begin()
    from .testing import record_signals

    with record_signals() as recording:
        yield recording
    recording.let_go()


class PlainImports:
    """Finds the modules of this package as Python does.

    Pytest would load each by itself, as those of every package that has a plugin, to rewrite their
    assertions.
    """

    @classmethod
    def begin(cls) -> None:
        """Import them so from now on."""
        if not any(each is cls for each in sys.meta_path):
            sys.meta_path.insert(0, cls)

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return what Python finds for a module of ours, None for any other."""
        return PathFinder.find_spec(name, path, target) if name.startswith(PACKAGE) else None


class CapturedSignals:
    """Adds to the report of each failing test what it sent.

    What reads that is imported with the first that fails.
    """

    def __init__(self) -> None:
        self._stretch: Stretch | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        """Record while a test runs."""
        self._stretch = None
        if not _is_django_configured():
            return (yield)
        from .hooks.stretches import recorded
        from .log.log import Stretch

        with recorded(Stretch) as self._stretch:
            if not self._stretch.node:  # else the log is also another recording's
                self._stretch.open_log.keeps_all = False
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Add a section to the report of a test that failed.

        Of sections, JUnit's XML takes none but those of streams and logs: there it is a property.
        """
        report = yield
        if call.when == "call":
            stretch, self._stretch = self._stretch, None
            if stretch is not None and report.failed:
                from .testing.captured import captured

                with suppress(Exception):  # the test's own failure is what matters
                    section = (SECTION, captured(stretch))
                    report.sections.append(section)
                    item.user_properties.append(section)
        return report


def _is_django_configured() -> bool:
    conf = sys.modules.get("django.conf")
    return conf is not None and bool(conf.settings.configured)
