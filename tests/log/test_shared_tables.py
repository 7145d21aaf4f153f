"""What a process shares: threads get nothing of one another, nothing grows with what is gone."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from contextvars import copy_context

import pytest
from django.dispatch import Signal

from signals_panel import record
from signals_panel.exporters.document import expand
from signals_panel.log.tables import marks_of, tables_of
from signals_panel.texts import places, signal_names
from signals_panel.texts.naming import IdentityTable
from tests.signals import ordered, packed


@pytest.fixture
def _switch_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


switching = pytest.mark.usefixtures("_switch_often")


def run_in_threads(work, count=6):
    """Run a function in so many threads at the same time, each in a copy of this context."""
    barrier = threading.Barrier(count)
    errors = []

    def begin(number):
        barrier.wait()
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=copy_context().run, args=(begin, n)) for n in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert errors == []


def function_called(name):
    """Return a receiver of a name and a file of its own."""
    space = {"__name__": "made"}
    code = compile(f"def {name}(sender, **kwargs):\n    return None\n", f"/made/{name}.py", "exec")
    exec(code, space)
    return space[name]


@switching
def test_a_receiver_never_gets_the_name_of_another_threads():
    def work(number):
        for count in range(300):
            signal = Signal()
            signals.append(signal)
            name = f"receiver_{number}_{count}"
            receiver = function_called(name)
            signal.connect(receiver, weak=False)
            signal.send(name)
            signal.disconnect(receiver)

    signals = []
    with record() as recording:
        run_in_threads(work)
    document = recording.as_dict()
    senders = {each["id"]: each["sender"] for each in document["dispatches"]}
    assert len(document["calls"]) == 6 * 300
    for call in document["calls"]:
        assert call["receiver"].rpartition(".")[2] == senders[call["dispatch"]]
        assert call["file"] == f"/made/{senders[call['dispatch']]}.py"


@switching
def test_threads_that_meet_a_receiver_and_a_signal_at_the_same_time_agree_about_them():
    for _ in range(200):
        signal, receiver, found = Signal(), function_called("shared"), []

        def work(number, signal=signal, receiver=receiver, found=found):
            found.append((signal_names.token_of(signal), places.place_token(receiver)))

        run_in_threads(work, 3)
        assert len({id(token) for token, _ in found}) == 1
        assert {place.name.rpartition(".")[2] for _, place in found} == {"shared"}


@switching
def test_a_recording_is_stored_whole_while_threads_still_send(connect):
    connect(ordered, lambda sender, **kwargs: packed.send(f"in {sender}"))
    ready, done = threading.Event(), threading.Event()
    parts = []

    def work(number):
        if number == 0:
            ready.wait(5)
            for _ in range(40):
                marks.append(marks_of(recording))
                parts.append(tables_of(recording, since=marks[-2], until=marks[-1]))
            done.set()
            return
        count = 0
        while not done.is_set() and count < 20_000:
            count += 1
            packed.send(f"{number} {count}")
            ordered.send(f"{number}")
            ready.set()

    with record() as recording:
        marks = [{}]
        run_in_threads(work, 4)
        parts.append(tables_of(recording, since=marks[-1]))
    document = expand(parts)
    whole = recording.as_dict()
    for name in ("dispatches", "calls"):
        assert len(document[name]) == len(whole[name])
    assert document["totals"]["sends"] == whole["totals"]["sends"]
    ids = {call["id"] for call in document["calls"]}
    inside = [each for each in document["dispatches"] if each["sender"].startswith("in ")]
    assert all(each["parent_call"] in ids for each in inside)


@switching
def test_each_look_at_a_recording_that_runs_is_consistent(connect):
    connect(ordered, lambda sender, **kwargs: packed.send("inside"))

    def work(number):
        if number == 0:
            for _ in range(8):
                document = recording.as_dict()
                dispatches = {each["id"] for each in document["dispatches"]}
                assert all(call["dispatch"] in dispatches for call in document["calls"])
                for each in document["dispatches"]:
                    assert (each["parent_call"] is None) == (each["sender"] != "inside")
            done.set()
            return
        for count in range(400):
            ordered.send(f"{number} {count}")
            packed.send(f"{number} {count}")
            if done.is_set():
                break

    done = threading.Event()
    with record() as recording:
        run_in_threads(work, 3)


class Thing:
    """Something that can be referred to weakly."""


def test_a_fact_is_not_forgotten_for_another_object_that_had_its_id():
    table: IdentityTable[str] = IdentityTable()
    old, new = Thing(), Thing()
    table.add(old, "old")
    [(reference, _)] = table._kept.values()
    key = id(new)
    table._kept[key], table.facts[key] = (reference, "old"), "old"  # as if that id were reused
    del old
    gc.collect()
    assert table.add(new, "new") == "new"
    table._forget(key, reference)
    assert table.facts[key] == "new"
    assert table.target(key) is new


def test_what_is_known_of_an_object_is_known_once():
    table: IdentityTable[str] = IdentityTable()
    thing = Thing()
    assert table.add(thing, "first") == "first"
    assert table.add(thing, "second") == "first"
    del thing
    gc.collect()
    assert table.facts == {}
    assert table.targets() == []


def sizes():
    """Return how large everything is that modules of the package hold, by module and name."""
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("signals_panel"):
            for attribute, value in list(vars(module).items()):
                if isinstance(value, IdentityTable):
                    found[name, attribute] = len(value.facts)
                elif isinstance(value, (dict, list, set)) and not attribute.startswith("__"):
                    found[name, attribute] = len(value)
    return found


def grown(before, limit=10):
    gc.collect()
    return {
        name: (before.get(name, 0), size)
        for name, size in sizes().items()
        if size > before.get(name, 0) + limit
    }


def request(connects):
    with record() as recording:
        connects()
    recording.as_dict()


def test_no_table_grows_with_closures_that_are_gone(settings):
    settings.DEBUG = False
    signal = Signal()

    def connects():
        def receiver(sender, **kwargs):
            return None

        signal.connect(receiver)
        signal.send(None)

    request(connects)
    before = sizes()
    for _ in range(100):
        request(connects)
    assert grown(before) == {}


def test_tables_grow_with_closures_that_stay_and_not_with_their_square(settings):
    settings.DEBUG = False
    signal = Signal()

    def connects():
        def receiver(sender, **kwargs):
            return None

        signal.connect(receiver, weak=False)
        signal.send(None)

    gc.collect()  # what other tests have left
    grew = []
    for _ in range(3):
        before = places_held()
        for _ in range(40):
            request(connects)
        grew.append(places_held() - before)
    assert grew[1] == grew[2] <= 160


def places_held():
    """Return how many places all tables hold, in lists or alone."""
    tables = (places._places, places._reached, places._lists_of_one)
    facts = [fact for table in tables for fact in table.facts.values()]
    return len(places.called) + sum(1 if isinstance(f, places.Place) else len(f) for f in facts)


def test_no_table_grows_with_code_that_was_made_and_is_gone(settings):
    settings.DEBUG = False
    signal = Signal()
    made = iter(range(10_000))

    def connects():
        number = next(made)
        receiver = function_called(f"receiver_{number}")
        space = {"signal": signal, "receiver": receiver, "Signal": Signal}
        source = "signal.connect(receiver)\nsignal.send(None)\nSignal().send('nobody')"
        exec(compile(source, f"/made/{number}.py", "exec"), space)
        signal.disconnect(receiver)

    request(connects)
    before = sizes()
    for _ in range(100):
        request(connects)
    assert {name: size for name, size in grown(before).items() if name[1] != "called"} == {}


def test_no_table_grows_with_signals_that_are_gone(settings):
    settings.DEBUG = False

    def sends():
        signals = [Signal() for _ in range(20)]
        for each in signals:
            each.connect(receives, weak=False)  # else Django keeps the signal with the receiver
            each.send(None)

    request(sends)
    before = sizes()
    for _ in range(50):
        request(sends)
    assert grown(before) == {}


def receives(sender, **kwargs):
    return None


def test_the_places_of_receivers_that_were_reached_are_kept_up_to_a_bound():
    for number in range(places.MAX_CALLED + 100):
        places.called[places.Place(f"made.receiver_{number}", None, None)] = None
    receiver = function_called("one_more")
    places.list_token([receiver], [])
    assert len(places.called) <= places.MAX_CALLED
    assert places.place_token(receiver) in places.called


def test_the_line_of_code_made_anew_in_the_same_place_is_its_own():
    """Generated code has no file: any two pieces may say they stand in the same line."""
    ordered.connect(receives)
    found = []
    with record() as recording:
        for name, blank in (("first", "\n"), ("second", "\n\n\n")):
            space = {"ordered": ordered}
            source = f"def {name}():{blank}    ordered.send('{name}')"
            exec(compile(source, "<made>", "exec"), space)
            space[name]()
            found.append((name, 1 + len(blank)))
    ordered.disconnect(receives)
    callers = [each["caller"] for each in recording.as_dict()["dispatches"]]
    assert [(each["function"], each["line"]) for each in callers] == found


def test_a_call_site_keeps_no_code_alive(connect):
    connect(ordered, receives)
    space = {"ordered": ordered}
    with record() as recording:
        exec(compile("def sends():\n    ordered.send(None)\n", "<made>", "exec"), space)
        space["sends"]()
        code = weakref.ref(space["sends"].__code__)
        space.clear()
        gc.collect()
        assert code() is None
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["caller"] == {"file": "<made>", "line": 2, "function": "sends"}


class Holder:
    """What holds a signal that no module does."""

    made = Signal()

    class Inner:
        """A class in a class."""

        made = Signal()


@pytest.mark.parametrize("kind", [Holder, Holder.Inner])
def test_a_signal_that_a_class_holds_has_the_classs_name(kind, connect):
    connect(kind.made, receives)
    with record() as recording:
        kind.made.send(None)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["signal"] == f"{__name__}.{kind.__qualname__}.made"


def test_the_toolbars_own_signal_has_its_classs_name():
    from debug_toolbar.toolbar import DebugToolbar

    token = signal_names.token_of(DebugToolbar._created)
    signal_names.find_names([token])
    assert signal_names.name_of(token) == "debug_toolbar.toolbar.DebugToolbar._created"


def test_a_signal_that_a_module_binds_later_has_that_name(monkeypatch):
    signal = Signal()
    token = signal_names.token_of(signal)
    signal_names.find_names([token])
    assert signal_names.name_of(token).startswith("unnamed signal created at ")
    monkeypatch.setattr(sys.modules["tests.signals"], "bound_later", signal, raising=False)
    signal_names.find_names([token])
    assert signal_names.name_of(token) == "tests.signals.bound_later"


def test_a_signal_of_a_module_that_was_replaced_has_that_modules_name(monkeypatch):
    from types import ModuleType

    signals = [Signal(), Signal()]
    for each in signals:
        module = ModuleType("replaced")
        module.sent = each
        monkeypatch.setitem(sys.modules, "replaced", module)
        token = signal_names.token_of(each)
        signal_names.find_names([token])
        assert signal_names.name_of(token) == "replaced.sent"


def test_modules_are_looked_through_once_however_many_signals_have_no_name(monkeypatch):
    looked = []
    original = signal_names.name_signals_of

    def counted(module):
        looked.append(module)
        original(module)

    monkeypatch.setattr(signal_names, "name_signals_of", counted)
    signals = [Signal() for _ in range(100)]
    signal_names.find_names(map(signal_names.token_of, signals))
    looked.clear()
    for _ in range(3):
        signal_names.find_names(map(signal_names.token_of, signals))
    assert looked == [__name__] * 3
