"""Modules of the project that connect receivers, which nothing imported (S203)."""

from __future__ import annotations

import ast
import itertools
import os
import sys
import zipfile
from importlib import import_module

import pytest
from django.apps import AppConfig, apps
from django.dispatch import Signal

from signals_panel import record
from signals_panel.testing import record_signals

from ..app.models import Tag

sent = Signal()
other = Signal()
not_a_signal = object()
numbers = itertools.count()

IMPORTS = (
    "from django.dispatch import receiver\nfrom tests.findings.test_not_imported import sent\n"
)
CONNECTS = f"""{IMPORTS}

@receiver(sent)
def index_post(sender, **kwargs):
    raise AssertionError
"""


@pytest.fixture(autouse=True)
def _no_error_of_ours(caplog):
    yield
    assert caplog.get_records("call") == []


@pytest.fixture
def install(monkeypatch):
    """Return a function that makes an app an installed one, without loading all apps anew."""

    def install(name):
        config = AppConfig(name, import_module(name))
        config.apps, config.models = apps, {}
        monkeypatch.setitem(apps.app_configs, name, config)

    return install


@pytest.fixture
def project(tmp_path, install, monkeypatch):
    """Return a function that makes an installed app of these files; it returns the app's name."""
    made = []

    def project(files, root=tmp_path, **options):
        name = f"shop_{next(numbers)}"
        for path, source in {"__init__.py": "", **files}.items():
            file = root / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if source is not None:
                file.write_bytes(source if isinstance(source, bytes) else source.encode())
        monkeypatch.syspath_prepend(root)
        monkeypatch.setitem(sys.modules, "tests.urls", object())
        install(name)
        made.append(name)
        return name

    yield project
    for name in [each for each in sys.modules if each.split(".")[0] in made]:
        del sys.modules[name]


def findings(*signals):
    with record() as recording:
        for signal in signals or [sent]:
            signal.send(Tag)
    found = [each for each in recording.as_dict()["findings"] if each["code"] == "S203"]
    assert all(each["hint"] == "Import it in ready() of its app's AppConfig." for each in found)
    return found


def lines(source):
    """Return the lines at which the only module of an app is found to connect."""
    return [each["where"]["line"] for each in source]


def test_a_module_with_a_receiver_that_nothing_imported(project, tmp_path):
    app = project({"receivers.py": CONNECTS})
    [finding] = findings()
    assert finding["name"] == "module-not-imported"
    assert finding["severity"] == "warning"
    assert finding["message"] == (
        f"{app}/receivers.py connects a receiver at line 5, but nothing has imported "
        f"{app}.receivers."
    )
    assert finding["where"] == {"file": str(tmp_path / app / "receivers.py"), "line": 5}
    assert finding["dispatch"] is not None
    assert f"{app}.receivers" not in sys.modules


def test_a_module_that_could_not_be_parsed_for_once_is_parsed_at_the_next_look(
    project, monkeypatch
):
    project({"receivers.py": CONNECTS})
    with monkeypatch.context() as patch:
        patch.setattr(ast, "parse", fail_as_when_threads_parse)
        assert findings() == []
    assert len(findings()) == 1


def fail_as_when_threads_parse(*args, **options):
    raise SystemError("AST constructor recursion depth mismatch (before=18, after=11)")


def test_importing_it_is_what_helps(project):
    app = project({"receivers.py": CONNECTS.replace("raise AssertionError", "pass")})
    assert len(findings()) == 1
    __import__(f"{app}.receivers")
    assert findings() == []


def test_one_finding_a_module(project):
    project({"receivers.py": CONNECTS * 2, "signals.py": CONNECTS})
    assert len(findings()) == 2


def test_a_module_that_connects_to_signals_not_sent_is_none(project):
    project({"receivers.py": CONNECTS})
    assert findings(other) == []


def test_the_line_is_that_of_a_signal_that_was_sent(project):
    source = f"""{IMPORTS}from tests.findings.test_not_imported import other
@receiver(other)
def other_receiver(**kwargs): pass
@receiver([other, sent])
def both(**kwargs): pass
"""
    project({"receivers.py": source})
    assert lines(findings()) == [6]
    assert lines(findings(other)) == [4]


