"""Receivers that only DEBUG keeps alive (S201), and receivers that died (S202)."""

from __future__ import annotations

import collections
import functools
import gc
import sys
import threading
import types
import weakref

import pytest
from django.dispatch import Signal, receiver
from django.utils import inspect as django_inspect

from signals_panel import record
from signals_panel.hooks.gone import deaths

from ..app.models import Post, Tag

FILE = __file__
sent = Signal()
held = None


def nothing(sender, **kwargs):
    pass


class Listener:
    """Something that receives, though its method is never called."""

    def receive(self, sender, **kwargs):
        pass

    def hear(self, sender, **kwargs):
        pass

    @staticmethod
    def receive_statically(sender, **kwargs):
        return None

    def __call__(self, sender, **kwargs):
        return None


class SelfConnected(Listener):
    """Something that connects itself, for as long as it lives."""

    def __init__(self, signal):
        signal.connect(self.receive)


class Lasting:
    """Something that connects itself as the process starts."""

    def __init__(self, signal):
        signal.connect(self.receive)

    def receive(self, sender, **kwargs):
        pass


@pytest.fixture(autouse=True)
def _nothing_left(caplog):
    deaths.clear()
    yield
    assert caplog.get_records("call") == []  # no error of ours was contained
    sent.receivers.clear()
    sent.sender_receivers_cache.clear()
    deaths.clear()


def findings(code, signal=sent, sender=Tag, collect=False):
    """Return the findings of one code for a recording in which the signal is sent."""
    with record() as recording:
        signal.send(sender)
        if collect:
            gc.collect()
    return [each for each in recording.as_dict()["findings"] if each["code"] == code]


def connect_local(signal=sent, **options):
    def local(sender, **kwargs):
        pass

    signal.connect(local, **options)


# S201: only DEBUG keeps them alive


def test_a_local_function_is_kept_alive_by_debug_alone():
    connect_local()
    [finding] = findings("S201")
    assert finding["name"] == "debug-only-receiver"
    assert finding["severity"] == "error"
    assert finding["message"] == (
        "tests.findings.test_never_ran.connect_local.<locals>.local is connected weakly to sent "
        "and only DEBUG keeps it alive: with DEBUG off it would be gone."
    )
    assert "weak=False" in finding["hint"]
    assert finding["where"]["file"] == FILE
    assert finding["dispatch"] is not None
    assert finding["call"] is not None


def test_with_debug_off_that_function_is_gone(settings):
    settings.DEBUG = False
    connect_local()
    assert sent.send(Tag) == []


def connect_partial():
    sent.connect(functools.partial(nothing, extra=1))


def connect_lambda():
    sent.connect(lambda sender, **kwargs: None)


def connect_instance():
    sent.connect(Listener())


def connect_async():
    async def local(sender, **kwargs):
        pass

    sent.connect(local)


def connect_decorated_local():
    @receiver(sent)
    def local(sender, **kwargs):
        pass


@pytest.mark.parametrize(
    "connect",
    [
        connect_partial,
        connect_lambda,
        connect_instance,
        connect_async,
        connect_decorated_local,
    ],
)
def test_whatever_nobody_holds_is_kept_alive_by_debug_alone(connect):
    connect()
    assert findings("S201", collect=True)  # asgiref leaves some garbage to the collector


def test_a_method_of_what_debug_alone_keeps_is_kept_by_it_too():
    def connect():
        listener = Listener()
        sent.connect(listener)
        sent.connect(listener.hear)

    connect()
    names = [each["message"].split()[0].rpartition("never_ran.")[2] for each in findings("S201")]
    assert sorted(names) == ["Listener", "Listener.hear"]


def test_a_local_function_is_not_taken_for_one_of_the_module():
    def connect():
        def nothing(sender, **kwargs):
            pass

        sent.connect(nothing)

    connect()
    [finding] = findings("S201")
    assert "gives its name" not in finding["message"]


def test_a_receiver_for_another_sender_is_found_too():
    connect_local(sender=Post)
    [finding] = findings("S201", sender=Tag)
    assert finding["dispatch"] is not None
    assert finding["call"] is None


