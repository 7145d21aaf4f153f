"""For which line of the project Django or a package connects."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import sys

import pytest
from django.core.management import execute_from_command_line
from django.db import models
from django.db.models import signals as model_signals
from django.db.models.signals import post_init
from django.dispatch import Signal
from django.test.utils import isolate_apps
from simple_history.models import HistoricalRecords

from signals_panel import record
from signals_panel.checks.options import check_connections
from signals_panel.registry.registry import registry_now

PACKAGE = """
import contextlib
from django.dispatch import Signal

changed = Signal()

def hear(sender, **kwargs):
    pass

def listen(signal, receiver=hear):
    signal.connect(receiver, weak=False)

def listening(signal):
    def decorate(function):
        signal.connect(function)
        return function
    return decorate

class Tracked:
    def __init_subclass__(cls):
        changed.connect(hear, sender=cls, dispatch_uid=cls.__name__)

class ReadyMixin:
    def ready(self):
        listen(changed)

class Tracker:
    def contribute_to_class(self, model, name):
        from django.db.models.signals import class_prepared
        class_prepared.connect(self.prepared, weak=False)
        self.name = name

    def prepared(self, sender, **kwargs):
        from django.db.models.signals import post_save
        if hasattr(sender, self.name + "_fields"):
            post_save.connect(self.saved, sender=sender, weak=False, dispatch_uid="tracker")

    def saved(self, **kwargs):
        pass

def late():
    import trackers.own

def call(function):
    return function()

@contextlib.contextmanager
def while_heard(signal):
    signal.connect(hear)
    yield
"""
OWN = """
from trackers import Tracked, changed, hear

changed.connect(hear, dispatch_uid="own")

class Deck(Tracked):
    pass
"""
COMMAND = """
from django.core.management.base import BaseCommand
from trackers import changed, listen

class Command(BaseCommand):
    requires_system_checks = []
    def handle(self, **options):
        listen(changed)
"""


@pytest.fixture
def trackers(request, tmp_path, monkeypatch):
    """Return a package as one that is installed; its files and what it defines go away again."""
    where = tmp_path / getattr(request, "param", "site-packages")
    (where / "trackers").mkdir(parents=True)
    (where / "trackers" / "__init__.py").write_text(PACKAGE)
    (where / "trackers" / "own.py").write_text(OWN)
    monkeypatch.syspath_prepend(str(where))
    yield importlib.import_module("trackers")
    for name in [name for name in sys.modules if name.partition(".")[0] == "trackers"]:
        del sys.modules[name]


@pytest.fixture
def models_signals():
    """Leave to Django's signals about models the receivers that they had."""
    signals = [each for each in vars(model_signals).values() if isinstance(each, Signal)]
    before = [list(each.receivers) for each in signals]
    yield
    for signal, receivers in zip(signals, before, strict=True):
        signal.receivers[:] = receivers
        signal.sender_receivers_cache.clear()


def here(after=0):
    return {"file": __file__, "line": inspect.currentframe().f_back.f_lineno + after}


def made(recording):
    return [each for each in recording.as_dict()["connections"] if each["change"] == "made"]


def test_what_a_package_connects_is_for_the_line_that_called_it(trackers):
    signal = Signal()
    with record() as recording:
        trackers.listen(signal)
        line = here(-1)
    [connection] = made(recording)
    assert connection["connected_at"]["file"] == trackers.__file__
    assert connection["connected_for"] == line
    assert json.loads(json.dumps(connection)) == connection


def test_python_itself_connects_nothing_for_anybody(trackers):
    signal, other = Signal(), Signal()
    with record() as recording, contextlib.ExitStack() as stack:
        with trackers.while_heard(signal):
            line = here(-1)
        stack.callback(other.connect, trackers.hear)
        stack.close()
        closed = here(-1)
    by_package, by_project = made(recording)
    assert by_package["connected_at"]["file"] == trackers.__file__
    assert by_package["connected_for"] == line
    assert (by_project["connected_at"], by_project["connected_for"]) == (closed, None)


@pytest.mark.parametrize("trackers", ["dist-packages"], indirect=True)
def test_the_packages_of_debian_are_installed_ones_too(trackers):
    signal = Signal()
    with record() as recording:
        trackers.listen(signal)
        line = here(-1)
    [connection] = made(recording)
    assert connection["connected_for"] == line


def test_a_decorator_of_a_package_connects_for_the_line_that_is_decorated(trackers):
    signal = Signal()
    with record() as recording:
        line = here(2)

        @trackers.listening(signal)
        def mine(sender, **kwargs):
            pass

    [connection] = made(recording)
    of_def = {**line, "line": line["line"] + 1}  # before Python 3.11 that is where it is called
    assert connection["connected_for"] == (line if sys.version_info >= (3, 11) else of_def)


