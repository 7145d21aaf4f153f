"""Where a send is written: the first frame that belongs to the user."""

from __future__ import annotations

import asyncio
import functools
import inspect
import io
import sys
from types import FunctionType, ModuleType
from wsgiref.handlers import SimpleHandler

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db.models.signals import post_init, post_save
from django.dispatch import Signal
from django.utils.functional import SimpleLazyObject

from signals_panel import record
from tests.app.models import Tag


def nothing(sender, **kwargs):
    pass


async def nothing_async(sender, **kwargs):
    pass


def callers(recording):
    return [each["caller"] for each in recording.as_dict()["dispatches"]]


@pytest.mark.parametrize("method", ["send", "send_robust"])
@pytest.mark.parametrize("receiver", [nothing, nothing_async])
def test_caller_is_the_line_that_sends(method, receiver, signal, connect):
    connect(signal, receiver)
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        getattr(signal, method)(None)
    [caller] = callers(recording)
    assert caller == {
        "file": __file__,
        "line": line,
        "function": "test_caller_is_the_line_that_sends",
    }


@pytest.mark.parametrize("method", ["asend", "asend_robust"])
@pytest.mark.parametrize("receiver", [nothing, nothing_async])
def test_caller_of_an_awaited_send_is_the_line_that_awaits(method, receiver, signal, connect):
    connect(signal, receiver)

    async def main():
        await getattr(signal, method)(None)

    with record() as recording:
        asyncio.run(main())
    [caller] = callers(recording)
    line = main.__code__.co_firstlineno + 1
    assert caller == {"file": __file__, "line": line, "function": "main"}


def around(method):
    @functools.wraps(method)
    def wrapped(*args, **named):
        return method(*args, **named)

    return wrapped


def sends_for(signal, sender):
    return Signal.send(signal, sender)


def own_signal(helper):
    class Own(Signal):
        @around
        def send(self, sender):
            return helper(self, sender)

    return Own()


class Lazy(Signal):
    """Has code of Django's send for it."""

    def publish(self, sender):
        str(SimpleLazyObject(functools.partial(self.send, sender)))


def test_a_signals_own_method_is_looked_past_where_code_of_djangos_sends_for_it(connect):
    signal = Lazy()
    connect(signal, nothing)
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        signal.publish(None)
    assert [each["line"] for each in callers(recording)] == [line]


def test_a_function_that_a_decorated_method_only_calls_is_a_line_that_sends(connect):
    signal = own_signal(sends_for)
    connect(signal, nothing)
    with record() as recording:
        signal.send(None)
    assert [each["function"] for each in callers(recording)] == ["sends_for"]


def test_what_django_sends_for_pythons_own_server_has_no_caller(rf, stored):
    environ = {**rf.get("/plain/").environ, "wsgi.input": io.BytesIO()}
    with record() as recording:
        SimpleHandler(io.BytesIO(), io.BytesIO(), io.StringIO(), environ).run(WSGIHandler())
    found = recording.as_dict()["dispatches"]
    began = [each for each in found if each["signal"].endswith("request_started")]
    assert [each["caller"] for each in began] == [None]


def test_two_sends_in_one_function_have_their_own_lines(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(None)
        signal.send(None)
    first, second = callers(recording)
    assert second["line"] == first["line"] + 1


def making(name):
    """Return one of several functions that are alike in all but their code's name."""
    code = make_tag.__code__.replace(co_name=name)
    return FunctionType(code, globals(), name)


def make_tag():
    return Tag(name="a")


def test_functions_that_make_instances_in_turns_keep_their_own_lines(connect):
    connect(post_init, nothing, sender=Tag)
    one, other = making("one"), making("other")
    with record() as recording:
        for make in (one, one, other, one, other, other):
            make()
    functions = [caller["function"] for caller in callers(recording) if caller]
    assert functions == ["one", "one", "other", "one", "other", "other"]


def test_a_function_in_the_place_of_one_that_is_gone_has_its_own_line(connect):
    connect(post_init, nothing, sender=Tag)
    names = [f"made_{number}" for number in range(20)]
    with record() as recording:
        for name in names:
            making(name)()
    assert [caller["function"] for caller in callers(recording) if caller] == names


def test_lines_of_one_function_that_make_instances_in_turns_keep_their_own(connect):
    connect(post_init, nothing, sender=Tag)
    with record() as recording:
        for _ in range(3):
            Tag(name="a")
            Tag(name="b")
    first, second, *others = [caller["line"] for caller in callers(recording) if caller]
    assert second == first + 1
    assert others == [first, second] * 2


def test_caller_of_a_model_signal_is_the_line_that_saves(db, connect):
    connect(post_save, nothing, sender=Tag)
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        Tag.objects.create(name="a")
    [caller] = [each for each in callers(recording) if each]
    assert (caller["file"], caller["line"]) == (__file__, line)


def test_caller_of_what_django_tasks_sends_is_the_line_that_enqueues(
    signal, connect, monkeypatch, tmp_path
):
    package = ModuleType("django_tasks")
    package.__file__ = str(tmp_path / "django_tasks" / "__init__.py")
    monkeypatch.setitem(sys.modules, "django_tasks", package)
    backend = str(tmp_path / "django_tasks" / "backends.py")
    space = {}
    exec(compile("def enqueue(signal): signal.send('Backend')", backend, "exec"), space)
    connect(signal, nothing)
    with record() as recording:
        line = inspect.currentframe().f_lineno + 1
        space["enqueue"](signal)
    [caller] = callers(recording)
    assert (caller["file"], caller["line"]) == (__file__, line)


def test_caller_of_a_send_inside_a_receiver_is_the_receivers_line(signal, connect):
    inner = type(signal)()
    connect(inner, nothing)

    def sends(sender, **kwargs):
        inner.send(None)

    connect(signal, sends)
    with record() as recording:
        signal.send(None)
    caller = callers(recording)[1]
    line = sends.__code__.co_firstlineno + 1
    assert caller == {"file": __file__, "line": line, "function": "sends"}


def test_caller_further_up_than_forty_frames_is_not_looked_for(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        nested_in_library(signal.send, 45)(None)
    assert callers(recording) == [None]


def test_caller_within_forty_frames_is_found(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        nested_in_library(signal.send, 30)(None)
    assert callers(recording)[0]["file"] == __file__


def nested_in_library(function, frames):
    """Return a callable that runs *function* below so many frames of the standard library."""
    for _ in range(frames):
        function = functools.singledispatch(function)
    return function


def test_receiver_has_the_file_and_line_its_code_begins_at(signal, connect):
    connect(signal, nothing)
    with record() as recording:
        signal.send(None)
    [call] = recording.as_dict()["calls"]
    assert (call["file"], call["line"]) == (__file__, nothing.__code__.co_firstlineno)
