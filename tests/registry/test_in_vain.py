"""Calls of ``connect`` and ``disconnect`` that did nothing: what the registry says of them."""

from __future__ import annotations

import functools
import gc
import importlib
import sys
import textwrap
import weakref

import pytest
from django.apps.registry import Apps
from django.db.models import Model
from django.db.models.signals import pre_save
from django.dispatch import Signal, receiver
from django.utils import inspect
from hypothesis import given
from hypothesis import strategies as st

from signals_panel.fates.in_vain_wording import why_dropped, why_left
from signals_panel.fates.shared_names import short_place
from signals_panel.registry.registry import registry_now

HERE = "registry/test_in_vain.py"
PACK = f"{__name__}.pack"
hears_of = Signal()
other = Signal(use_caching=True)


def pack(sender, **kwargs):
    pass


def charge(sender, **kwargs):
    pass


class Shelf:
    def __init__(self, signal=None):
        self.signal = signal

    def fill(self, sender, **kwargs):
        pass

    def open(self):
        self.signal.connect(self.fill)

    def close(self):
        self.signal.disconnect(self.fill)


def guard(function):
    @functools.wraps(function)
    def guarded(sender, **kwargs):
        return function(sender, **kwargs)

    return guarded


@pytest.fixture(autouse=True)
def _as_before():
    before = [(each, list(each.receivers)) for each in (hears_of, other)]
    yield
    for signal, receivers in before:
        signal.receivers[:] = receivers
        signal.sender_receivers_cache.clear()


def in_vain(signal=hears_of):
    """Return what the registry says was in vain of a signal of this module."""
    name = {id(hears_of): "hears_of", id(other): "other"}[id(signal)]
    found = registry_now()["in_vain"]
    return [each for each in found if each["signal"] == f"{__name__}.{name}"]


def methods(signal=hears_of):
    return [each["method"] for each in in_vain(signal)]


def test_a_dropped_connect_is_listed_with_both_lines():
    hears_of.connect(pack, sender="shop", dispatch_uid="order")
    hears_of.connect(charge, sender="shop", dispatch_uid="order")
    [item] = in_vain()
    line = sys._getframe().f_lineno - 2
    assert (item["receiver"], item["sender"]) == (f"{__name__}.charge", "shop")
    assert item["connected_at"] == {"file": __file__, "line": line}
    assert item["standing"]["receiver"] == f"{__name__}.pack"
    assert item["standing"]["connected_at"] == {"file": __file__, "line": line - 1}
    assert item["times"] == 1
    assert why_dropped(item, short_place) == (
        f"connect() at {HERE}:{line} did nothing, as {__name__}.pack, connected at "
        f"{HERE}:{line - 1}, has its dispatch_uid 'order'"
    )


def test_a_disconnect_in_vain_is_listed_with_both_lines():
    hears_of.connect(pack, sender="shop")
    hears_of.disconnect(pack)
    [item] = in_vain()
    line = sys._getframe().f_lineno - 2
    assert (item["method"], item["of_another"]) == ("disconnect", False)
    assert why_left(item, short_place) == (
        f"disconnect() at {HERE}:{line} removed nothing, as the receiver was "
        f"connected at {HERE}:{line - 1} with the sender shop "
        "and without a dispatch_uid"
    )


def test_what_one_line_does_in_vain_again_and_again_is_counted():
    hears_of.connect(pack, dispatch_uid="a")
    for _ in range(3):
        hears_of.disconnect(pack)
    [item] = in_vain()
    assert item["times"] == 3


def test_where_nothing_was_left_to_do_nothing_is_listed():
    hears_of.disconnect(pack)
    hears_of.disconnect(dispatch_uid="a")
    hears_of.connect(pack)
    hears_of.connect(pack)
    hears_of.connect(charge, dispatch_uid="a")
    hears_of.connect(charge, dispatch_uid="a")
    hears_of.disconnect(pack)
    hears_of.disconnect(pack)
    hears_of.disconnect(charge, dispatch_uid="a")
    hears_of.disconnect(charge, dispatch_uid="a")
    assert in_vain() == []