FORMS = {
    "an alias": "from django.dispatch import receiver as on\n@on(sent)\ndef f(**kw): pass\n",
    "the module": "import django.dispatch\n@django.dispatch.receiver(sent)\ndef f(**kw): pass\n",
    "a module's alias": "import django.dispatch as d\n@d.receiver(sent)\ndef f(**kw): pass\n",
    "from the package": "from django import dispatch\n"
    "@dispatch.receiver(sent)\ndef f(**kw): pass\n",
    "the dispatcher": "from django.dispatch.dispatcher import receiver as r\n"
    "@r(sent)\ndef f(**kw): 0\n",
    "async": "@receiver(sent)\nasync def f(**kw): pass\n",
    "a class": "@receiver(sent)\nclass F: pass\n",
    "a keyword": "@receiver(signal=sent, sender=None)\ndef f(**kw): pass\n",
    "a tuple": "@receiver((sent,))\ndef f(**kw): pass\n",
    "another decorator": "@staticmethod\n@receiver(sent)\ndef f(**kw): pass\n",
    "an if": "if True:\n    @receiver(sent)\n    def f(**kw): pass\n",
    "an else": "if sys:\n    pass\nelse:\n    sent.connect(print)\n",
    "a try": "try:\n    sent.connect(print)\nexcept ValueError:\n    pass\n",
    "a with": "with lock:\n    sent.connect(print)\n",
    "connect": "def f(**kw): pass\nsent.connect(f)\n",
    "connect on an attribute": "import tests.findings.test_not_imported as s\n"
    "s.sent.connect(print)\n",
    "another name for it": "mine = sent\nmine.connect(print)\n",
    "a signal that cannot be told": "@receiver(signal_for('orders'))\ndef f(**kw): pass\n",
    "one of a dict": "signals = {}\n@receiver(signals['x'])\ndef f(**kw): pass\n",
    "a star import": "from x import *\n@receiver(order_paid)\ndef f(**kw): pass\n",
    "an object's signal": "from tests.findings import test_not_imported as t\n"
    "@receiver(t.not_a_signal.paid)\ndef f(**kw): pass\n",
}


@pytest.mark.parametrize("source", FORMS.values(), ids=FORMS)
def test_every_form_of_connecting_is_read(source, project):
    project({"receivers.py": IMPORTS + source})
    assert len(findings()) == 1


FROM_THE_APP = [
    ("receivers.py", "from .signals import paid"),
    ("receivers.py", "from . import signals\npaid = signals.paid"),
    ("deep/receivers.py", "from ..signals import paid"),
    ("deep/__init__.py", "from ..signals import paid"),
]


@pytest.mark.parametrize(("path", "imports"), FROM_THE_APP)
def test_a_signal_of_the_app_itself_is_found_however_it_is_imported(path, imports, project):
    signals = {"signals.py": f"{IMPORTS}paid = sent\n", "deep/__init__.py": ""}
    app = project({**signals, path: f"{imports}\npaid.connect(print)\n"})
    import_module(f"{app}.signals")
    assert len(findings()) == 1


NO_FORMS = {
    "in a function": "def connect():\n    sent.connect(print)\n",
    "in a class": "class Config:\n    sent.connect(print)\n"
    "    @receiver(sent)\n    def f(**kw): pass\n",
    "for type checkers": "from typing import TYPE_CHECKING\n"
    "if TYPE_CHECKING:\n    sent.connect(print)\n",
    "in a script": "if __name__ == '__main__':\n    sent.connect(print)\n",
    "another receiver": "from celery import receiver\n@receiver(sent)\ndef f(**kw): pass\n",
    "a receiver of its own": "def receiver(x): return x\n@receiver(sent)\ndef f(**kw): pass\n",
    "no call": "@receiver\ndef f(**kw): pass\n",
    "another connect": "import sqlite3\nsqlite3.connect('x')\nengine = sqlite3\nengine.connect()\n",
    "a part of a signal": "sent.receivers.connect(print)\n",
    "no signal": "from tests.findings.test_not_imported import not_a_signal as signals\n"
    "signals.connect(print)\n",
    "a signal of its own": "from django.dispatch import Signal\npaid = Signal()\n"
    "@receiver(paid)\ndef f(**kw): pass\npaid.connect(f)\n",
    "a signal nothing loaded": "from nowhere.signals import paid\n@receiver(paid)\ndef f(**kw): 0\n"
    "paid.connect(f)\n",
    "a module that is not there": "from tests.findings import signals\n"
    "signals.paid.connect(print)\n",
    "a signal of no app": "from .signals import paid\n@receiver(paid)\ndef f(**kw): pass\n",
    "a comment": "# @receiver(sent)\n'''sent.connect(print)'''\n",
}


