"""Spans of what a signal's own method calls: tests/hooks/test_own_sends.py has more programs."""

from __future__ import annotations

from tests.otel.alone import run

PLUGINS = """
class Plugins(Signal):
    def publish(self, sender, **named):
        live = self._live_receivers(sender)[0]
        return [each(signal=self, sender=sender, **named) for each in live]

    async def apublish(self, sender):
        live = self._live_receivers(sender)[1]
        return await asyncio.gather(*[each(self, sender=sender) for each in live])


def hears(**named):
    return getattr(trace.get_current_span(), "name", "")


async def later(signal, sender):
    with span("inside"):
        await asyncio.sleep(0)
    return trace.get_current_span().name


signal = Plugins()
signal.connect(hears)
signal.connect(later)


def codes():
    return [Plugins.publish.__code__, Plugins.apublish.__code__]


def instrument():
    SignalsInstrumentor().instrument(tracer_provider=provider)


def sends():
    with span("request"):
        return [signal.publish("shop"), asyncio.run(signal.apublish("shop"))]


written = codes()
"""
HEARD = [["__main__.hears"], ["__main__.later"]]
SPANS = ["hears", "inside", "later", "request"]


def test_what_a_signals_own_method_calls_is_a_span_with_the_methods_name():
    answer = run(
        PLUGINS
        + """
instrument()
heard = sends()
call, inside, later, request = spans.get_finished_spans()
assert call.parent.span_id == later.parent.span_id == request.context.span_id
assert inside.parent.span_id == later.context.span_id
answer = [heard, names(), [dict(each.attributes) for each in (call, later)]]
"""
    )
    heard, names, (call, later) = answer
    assert [heard, names] == [HEARD, SPANS]
    assert later.pop("django.signal.method") == "apublish"
    assert {name: value for name, value in call.items() if name.startswith("django")} == {
        "django.signal.name": "__main__.signal",
        "django.signal.sender": "shop",
        "django.signal.method": "publish",
    }


def test_classes_that_come_later_have_spans_and_that_is_undone():
    answer = run(
        "SignalsInstrumentor().instrument(tracer_provider=provider)"
        + PLUGINS
        + """
answer = [[sends(), names()]]
SignalsInstrumentor().uninstrument()
answer += [[sends(), names()]]
instrument()
answer += [[sends(), names()]]
"""
    )
    plain = [[["request"], ["request"]], ["inside", "request"]]
    assert answer == [[HEARD, SPANS], plain, [HEARD, SPANS]]


def test_methods_written_before_have_the_code_back_that_they_had():
    answer = run(
        PLUGINS
        + """
instrument()
assert codes() != written
SignalsInstrumentor().uninstrument()
answer = [each is other for each, other in zip(codes(), written)]
"""
    )
    assert answer == [True, True]


def test_recordings_begun_before_or_after_have_the_calls_as_well():
    answer = run(
        PLUGINS
        + """
from signals_panel import record


def recorded():
    with record() as recording:
        sends()
    calls = [each["receiver"] for each in recording.as_dict()["calls"]]
    return [calls, names()]


instrument()
answer = [recorded()]
SignalsInstrumentor().uninstrument()
answer += [recorded()]
instrument()
answer += [recorded()]
"""
    )
    calls = ["__main__.hears", "__main__.later"]
    assert answer == [[calls, SPANS], [calls, ["inside", "request"]], [calls, SPANS]]


def test_what_the_receiver_of_an_own_method_raises_is_an_error_of_its_span():
    answer = run(
        PLUGINS
        + """
@receives(signal)
def fails(**named):
    raise LookupError("no such order")


instrument()
try:
    sends()
except LookupError as error:
    frames = [each.name for each in traceback.extract_tb(error.__traceback__)]
call = spans.get_finished_spans()[1]
answer = [frames[0], frames[-1], call.status.description, names()]
"""
    )
    said = "LookupError: no such order"
    assert answer == ["<module>", "fails", said, ["hears", "fails", "request"]]


def test_recursion_of_own_methods_reaches_pythons_limit_where_it_does_without_spans():
    answer = run(
        PLUGINS
        + """
deepest = 0


@receives(signal)
def again(sender, **named):
    global deepest
    deepest = sender
    signal.publish(sender + 1)


def depth():
    try:
        signal.publish(0)
    except RecursionError:
        return deepest


sys.setrecursionlimit(300)
logging.disable()
plain = depth()
instrument()
answer = [plain, depth()]
"""
    )
    assert answer[0] == answer[1]


def test_what_python_warns_of_in_a_source_it_does_not_warn_of_again(tmp_path):
    source = """
from django.dispatch import Signal


class Doubtful(Signal):
    def publish(self, sender):
        assert (sender, "a sender is needed")
        return [each(signal=self, sender=sender) for each in self._live_receivers(sender)[0]], "\\d"
"""
    (tmp_path / "doubtful.py").write_text(source)
    answer = run(
        f"""
import warnings
sys.path.append({str(tmp_path)!r})
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from doubtful import Doubtful
signal = Doubtful()


@receives(signal)
def hears(**named):
    return 1


with warnings.catch_warnings(record=True) as warned, span("request"):
    warnings.simplefilter("always")
    SignalsInstrumentor().instrument(tracer_provider=provider)
    signal.publish("shop")
    filters = [each for each in warnings.filters if "doubtful" in str(each)]
answer = [names(), [str(each.message) for each in warned], filters]
"""
    )
    assert answer == [["hears", "request"], [], []]
