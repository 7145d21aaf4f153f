"""What signals are called: by the module that defines them."""

from __future__ import annotations

import sys
from copy import copy
from types import ModuleType

import pytest
from django.dispatch import Signal

from signals_panel import record
from signals_panel.findings.case import last_name
from signals_panel.page.names import short_name
from signals_panel.terminal.choosing import signals_called


def test_a_signal_that_the_script_imported_is_named_by_the_module_it_is_from(monkeypatch):
    module = ModuleType("shop_signals")
    module.paid = Signal()
    monkeypatch.setattr(sys.modules["__main__"], "paid", module.paid, raising=False)
    monkeypatch.setitem(sys.modules, "shop_signals", module)
    with record() as recording:
        module.paid.send(None)
    assert recording.as_dict()["dispatches"][0]["signal"] == "shop_signals.paid"


def test_a_sentence_has_the_last_part_of_a_name_and_all_of_what_is_none():
    assert last_name("blog.models.Post") == "Post"
    assert last_name("instance of shop.Till") == "instance of shop.Till"
    assert last_name("blog.Post(pk=3.5)") == "blog.Post(pk=3.5)"
    assert last_name("stripe.hooks.SENT['card (old).gone']") == "SENT['card (old).gone']"


NESTED = """
from django.dispatch import Signal
class Order:
    class Line:
        class State:
            class Late:
                changed = Signal()
"""


def test_a_signal_of_a_class_inside_three_others_is_named_by_all(monkeypatch):
    module = ModuleType("shop_classes")
    exec(NESTED, vars(module))
    monkeypatch.setitem(sys.modules, "shop_classes", module)
    with record() as recording:
        module.Order.Line.State.Late.changed.send(None)
    [dispatch] = recording.as_dict()["dispatches"]
    assert dispatch["signal"] == "shop_classes.Order.Line.State.Late.changed"


def test_a_signal_of_a_class_is_named_also_where_nobody_saw_it_made(monkeypatch):
    module = ModuleType("shop_copies")
    exec("class Order:\n    changed = None", vars(module))
    module.Order.changed = copy(Signal())  # without its __init__
    monkeypatch.setitem(sys.modules, "shop_copies", module)
    with record() as recording:
        module.Order.changed.send(None)
    assert recording.as_dict()["dispatches"][0]["signal"] == "shop_copies.Order.changed"


HOLDERS = """
from collections import defaultdict
from django.db.models import TextChoices
from django.dispatch import Signal
class Traps(dict):
    items = values = __iter__ = __getitem__ = __len__ = None
class Key:
    def __repr__(self): raise AssertionError
    __str__ = __hash__ = __repr__
    def __hash__(self): return 1
class State(TextChoices):
    PAID = "paid"
class Bus:
    ALL = Signal(), Signal()
    def __init__(self): self.sent = Signal()
HOOKS = {name: Signal() for name in ("card.new", "card.gone")}
LAZY = defaultdict(Signal)
TRAPS = Traps({State.PAID: Signal(), Bus: Signal(), 7: Signal(), Key(): Signal()})
LIST = [Signal()]
bus = Bus()
"""
HELD = {
    "HOOKS['card.new']": "HOOKS['card.new']",
    "LAZY['late']": "LAZY['late']",
    "dict.__getitem__(TRAPS, 'paid')": "TRAPS['paid']",
    "dict.__getitem__(TRAPS, Bus)": "TRAPS[shop_holders.Bus]",
    "dict.__getitem__(TRAPS, 7)": "TRAPS[7]",
    "LIST[0]": "LIST[0]",
    "Bus.ALL[1]": "Bus.ALL[1]",
    "bus.sent": "bus.sent",
}


def module_with(monkeypatch, name, source):
    module = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, module)
    exec(source, vars(module))
    return module


@pytest.mark.parametrize(("held", "name"), HELD.items())
def test_a_signal_in_a_dictionary_list_or_object_is_named_by_the_way_there(monkeypatch, held, name):
    module = module_with(monkeypatch, "shop_holders", HOLDERS)
    with record() as recording:
        eval(held, vars(module)).send(None)
    assert recording.as_dict()["dispatches"][0]["signal"] == f"shop_holders.{name}"


def test_a_signal_under_a_key_that_only_its_own_code_can_tell_has_no_name(monkeypatch):
    module = module_with(monkeypatch, "shop_holders", HOLDERS)
    *_, (key, signal) = dict.items(module.TRAPS)
    assert type(key) is module.Key
    with record() as recording:
        signal.send(None)
    assert recording.as_dict()["dispatches"][0]["signal"].startswith("unnamed signal created at ")


def test_a_signal_in_a_dictionary_is_named_by_the_module_that_made_it(monkeypatch):
    made = module_with(monkeypatch, "shop_holders", HOLDERS)
    source = "from django.dispatch import Signal\nfrom shop_holders import HOOKS\nOWN = [Signal()]"
    other = module_with(monkeypatch, "shop_imports", source)
    with record() as recording:
        other.OWN[0].send(None)
    with record() as recording_of_made:
        made.HOOKS["card.new"].send(None)
    found = [each.as_dict()["dispatches"][0]["signal"] for each in (recording, recording_of_made)]
    assert found == ["shop_imports.OWN[0]", "shop_holders.HOOKS['card.new']"]


def test_a_signal_that_a_class_binds_is_named_by_that_and_not_by_a_list_of_all(monkeypatch):
    source = "class Orders:\n    paid = Signal()\nALL = [Orders.paid]"
    source = f"from django.dispatch import Signal\n{source}"
    module = module_with(monkeypatch, "shop_all", source)
    with record() as recording:
        module.ALL[0].send(None)
    assert recording.as_dict()["dispatches"][0]["signal"] == "shop_all.Orders.paid"


def test_a_page_and_commands_take_a_key_with_dots_for_the_end_of_a_name():
    name = "stripe.hooks.SENT['card.gone']"
    assert short_name(name) == "SENT['card.gone']"
    registry = {"signals": [name, "shop.gone"], "connections": []}
    assert signals_called(registry, "SENT*") == signals_called(registry, name) == {name}