def test_a_receiver_of_several_signals_is_one_finding(signal):
    def connect():
        @receiver([sent, signal])
        def local(sender, **kwargs):
            pass

    connect()
    with record() as recording:
        sent.send(Tag)
        signal.send(Tag)
    [finding] = [each for each in recording.as_dict()["findings"] if each["code"] == "S201"]
    assert "connected weakly to sent, unnamed signal" in finding["message"]


def test_functions_of_the_same_lines_are_one_finding():
    connect_local()
    connect_local()
    assert len(findings("S201")) == 1


def test_a_signal_that_was_not_sent_has_no_such_finding(signal):
    connect_local(signal)
    assert findings("S201") == []


def test_a_signal_that_shares_its_name_with_the_one_sent_has_no_such_finding():
    one, other = (Signal() for _ in range(2))
    connect_local(other)
    assert findings("S201", signal=one) == []


def test_a_like_receiver_of_a_signal_that_shares_its_name_is_not_taken_for_it():
    def connect(signal):
        def local(sender, **kwargs):
            pass

        signal.connect(local)
        return local

    one, other = (Signal() for _ in range(2))
    local = connect(one)
    connect(other)
    assert findings("S201", signal=one) == []
    assert local


def test_it_is_found_as_soon_as_the_last_reference_is_gone():
    listener = Listener()
    sent.connect(listener)
    assert findings("S201") == []
    del listener
    assert len(findings("S201")) == 1
    sent.connect(nothing)
    sent.receivers[0] = sent.receivers[1]
    assert findings("S201") == []


REBOUND = """
from django.dispatch import receiver
from tests.findings.test_never_ran import sent

@receiver(sent)
def log_out(sender, **kwargs):
    pass

def log_out(sender, **kwargs):
    return "another"
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Return a function that imports a module of this source."""

    def module(source, name="shop_receivers"):
        path = tmp_path / f"{name}.py"
        path.write_text(source)
        made = types.ModuleType(name)
        monkeypatch.setitem(sys.modules, name, made)
        exec(compile(source, path, "exec"), vars(made))
        return made

    return module


def test_a_name_bound_anew_is_said(module):
    module(REBOUND)
    [finding] = findings("S201")
    assert finding["message"] == (
        "shop_receivers.log_out (line 5) is connected weakly to sent, line 9 gives its name to "
        "another, and only DEBUG keeps it alive: with DEBUG off it would be gone."
    )
    assert finding["hint"] == "Give the two different names."
    assert finding["where"]["line"] == 5


def test_a_name_that_was_deleted_is_not_said_to_be_bound_anew(module):
    connects, _ = REBOUND.split("def log_out(sender, **kwargs):\n    return")
    module(f"{connects}\ndel log_out\n")
    [finding] = findings("S201")
    assert "gives its name" not in finding["message"]


@pytest.mark.parametrize("name", [5, None, ["unhashable"], "no such module"])
def test_a_function_whose_module_is_odd_is_found(name):
    def connect():
        def local(sender, **kwargs):
            pass

        local.__module__, local.__qualname__ = name, "local"
        sent.connect(local)

    connect()
    assert len(findings("S201")) == 1


def test_what_is_found_is_not_kept_alive(collected):
    """Once Django's cache lets go of it, it is gone."""
    connect_instance()
    reference = weakref.ref(sent.receivers[0][1]())
    with record() as recording:
        sent.send(Tag)
    document = recording.as_dict()
    assert "S201" in [each["code"] for each in document["findings"]]
    django_inspect._get_func_parameters.cache_clear()
    assert collected(reference)


@pytest.mark.parametrize("method", ["send", "send_robust"])
def test_it_is_found_without_waiting_for_the_collector(method):
    """No dispatch leaves a cycle behind that holds its receivers for a while."""
    connect_local()
    gc.collect()
    gc.disable()
    try:
        with record() as recording:
            getattr(sent, method)(Tag)
        document = recording.as_dict()
    finally:
        gc.enable()
    assert [each["code"] for each in document["findings"]] == ["S201"]


# Near misses: somebody holds them


def in_a_list(function):
    return [function]


def in_a_tuple(function):
    return (function,)


def in_a_dict(function):
    return {"receiver": function}


def in_a_key(function):
    return {function: 1}


def in_a_set(function):
    return {function}


def in_a_deque(function):
    return collections.deque([function])


