"""What a span of a receiver has, whose receivers have one, and when there is none."""

from __future__ import annotations

import functools
import gc
import weakref
from unittest.mock import MagicMock

import pytest
from django.db.models.signals import post_init, post_save, pre_init
from django.dispatch import Signal
from opentelemetry import trace
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import StatusCode

from signals_panel import record
from signals_panel.otel import SignalsInstrumentor
from tests.app.models import Tag
from tests.signals import ordered, packed


def answers(sender, **kwargs):
    return trace.get_current_span()


def raises(sender, **kwargs):
    raise ValueError("no such order", "password=hunter2")


def stops(sender, **kwargs):
    raise SystemExit


class Till:
    def close(self, sender, **kwargs):
        return "closed"

    def __call__(self, sender, **kwargs):
        return "called"


@pytest.fixture(params=["recorded", "not recorded"])
def recorded(request):
    """Run a test while something records, and while nothing does."""
    if request.param == "not recorded":
        yield None
    else:
        with record() as recording:
            yield recording


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_a_call_is_a_span_with_the_receivers_place_and_the_signals_name(
    method, traced, connect, recorded
):
    connect(ordered, answers)
    traced.instrument()
    with traced.span("request"):
        getattr(ordered, method)(Tag, secret="hunter2")
    call, _ = traced.spans
    assert call.name == "tests.otel.test_spans.answers"
    assert call.kind == trace.SpanKind.INTERNAL
    assert call.status.status_code == StatusCode.UNSET
    assert call.attributes == {
        "code.function.name": "tests.otel.test_spans.answers",
        "code.file.path": __file__,
        "code.line.number": answers.__code__.co_firstlineno,
        "django.signal.name": "tests.signals.ordered",
        "django.signal.method": method,
        "django.signal.sender": "tests.app.models.Tag",
    }
    assert call.instrumentation_scope.name == "signals_panel.otel"
    assert traced.tree == [("answers", "request"), ("request", None)]


def test_the_span_is_current_while_the_receiver_runs_and_no_longer(traced, connect, recorded):
    connect(ordered, answers)
    traced.instrument()
    with traced.span("request") as request:
        ((_, inside),) = ordered.send(None)
        assert trace.get_current_span() is request
    assert inside.context == traced.spans[0].context
    assert "django.signal.sender" not in traced.spans[0].attributes


def test_what_is_sent_inside_a_receiver_is_inside_its_span(traced, connect, signal, recorded):
    def outer(sender, **kwargs):
        ordered.send(sender)
        ordered.send_robust(sender)

    connect(signal, outer)
    connect(ordered, answers)
    traced.instrument()
    with traced.span("request"):
        signal.send(1)
    assert traced.tree == [
        ("answers", "outer"),
        ("answers", "outer"),
        ("outer", "request"),
        ("request", None),
    ]


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_what_a_receiver_raises_is_an_error_with_an_exception_event(
    method, traced, connect, recorded
):
    connect(ordered, answers)
    connect(ordered, raises)
    traced.instrument()
    with traced.span("request") as request:
        if method == "send":
            with pytest.raises(ValueError, match="no such order"):
                ordered.send(None)
        else:
            responses = dict(ordered.send_robust(None))
            assert type(responses[raises]) is ValueError
        assert trace.get_current_span() is request
    _, call, around = traced.spans
    assert call.attributes["error.type"] == "ValueError"
    assert call.status.status_code == StatusCode.ERROR
    assert call.status.description.startswith("ValueError: 'no such order'")
    (event,) = call.events
    assert event.name == "exception"
    assert event.attributes["exception.type"] == "ValueError"
    assert event.attributes["exception.message"].startswith("'no such order'")
    line = raises.__code__.co_firstlineno + 1
    *_, last, said = event.attributes["exception.stacktrace"].splitlines()
    assert last == f'  File "{__file__}", line {line}, in raises'
    assert said == call.status.description
    assert "hunter2" not in str(event.attributes)
    assert around.status.status_code == StatusCode.UNSET


def test_what_is_no_exception_ends_the_span_without_an_error(traced, connect, recorded):
    connect(ordered, stops)
    traced.instrument()
    with traced.span("request"), pytest.raises(SystemExit):
        ordered.send(None)
    assert traced.names == ["stops", "request"]
    assert traced.spans[0].status.status_code == StatusCode.UNSET
    assert not traced.spans[0].events


def test_no_code_of_an_exceptions_own_is_run(traced, connect):
    class Odd(Exception):
        def __str__(self):
            raise AssertionError

        __repr__ = __str__

    def odd(sender, **kwargs):
        raise Odd("why", "not")

    connect(ordered, odd)
    traced.instrument()
    with traced.span("request"), pytest.raises(Odd):
        ordered.send(None)
    assert traced.spans[0].attributes["error.type"].endswith("<locals>.Odd")
    assert traced.spans[0].events[0].attributes["exception.message"] == "'why', 'not'"


