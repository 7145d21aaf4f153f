"""S303 connections-grow: what a view connects and leaves connected."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import sys
import textwrap

import pytest
from debug_toolbar.toolbar import debug_toolbar_urls
from django.apps import AppConfig
from django.apps.registry import Apps
from django.core.signals import request_finished
from django.db.models.signals import post_save
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from signals_panel import record
from tests.app.models import Post, Tag
from tests.findings.reading import codes, found, message
from tests.signals import ordered, packed
from tests.views import PAGE

HERE = "tests.findings.test_growth"


def index(sender, **kwargs):
    pass


def publish(request):
    """Connect a receiver of its own each time the page is asked for."""

    def notify(sender, **kwargs):
        pass

    post_save.connect(notify, sender=Tag, weak=False)
    return HttpResponse(PAGE.format("published"))


def import_more(request):
    importlib.import_module("growing_late")
    return HttpResponse(PAGE.format("imported"))


def restore(request):
    with connected():
        return HttpResponse(PAGE.format("restored"))


@contextlib.contextmanager
def connected():
    ordered.connect(index)
    try:
        yield
    finally:
        ordered.disconnect(index)


urlpatterns = [
    path("publish/", publish),
    path("import/", import_more),
    path("restore/", restore),
    *debug_toolbar_urls(),
]


@pytest.fixture(autouse=True)
def _as_before():
    """Leave the signals as they were."""
    signals = post_save, ordered, packed, request_finished
    before = [list(signal.receivers) for signal in signals]
    yield
    for signal, receivers in zip(signals, before, strict=True):
        signal.receivers[:] = receivers
        signal.sender_receivers_cache.clear()


@pytest.fixture
def reported(settings, stored):
    """Return a function that asks for a page and gives the codes its panel reports."""
    settings.ROOT_URLCONF = HERE

    def reported(url):
        return {each["code"]: each for each in stored(Client().get(url)).document["findings"]}

    return reported


def test_a_view_that_connects_makes_connections_grow(reported):
    line = inspect.getsourcelines(publish)[1] + 6
    finding = reported("/publish/")["S303"]
    assert finding["message"] == (
        f"publish (findings/test_growth.py:{line}) connected {HERE}.publish.<locals>.notify "
        "to post_save and left it connected."
    )
    assert (finding["name"], finding["severity"]) == ("connections-grow", "warning")
    assert finding["where"] == {"file": __file__, "line": line}
    assert "AppConfig.ready()" in finding["hint"]


def test_each_request_to_it_is_told_of_what_it_added_itself(reported):
    reported("/publish/")
    assert reported("/publish/")["S303"]["message"].endswith("left it connected.")


def test_a_recording_around_a_view_tells_of_it_too(rf):
    with record() as recording:
        publish(rf.get("/"))
        publish(rf.get("/"))
    assert message(recording, "S303").endswith("left it connected, and 1 more from that line.")


def test_lines_that_connect_are_findings_of_their_own():
    with record() as recording:
        ordered.connect(index)
        packed.connect(index)
    assert len(found(recording, "S303")) == 2


def test_a_request_that_connects_nothing_is_not_told_of_what_is_there(reported):
    reported("/publish/")
    assert "S303" not in reported("/restore/")


def test_what_is_disconnected_again_is_no_growth(reported):
    assert "S303" not in reported("/restore/")


def test_a_connection_in_place_of_another_is_no_growth():
    ordered.connect(index, sender=Tag)
    with record() as recording:
        ordered.connect(index, sender=Post)
        ordered.disconnect(index, sender=Tag)
    assert "S303" not in codes(recording)


def test_what_is_disconnected_after_the_recording_is_not_told_of():
    with record() as recording:
        ordered.connect(index)
    ordered.disconnect(index)
    assert "S303" not in codes(recording)


def test_connecting_what_is_connected_is_no_growth():
    ordered.connect(index)
    with record() as recording:
        ordered.connect(index)
    assert "S303" not in codes(recording)


def test_a_receiver_that_dies_is_no_growth(settings):
    settings.DEBUG = False  # else Django keeps it alive

    def view():
        def local(sender, **kwargs):
            pass

        ordered.connect(local)
        ordered.send(None)

    with record() as recording:
        view()
    assert "S303" not in codes(recording)


def changes(recording):
    found = [each["change"] for each in recording.as_dict()["connections"]]
    return [change for change in found if change is not None]


class Holder:
    def receives(self, sender, **kwargs):
        pass


def test_a_connection_in_place_of_one_whose_receiver_dies_is_no_growth():
    holder = Holder()
    ordered.connect(holder.receives)
    with record() as recording:
        holder = Holder()
        ordered.connect(holder.receives)
    assert set(changes(recording)) == {"made", "died"}
    assert "S303" not in codes(recording)


def test_a_receiver_that_dies_after_the_recording_is_not_told_of():
    holder = Holder()
    with record() as recording:
        ordered.connect(holder.receives)
    assert "S303" in codes(recording)
    del holder
    assert "S303" not in codes(recording)


def test_a_script_connects_once_at_its_own_level():
    code = "class Late:\n  signal.connect(index)\nother.connect(index)"
    with record() as recording:
        exec(
            compile(code, "script.py", "exec"), {"signal": ordered, "other": packed, "index": index}
        )
    assert changes(recording) == ["made"] * 2
    assert "S303" not in codes(recording)


def test_what_djangos_test_client_connects_is_no_growth(rf):
    with record() as recording:
        Client().get("/plain/")
    assert changes(recording)
    assert "S303" not in codes(recording)


LATE = """
    from django.db.models.signals import post_save
    from django.dispatch import receiver
    from tests.app.models import Tag
    from tests.findings.test_growth import index
    from tests.signals import ordered, packed


    @receiver(ordered)
    def note(sender, **kwargs):
        pass


    class Notes:
        packed.connect(note)


    def connecting(signal):
        def connecting(function):
            signal.connect(function, sender=Tag, weak=False)
            return function
        return connecting


    @connecting(post_save)
    def count(sender, **kwargs):
        pass


    def again():
        connecting(post_save)(lambda sender, **kwargs: None)