def in_an_instance(function):
    listener = Listener()
    listener.held = function
    return listener


def in_a_slot(function):
    class Slotted:
        __slots__ = ("held",)

    slotted = Slotted()
    slotted.held = function
    return slotted


def in_a_closure(function):
    return lambda: function


def in_a_default(function):
    return lambda held=function: held


def in_a_generator(function):
    def generate():
        held = function
        yield
        yield held

    generator = generate()
    next(generator)
    return generator


def in_a_coroutine(function):
    async def wait():
        held = function
        await held

    coroutine = wait()
    with pytest.raises(TypeError):
        coroutine.send(None)
    return function


def in_a_module(function):
    module = types.ModuleType("held")
    module.held = function
    return module


def in_a_class(function):
    return type("Holder", (), {"held": staticmethod(function)})


def in_a_bound_method(function):
    return types.MethodType(function, Listener())


def in_a_partial(function):
    return functools.partial(function, extra=1)


def in_a_wrapper(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


def in_a_cache(function):
    cached = functools.lru_cache(lambda held: 1)
    cached(function)
    return cached


def in_a_thread(function):
    waits, ready = threading.Event(), threading.Event()

    def run(held):
        ready.set()
        waits.wait()

    thread = threading.Thread(target=run, args=(function,), daemon=True)
    thread.start()
    ready.wait()
    weakref.finalize(waits, lambda: None)
    return types.SimpleNamespace(thread=thread, waits=waits)


def in_a_weak_key(function):
    return weakref.WeakKeyDictionary({function: 1}), function


def in_a_strong_connection(function):
    signal = Signal()
    signal.connect(function, weak=False)
    return signal


HOLDERS = [value for name, value in list(globals().items()) if name.startswith("in_a")]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda each: each.__name__)
def test_a_receiver_that_is_held_is_not_kept_alive_by_debug_alone(holder):
    def connect():
        def local(sender, **kwargs):
            pass

        sent.connect(local)
        return holder(local)

    holds = connect()
    try:
        assert findings("S201") == []
    finally:
        if isinstance(holds, types.SimpleNamespace):
            holds.waits.set()
            holds.thread.join()
    assert holds is not None


def test_a_function_of_a_module_is_held():
    sent.connect(nothing)
    assert findings("S201") == []


def test_a_method_of_what_is_held_is_held():
    listener = Listener()
    sent.connect(listener.hear)
    sent.connect(Listener.receive_statically)
    assert findings("S201") == []
    assert listener


def test_a_local_function_is_held_while_its_function_runs():
    def local(sender, **kwargs):
        pass

    sent.connect(local)
    assert findings("S201") == []


def test_a_strong_connection_is_no_finding():
    connect_local(weak=False)
    assert findings("S201") == []


def test_what_was_disconnected_is_no_finding():
    def local(sender, **kwargs):
        pass

    sent.connect(local)
    sent.connect(nothing)
    sent.disconnect(local)
    del local
    assert findings("S201") == []


def test_more_receivers_than_djangos_cache_holds_are_no_finding_if_they_are_held():
    functions = [eval("lambda sender, **kwargs: None") for _ in range(600)]
    for each in functions:
        sent.connect(each)
    assert findings("S201") == []


# S202: they died


def test_a_method_of_a_temporary_died():
    sent.connect(Listener().receive)
    [finding] = findings("S202")
    assert finding["name"] == "receiver-died"
    assert finding["severity"] == "warning"
    line = test_a_method_of_a_temporary_died.__code__.co_firstlineno + 1
    assert finding["message"] == (
        "tests.findings.test_never_ran.Listener.receive was connected weakly at "
        f"findings/test_never_ran.py:{line} and died: "
        "tests.findings.test_never_ran.sent of tests.app.models.Tag did not reach it."
    )
    assert "weak=False" in finding["hint"]
    assert finding["where"] == {"file": FILE, "line": line}
    assert finding["dispatch"] is not None


def test_what_died_in_the_recording_is_found():
    listener = Listener()
    sent.connect(listener.receive)
    with record() as recording:
        del listener
        sent.send(Tag)
    assert [each["code"] for each in recording.as_dict()["findings"]] == ["S202"]


