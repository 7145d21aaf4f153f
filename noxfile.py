"""The test matrix: every Python, Django and toolbar supported, in sensible corners.

The built wheel is what is tested, away from the source tree. An interpreter that is not
found is named and passed over, unless everything is required (SIGNALS_PANEL_REQUIRE_ALL).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = bool(os.environ.get("SIGNALS_PANEL_REQUIRE_ALL"))
nox.needs_version = ">=2025.5"

IN_BROWSER = [
    f"tests/browser/test_{name}.py"
    for name in ("rows", "rest", "sidebar", "variants", "long_lists")
]
"""What each toolbar may do differently; that the rest works in Chromium, ``make test`` shows."""
TESTED_WITH = (
    *("tests", "demo_site", "templates", "docs", "scripts", "conformance", "benchmarks"),
    *("pyproject.toml", "Makefile"),
    *(path.name for path in Path(__file__).parent.glob("*.md")),
)
SHORT = {"SIGNALS_PANEL_CROWD_SECONDS": "6", "SIGNALS_PANEL_PROGRAMS": "25"}
"""For how long ten people at once use the demo, and how many random programs are tried of each
sort: ``make test`` takes ten seconds, and a hundred."""
ON_SERVERS, OF_DJANGO = "on-servers", "of-django"
WORKERS = {ON_SERVERS: 3, OF_DJANGO: 2}
"""How many processes share the tests: those that wait for a server leave a core to others."""
CORNERS = [
    # Python, Django and toolbar, and which tests: all of them, on real servers and in Chromium
    # too, or those of what Python, Django and the toolbar may do in another way between the
    # oldest, here, and the newest: 3.13, 6.1 and 8.0 are what `make test` has where everything
    # must hold.
    ("3.10", "5.2", "6.0", ON_SERVERS),
    ("3.12", "6.0", "7.1", OF_DJANGO),
    ("3.11", "5.2", "6.3", OF_DJANGO),
]
TESTS = {
    ON_SERVERS: (),
    OF_DJANGO: (
        *("tests/hooks", "tests/log", "tests/differential", "tests/otel"),
        *("tests/fates", "tests/findings", "tests/registry", "tests/checks"),
        *("tests/toolbar", "tests/page", "tests/exporters"),
        *(f"tests/texts/test_{name}.py" for name in ("awaited", "awaited_programs", "callers")),
    ),
}


@nox.session
@nox.parametrize(
    ("python", "django", "toolbar", "which"),
    CORNERS,
    ids=[f"django{django}-toolbar{toolbar}" for _, django, toolbar, _ in CORNERS],
)
def tests(session: nox.Session, django: str, toolbar: str, which: str) -> None:
    """Run the tests with one Python, Django and toolbar."""
    session.install("--upgrade", "pip>=25.1")
    pins = (f"Django~={django}.0", f"django-debug-toolbar~={toolbar}.0")
    session.install(".", "--group", "test", *pins)
    place = Path(session.create_tmp()) / "tested"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name in TESTED_WITH:
        copy = shutil.copytree if Path(name).is_dir() else shutil.copy
        copy(name, place / name)
    session.chdir(place)
    session.env.update(SHORT)
    shared = ("--tx", f"{WORKERS[which]}*popen//python=python -W error", "--dist", "loadgroup")
    pytest = ("python", "-W", "error", "-m", "pytest", *shared)
    run(session, *pytest, "-m", "not browser", *TESTS[which], *session.posargs)
    if which == ON_SERVERS:
        run(session, *pytest, *IN_BROWSER, *session.posargs)


def run(session: nox.Session, *tests: str) -> None:
    """Run tests; what fails is tried once more, while nothing else takes the processor."""
    try:
        session.run(*tests)
    except CommandFailed:
        session.warn("Once more, what failed.")
        session.run(*tests, "--last-failed", "--last-failed-no-failures=none")