"""


@pytest.fixture
def late(tmp_path, monkeypatch):
    """Put a module where it can be imported, which connects receivers in three ways."""
    (tmp_path / "growing_late.py").write_text(textwrap.dedent(LATE))
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("growing_late", None)


@pytest.mark.usefixtures("late")
def test_what_a_request_imports_connects_once(reported):
    assert "S303" not in reported("/import/")
    assert len([each for each in post_save.receivers if each[1].__name__ == "count"]) == 1


@pytest.mark.usefixtures("late")
def test_a_line_that_an_import_ran_grows_when_a_view_runs_it():
    with record() as recording:
        importlib.import_module("growing_late").again()
    assert message(recording, "S303").startswith("connecting (")
    assert "growing_late.again.<locals>.<lambda>" in message(recording, "S303")


class Ready(AppConfig):
    name, label, path = "tests", "ready", "."

    def ready(self):
        self.connect()

    def connect(self):
        ordered.connect(index)


def test_ready_connects_once():
    import tests

    with record() as recording:
        Apps([Ready("tests", tests)])
    assert changes(recording) == ["made"]
    assert "S303" not in codes(recording)


class Flushing:
    """A middleware that connects a method of its own."""

    def __init__(self, get_response):
        self.get_response = get_response
        request_finished.connect(self.flush)

    def __call__(self, request):
        return self.get_response(request)

    def flush(self, sender, **kwargs):
        pass


def test_a_middleware_connects_once(settings):
    settings.MIDDLEWARE = [f"{HERE}.Flushing"]
    client = Client()
    with record() as recording:
        client.get("/plain/")
    names = [each["receiver"] for each in recording.as_dict()["connections"]]
    assert f"{HERE}.Flushing.flush" in names
    assert "S303" not in codes(recording)


def test_what_packages_connect_is_not_the_users_to_mend():
    code = "def enable(signal, f):\n  signal.connect(f)"
    names = {}
    exec(compile(code, "/x/site-packages/enabling.py", "exec"), names)
    with record() as recording:
        names["enable"](ordered, functools.partial(index))
        names["enable"](packed, index)
    assert "S303" not in codes(recording)