def test_a_local_function_that_died_is_found(settings):
    def connect():
        def local(sender, **kwargs):
            pass

        sent.connect(local, sender=Tag)

    settings.DEBUG = False
    connect()
    assert len(findings("S202")) == 1


def test_what_died_often_is_one_finding():
    for _ in range(3):
        sent.connect(Listener().receive)
    [finding] = findings("S202")
    assert "died (3 times)" in finding["message"]


def test_a_death_does_not_matter_to_other_senders():
    sent.connect(Listener().receive, sender=Post)
    assert findings("S202", sender=Tag) == []
    assert len(findings("S202", sender=Post)) == 1


def test_a_death_does_not_matter_while_its_signal_is_not_sent(signal):
    sent.connect(Listener().receive)
    assert findings("S202", signal=signal) == []


def test_a_death_of_a_signal_that_is_gone_does_not_matter_to_the_next_of_that_name():
    def makes():
        return Signal()

    signal = makes()
    signal.connect(Listener().receive)
    del signal
    assert findings("S202", signal=makes()) == []


def test_a_death_does_not_matter_to_another_signal_of_that_name():
    signals = [Signal() for _ in range(2)]
    signals[0].connect(Listener().receive)
    assert findings("S202", signal=signals[1]) == []


def test_what_was_connected_anew_did_not_die():
    """As by a fixture of a test, or a reload; though it is not called here."""
    sent.connect(Listener().receive)
    listener = Listener()
    sent.connect(listener.receive, sender=Post)
    assert findings("S202") == []
    assert listener


def test_what_was_connected_anew_did_not_die_where_others_of_its_name_live():
    others = [Listener(), Listener()]
    sent.connect(others[0].receive, sender=Post)
    sent.connect(others[1].receive, sender=Post)
    sent.connect(Listener().receive)
    assert findings("S202") == []


def test_what_was_called_before_it_died_did_not_die_too_soon():
    with record() as recording:
        listener = Listener()
        sent.connect(listener.hear)
        sent.send(Tag)
        del listener
        sent.send(Tag)
    assert [each["code"] for each in recording.as_dict()["findings"]] == []


def test_what_an_earlier_recording_saw_called_did_not_die_too_soon():
    class Counter:
        def count(self, sender, **kwargs):
            pass

    counter = Counter()
    sent.connect(counter.count)
    with record():
        sent.send(Tag)
    del counter
    assert findings("S202") == []


def test_an_object_that_connects_itself_listens_for_as_long_as_it_lives():
    SelfConnected(sent)
    assert findings("S202") == []


def test_a_subclass_of_such_an_object_does_too():
    class Sub(SelfConnected):
        def __init__(self):
            super().__init__(sent)

    Sub()
    assert findings("S202") == []


def test_what_is_connected_by_an_import_is_meant_to_last(tmp_path, monkeypatch):
    """Whether it connects itself, or was called before: it is silent from then on."""
    (tmp_path / "shop_listeners.py").write_text(
        "from tests.findings.test_never_ran import Lasting, sent\nlistener = Lasting(sent)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import shop_listeners

    with record() as recording:
        sent.send(Tag)
        del shop_listeners.listener
    assert recording.as_dict()["findings"] == []
    assert len(findings("S202")) == 1
    del sys.modules["shop_listeners"]


def test_a_receiver_of_a_package_that_died_is_none_of_the_users(settings):
    settings.DEBUG = False
    source = (
        "def connect(signal):\n    def local(sender, **kwargs): pass\n    signal.connect(local)\n"
    )
    names = {}
    exec(compile(source, "/somewhere/site-packages/package/receivers.py", "exec"), names)
    names["connect"](sent)
    assert findings("S202") == []


def test_what_was_disconnected_before_it_died_is_no_finding():
    listener = Listener()
    sent.connect(listener.receive)
    sent.disconnect(listener.receive)
    del listener
    gc.collect()
    assert findings("S202") == []


def test_a_death_is_not_forgotten_for_the_sake_of_hundreds_that_are_alike(signal):
    class Lantern:
        def answer(self, sender, **kwargs):
            pass

    sent.connect(Lantern().answer)
    for _ in range(300):
        lantern = Lantern()
        signal.connect(lantern.answer)
        del lantern
    assert len(findings("S202")) == 1