@pytest.mark.parametrize("uid", ["", 0, None, False])
def test_a_uid_that_django_takes_for_none_drops_nothing(uid):
    hears_of.connect(pack, dispatch_uid=uid)
    hears_of.connect(charge, dispatch_uid=uid)
    hears_of.disconnect(pack, dispatch_uid=uid)
    hears_of.disconnect(pack, dispatch_uid=uid)
    assert in_vain() == []


def test_a_disconnect_for_a_sender_that_it_does_not_hear_is_no_fault():
    hears_of.connect(pack, sender="shop")
    hears_of.disconnect(pack, sender="blog")
    assert in_vain() == []


def test_the_same_uid_for_two_senders_or_two_signals_drops_nothing():
    hears_of.connect(pack, sender="shop", dispatch_uid="a")
    hears_of.connect(charge, sender="blog", dispatch_uid="a")
    other.connect(charge, sender="shop", dispatch_uid="a")
    assert in_vain() == in_vain(other) == []


def test_a_dropped_receiver_that_is_connected_after_all_is_no_fault():
    for options in ({"dispatch_uid": "b"}, {"sender": "shop"}, {}):
        hears_of.connect(pack, sender="shop", dispatch_uid="a")
        hears_of.connect(charge, sender="shop", dispatch_uid="a")
        assert methods() == ["connect"]
        hears_of.connect(charge, **{"sender": "shop", **options} if options else {})
        assert in_vain() == []
        hears_of.receivers.clear()


def test_a_dropped_connect_is_over_when_what_was_in_its_way_is_gone():
    hears_of.connect(pack, dispatch_uid="a")
    hears_of.connect(charge, dispatch_uid="a")
    hears_of.disconnect(dispatch_uid="a")
    assert in_vain() == []
    hears_of.connect(pack, dispatch_uid="a")
    assert in_vain() == []


def test_a_disconnect_in_vain_is_over_when_it_is_disconnected_rightly_also_if_connected_anew():
    for _ in range(2):
        hears_of.connect(pack, sender="shop")
        assert in_vain() == []
        hears_of.disconnect(pack)
        assert methods() == ["disconnect"]
        hears_of.disconnect(pack, sender="shop")
        assert in_vain() == []


@pytest.mark.parametrize("again", [{"dispatch_uid": "a"}, {}], ids=["the_same", "another_way"])
def test_a_disconnect_in_vain_is_over_when_its_receiver_is_connected_again(again):
    hears_of.connect(pack, dispatch_uid="a")
    hears_of.disconnect(pack)
    assert methods() == ["disconnect"]
    hears_of.connect(pack, **again)
    assert in_vain() == []


def test_to_disconnect_first_for_safety_is_no_fault():
    for _ in range(2):
        hears_of.disconnect(pack)
        hears_of.connect(pack, dispatch_uid="a")
    assert in_vain() == []


def test_a_line_that_removes_such_connections_did_no_less_than_it_was_meant_to():
    def tear_down():
        hears_of.disconnect(pack)

    hears_of.connect(pack, sender="shop")
    hears_of.connect(pack)
    tear_down()
    tear_down()
    assert in_vain() == []


def test_a_receiver_made_anew_on_the_same_line_is_the_same_again():
    def connects(number):
        def again(sender, **kwargs):
            return number

        hears_of.connect(again, dispatch_uid="a", weak=False)

    connects(1)
    connects(2)
    assert in_vain() == []


def test_a_function_without_values_of_its_own_made_anew_is_the_same_again():
    def make():
        def again(sender, **kwargs):
            pass

        return again

    hears_of.connect(make(), dispatch_uid="a", weak=False)
    hears_of.connect(make(), dispatch_uid="a", weak=False)
    assert in_vain() == []


def test_functions_with_values_of_their_own_are_two():
    def make(number):
        def again(sender, **kwargs):
            return number

        return again

    hears_of.connect(make(1), dispatch_uid="a", weak=False)
    second = make(2)
    hears_of.connect(second, dispatch_uid="a", weak=False)
    [item] = in_vain()
    assert "did nothing, as another " in why_dropped(item, short_place)


def test_a_module_that_is_reloaded_connects_the_same_again(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "reloaded_here.py").write_text(
        textwrap.dedent(f"""
        from django.dispatch import receiver
        from {__name__} import hears_of

        @receiver(hears_of, dispatch_uid="a", weak=False)
        def note(sender, **kwargs):
            pass
        """)
    )
    module = importlib.import_module("reloaded_here")
    monkeypatch.delitem(sys.modules, "reloaded_here", raising=False)
    sys.modules["reloaded_here"] = module
    importlib.reload(module)
    assert len(hears_of.receivers) == 1
    assert in_vain() == []