def test_without_a_span_that_records_there_is_none(traced, connect, recorded):
    connect(ordered, answers)
    traced.instrument()
    assert not ordered.send(None)[0][1].is_recording()
    unsampled = TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False).get_tracer("tests")
    with unsampled.start_as_current_span("request") as request:
        assert ordered.send(None) == ordered.send_robust(None) == [(answers, request)]
    assert traced.spans == ()
    with traced.span("request"):
        ordered.send(None)
    assert traced.names == ["answers", "request"]


def test_an_ended_span_that_is_still_current_has_no_more_inside(traced, connect):
    connect(ordered, answers)
    traced.instrument()
    with traced.span("request") as request:
        ordered.send(None)
        request.end()
        ordered.send(None)
    assert traced.names == ["answers", "request"]


def test_responses_have_the_receivers_themselves(traced, connect, recorded):
    till = Till()
    partial = functools.partial(answers, extra=1)
    connected = [answers, till.close, till, partial, MagicMock(return_value=1), lambda **kwargs: 0]
    for each in connected:
        connect(ordered, each)
    traced.instrument(receivers=["tests", "unittest.mock"])
    with traced.span("request"):
        assert [receiver for receiver, _ in ordered.send(None)] == connected
        assert [receiver for receiver, _ in ordered.send_robust(None)] == connected


def test_every_kind_of_receiver_has_a_span_with_its_name(traced, connect, recorded):
    till = Till()
    for each in (
        till.close,
        till,
        functools.partial(functools.partial(answers, one=1), two=2),
        MagicMock(),
        lambda **kwargs: None,
    ):
        connect(ordered, each)
    traced.instrument(receivers=["tests.otel", "unittest.mock.MagicMock"])
    with traced.span("request"):
        ordered.send(None)
    here = "tests.otel.test_spans"
    name = "test_every_kind_of_receiver_has_a_span_with_its_name"
    assert [each.name for each in traced.spans[:-1]] == [
        f"{here}.Till.close",
        f"{here}.Till",
        f"functools.partial({here}.answers)",
        "unittest.mock.MagicMock",
        f"{here}.{name}.<locals>.<lambda>",
    ]
    functions = [each.attributes["code.function.name"] for each in traced.spans[:-1]]
    assert functions[2] == f"{here}.answers"
    assert traced.spans[2].attributes["code.line.number"] == answers.__code__.co_firstlineno


def test_a_receiver_whose_name_cannot_be_read_runs_all_the_same(traced, connect, recorded):
    class Nameless:
        __slots__ = ()

        def __getattr__(self, name):
            asked.append(name)
            raise AttributeError(name)

        def __call__(self, **kwargs):
            return "ran"

    class Odd(type):
        def __getattribute__(cls, name):
            if name in ("__qualname__", "__module__", "__name__"):
                raise AssertionError(name)
            return super().__getattribute__(name)

    class OfOdd(metaclass=Odd):
        def __call__(self, **kwargs):
            return "ran"

    def renamed(**kwargs):
        return "ran"

    renamed.__module__ = None
    renamed.__name__ = renamed.__qualname__ = "\ud800" * 1000
    asked = []
    for each in (OfOdd(), renamed, Nameless()):
        connect(ordered, each)
    traced.instrument(receivers=["tests", "function"])
    asked.clear()
    with traced.span("request"):
        assert [response for _, response in ordered.send(None)] == ["ran"] * 3
    assert asked == []
    assert traced.names == ["OfOdd", "function", "Nameless", "request"]


def test_receivers_of_packages_have_spans_only_when_named(traced, connect):
    def of(module):
        def receiver(**kwargs):
            pass

        receiver.__module__, receiver.__qualname__ = module, module
        return receiver

    for each in (of("django.contrib.auth"), of("pytest"), answers):
        connect(ordered, each)
    traced.instrument()
    with traced.span("request"):
        ordered.send(None)
    assert traced.names == ["answers", "request"]
    traced.instrument(receivers=["pytest"])
    with traced.span("again"):
        ordered.send(None)
    assert traced.names == ["answers", "request", "pytest", "again"]


def test_pre_init_and_post_init_have_spans_only_when_named(traced, connect):
    for each in (pre_init, post_init):
        connect(each, answers, sender=Tag)
    traced.instrument()
    with traced.span("request"):
        Tag(name="a")
    assert traced.names == ["request"]
    traced.instrument(signals=[post_init])
    with traced.span("request"):
        Tag(name="a")
    assert traced.names == ["request", "answers", "request"]


