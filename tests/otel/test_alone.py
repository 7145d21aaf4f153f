"""Spans without the panel: DEBUG off, nothing recorded, nothing else of Django's changed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.otel.alone import ROOT, run


@pytest.mark.parametrize("apps", [(), ("signals_panel",)])
def test_only_the_code_of_djangos_methods_changes_and_that_is_undone(apps):
    answer = run(
        """
@receives(paid)
def receiver(**named):
    return 1


answer = []
for name in METHODS:
    SignalsInstrumentor().instrument(tracer_provider=provider)
    now = state()
    assert now[0] == before[0]
    changed = [a.co_name for a, b in zip(before[1], now[1]) if a is not b]
    assert sorted(changed) == sorted(["__init__", *METHODS])
    with span("request"):
        assert send(name) == [(receiver, 1)]
    answer.append(names())
    SignalsInstrumentor().uninstrument()
    assert state() == before
    with span("request"):
        send(name)
    answer.append(names())
assert "debug_toolbar" not in sys.modules
""",
        apps,
    )
    assert answer == [["receiver", "request"], ["request"]] * 4


def test_a_receiver_finds_the_frames_above_it_that_it_finds_without_spans():
    answer = run(
        """
frames = []


@receives(paid)
def receiver(depth=3, **named):
    frames.append([(each.filename, each.lineno, each.function) for each in inspect.stack()])
    if named["sender"]:
        paid.send(named["sender"] - 1)


@receives(paid)
def fails(**named):
    raise ValueError("no")


def tell(method):
    frames.clear()
    try:
        told = send(method, 2)
        told = traceback.format_exception(told[1][1])
    except ValueError as error:
        told = traceback.format_exception(error)
    return frames[:], told


logged = []
logging.getLogger("django.dispatch").addHandler(handler := logging.Handler())
handler.emit = lambda record: logged.append(record.getMessage())
answer = {}
for method in METHODS:
    told, traced = [], []
    for way in (SignalsInstrumentor().uninstrument, SignalsInstrumentor().instrument):
        way(tracer_provider=provider) if traced else way()
        with span("request"):
            told.append([tell(method), logged[:]])
        logged.clear()
        traced.append(names())
    assert traced[0] == ["request"] and "receiver" in traced[1]
    answer[method] = told[0] == told[1]
"""
    )
    assert answer == dict.fromkeys(["send", "send_robust", "asend", "asend_robust"], True)


def test_recursion_reaches_pythons_limit_where_it_does_without_spans():
    answer = run(
        """
deepest = 0


@receives(paid)
def receiver(sender, **named):
    global deepest
    deepest = sender
    paid.send(sender + 1)


def depth():
    try:
        paid.send(0)
    except RecursionError:
        return deepest


sys.setrecursionlimit(300)
answer = {"plain": depth()}
logging.disable()
SignalsInstrumentor().instrument(tracer_provider=provider)
answer["unrecorded"] = depth()
with span("request") as request:
    answer["recorded"] = depth()
    answer["current"] = trace.get_current_span() is request
with span("request"):
    answer["again"] = depth()
"""
    )
    plain = answer["plain"]
    assert answer == {
        "plain": plain,
        "unrecorded": plain,
        "recorded": plain,
        "current": True,
        "again": plain,
    }


def test_a_recording_begun_before_or_after_has_all_and_so_have_the_spans():
    answer = run(
        """
from signals_panel import record


@receives(paid)
def receiver(**named):
    return 1


@receives(paid)
async def later(**named):
    return 2


def both(method):
    with record() as recording, span("request"):
        responses = send(method)
    calls = [each["receiver"].rpartition(".")[2] for each in recording.as_dict()["calls"]]
    return [sorted(names()), sorted(calls), [response for _, response in responses]]


SignalsInstrumentor().instrument(tracer_provider=provider)
answer = [both(each) for each in METHODS]
SignalsInstrumentor().uninstrument()
answer += [both(each) for each in METHODS]
SignalsInstrumentor().instrument(tracer_provider=provider)
answer += [both(each) for each in METHODS]
"""
    )
    calls, responses = ["later", "receiver"], [1, 2]
    spanned = [["later", "receiver", "request"], calls, responses]
    assert answer == [*[spanned] * 4, *[[["request"], calls, responses]] * 4, *[spanned] * 4]


@pytest.mark.parametrize("source", ["pass", "def ("])
def test_where_the_source_of_django_is_not_at_hand_it_says_so_and_changes_nothing(source):
    answer = run(
        f"source = {source!r}"
        """