def test_receivers_that_a_loop_makes_as_a_module_is_imported_are_many(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "made_in_a_loop.py").write_text(
        textwrap.dedent(f"""
        from {__name__} import hears_of

        def make(number):
            return lambda sender, **kwargs: number

        kept = [make(1), make(2), make(3)]
        for each in kept:
            hears_of.connect(each, dispatch_uid="a")
        """)
    )
    module = importlib.import_module("made_in_a_loop")
    monkeypatch.delitem(sys.modules, "made_in_a_loop")
    [item] = in_vain()
    assert (item["connected_at"]["line"], item["times"]) == (9, 2)
    assert len(module.kept) == 3


def test_receivers_that_a_package_makes_for_two_lines_of_the_project_are_two():
    code = "def note(signal, number):\n"
    code += "  signal.connect(lambda sender, **kwargs: number, dispatch_uid='a', weak=False)\n"
    names = {}
    exec(compile(code, "/x/site-packages/notes.py", "exec"), names)
    for _ in range(2):
        names["note"](hears_of, 1)
    assert in_vain() == []
    names["note"](hears_of, 2)
    assert methods() == ["connect"]


def test_a_disconnect_that_waits_for_a_model_has_no_line_that_could_be_named():
    apps = Apps()
    pre_save.connect(pack, sender="shelves.Shelf", dispatch_uid="a", apps=apps)
    pre_save.disconnect(pack, sender="shelves.Shelf", apps=apps)

    class Meta:
        app_label = "shelves"

    Meta.apps = apps
    model = type("Shelf", (Model,), {"Meta": Meta, "__module__": __name__})
    found = [each for each in registry_now()["in_vain"] if "Shelf" in str(each["sender"])]
    pre_save.disconnect(pack, sender=model)
    found += [each for each in registry_now()["in_vain"] if "Shelf" in str(each["sender"])]
    assert pre_save.disconnect(sender=model, dispatch_uid="a")
    assert [each["connected_at"]["file"] for each in found] == [__file__]


def test_a_number_as_uid_is_told_from_an_identity():
    hears_of.connect(pack, sender="shop", dispatch_uid=7)
    hears_of.disconnect(dispatch_uid=7)
    [item] = in_vain()
    assert item["standing"]["dispatch_uid"] == "7"
    [shown] = [each for each in registry_now()["connections"] if each["receiver"] == PACK]
    assert shown["dispatch_uid"] == "7"


def test_receivers_of_a_list_of_signals_are_told_for_each():
    receiver([hears_of, other], dispatch_uid="a", weak=False)(pack)
    receiver([hears_of, other], dispatch_uid="a", weak=False)(charge)
    assert methods() == methods(other) == ["connect"]


def test_two_receivers_under_one_decorator_are_two():
    hears_of.connect(guard(pack), dispatch_uid="a", weak=False)
    second = guard(charge)
    hears_of.connect(second, dispatch_uid="a", weak=False)
    assert methods() == ["connect"]


def test_a_dropped_receiver_that_died_would_not_have_run_anyway():
    hears_of.connect(pack, dispatch_uid="a")
    hears_of.connect(Shelf().fill, dispatch_uid="a")
    gc.collect()
    assert in_vain() == []
    shelf = Shelf()
    hears_of.connect(shelf.fill, dispatch_uid="a")
    assert methods() == ["connect"]


def test_a_connection_whose_receiver_died_is_in_nobodys_way():
    shelf = Shelf()
    hears_of.connect(shelf.fill, sender="shop", dispatch_uid="a")
    hears_of.connect(charge, sender="shop", dispatch_uid="a")
    hears_of.disconnect(shelf.fill)
    assert len(in_vain()) == 2
    del shelf
    gc.collect()
    assert in_vain() == []


def test_a_wrapper_that_was_connected_is_not_removed_by_what_it_wraps():
    guarded = guard(pack)
    hears_of.connect(guarded)
    hears_of.disconnect(pack)
    [item] = in_vain()
    assert item["of_another"]


