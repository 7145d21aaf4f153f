"""How the package holds together: options, imports, and what importing it does."""

from __future__ import annotations

import ast
import graphlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import checks

import signals_panel
from scripts.bundle import SOURCES, bundled
from signals_panel import conf

PACKAGE = Path(signals_panel.__file__).parent
SERVED = PACKAGE / "static/signals_panel"
MODULES = sorted(PACKAGE.rglob("*.py"))
FLOORS = (
    ("conf", "texts"),
    ("log",),
    ("hooks", "timeline"),
    ("registry",),
    ("fates",),
    ("explain", "findings", "exporters"),
    ("recording", "checks", "page"),
    ("signals_panel", "apps", "templatetags", "terminal", "testing", "toolbar"),
    ("management", "otel", "panel", "pytest_plugin"),
)
"""The rooms of the package, each a folder or a module at its top, from the ground up."""
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def imports(path):
    """Yield the dotted names that a module imports: from a module, with each name."""
    package = ["signals_panel", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def ours(path):
    """Return the modules of the package that a module imports, wherever in it."""
    known = {dotted(each) for each in MODULES}
    found = {each for each in imports(path) if each.split(".")[0] == "signals_panel"}
    return {each if each in known else each.rpartition(".")[0] for each in found} - {dotted(path)}


def dotted(path):
    """Return a module's name; a folder's own module has that of the folder."""
    parts = ["signals_panel", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts).removesuffix(".__init__")


def room(module):
    return module.split(".")[1] if "." in module else module


def name(path):
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_panel_and_what_is_the_toolbars_import_the_toolbar(path):
    if room(dotted(path)) not in ("panel", "toolbar"):
        assert not [each for each in imports(path) if each.split(".")[0] == "debug_toolbar"]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_hooks_import_private_names_of_django(path):
    if "hooks" not in path.parts:
        assert not [
            each
            for each in imports(path)
            if each.startswith("django.") and any(part[0] == "_" for part in each.split("."))
        ]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_go_downwards_only(path):
    own = room(dotted(path))
    others = {room(each) for each in ours(path)} - {own}
    assert [each for each in others if FLOOR[each] >= FLOOR[own]] == []


def test_no_modules_import_each_other():
    graphlib.TopologicalSorter({dotted(path): ours(path) for path in MODULES}).prepare()


def test_the_package_has_the_scripts_as_they_are_written_without_comments():
    served = {path.name: path.read_text("utf-8") for path in SERVED.glob("*.js")}
    assert served == {path.name: bundled(path.read_text("utf-8")) for path in SOURCES}, (
        "run: make scripts"
    )


@pytest.mark.parametrize(
    ("source", "served"),
    [
        ("/** Told\n * @param {A} a\n */\nf(a);\n", "f(a);\n"),
        ("const a = /** @type {A} */ (b);\n", "const a = b;\n"),
        ("const a = /** @type {A} */ (b.c());\n", "const a = (b.c());\n"),
        ('  go("http://a//b");  // why\n', '\tgo("http://a//b");\n'),
        ("if (a) {\n\n    go();\n}\n", "if (a) {\n\t\tgo();\n}\n"),
    ],
)
def test_a_script_is_served_without_comments_and_empty_lines(source, served):
    assert bundled(source) == served


def test_known_options_pass_the_check(settings):
    settings.SIGNALS_PANEL = {"EDITOR_URL": "vscode://file/{file}:{line}"}
    assert [each for each in checks.run_checks() if each.id == "signals_panel.E001"] == []


def test_an_unknown_option_is_a_check_error_that_names_it(settings):
    settings.SIGNALS_PANEL = {"EDITOR_ULR": "x", "ROWS_SHOWN": 5}
    [error] = [each for each in checks.run_checks() if each.id == "signals_panel.E001"]
    assert "'EDITOR_ULR'" in error.msg
    assert "EDITOR_URL" in error.hint
    assert conf.options().ROWS_SHOWN == 5


def test_the_project_of_the_tests_has_no_errors():
    """Warnings it may have: tests connect receivers that only DEBUG keeps alive."""
    assert not [each for each in checks.run_checks() if each.id.startswith("signals_panel.E")]


SETTINGS = """
from django.conf import settings
settings.configure(DEBUG={debug}, INSTALLED_APPS={apps}, DATABASES={{}},
                   STATIC_URL="/static/", ROOT_URLCONF="tests.urls",
                   DEBUG_TOOLBAR_PANELS=["signals_panel.panel.SignalsPanel"])
from django.dispatch import Signal
plain = [Signal.__init__, Signal.connect, Signal.send, Signal.asend, Signal.send_robust]
from django.db.models import QuerySet
plain += [QuerySet.update]
import django
django.setup()
now = [Signal.__init__, Signal.connect, Signal.send, Signal.asend, Signal.send_robust]
now += [QuerySet.update]
"""


def run(code, apps=("signals_panel",), **options):
    """Run a script in a Python of its own; return what it printed."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code.format(apps=apps, **options)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "DJANGO_SETTINGS_MODULE": ""},
    ).stdout.strip()


TOOLBAR = ("signals_panel", "django.contrib.staticfiles", "debug_toolbar")


@pytest.mark.parametrize("apps", [("signals_panel",), TOOLBAR])
def test_with_debug_off_installing_the_apps_patches_nothing(apps):
    code = SETTINGS + "print([a is b for a, b in zip(plain, now)])"
    assert run(code, apps, debug=False) == str([True] * 6)


def test_with_debug_on_importing_the_app_patches():
    code = SETTINGS + "print([a is b for a, b in zip(plain, now)])"
    assert run(code, debug=True) == str([False] * 6)


def test_recording_works_with_debug_off_and_without_the_toolbar():
    code = """
{settings}
import sys
from signals_panel import record
signal = Signal()
signal.connect(lambda sender, **kwargs: 1, weak=False)
with record() as recording:
    signal.send("shop")
print(recording.as_dict()["totals"]["calls"], "debug_toolbar" in sys.modules)
"""
    settings = SETTINGS.format(debug=False, apps=("signals_panel",))
    assert run(code, settings=settings) == "1 False"


def test_importing_the_package_in_a_settings_module_needs_no_settings():
    assert (
        run("import signals_panel; print(signals_panel.__version__)") == signals_panel.__version__
    )


def test_installing_again_changes_nothing():
    from django.dispatch import Signal

    from signals_panel import hooks

    before = [Signal.send, Signal.connect, Signal.asend]
    hooks.install()
    assert [Signal.send, Signal.connect, Signal.asend] == before


def test_an_unknown_name_of_the_package_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'recod'"):
        _ = signals_panel.recod
