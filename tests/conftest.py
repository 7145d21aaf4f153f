"""What the tests share: signals that leave nothing behind."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading

import pytest
from django.dispatch import Signal
from django.utils import inspect
from hypothesis import HealthCheck, Phase, settings

from signals_panel.hooks.gone import deaths, removals
from signals_panel.hooks.in_vain import in_vain
from signals_panel.hooks.standing import forget_gone
from signals_panel.log.log import Log
from signals_panel.texts.naming import printable

from .docs.schema import looked_at
from .telltales import called

os.environ.pop("COLUMNS", None)
"""readline sets it in the process that shares out the tests, and theirs inherit it."""
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as it is in a shell's background jobs
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what tests start inherits it
PROGRAMS = int(os.environ.get("SIGNALS_PANEL_PROGRAMS", "100"))
"""How many random programs are tried of each sort; of smaller things four for every ten."""

settings.register_profile(
    "signals_panel",
    deadline=None,
    derandomize=bool(os.environ.get("SIGNALS_PANEL_REQUIRE_ALL")),  # CI tells what a change broke
    max_examples=1 + PROGRAMS * 4 // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile(
    "unshrunk", settings.get_profile("signals_panel"), phases=set(Phase) - {Phase.shrink}
)
settings.load_profile("signals_panel")


def pytest_collection_modifyitems(items):
    """Keep the tests that share fixtures in one process, where several share all tests."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(shares(item)))


def shares(item):
    """Return what a test shares with others: a running site, or else the fixtures of a module."""
    package = item.path.parent.name
    if package not in ("browser", "servers"):
        return str(item.path)
    params = getattr(item, "callspec", None)
    sites = [name for name in item.fixturenames if name.endswith("_site")]
    return f"{package} {params.params.get('site', sites) if params else sites}"


def pytest_collection_finish():
    """Let the collector look at no modules and code when a test has it collect."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Escape lone surrogates, which some tests log: no report with one can leave its process."""
    report = yield
    report.sections = [(name, printable(text)) for name, text in report.sections]
    return report


@pytest.fixture(scope="session", autouse=True)
def _documents_are_as_their_schema_says():
    """Look at some documents of whatever tests record."""
    from signals_panel import Recording

    as_dict = Recording.as_dict
    Recording.as_dict = looked_at(as_dict)
    yield
    Recording.as_dict = as_dict


@pytest.fixture(scope="module", autouse=True)
def _little_is_left():
    """Let go of the signals that a module's tests made: a document tells of every one there is.

    Django's finalizers keep a signal for as long as a receiver that was connected weakly lives,
    and many of the tests' receivers have their signal in a closure. What is left of other modules
    all the same, as the strategies of their random programs, no collection looks at again.
    """
    gc.collect()
    gc.freeze()
    yield
    gc.collect()
    known = {id(each) for module in [*sys.modules.values()] for each in vars(module).values()}
    for each in gc.get_objects():
        if issubclass(type(each), Signal) and id(each) not in known:
            each.receivers.clear()
            each.sender_receivers_cache.clear()
    gc.collect()


@pytest.fixture(autouse=True)
def _nothing_called():
    called.clear()
    yield
    assert called == []


@pytest.fixture(autouse=True)
def _nothing_contained(request):
    """Fail where the recorder caught an error of its own, unless a test is marked to have some."""
    begin, dropped = Log.__init__, []

    def begins(log, *args):
        begin(log, *args)
        dropped.append(log.dropped)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Log, "__init__", begins)
        yield
    if request.node.get_closest_marker("contains_errors") is None:
        assert sum(each["errors"] for each in dropped) == 0, "errors of the recorder's own"


@pytest.fixture(autouse=True)
def _nothing_left():
    """Let go of the receivers that only DEBUG keeps alive, and forget all that is gone."""
    for each in (deaths, removals, in_vain):
        each.clear()
    forget_gone()
    yield
    vars(inspect)["_get_func_parameters"].cache_clear()
    for each in (deaths, removals, in_vain):
        each.clear()


@pytest.fixture
def signal():
    """Return a signal that nobody knows."""
    return Signal()


@pytest.fixture
def connect():
    """Connect a receiver strongly for the length of a test; return it."""
    made = []

    def connect(signal, receiver, sender=None, **options):
        signal.connect(receiver, sender=sender, **{"weak": False, **options})
        made.append((signal, receiver, sender, options.get("dispatch_uid")))
        return receiver

    yield connect
    for signal, receiver, sender, uid in reversed(made):
        signal.disconnect(receiver, sender=sender, dispatch_uid=uid)


@pytest.fixture
def collected():
    """Return a function that tells whether a weak reference's object is gone."""

    def collected(reference):
        gc.collect()
        return reference() is None

    return collected


PANEL = "SignalsTracePanel"


@pytest.fixture
def stored():
    """Return a function that gives the panel of a response, from the toolbar's store."""
    from debug_toolbar.toolbar import DebugToolbar

    def stored(response):
        toolbar = DebugToolbar.fetch(response.headers["djdt-request-id"], PANEL)
        return toolbar.get_panel_by_id(PANEL)

    yield stored
    from debug_toolbar.store import MemoryStore

    MemoryStore.clear()


@pytest.fixture
def hear(connect):
    """Connect one receiver to all the signals of ``tests.signals``; return it."""
    from . import signals

    def hears(sender, **kwargs):
        return None

    for each in (signals.before_view, signals.after_view, signals.in_view, signals.in_body):
        connect(each, hears)
    return hears


@pytest.fixture
def run_in_a_thread(tmp_path):
    """Run a function in a thread of its own, whose default database is a file; return that."""

    def run(function):
        from django.db import connections
        from django.db.backends.sqlite3.base import DatabaseWrapper

        database = {**connections["default"].settings_dict, "NAME": str(tmp_path / "db.sqlite3")}
        found = {}

        def main():
            connections["default"] = found["connection"] = DatabaseWrapper(database)
            found["result"] = function()

        thread = threading.Thread(target=main)
        thread.start()
        thread.join()
        found["id"] = thread.ident
        return found

    return run