import linecache
from django.dispatch import dispatcher
file = dispatcher.__file__
linecache.getlines(file)
linecache.cache[file] = (1, None, [source], file)
logged = []
logging.getLogger("signals_panel").addHandler(handler := logging.Handler())
handler.emit = lambda record: logged.append(record.getMessage())
SignalsInstrumentor().instrument(tracer_provider=provider)
assert state() == before
answer = logged
"""
    )
    named = "Signal.send(), send_robust(), asend(), asend_robust()"
    why = "what is there is not Django's own code, or its source is not at hand."
    assert answer == [f"No spans for receivers called by {named}: {why}"]


def test_where_a_package_wraps_the_methods_its_own_run_and_receivers_have_spans():
    answer = run(
        """
import functools


def wrapping(name):
    original = getattr(Signal, name)

    @functools.wraps(original)
    def method(self, sender, **named):
        seen.append(name)
        return original(self, sender, **named)

    setattr(Signal, name, method)


seen = []
wrapping("send")
SignalsInstrumentor().instrument(tracer_provider=provider)
wrapping("send_robust")
paid.connect(receiver := lambda **named: 1)
with span("request"):
    assert paid.send(1) == paid.send_robust(1) == [(receiver, 1)]
answer = [seen, names()]
SignalsInstrumentor().uninstrument()
with span("request"):
    paid.send(1)
    paid.send_robust(1)
answer += [seen[2:], names()]
"""
    )
    wrapped = ["send", "send_robust"]
    assert answer == [wrapped * 2, ["<lambda>", "<lambda>", "request"], wrapped, ["request"]]


@pytest.mark.parametrize("keeps", ["wraps", "hides"])
def test_a_package_that_was_there_first_keeps_its_method_and_its_wrapping(keeps):
    code = f"""
keeps = {keeps!r}
import functools, sys
for name in [name for name in sys.modules if name.startswith("signals_panel")]:
    del sys.modules[name]


def theirs(original):
    def method(self, sender, **named):
        return [*original(self, sender, **named), ("theirs", None)]

    return functools.wraps(original)(method) if keeps == "wraps" else method


Signal.send = theirs(Signal.send)
from signals_panel.otel import SignalsInstrumentor
logging.disable()
SignalsInstrumentor().instrument(tracer_provider=provider)
paid.connect(receiver := lambda **named: 1)
with span("request"):
    assert paid.send(1) == [(receiver, 1), ("theirs", None)]
    assert paid.send_robust(1) == [(receiver, 1)]
answer = names()
from signals_panel import record
with record() as recording, span("request"):
    assert paid.send(1) == [(receiver, 1), ("theirs", None)]
answer.append(len(recording.as_dict()["calls"]))
answer += names()
"""
    of_send = ["<lambda>"] if keeps == "wraps" else []
    assert run(code) == [*of_send, "<lambda>", "request", 1, *of_send, "request"]


def test_where_a_package_wraps_receivers_they_have_their_own_names():
    """As Sentry's SDK does, at each send."""
    answer = run(
        """
import functools

original = Signal._live_receivers


def live_receivers(self, sender):
    def wrapping(receiver):
        @functools.wraps(receiver)
        def wrapper(*args, **named):
            return receiver(*args, **named)

        return wrapper

    sync, asynchronous = original(self, sender)
    return [wrapping(each) for each in sync], asynchronous


Signal._live_receivers = live_receivers


@receives(paid)
def index_order(**named):
    return trace.get_current_span().name


SignalsInstrumentor().instrument(tracer_provider=provider, receivers=[index_order])
with span("request"):
    assert send("send")[0][1] == send("asend")[0][1] == "__main__.index_order"
answer = names()
"""
    )
    assert answer == ["index_order", "index_order", "request"]


def test_installing_the_package_instruments_nothing():
    assert "opentelemetry_instrumentor" not in (ROOT / "pyproject.toml").read_text()
    assert run("import signals_panel\nanswer = [state() == before]", ("signals_panel",)) == [True]


def test_without_opentelemetry_the_error_says_what_to_install():
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "try:\n    import signals_panel.otel\nexcept ImportError as error:\n    print(error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    message = 'signals_panel.otel needs: pip install "django-signals-panel[opentelemetry]"'
    assert ran.stdout.strip() == message