def test_a_base_class_of_a_package_connects_for_the_class_that_is_made_of_it(trackers):
    with record() as recording:
        line = here(2)

        class Deck(trackers.Tracked):
            pass

    assert [each["connected_for"] for each in made(recording)] == [line]


def test_a_mixin_of_a_package_connects_for_the_ready_that_calls_it(trackers):
    class Config(trackers.ReadyMixin):
        def ready(self):
            super().ready()

    with record() as recording:
        Config().ready()
    [connection] = made(recording)
    assert connection["connected_for"] == {
        "file": __file__,
        "line": Config.ready.__code__.co_firstlineno + 1,
    }


@isolate_apps("tests.app")
def test_what_is_connected_as_a_model_is_prepared_is_for_the_models_class(trackers, models_signals):
    with record() as recording:
        line = here(2)

        class Card(models.Model):
            history_fields = ()
            history = trackers.Tracker()

            class Meta:
                app_label = "app"

    items = {each["signal"].rpartition(".")[2]: each for each in made(recording)}
    assert set(items) == {"class_prepared", "post_save"}
    assert {each["connected_at"]["file"] for each in items.values()} == {trackers.__file__}
    assert [each["connected_for"] for each in items.values()] == [line] * 2


@isolate_apps("tests.app")
def test_a_field_of_django_connects_for_the_models_class():
    with record() as recording:
        line = here(2)

        class Photo(models.Model):
            wide = models.IntegerField()
            image = models.ImageField(width_field="wide")

            class Meta:
                app_label = "app"

    [connection] = [each for each in made(recording) if each["signal"].endswith("post_init")]
    assert connection["connected_at"]["file"].endswith("files.py")
    assert connection["connected_for"] == line
    post_init.disconnect(Photo._meta.get_field("image").update_dimension_fields, sender=Photo)


@isolate_apps("tests.app")
def test_simple_history_connects_for_the_model_with_a_history(models_signals):
    with record() as recording:
        line = here(2)

        class Ship(models.Model):
            history = HistoricalRecords(app="app")

            class Meta:
                app_label = "app"

    items = [each for each in made(recording) if "simple_history" in each["receiver"]]
    assert {"post_save", "class_prepared"} <= {each["signal"].rpartition(".")[2] for each in items}
    assert all("simple_history" in each["connected_at"]["file"] for each in items)
    assert [each["connected_for"] for each in items] == [line] * len(items)


def test_what_a_package_connects_twice_for_the_project_is_the_projects(trackers, settings):
    settings.DEBUG = True
    trackers.listen(trackers.changed)

    class Mine(trackers.Tracked):
        pass

    with record() as recording:
        trackers.changed.send(Mine)
    said = [each["message"] for each in recording.as_dict()["findings"] if each["code"] == "S301"]
    checked = [each.msg for each in check_connections() if each.id == "signals_panel.W003"]
    assert [each.startswith("trackers.hear ") for each in said] == [True]
    assert any(each.startswith("trackers.hear is connected to changed twice") for each in checked)


def test_a_module_of_a_package_connects_for_nobody_as_it_is_imported(trackers):
    with record() as recording:
        importlib.import_module("trackers.own")
    items = made(recording)
    assert [each["dispatch_uid"] for each in items] == ["own", "Deck"]
    assert [each["connected_for"] for each in items] == [None, None]


def test_nor_does_one_that_a_function_of_the_package_imports(trackers):
    with record() as recording:
        trackers.late()
    assert [each["connected_for"] for each in made(recording)] == [None, None]


def test_what_the_project_connects_itself_is_for_no_other_line(trackers):
    signal = Signal()
    with record() as recording:
        trackers.call(lambda: signal.connect(trackers.hear))
    [connection] = made(recording)
    assert connection["connected_at"]["file"] == __file__
    assert connection["connected_for"] is None


def test_a_command_of_a_package_connects_for_nobody(trackers, tmp_path, monkeypatch):
    code = compile(COMMAND, str(tmp_path / "site-packages" / "trackers" / "cmd.py"), "exec")
    space = {"__name__": "trackers.cmd"}
    exec(code, space)
    monkeypatch.setattr(
        "django.core.management.get_commands", lambda: {"track": space["Command"]()}
    )
    with record() as recording:
        execute_from_command_line(["manage.py", "track"])
    assert [each["connected_for"] for each in made(recording)] == [None]


def test_the_registry_has_the_projects_line_too(trackers):
    trackers.listen(trackers.changed)
    line = here(-1)
    items = [each for each in registry_now()["connections"] if each["connected_for"] == line]
    assert [each["receiver"] for each in items] == ["trackers.hear"]