def test_the_receiver_itself_is_told_of_rather_than_another_object_of_its_function():
    partial = functools.partial(pack)
    hears_of.connect(partial)
    hears_of.connect(pack, sender="shop")
    hears_of.disconnect(pack)
    [item] = in_vain()
    assert not item["of_another"]
    assert item["standing"]["sender"] == "shop"


def test_objects_that_disconnect_themselves_once_more_leave_others_alone():
    one, two = Shelf(hears_of), Shelf(hears_of)
    one.open()
    two.open()
    Shelf(hears_of).close()
    assert in_vain() == []
    two.close()
    two.close()
    assert in_vain() == []


def test_a_line_that_disconnects_objects_once_more_leaves_others_alone():
    def remove(shelf):
        hears_of.disconnect(shelf.fill)

    one, two = Shelf(), Shelf()
    hears_of.connect(two.fill)
    remove(two)
    hears_of.connect(one.fill)
    remove(two)
    assert in_vain() == []


def test_what_is_muted_cannot_be_disconnected_and_is_another_matter():
    hears_of.connect(pack)
    rows, hears_of.receivers = hears_of.receivers, []
    hears_of.disconnect(pack)
    hears_of.receivers = rows
    assert in_vain() == []


def test_what_was_in_vain_keeps_nothing_alive(collected):
    class Till:
        pass

    signal, sender, kept = Signal(), Till(), functools.partial(charge)
    signal.connect(pack, sender=sender, dispatch_uid="a", weak=False)
    signal.connect(kept, sender=sender, dispatch_uid="a", weak=False)
    signal.disconnect(pack, sender=sender)
    references = [weakref.ref(each) for each in (signal, sender, kept)]
    vars(inspect)["_get_func_parameters"].cache_clear()  # Django's, under DEBUG
    del signal, sender, kept
    assert all(map(collected, references))


class Uid:
    """Runs user code whenever it is compared, beyond what Django does."""

    def __init__(self):
        self.asked = 0

    def __hash__(self):
        self.asked += 1
        return 1

    def __eq__(self, other):
        self.asked += 1
        return self is other

    def __bool__(self):
        self.asked += 1
        return True


def test_a_uid_of_the_users_is_asked_no_more_than_by_django():
    from signals_panel.hooks.patching import original

    def asked(connect, disconnect):
        signal, uid = Signal(), Uid()
        connect(signal, pack, None, True, uid)
        connect(signal, charge, None, True, uid)
        disconnect(signal, pack)
        disconnect(signal, pack, "shop", uid)
        return uid.asked

    plain = asked(original(Signal, "connect"), original(Signal, "disconnect"))
    assert asked(Signal.connect, Signal.disconnect) == plain


RECEIVERS = [pack, charge, functools.partial(pack), Shelf().fill]
NAMES = ["pack", "charge", "functools.partial", "Shelf.fill"]
SENDERS = [None, "shop", "blog"]
UIDS = [None, "a", 7]
STEPS = st.tuples(
    st.sampled_from(["connect", "disconnect"]),
    st.sampled_from(range(len(RECEIVERS))),
    st.sampled_from(SENDERS),
    st.sampled_from(UIDS),
)


@given(st.lists(STEPS, max_size=12))
def test_whatever_was_done_what_is_listed_is_true_and_still_so(steps):
    hears_of.receivers.clear()
    dropped, left = set(), set()
    for method, number, sender, uid in steps:
        before = len(hears_of.receivers)
        target = RECEIVERS[number]
        answer = getattr(hears_of, method)(target, sender=sender, dispatch_uid=uid)
        if method == "connect" and len(hears_of.receivers) == before:
            dropped.add((NAMES[number], sender))
        if answer is False:
            left.add((NAMES[number], sender))
    for item in in_vain():
        name, standing = (_name(each) for each in (item, item["standing"]))
        sender = next(each for each in SENDERS if each == item["standing"]["sender"])
        heard = [NAMES[RECEIVERS.index(each)] for each in hears_of._live_receivers(sender)[0]]
        assert (name, item["sender"]) in (dropped if item["method"] == "connect" else left)
        assert standing in heard
        assert item["method"] == "disconnect" or name not in heard
    hears_of.receivers.clear()


def _name(item):
    return next(each for each in NAMES if item["receiver"].startswith((each, f"{__name__}.{each}")))