@pytest.mark.parametrize("source", NO_FORMS.values(), ids=NO_FORMS)
def test_what_an_import_would_not_connect_is_none(source, project):
    project({"receivers.py": IMPORTS + source})
    assert findings() == []


@pytest.mark.parametrize(
    "path",
    [
        "tests.py",
        "test_receivers.py",
        "receivers_test.py",
        "conftest.py",
        "tests/__init__.py",
        "tests/receivers.py",
        "test/receivers.py",
        "migrations/0001_initial.py",
        "management/commands/index.py",
        "static/receivers.py",
        "not-a-module.py",
        "receivers.txt",
        "templates/app/receivers.py",
    ],
)
def test_what_serves_no_request_is_none(path, project):
    project({path: CONNECTS})
    assert findings() == []


@pytest.mark.parametrize(
    "path", ["receivers/__init__.py", "receivers/posts.py", "deep/er/posts.py"]
)
def test_packages_in_an_app_are_read(path, project):
    packages = {f"{parent}/__init__.py": "" for parent in ("receivers", "deep", "deep/er")}
    project({**packages, path: CONNECTS})
    assert len(findings()) == 1


def test_an_app_that_is_not_installed_is_none_though_it_is_in_one_that_is(project):
    project(
        {
            "plugin/__init__.py": "",
            "plugin/apps.py": "",
            "plugin/receivers.py": CONNECTS,
            "older/__init__.py": "",
            "older/models.py": "",
            "older/receivers.py": CONNECTS,
        }
    )
    assert findings() == []


def test_an_app_in_an_app_is_read_once(project, install):
    name = project({"plugin/__init__.py": "", "plugin/receivers.py": CONNECTS})
    install(f"{name}.plugin")
    [finding] = findings()
    assert f"imported {name}.plugin.receivers." in finding["message"]


def test_an_installed_package_is_none(project, tmp_path):
    project({"receivers.py": CONNECTS}, tmp_path / "lib" / "site-packages")
    assert findings() == []


def test_nothing_is_judged_before_the_urlconf_is_loaded(project, monkeypatch):
    project({"receivers.py": CONNECTS})
    monkeypatch.delitem(sys.modules, "tests.urls")
    assert findings() == []
    monkeypatch.setitem(sys.modules, "tests.urls", object())
    assert len(findings()) == 1


def test_a_file_that_was_run_under_another_name_is_none(project, tmp_path):
    """As by a loader of plugins, or by a longer import path."""
    app = project({"receivers.py": CONNECTS.replace("raise AssertionError", "pass")})
    path = tmp_path / app / "receivers.py"
    names = {"__name__": "plugin"}
    exec(compile(path.read_text(), path, "exec"), names)
    assert findings() == []


def test_a_file_is_read_again_once_it_changed(project, tmp_path):
    app = project({"receivers.py": "receiver = None\n"})
    assert findings() == []
    (tmp_path / app / "receivers.py").write_text(CONNECTS)
    assert len(findings()) == 1
    (tmp_path / app / "receivers.py").unlink()
    assert findings() == []


def test_a_module_that_cannot_be_imported_is_found_without_trying(project):
    project({"receivers.py": f"{CONNECTS}\nraise SystemExit\n"})
    assert len(findings()) == 1


