"""What signals are called: by the module that defines them."""

from __future__ import annotations

import sys
from types import ModuleType

from django.dispatch import Signal

from signals_panel import record
from signals_panel.findings.case import last_name


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