def test_signals_may_be_named_by_their_dotted_names(traced, connect, signal):
    for each in (ordered, packed, signal):
        connect(each, answers)
    connect(pre_init, answers, sender=Tag)
    traced.instrument(signals=["django.db.models.signals.pre_init", packed, "tests.signals.none"])
    with traced.span("request"):
        ordered.send(None)
        signal.send(None)
        packed.send(None)
        Tag(name="a")
    found = [each.attributes.get("django.signal.name") for each in traced.spans]
    assert found == ["tests.signals.packed", "django.db.models.signals.pre_init", None]


def test_only_signals_that_are_named_have_spans(traced, connect, signal):
    for each in (ordered, signal):
        connect(each, answers)
    traced.instrument(signals=[signal])
    with traced.span("request"):
        ordered.send(None)
        signal.send(None)
    assert traced.names == ["answers", "request"]
    assert traced.spans[0].attributes["django.signal.name"].startswith("unnamed signal created at")


def test_only_receivers_that_are_named_have_spans_however_they_are_connected(traced, connect):
    till = Till()
    for each in (functools.partial(answers, extra=1), lambda **kwargs: 1, till.close, till):
        connect(ordered, each)
    traced.instrument(receivers=[answers, Till.close])
    with traced.span("request"):
        ordered.send_robust(None)
    assert traced.names == ["answers)", "close", "request"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"signals": ["post_save"]}, "signals: 'post_save' is no signal; give the Signal"),
        ({"signals": "post_save"}, "signals must be several, as in signals=[…], not one str."),
        ({"signals": post_save}, "signals must be several, as in signals=[…], not one ModelSignal"),
        ({"signals": [answers]}, "signals: function is no signal; give the Signal itself, or its"),
        (
            {"receivers": answers},
            "receivers must be several, as in receivers=[…], not one",
        ),
        ({"receivers": "shop"}, "receivers must be several, as in receivers=[…], not one str."),
        ({"receivers": [1]}, "receivers: int is no receiver, nor a dotted name."),
        ({"tracer_provider": 3}, "tracer_provider: int is no tracer provider; give one, as opent"),
        ({"tracer_provider": TracerProvider}, "tracer_provider: ABCMeta is no tracer provider; g"),
    ],
)
def test_what_is_neither_is_an_error_that_says_what_to_give(wanted, message, traced, connect):
    connect(ordered, answers)
    with pytest.raises(TypeError) as raised:
        SignalsInstrumentor().instrument(**wanted)
    assert str(raised.value).startswith(message)
    with traced.span("request"):
        ordered.send(None)
    assert traced.names == ["request"]


def test_nothing_keeps_a_receiver_or_a_signal_alive(traced):
    signal = Signal()

    class Local:
        def receives(self, **kwargs):
            return 1

    local = Local()
    signal.connect(local.receives)
    traced.instrument(receivers=[local.receives], signals=None)
    with traced.span("request"):
        signal.send(None)
    assert traced.names == ["receives", "request"]
    reference = weakref.ref(local)
    del local
    gc.collect()
    assert reference() is None
    assert signal.send(None) == []


def test_instrumenting_again_is_for_what_is_given_then_and_one_call_has_one_span(traced, connect):
    connect(ordered, answers)
    traced.instrument()
    traced.instrument()
    with traced.span("request"):
        ordered.send(None)
    assert traced.names == ["answers", "request"]
    SignalsInstrumentor().uninstrument()
    SignalsInstrumentor().uninstrument()
    with traced.span("after"):
        ordered.send(None)
    assert traced.names == ["answers", "request", "after"]


@pytest.mark.parametrize("step", ["on_start", "on_end"])
def test_an_error_of_a_span_processor_is_logged_and_never_reaches_the_sender(
    step, traced, connect, recorded, caplog
):
    class Broken(SpanProcessor):
        def fails(self, span, parent_context=None):
            if span.name.endswith("answers"):
                raise OSError("no room")

    setattr(Broken, step, Broken.fails)
    traced.provider.add_span_processor(Broken())
    connect(ordered, answers)
    traced.instrument()
    with traced.span("request") as request:
        ((receiver, _),) = ordered.send(None)
        assert trace.get_current_span() is request
        ordered.send_robust(None)
    assert receiver is answers
    messages = {
        "on_start": "A span for a receiver could not begin.",
        "on_end": "The span of a receiver could not end.",
    }
    assert [each.message for each in caplog.records] == [messages[step]] * 2
    assert {each.name for each in caplog.records} == {"signals_panel.otel"}