BAD = {
    "no Python": "@receiver(sent\n",
    "Python 2": "print 'receiver'\n",
    "a null byte": b"receiver = '\0'\n",
    "an unknown encoding": b"# coding: nonsense\nreceiver = 1\n",
    "a wrong encoding": b"# coding: utf-8\nreceiver = '\xff\xfe'\n",
    "no text": bytes(range(256)) * 4 + b"receiver",
    "UTF-16": "receiver = 1".encode("utf-16"),
    "nothing": "",
    "deep": "receiver = " + "(" * 5_000 + ")" * 5_000,
    "deep attributes": "receiver = x" + ".y" * 5_000,
    "an odd import": "from ... import receiver\nfrom .... import sent\nsent.connect(receiver)\n",
    "odd arguments": "from django.dispatch import receiver\n@receiver()\n@receiver(*[1])\n"
    "@receiver(**{})\n@receiver([])\ndef f(**kw): pass\n",
}


@pytest.mark.parametrize("source", BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_read_is_passed_over(source, project):
    app = project({"bad.py": source, "receivers.py": CONNECTS})
    found = [each for each in findings() if "bad.py" not in each["message"]]
    assert [each["message"].split()[0] for each in found] == [f"{app}/receivers.py"]


@pytest.mark.parametrize(
    "text", [r'"\d"', r'b"\N"', r'f"\N{EM DASH} {1}"', r"'\'' + '\\'", '"a\\\nb"']
)
def test_reading_warns_of_nothing(text, project):
    """Whoever parses such a string is warned, and warnings are errors here."""
    project({"receivers.py": f"{CONNECTS}\npattern = {text}\n"})
    assert len(findings()) == 1


def test_a_huge_file_is_passed_over(project):
    project({"receivers.py": CONNECTS + "number = 1\n" * 100_000})
    assert findings() == []


def test_a_latin_1_file_is_read(project):
    project({"receivers.py": b"# coding: latin-1\nname = '\xe9'\n" + CONNECTS.encode()})
    assert len(findings()) == 1


def test_links_are_not_followed(project, tmp_path):
    app = project({"parts/__init__.py": ""})
    (tmp_path / app / "parts" / "again").symlink_to(tmp_path / app)
    elsewhere = project({"receivers.py": CONNECTS}, tmp_path / "elsewhere" / "site-packages")
    (tmp_path / app / "linked").symlink_to(tmp_path / "elsewhere" / "site-packages" / elsewhere)
    (tmp_path / "elsewhere.py").write_text(CONNECTS)
    (tmp_path / app / "receivers.py").symlink_to(tmp_path / "elsewhere.py")
    (tmp_path / app / "gone.py").symlink_to(tmp_path / "nowhere.py")
    assert findings() == []


def test_a_pipe_is_not_waited_for(project, tmp_path):
    app = project({})
    os.mkfifo(tmp_path / app / "receivers.py")
    assert findings() == []


def test_a_directory_with_the_name_of_a_module_is_none(project, tmp_path):
    app = project({})
    (tmp_path / app / "receivers.py").mkdir()
    assert findings() == []


@pytest.mark.parametrize("broken", ["scandir", "open"])
def test_what_must_not_be_read_is_passed_over(broken, project, monkeypatch):
    project({"receivers.py": CONNECTS})

    def refuses(*args, **kwargs):
        raise PermissionError

    monkeypatch.setattr("os.scandir" if broken == "scandir" else "builtins.open", refuses)
    found = findings()
    monkeypatch.undo()
    assert found == []


def test_an_app_in_a_zip_file_is_passed_over(tmp_path, install, monkeypatch):
    name = f"shop_{next(numbers)}"
    with zipfile.ZipFile(tmp_path / "apps.zip", "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{name}/receivers.py", CONNECTS)
    monkeypatch.syspath_prepend(tmp_path / "apps.zip")
    install(name)
    assert findings() == []
    del sys.modules[name]


def test_a_namespace_package_in_an_app_is_passed_over(project):
    project({"parts/receivers.py": CONNECTS})
    assert findings() == []


def test_an_assertion_names_modules_that_may_connect_what_was_not_received(project):
    one_of = f"{IMPORTS}from anywhere import *\n@receiver(signals()[0])\ndef hear(**kwargs): ...\n"
    app = project({"receivers.py": CONNECTS.replace("sent", "other"), "unclear.py": one_of})
    with record_signals() as recording, pytest.raises(AssertionError) as raised:
        recording.assert_received(lines, signal=sent)
    assert f"but nothing has imported {app}.unclear" in str(raised.value)
    assert f"{app}.receivers" not in str(raised.value)
